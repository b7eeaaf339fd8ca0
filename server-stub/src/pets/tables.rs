//! Tables of pets.

pub const TABLES: &str = "
CREATE TABLE pet(id BLOB PRIMARY KEY, household BLOB NOT NULL, d TEXT NOT NULL, created_ms BIGINT NOT NULL);
CREATE INDEX pet_household ON pet(household, created_ms, id);
CREATE TABLE pet_note(
    op BLOB PRIMARY KEY,                    -- a fact's id
    pet BLOB NOT NULL,
    d TEXT NOT NULL,
    no BIGINT NOT NULL                      -- the order in which they came
) WITHOUT ROWID;
CREATE UNIQUE INDEX pet_note_pet ON pet_note(pet, no);
CREATE TABLE pet_due(                       -- a vaccination that has to be thought of
    op BLOB PRIMARY KEY,
    pet BLOB NOT NULL,
    vaccine TEXT NOT NULL,
    remind_ms BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pet_due_when ON pet_due(remind_ms);
CREATE INDEX pet_due_pet ON pet_due(pet, vaccine);
";
