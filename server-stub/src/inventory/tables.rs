//! Stock of each variant.

/// `moved`: written since the level that devices see was last compared with it.
pub const TABLES: &str = "
CREATE TABLE stock(
    variant BLOB PRIMARY KEY,
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    level TEXT NOT NULL DEFAULT 'none',
    moved BOOLEAN NOT NULL DEFAULT 1,
    CHECK (held <= on_hand));
CREATE INDEX stock_moved ON stock(variant) WHERE moved = 1;
";

/// What each order holds, and every movement: the counters are the sums of theirs.
pub const HOLDS: &str = "
CREATE TABLE stock_hold(
    order_id BLOB NOT NULL, variant BLOB NOT NULL, units BIGINT NOT NULL CHECK (units > 0),
    PRIMARY KEY (order_id, variant));
CREATE TABLE stock_move(
    no INTEGER PRIMARY KEY, variant BLOB NOT NULL, kind TEXT NOT NULL,
    on_hand BIGINT NOT NULL, held BIGINT NOT NULL, order_id BLOB);
CREATE INDEX stock_move_variant ON stock_move(variant);
INSERT INTO stock_move(variant, kind, on_hand, held) SELECT variant, 'count', on_hand, held FROM stock;
";

/// Both in the tree of their key alone.
pub const BY_KEY: &str = "
CREATE TABLE stock_new(
    variant BLOB PRIMARY KEY,
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    level TEXT NOT NULL DEFAULT 'none',
    moved BOOLEAN NOT NULL DEFAULT 1,
    CHECK (held <= on_hand)) WITHOUT ROWID;
INSERT INTO stock_new SELECT variant, on_hand, held, level, moved FROM stock;
DROP TABLE stock;
ALTER TABLE stock_new RENAME TO stock;
CREATE INDEX stock_moved ON stock(variant) WHERE moved = 1;
CREATE TABLE stock_hold_new(
    order_id BLOB NOT NULL, variant BLOB NOT NULL, units BIGINT NOT NULL CHECK (units > 0),
    PRIMARY KEY (order_id, variant)) WITHOUT ROWID;
INSERT INTO stock_hold_new SELECT order_id, variant, units FROM stock_hold;
DROP TABLE stock_hold;
ALTER TABLE stock_hold_new RENAME TO stock_hold;
";

/// `low`: with so many available or fewer the shop orders more. A movement's reason and time stand with it
/// where somebody asks for them. All stock is told to its shop once.
pub const SHOPS: &str = "
ALTER TABLE stock ADD COLUMN low BIGINT NOT NULL DEFAULT 5 CHECK (low >= 0);
UPDATE stock SET moved = 1;
ALTER TABLE stock_move ADD COLUMN why TEXT;
ALTER TABLE stock_move ADD COLUMN at_ms BIGINT;
CREATE INDEX stock_move_sold ON stock_move(variant, at_ms) WHERE kind IN ('sale', 'return');
";
