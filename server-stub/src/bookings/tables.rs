//! Tables of visits.

pub const TABLES: &str = "
CREATE TABLE booking(
    id BLOB PRIMARY KEY,
    clinic BLOB NOT NULL,
    household BLOB,                         -- NULL: came in without an account
    user_id BLOB,
    code TEXT NOT NULL,
    st TEXT NOT NULL,
    starts_ms BIGINT NOT NULL,
    d TEXT NOT NULL,                        -- the row as desks get it
    refused TEXT,                           -- why a request could not be kept, JSON
    next_ms BIGINT,                         -- when something is due without being asked
    at_ms BIGINT NOT NULL
);
CREATE INDEX booking_clinic ON booking(clinic, starts_ms, id);
CREATE INDEX booking_household ON booking(household, starts_ms, id);
CREATE INDEX booking_code ON booking(code);
CREATE INDEX booking_next ON booking(next_ms) WHERE next_ms IS NOT NULL;
CREATE TABLE booking_cell(                  -- five minutes of a resource; the key is what sells them once
    resource BLOB NOT NULL,
    cell BIGINT NOT NULL,
    lane BIGINT NOT NULL,                   -- 0 up to, and without, its capacity
    booking BLOB NOT NULL,
    PRIMARY KEY (resource, cell, lane)
) WITHOUT ROWID;
CREATE INDEX booking_cell_of ON booking_cell(booking);
CREATE TABLE pass_key(household BLOB NOT NULL, key TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (household, key))
    WITHOUT ROWID;
CREATE TABLE waiting(                       -- who would come, were there a time
    id BLOB PRIMARY KEY,
    clinic BLOB NOT NULL,
    service BLOB NOT NULL,
    household BLOB NOT NULL,
    user_id BLOB NOT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    told_ms BIGINT,                         -- a time was offered then
    at_ms BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX waiting_clinic ON waiting(clinic, at_ms, id);
CREATE INDEX waiting_household ON waiting(household, at_ms, id);
";
