//! Tables of identity. Times are ms since 1970; `*_ms` NULL means "not yet".

pub const TABLES: &str = "
CREATE TABLE users(
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,             -- lower case; the user name
    name TEXT NOT NULL,
    password TEXT NOT NULL,                 -- PHC string of argon2id
    roles TEXT NOT NULL,                    -- JSON list
    epoch BIGINT NOT NULL,                  -- raised when roles or access change: older tokens end
    created_ms BIGINT NOT NULL,
    disabled_ms BIGINT
);
CREATE TABLE household(id BLOB PRIMARY KEY, created_ms BIGINT NOT NULL);
CREATE TABLE member(
    household_id BLOB NOT NULL REFERENCES household(id),
    user_id BLOB NOT NULL REFERENCES users(id),
    PRIMARY KEY(household_id, user_id)
);
CREATE INDEX member_user ON member(user_id);
CREATE TABLE session(                       -- a family of refresh tokens
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users(id),
    household_id BLOB NOT NULL,
    n BIGINT NOT NULL,                      -- the number of the current refresh token
    rotated_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    ended_why TEXT                          -- logout, reuse, device, disabled
);
CREATE INDEX session_user ON session(user_id);
CREATE TABLE device(
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users(id),
    session_id BLOB NOT NULL,               -- revoking the device ends it
    platform TEXT NOT NULL,
    app TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    revoked_ms BIGINT
);
CREATE INDEX device_user ON device(user_id, created_ms, id);
";

/// The language of a user's mails.
pub const LANGUAGE: &str = "ALTER TABLE users ADD COLUMN lang TEXT NOT NULL DEFAULT 'en'";
