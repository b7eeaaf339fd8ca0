//! Tables of the tablets. Codes are kept as SHA-256: a copied backup enrols nothing.

pub const TABLES: &str = "
CREATE TABLE tablet(
    id BLOB PRIMARY KEY,
    clinic BLOB NOT NULL,
    user_id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    key BLOB NOT NULL,                      -- its Ed25519 public key
    enrolled_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    unwanted BOOLEAN NOT NULL DEFAULT 0     -- what it left behind is given up
);
CREATE INDEX tablet_clinic ON tablet(clinic, enrolled_ms, id);
CREATE TABLE enrol_code(
    hash BLOB PRIMARY KEY,
    clinic BLOB NOT NULL,
    name TEXT NOT NULL,                     -- of the tablet to come
    until_ms BIGINT NOT NULL,
    used_ms BIGINT
);
";
