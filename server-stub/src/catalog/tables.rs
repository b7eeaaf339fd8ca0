//! What shops sell and on what terms. The feed's rows are made from these, never the other way.

/// `price_past`: what a price was until it changed, so that a cart can tell old and new (C-10).
pub const TABLES: &str = "
CREATE TABLE market(id TEXT PRIMARY KEY, position BIGINT NOT NULL, d TEXT NOT NULL);
CREATE TABLE terms(market TEXT NOT NULL, t TEXT NOT NULL, id TEXT NOT NULL, d TEXT NOT NULL, PRIMARY KEY (t, id));
CREATE TABLE category(id BLOB PRIMARY KEY, market TEXT NOT NULL, d TEXT NOT NULL);
CREATE TABLE product(id BLOB PRIMARY KEY, market TEXT NOT NULL, shop BLOB NOT NULL, d TEXT NOT NULL);
CREATE TABLE variant(
    id BLOB PRIMARY KEY, market TEXT NOT NULL, product BLOB NOT NULL, shop BLOB NOT NULL, gtin TEXT UNIQUE,
    label TEXT NOT NULL, price BIGINT NOT NULL CHECK (price >= 0), currency TEXT NOT NULL,
    weight_g BIGINT NOT NULL CHECK (weight_g >= 0), tax TEXT NOT NULL, level TEXT NOT NULL,
    max_per_order BIGINT CHECK (max_per_order > 0), gone BOOLEAN NOT NULL);
CREATE INDEX variant_product ON variant(product);
CREATE TABLE price_past(variant BLOB NOT NULL, until_ms BIGINT NOT NULL, price BIGINT NOT NULL, PRIMARY KEY (variant, until_ms));
";

/// What is found by category and by words. Full text is SQLite's own; on PostgreSQL these two are others.
pub const SHELVES: &str = "
CREATE TABLE shelf(n INTEGER PRIMARY KEY, product BLOB NOT NULL UNIQUE, market TEXT NOT NULL, category BLOB NOT NULL);
CREATE INDEX shelf_category ON shelf(market, category, product);
CREATE VIRTUAL TABLE shelf_words USING fts5(words, tokenize='unicode61 remove_diacritics 2');
";

/// What one shop sells.
pub const SHOPS: &str = "
CREATE INDEX variant_shop ON variant(shop, id);
";
