//! What was promised.

pub const TABLES: &str = "
CREATE TABLE quote(
    id BLOB PRIMARY KEY, user_id BLOB NOT NULL, household BLOB NOT NULL,
    place TEXT NOT NULL,                    -- the order.place that it becomes
    shown TEXT NOT NULL,                    -- as it was answered
    expires_ms BIGINT NOT NULL, order_id BLOB);
CREATE INDEX quote_age ON quote(expires_ms);
";
