//! Who stands at the tablet: quick switching by name and PIN, without a network.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use petpro_domain::Code;
use petpro_domain::clinic::Staff;
use petpro_domain::ids::StaffId;
use rusqlite::Connection;

use super::{PetPro, Topic, guard};
use crate::error::{Error, Result};
use crate::state::AtTablet;
use crate::store::{Durability, desk, meta};

/// Whose PIN was given last.
const ACTOR: &str = "desk_actor";
/// Wrong PINs in a row, and until when no other is looked at, ms since the tablet was switched on.
const WRONG: &str = "desk_wrong";
const CLOSED_UNTIL: &str = "desk_closed_until";
/// After so many wrong PINs the tablet waits; a PIN of four digits takes two weeks to try through then.
const TRIES: i64 = 5;
const PAUSE_MS: i64 = 600_000;

impl PetPro {
    /// Who may stand here, by name.
    pub fn staff(&self) -> Result<Vec<AtTablet>> {
        guard(|| {
            self.on_tablet(|conn, _| {
                let now = actor(conn)?;
                let all = active(conn)?.into_iter();
                Ok(all
                    .map(|(id, staff)| AtTablet {
                        id,
                        has_pin: staff.pin.is_some(),
                        name: staff.name,
                        now: Some(id) == now,
                    })
                    .collect())
            })
        })
    }

    /// Somebody takes over: what the tablet writes from now on is theirs. `pin-wrong` also where
    /// nobody of this name works here; after five wrong ones `rate-limited` for ten minutes.
    pub fn take_desk(&self, name: &str, pin: &str) -> Result<AtTablet> {
        guard(|| {
            let clock = &self.inner.config.clock;
            let since_boot = clock.mono_ms() as i64;
            let (closed_until, wrong) = self.on_tablet(|conn, _| {
                Ok((meta::get::<i64>(conn, CLOSED_UNTIL)?.unwrap_or(0), meta::get::<i64>(conn, WRONG)?.unwrap_or(0)))
            })?;
            // A tablet that was switched off counts from zero again: then the pause is over early, and began anew.
            if since_boot < closed_until && closed_until - since_boot <= PAUSE_MS {
                return Err(Error::new(Code::RateLimited, "too many wrong PINs"));
            }
            let found = self.on_tablet(|conn, _| {
                let name = name.trim().to_lowercase();
                Ok(active(conn)?.into_iter().find(|(_, staff)| staff.name.to_lowercase() == name))
            })?;
            let right =
                found.as_ref().is_some_and(|(_, staff)| staff.pin.as_deref().is_some_and(|hash| fits(pin, hash)));
            let (Some((id, staff)), true) = (found, right) else {
                self.note(|tx| {
                    meta::set(tx, WRONG, (wrong + 1) % TRIES)?;
                    if wrong + 1 >= TRIES { meta::set(tx, CLOSED_UNTIL, since_boot + PAUSE_MS) } else { Ok(()) }
                })?;
                return Err(Error::new(Code::PinWrong, "no such name with this PIN"));
            };
            self.note(|tx| {
                meta::set(tx, WRONG, 0)?;
                meta::set(tx, ACTOR, id.bytes().as_slice())
            })?;
            self.inner.bell.ring(&[Topic::Board]);
            Ok(AtTablet { id, name: staff.name, now: true, has_pin: true })
        })
    }

    /// Nobody stands here; check-ins still work, and name nobody.
    pub fn leave_desk(&self) -> Result<()> {
        guard(|| {
            self.on_tablet(|_, _| Ok(()))?;
            self.note(|tx| meta::unset(tx, ACTOR))?;
            self.inner.bell.ring(&[Topic::Board]);
            Ok(())
        })
    }

    /// Who stands here, while they work here.
    pub(super) fn actor(&self) -> Result<Option<StaffId>> {
        self.on_tablet(|conn, _| actor(conn))
    }

    fn note(&self, write: impl FnOnce(&Connection) -> Result<()>) -> Result<()> {
        self.inner.files(|files| files.account.writer.lock().write(Durability::Normal, |tx| write(tx)))
    }
}

fn actor(conn: &Connection) -> Result<Option<StaffId>> {
    let id = meta::get::<Vec<u8>>(conn, ACTOR)?.and_then(|bytes| StaffId::from_slice(&bytes));
    let Some(id) = id else { return Ok(None) };
    let row: Option<Staff> = desk::row(conn, "staff", &id.to_string())?;
    Ok(row.filter(|staff| staff.active).map(|_| id))
}

fn active(conn: &Connection) -> Result<Vec<(StaffId, Staff)>> {
    let mut all: Vec<(StaffId, Staff)> = desk::rows(conn, "staff")?;
    all.retain(|(_, staff)| staff.active);
    all.sort_by(|left, right| left.1.name.cmp(&right.1.name));
    Ok(all)
}

/// Argon2 with the parameters that stand in the hash.
fn fits(pin: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
}
