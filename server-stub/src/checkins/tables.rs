//! Check-ins by what is asked of them; what devices have of each is `d`.

pub const TABLES: &str = "
CREATE TABLE checkin(
    op_id BLOB PRIMARY KEY,
    clinic BLOB NOT NULL,                   -- whose desk it was
    booking BLOB,
    class TEXT NOT NULL,
    at_ms BIGINT NOT NULL,                  -- true time as far as it is known
    heard_ms BIGINT NOT NULL,               -- when it reached the server
    void_ms BIGINT,
    d TEXT NOT NULL
);
CREATE UNIQUE INDEX checkin_first ON checkin(booking) WHERE class = 'first' AND void_ms IS NULL;
CREATE INDEX checkin_booking ON checkin(booking, heard_ms, op_id) WHERE booking IS NOT NULL;
CREATE INDEX checkin_day ON checkin(clinic, at_ms, op_id);
";
