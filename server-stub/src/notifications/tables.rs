//! Mails that are to be sent, or were.

/// `st`: `queued`, `sent`, `given-up`. No address and no text is kept: both are looked up when it
/// is sent, so a changed address gets the mail and an erased account gets none.
pub const TABLES: &str = "
CREATE TABLE mail(
    no BIGINT NOT NULL,                     -- the order in which they were asked for
    id BLOB PRIMARY KEY,                    -- derived from the event: an event that comes twice makes one mail
    user_id BLOB NOT NULL,
    order_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    shop_order TEXT NOT NULL,               -- number of the vendor order it is about; empty: all
    st TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    why TEXT,                               -- the last failure's class, never the server's words
    at_ms BIGINT NOT NULL,
    next_ms BIGINT NOT NULL,
    done_ms BIGINT
);
CREATE INDEX mail_no ON mail(no);
CREATE INDEX mail_due ON mail(next_ms, no) WHERE st = 'queued';
CREATE INDEX mail_order ON mail(order_id);
";

/// Mails about visits; `order_id` is nobody's then.
pub const VISITS: &str = "ALTER TABLE mail ADD COLUMN booking BLOB";
