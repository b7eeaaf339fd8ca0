//! What was promised.

pub const TABLES: &str = "
CREATE TABLE quote(
    id BLOB PRIMARY KEY, user_id BLOB NOT NULL, household BLOB NOT NULL,
    place TEXT NOT NULL,                    -- the order.place that it becomes
    shown TEXT NOT NULL,                    -- as it was answered
    expires_ms BIGINT NOT NULL, order_id BLOB);
CREATE INDEX quote_age ON quote(expires_ms);
";

/// Which order a quote became, beside it: a quote is kilobytes, and to note the order in it wrote all
/// of them again. `quote.order_id` is not used any more.
pub const ORDERED: &str = "
CREATE TABLE quote_order(quote BLOB PRIMARY KEY, order_id BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO quote_order SELECT id, order_id FROM quote WHERE order_id IS NOT NULL;
";
