//! The pull feed's tables and those of the op log.

/// Below every domain: rows as devices get them, lanes, and what became of each op.
pub const TABLES: &str = "
CREATE TABLE history(epoch TEXT PRIMARY KEY, since_ms BIGINT NOT NULL, position BIGINT NOT NULL UNIQUE);
CREATE TABLE scope(
    no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    head BIGINT NOT NULL, floor BIGINT NOT NULL, digest BIGINT NOT NULL, CHECK (floor <= head));
CREATE TABLE feed_row(
    scope INTEGER NOT NULL, t TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL,
    d TEXT, at_ms BIGINT NOT NULL, PRIMARY KEY (scope, t, id));
CREATE UNIQUE INDEX feed_row_seq ON feed_row(scope, seq);
CREATE INDEX feed_row_gone ON feed_row(at_ms) WHERE d IS NULL;
CREATE INDEX feed_row_cart ON feed_row(at_ms) WHERE t = 'cart_line' AND d IS NOT NULL;
CREATE TABLE lane(
    device BLOB NOT NULL, scope INTEGER NOT NULL, through BIGINT NOT NULL, op BLOB NOT NULL,
    PRIMARY KEY (device, scope));
CREATE TABLE op_result(
    op BLOB PRIMARY KEY, scope INTEGER NOT NULL, hash BLOB NOT NULL, st TEXT NOT NULL, code TEXT, detail TEXT,
    at BIGINT NOT NULL, at_ms BIGINT NOT NULL, rcpt TEXT);
CREATE INDEX op_result_age ON op_result(at_ms);
CREATE TABLE op_strike(op BLOB PRIMARY KEY, n BIGINT NOT NULL);
CREATE TABLE cart_dead(op BLOB PRIMARY KEY);
CREATE TABLE order_dot(op BLOB PRIMARY KEY, order_id BLOB NOT NULL, line BLOB NOT NULL);
CREATE INDEX order_dot_order ON order_dot(order_id);
CREATE TABLE placed(
    order_id BLOB PRIMARY KEY, op BLOB NOT NULL, scope TEXT NOT NULL, user_id BLOB NOT NULL,
    st TEXT NOT NULL, d TEXT NOT NULL);
CREATE TABLE psp_found(order_id BLOB PRIMARY KEY, scope TEXT NOT NULL, st TEXT NOT NULL, claimed BOOLEAN NOT NULL);
CREATE TABLE pay_job(no INTEGER PRIMARY KEY, order_id BLOB NOT NULL, kind TEXT NOT NULL, at_ms BIGINT NOT NULL);
";

/// Small rows that are asked for by a key of 16 bytes lie in the key's own tree: one tree less to
/// search and to write for each.
pub const BY_KEY: &str = "
CREATE TABLE op_result_new(
    op BLOB PRIMARY KEY, scope INTEGER NOT NULL, hash BLOB NOT NULL, st TEXT NOT NULL, code TEXT, detail TEXT,
    at BIGINT NOT NULL, at_ms BIGINT NOT NULL, rcpt TEXT) WITHOUT ROWID;
INSERT INTO op_result_new SELECT op, scope, hash, st, code, detail, at, at_ms, rcpt FROM op_result;
DROP TABLE op_result;
ALTER TABLE op_result_new RENAME TO op_result;
CREATE INDEX op_result_age ON op_result(at_ms);
CREATE TABLE order_dot_new(op BLOB PRIMARY KEY, order_id BLOB NOT NULL, line BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO order_dot_new SELECT op, order_id, line FROM order_dot;
DROP TABLE order_dot;
ALTER TABLE order_dot_new RENAME TO order_dot;
CREATE INDEX order_dot_order ON order_dot(order_id);
";

/// A job that could not be done yet comes again.
pub const JOBS: &str = "
ALTER TABLE pay_job ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pay_job ADD COLUMN next_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX pay_job_due ON pay_job(next_ms, no);
";
