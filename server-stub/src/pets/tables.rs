//! Pets, what was noted of them, and what their people are to be reminded of.

pub const TABLES: &str = "
CREATE TABLE pet(
    id BLOB PRIMARY KEY,
    household_id BLOB NOT NULL,
    d TEXT,                                 -- the profile; NULL: forgotten, and it stays so
    created_ms BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pet_household ON pet(household_id, created_ms, id) WHERE d IS NOT NULL;
CREATE TABLE pet_note(
    id BLOB PRIMARY KEY,                    -- that of the op: what comes twice is there once
    household_id BLOB NOT NULL,
    pet BLOB NOT NULL,                      -- may come before its pet, after a restore
    n BIGINT NOT NULL,                      -- the order in which they were heard
    d TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX pet_note_pet ON pet_note(household_id, pet, n);
CREATE TABLE pet_due(
    pet BLOB NOT NULL,
    vaccine TEXT NOT NULL,                  -- in small letters
    note BLOB NOT NULL,                     -- the newest one with it
    due BIGINT NOT NULL,                    -- days since 1970, as `remind`
    remind BIGINT,                          -- when its people are told (again); NULL: they know
    PRIMARY KEY(pet, vaccine)
) WITHOUT ROWID;
CREATE INDEX pet_due_remind ON pet_due(remind) WHERE remind IS NOT NULL;
CREATE INDEX pet_due_note ON pet_due(note);
";

/// Vaccination proofs that clinics gave out.
pub const PROOFS: &str = "
CREATE TABLE proof(
    id BLOB PRIMARY KEY,                    -- that of the fact in the pet's history
    household_id BLOB NOT NULL,
    pet BLOB NOT NULL,
    booking BLOB NOT NULL,
    clinic BLOB NOT NULL,
    key TEXT NOT NULL,                      -- the id of the key that signed
    d TEXT NOT NULL                         -- the row as its household gets it
) WITHOUT ROWID;
CREATE INDEX proof_household ON proof(household_id, pet);
CREATE INDEX proof_booking ON proof(booking);
CREATE INDEX proof_key ON proof(key);
";
