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
