//! Passes: shown by an owner's phone, verified by a clinic's tablet, both without a network.

use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_domain::Code;
use petpro_domain::booking::Booking;
use petpro_domain::checkin::{Desk, How, Judged, Reason, Shown as Brought, Verdict, disbelieved, judge, typed};
use petpro_domain::clinic::Zone;
use petpro_domain::ids::{BookingId, ClinicId};
use petpro_domain::pass::{Keyring, Pass, PassText, PublicKey, Refused, RootedKeys, STEP_S, SignedKeys, Signer};
use petpro_domain::texts::{self, Day};
use petpro_domain::wire::{CheckinRecord, OpBody, PassKey};
use petpro_scan::{Job, Purpose};
use rusqlite::Connection;
use serde::Deserialize;

use super::scale::{AtScale, weights};
use super::{PetPro, Topic, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::pictures::{self, Caps, Picture, Scanner};
use crate::screens::board;
use crate::screens::pass::{Facts, Shown, Told, Vaccinated, printed};
use crate::state::Received;
use crate::store::{meta, passes};

/// Where the account's file says which key its household was told of.
const TOLD_KEY: &str = "pass_key";

/// A list of keys that was checked, and the letters it was made from.
pub(super) struct Ring {
    list: String,
    ring: Arc<Keyring>,
}

/// What a tablet found out about a pass.
struct Looked {
    judged: Judged,
    facts: Facts,
    pass: Option<Pass>,
    booking: Option<(BookingId, Booking)>,
}

impl PetPro {
    /// The pass of a booking as this phone shows it now; draw it anew when [`Shown::fresh_ms`] is over. `not-found` where
    /// the booking has no pass for this phone yet: it comes with the next sync.
    pub fn show_pass(&self, booking: &str) -> Result<Shown> {
        guard(|| {
            let id: BookingId = parse(booking, Code::NotFound)?;
            self.announce_key()?; // where it was never told, the next sync brings the pass
            let (phone, now_ms) = (self.phone()?, self.server_ms()?);
            let found = self.inner.files(|files| files.account.readers.read(|conn| passes::of_booking(conn, id)))?;
            let text = found.iter().find_map(|pass| phone.show(pass, now_ms).ok());
            let text = text.ok_or_else(|| Error::new(Code::NotFound, "no pass of this booking for this phone yet"))?;
            let mut shown = self.owned_as(id, text)?;
            let step_ms = i64::from(STEP_S) * 1_000;
            shown.fresh_ms = Some((step_ms - now_ms.rem_euclid(step_ms)) as u32);
            Ok(shown)
        })
    }

    /// The pass for paper: no phone signs it, so it says that anybody may hold it. Asks the server.
    pub async fn printed_pass(&self, booking: &str) -> Result<Shown> {
        #[derive(Deserialize)]
        struct Printed {
            text: PassText,
        }
        guard_async(async {
            let id: BookingId = parse(booking, Code::NotFound)?;
            let path = format!("/api/v1/bookings/{id}/pass");
            let Printed { text } = self.signed(async |token| self.inner.http.get(&path, Some(&token)).await).await?;
            let mut shown = self.owned_as(id, text)?;
            shown.note = Some(printed(self.lang()));
            Ok(shown)
        })
        .await
    }

    /// Beside its text what the owner's row says.
    fn owned_as(&self, id: BookingId, text: PassText) -> Result<Shown> {
        let owned = self.inner.files(|files| files.account.readers.read(|conn| passes::owned(conn, id)))?;
        let owned = owned.ok_or_else(|| Error::new(Code::NotFound, "this booking is not on this device"))?;
        let local = Zone::parse(&owned.zone).and_then(|zone| zone.local(owned.visit.starts_ms));
        Ok(Shown {
            booking: id,
            text: text.to_string(),
            fresh_ms: None,
            code: typed::grouped(&owned.visit.code),
            clinic: owned.clinic_name.clone(),
            when: local.map(|local| format!("{} {}", self.written(&local.date), local.time)).unwrap_or_default(),
            pets: board::pets(&owned.visit),
            note: None,
        })
    }

    /// What a tablet says of a text from a code. No network, and nothing is written.
    pub fn verify_pass(&self, text: &str) -> Result<Told> {
        guard(|| Ok(self.told(self.looked_at(text)?)))
    }

    /// The same for a code that was typed.
    pub fn verify_code(&self, code: &str) -> Result<Told> {
        guard(|| {
            let found = match self.find_visit(code) {
                Ok(visit) => Some((visit.id, visit.row)),
                Err(error) if error.code() == Code::NotFound => None,
                Err(error) => return Err(error),
            };
            Ok(self.told(self.by_hand(found)?))
        })
    }

    /// The same for a photo; `no-code-found` where it has none.
    pub fn verify_picture(&self, path: &Path) -> Result<Told> {
        guard(|| {
            self.verify_seen(&pictures::load(path, Caps::default())?, &mut Scanner::new(Job::still(Purpose::Clinic)))
        })
    }

    /// The same for a picture that was loaded, by a scanner that is kept.
    pub fn verify_seen(&self, picture: &Picture, scanner: &mut Scanner) -> Result<Told> {
        let seen = scanner.still(picture).accepted;
        let read = seen.first().ok_or_else(|| Error::new(Code::NoCodeFound, "no code that two looks agree on"))?;
        Ok(self.told(self.looked_at(&read.text)?))
    }

    /// Checks in whoever shows this pass, whatever its verdict: a desk may know better. What was said goes along.
    pub fn check_in_pass(&self, text: &str, scale: &[AtScale]) -> Result<(Told, Received)> {
        guard(|| {
            let looked = self.looked_at(text)?;
            let (clinic, booking) = (self.on_tablet(|_, clinic| Ok(clinic))?, looked.booking_id());
            let record = CheckinRecord {
                clinic,
                pass: PassText::parse(text).map(|pass| pass.to_string()),
                booking,
                how: How::Scan,
                verdict: looked.judged.verdict,
                sig_ok: looked.pass.is_some(),
                scale: weights(&looked.pets(), scale)?,
                actor: self.actor()?,
            };
            let told = self.told(looked);
            Ok((told, self.write_checkin(record)?))
        })
    }

    /// A vaccination proof, by anybody with the list of keys: a groomer, a boarding home.
    pub fn verify_proof(&self, text: &str) -> Result<Result<Vaccinated, Told>> {
        guard(|| {
            let (now_ms, ring) = self.inner.files(|files| {
                files
                    .account
                    .readers
                    .read(|conn| Ok((meta::true_now(conn, &*self.inner.config.clock)?, passes::keys(conn)?)))
            })?;
            let wall_ms = self.inner.config.clock.wall_ms();
            Ok(match self.ring(ring)?.map_or(Err(Refused::UnknownKey), |ring| ring.proof(text, now_ms)) {
                Ok(proof) => Ok(Vaccinated::new(
                    self.lang(),
                    proof.said(),
                    proof.taken_back(),
                    self.day_at(now_ms.unwrap_or(wall_ms)),
                )),
                Err(refused) => Err(Told::new(self.lang(), disbelieved(refused), &Facts::default())),
            })
        })
    }

    /// Of a visit that was found by its code or on the board.
    pub(super) fn verdict_by_hand(&self, id: BookingId, row: &Booking) -> Result<Verdict> {
        Ok(self.by_hand(Some((id, row.clone())))?.judged.verdict)
    }

    fn looked_at(&self, text: &str) -> Result<Looked> {
        self.on_tablet(|conn, clinic| {
            let now_ms = meta::true_now(conn, &*self.inner.config.clock)?;
            let ring = self.ring(passes::keys(conn)?)?;
            // Without a list every key is unknown; whether the text is ours at all is told all the same.
            let read = ring.map_or(Err(Refused::UnknownKey), |ring| ring.pass(text, now_ms));
            let read = if PassText::parse(text).is_none() { Err(Refused::NotOurs) } else { read };
            let pass = match read {
                Ok(pass) => pass,
                Err(refused) => return self.judged(conn, clinic, now_ms, Err(refused), None),
            };
            let id = pass.said().booking;
            let booking = passes::visit(conn, id)?;
            self.judged(conn, clinic, now_ms, Ok(pass), booking.map(|booking| (id, booking)))
        })
    }

    fn by_hand(&self, found: Option<(BookingId, Booking)>) -> Result<Looked> {
        self.on_tablet(|conn, clinic| {
            let now_ms = meta::true_now(conn, &*self.inner.config.clock)?;
            let zone = passes::zone(conn, clinic)?;
            let today = now_ms.zip(zone.as_ref()).and_then(|(now, zone)| zone.whole_day(zone.day(now)?));
            let booking = found.as_ref().map(|(_, booking)| booking);
            let today = today.map(|day| day.from_ms..day.to_ms);
            let judged = judge(Brought::ByHand, &Desk { clinic, booking, used: false, now_ms, today });
            let facts = self.facts(judged.reason, zone.as_ref(), booking, None);
            Ok(Looked { judged, facts, pass: None, booking: found })
        })
    }

    fn judged(
        &self,
        conn: &Connection,
        clinic: ClinicId,
        now_ms: Option<i64>,
        read: std::result::Result<Pass, Refused>,
        booking: Option<(BookingId, Booking)>,
    ) -> Result<Looked> {
        let brought = read.as_ref().map_or_else(|refused| Brought::Refused(*refused), Brought::Pass);
        let row = booking.as_ref().map(|(_, row)| row);
        let used = match (&read, row) {
            (Ok(pass), None) => passes::was_recorded(conn, pass.said().booking)?,
            _ => false,
        };
        // The clinic's row is long: read only where a day has to be told.
        let replaced = row.zip(read.as_ref().ok()).is_some_and(|(row, pass)| pass.said().version < row.pass_v);
        let zone = if replaced { passes::zone(conn, clinic)? } else { None };
        let today = now_ms.zip(zone.as_ref()).and_then(|(now, zone)| zone.whole_day(zone.day(now)?));
        let today = today.map(|day| day.from_ms..day.to_ms);
        let judged = judge(brought, &Desk { clinic, booking: row, used, now_ms, today });
        let zone = match judged.reason {
            Reason::AlreadyCheckedIn | Reason::Moved | Reason::OtherDay | Reason::TooLate => {
                passes::zone(conn, clinic)?
            }
            _ => None,
        };
        let facts = self.facts(judged.reason, zone.as_ref(), row, read.as_ref().ok());
        Ok(Looked { judged, facts, pass: read.ok(), booking })
    }

    fn facts(&self, reason: Reason, zone: Option<&Zone>, booking: Option<&Booking>, pass: Option<&Pass>) -> Facts {
        let at = |ms: i64| zone.and_then(|zone| zone.local(ms));
        let mut facts = Facts::default();
        match reason {
            Reason::AlreadyCheckedIn => {
                let arrival = booking.and_then(|booking| booking.arrival.as_ref());
                facts.time = arrival.and_then(|arrival| at(arrival.at_ms)).map(|local| local.time).unwrap_or_default();
                let desk = arrival.map(|arrival| arrival.tablet.clone()).filter(|name| !name.is_empty());
                facts.desk = desk.unwrap_or_else(|| texts::text(self.lang(), "pass-this-tablet", &[]));
            }
            Reason::Moved | Reason::OtherDay | Reason::TooLate => {
                let starts = booking.map(|booking| booking.starts_ms);
                let day = starts.or(pass.map(|pass| pass.said().from_ms()));
                facts.date = day.and_then(at).map(|local| self.written(&local.date)).unwrap_or_default();
            }
            _ => {}
        }
        facts
    }

    fn told(&self, looked: Looked) -> Told {
        let mut told = Told::new(self.lang(), looked.judged, &looked.facts);
        told.sig_ok = looked.pass.is_some();
        told.booking = looked.booking_id();
        told.each = looked.pets().into_iter().map(str::to_owned).collect();
        // What is neither a pass nor a visit checks nobody in, though the server would keep it.
        told.receive.enabled = looked.pass.is_some() || looked.booking.is_some();
        if let Some((_, row)) = &looked.booking {
            (told.pets, told.owner) = (board::pets(row), row.owner.clone());
        } else if let Some(pass) = &looked.pass {
            let names: Vec<&str> = pass.said().pets.iter().map(|pet| pet.name.as_str()).collect();
            (told.pets, told.owner) = (names.join(", "), pass.said().owner.clone());
        }
        told
    }

    fn written(&self, iso: &str) -> String {
        Day::parse(iso).map_or_else(String::new, |day| texts::date(self.lang(), day))
    }

    /// The keyring of this list, opened once; none where there is no list, no root to check it with, or it is not the
    /// root's.
    fn ring(&self, list: Option<String>) -> Result<Option<Arc<Keyring>>> {
        let Some(list) = list.map_or_else(|| self.catalogs_keys(), |list| Ok(Some(list)))? else { return Ok(None) };
        let mut held = self.inner.ring.lock();
        if let Some(held) = held.as_ref().filter(|held| held.list == list) {
            return Ok(Some(held.ring.clone()));
        }
        let kept = self.inner.config.secrets.load()?;
        let Some(root) = kept.tablet.map(|tablet| tablet.root).or(kept.root) else { return Ok(None) };
        let opened = serde_json::from_str::<SignedKeys>(&list).ok().zip(root.parse::<PublicKey>().ok());
        let Some(Ok(ring)) = opened.map(|(signed, root)| Keyring::open(&signed, root)) else {
            tracing::warn!("the list of keys is not the pinned root's");
            return Ok(None);
        };
        let ring = Arc::new(ring);
        *held = Some(Ring { list, ring: ring.clone() });
        Ok(Some(ring))
    }

    fn catalogs_keys(&self) -> Result<Option<String>> {
        self.inner.files(|files| files.catalog.readers.read(passes::keys))
    }

    /// Pins the root the first time a server with clinics is met. A tablet got its root when it was enrolled.
    pub(super) async fn pin_root(&self) -> Result<()> {
        let mut kept = self.inner.config.secrets.load()?;
        if kept.root.is_some() || kept.tablet.is_some() || self.catalogs_keys()?.is_none() {
            return Ok(());
        }
        let RootedKeys { root, .. } = self.inner.http.get("/api/v1/keys", None).await?;
        kept.root = Some(root);
        self.inner.config.secrets.save(&kept)
    }

    /// Tells the household's server of this phone's key, once there is a visit to show a pass for.
    pub(super) fn announce_key(&self) -> Result<()> {
        let (visits, told) = self.inner.files(|files| {
            if files.account.clinic().is_some() || !files.account.owner.is_synced() {
                return Ok((false, None));
            }
            files.account.readers.read(|conn| Ok((passes::has_visits(conn)?, meta::get::<String>(conn, TOLD_KEY)?)))
        })?;
        if !visits {
            return Ok(());
        }
        let key = self.phone()?.public().to_string();
        if told.as_deref() == Some(&key) {
            return Ok(());
        }
        self.write_intent(&[Topic::Outbox], |_| Ok((OpBody::PassKey(PassKey { key: key.clone() }), vec![])))?;
        self.inner.files(|files| {
            let mut writer = files.account.writer.lock();
            writer.write(crate::store::Durability::Full, |tx| meta::set(tx, TOLD_KEY, &key))
        })
    }

    /// This phone's key pair, made the first time. It stays in the secret store.
    fn phone(&self) -> Result<Signer> {
        let config = &self.inner.config;
        let mut kept = config.secrets.load()?;
        let seed = match &kept.pass_key {
            Some(text) => URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()),
            None => {
                let mut seed = [0; 32];
                config.randomness.fill(&mut seed);
                kept.pass_key = Some(URL_SAFE_NO_PAD.encode(seed));
                config.secrets.save(&kept)?;
                Some(seed)
            }
        };
        let seed = seed.ok_or_else(|| Error::new(Code::StoreCorrupt, "this phone's key cannot be read"))?;
        Ok(Signer::from_seed(&seed))
    }
}

impl Looked {
    /// Their names, as the booking or the pass has them.
    fn pets(&self) -> Vec<&str> {
        let row = self.booking.iter().flat_map(|(_, row)| row.pets.iter().map(|pet| pet.name.as_str()));
        let pass = self.pass.iter().flat_map(|pass| pass.said().pets.iter().map(|pet| pet.name.as_str()));
        if self.booking.is_some() { row.collect() } else { pass.collect() }
    }

    fn booking_id(&self) -> Option<BookingId> {
        let known = self.booking.as_ref().map(|(id, _)| *id);
        known.or(self.pass.as_ref().map(|pass| pass.said().booking))
    }
}
