//! Tables of clinics. `d` is the row as devices get it.

pub const TABLES: &str = "
CREATE TABLE clinic(id BLOB PRIMARY KEY, market TEXT NOT NULL, d TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX clinic_market ON clinic(market, id);
CREATE TABLE care(id BLOB PRIMARY KEY, clinic BLOB NOT NULL, d TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX care_clinic ON care(clinic, id);
CREATE TABLE resource(id BLOB PRIMARY KEY, clinic BLOB NOT NULL, d TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX resource_clinic ON resource(clinic, id);
CREATE TABLE clinic_staff(
    id BLOB PRIMARY KEY,
    clinic BLOB NOT NULL,
    user_id BLOB,                           -- NULL: has a PIN and no account
    d TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX clinic_staff_clinic ON clinic_staff(clinic, id);
CREATE UNIQUE INDEX clinic_staff_user ON clinic_staff(user_id, clinic) WHERE user_id IS NOT NULL;
";
