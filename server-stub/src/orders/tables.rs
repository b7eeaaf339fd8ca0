//! Orders by what is asked of them: state, owner, hold. What they are made of is in their rows of
//! the feed, which are written in the same transaction.

/// `pinned`: a payment is being captured, the hold does not end meanwhile. `closing_ms`: the payment
/// is being closed. `cancel_ms`: its buyer has called it off.
pub const TABLES: &str = "
CREATE TABLE orders(
    id BLOB PRIMARY KEY, number TEXT NOT NULL UNIQUE, user_id BLOB NOT NULL, household BLOB NOT NULL,
    status TEXT NOT NULL, currency TEXT NOT NULL, total BIGINT NOT NULL CHECK (total >= 0), method BLOB,
    placed_ms BIGINT NOT NULL, hold_until_ms BIGINT NOT NULL, pinned BOOLEAN NOT NULL DEFAULT 0,
    closing_ms BIGINT, cancel_ms BIGINT);
CREATE INDEX orders_user ON orders(user_id, placed_ms, id);
CREATE INDEX orders_user_status ON orders(user_id, status, placed_ms, id);
CREATE INDEX orders_hold ON orders(hold_until_ms)
    WHERE status IN ('PENDING_PAYMENT', 'PAYMENT_FAILED') AND closing_ms IS NULL;
CREATE TABLE vendor_order(
    number TEXT PRIMARY KEY, order_id BLOB NOT NULL, shop BLOB NOT NULL, status TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0), released_ms BIGINT, delivered_ms BIGINT);
CREATE INDEX vendor_order_order ON vendor_order(order_id);
CREATE INDEX vendor_order_shop ON vendor_order(shop, released_ms, number) WHERE released_ms IS NOT NULL;
CREATE INDEX vendor_order_delivered ON vendor_order(delivered_ms) WHERE status = 'DELIVERED';
CREATE TABLE order_event(
    order_id BLOB NOT NULL, n BIGINT NOT NULL, at_ms BIGINT NOT NULL, what TEXT NOT NULL, by TEXT NOT NULL,
    vendor_order TEXT, status TEXT NOT NULL, refused BOOLEAN NOT NULL, detail TEXT, PRIMARY KEY (order_id, n));
CREATE TABLE order_number(prefix TEXT PRIMARY KEY, last BIGINT NOT NULL);
CREATE TABLE shortage(
    order_id BLOB NOT NULL, variant BLOB NOT NULL, units BIGINT NOT NULL, at_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, variant));
";

/// All in the tree of their key alone.
pub const BY_KEY: &str = "
CREATE TABLE orders_new(
    id BLOB PRIMARY KEY, number TEXT NOT NULL UNIQUE, user_id BLOB NOT NULL, household BLOB NOT NULL,
    status TEXT NOT NULL, currency TEXT NOT NULL, total BIGINT NOT NULL CHECK (total >= 0), method BLOB,
    placed_ms BIGINT NOT NULL, hold_until_ms BIGINT NOT NULL, pinned BOOLEAN NOT NULL DEFAULT 0,
    closing_ms BIGINT, cancel_ms BIGINT) WITHOUT ROWID;
INSERT INTO orders_new SELECT id, number, user_id, household, status, currency, total, method, placed_ms,
    hold_until_ms, pinned, closing_ms, cancel_ms FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_user ON orders(user_id, placed_ms, id);
CREATE INDEX orders_user_status ON orders(user_id, status, placed_ms, id);
CREATE INDEX orders_hold ON orders(hold_until_ms)
    WHERE status IN ('PENDING_PAYMENT', 'PAYMENT_FAILED') AND closing_ms IS NULL;
CREATE TABLE vendor_order_new(
    number TEXT PRIMARY KEY, order_id BLOB NOT NULL, shop BLOB NOT NULL, status TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total >= 0), released_ms BIGINT, delivered_ms BIGINT) WITHOUT ROWID;
INSERT INTO vendor_order_new SELECT number, order_id, shop, status, total, released_ms, delivered_ms
    FROM vendor_order;
DROP TABLE vendor_order;
ALTER TABLE vendor_order_new RENAME TO vendor_order;
CREATE INDEX vendor_order_order ON vendor_order(order_id);
CREATE INDEX vendor_order_shop ON vendor_order(shop, released_ms, number) WHERE released_ms IS NOT NULL;
CREATE INDEX vendor_order_delivered ON vendor_order(delivered_ms) WHERE status = 'DELIVERED';
CREATE TABLE order_event_new(
    order_id BLOB NOT NULL, n BIGINT NOT NULL, at_ms BIGINT NOT NULL, what TEXT NOT NULL, by TEXT NOT NULL,
    vendor_order TEXT, status TEXT NOT NULL, refused BOOLEAN NOT NULL, detail TEXT,
    PRIMARY KEY (order_id, n)) WITHOUT ROWID;
INSERT INTO order_event_new SELECT order_id, n, at_ms, what, by, vendor_order, status, refused, detail
    FROM order_event;
DROP TABLE order_event;
ALTER TABLE order_event_new RENAME TO order_event;
";

/// How many orders of a shop stand where.
pub const SHOPS: &str = "
CREATE INDEX vendor_order_state ON vendor_order(shop, status) WHERE released_ms IS NOT NULL;
";
