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
