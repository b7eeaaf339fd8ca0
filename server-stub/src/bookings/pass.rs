//! Passes: a row for each live visit and each phone of its household, and one for paper when asked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_domain::clinic::{Span, Zone};
use petpro_domain::ids::{BookingId, HouseholdId};
use petpro_domain::pass::{Appointment, PassText, Patient, PublicKey};
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::visit::{Visit, json, scope};
use crate::clinics;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Phones of one household.
const MOST_KEYS: i64 = 20;

/// Row `pass` of a household, id = `<booking>/<first 16 letters of the phone's key>`.
#[derive(Serialize)]
struct Row<'a> {
    booking: BookingId,
    text: &'a str,
}

/// Keeps a phone's key; false where there are as many as there may be.
pub fn keep(ledger: &mut OnTx, household: HouseholdId, key: &str, now_ms: i64) -> Result<bool, Failure> {
    let insert = "INSERT INTO pass_key(household, key, at_ms)
        SELECT $1, $2, $3 WHERE (SELECT COUNT(*) FROM pass_key WHERE household = $1 AND key <> $2) < $4
        ON CONFLICT (household, key) DO UPDATE SET at_ms = excluded.at_ms";
    Ok(ledger.tx.exec(insert, values![household, key, now_ms, MOST_KEYS])? > 0)
}

/// Makes the rows what the visit says: a pass for each phone while it is live, none afterwards.
pub fn follow(app: &AppState, ledger: &mut OnTx, visit: &Visit, now_ms: i64) -> Result<(), Failure> {
    let Some(household) = visit.household else { return Ok(()) };
    let live = visit.row.st.is_live() && visit.refused.is_none();
    for key in keys(ledger.tx, household)? {
        let id = format!("{}/{}", visit.id, key.get(..16).unwrap_or(&key));
        let text = match phone(&key) {
            Some(phone) if live => signed(app, ledger.tx, visit, Some(phone), now_ms)?,
            _ => None,
        };
        let d = text.map(|text| json(&Row { booking: visit.id, text: text.as_str() }));
        if ledger.row(&scope(household), "pass", &id)? != d {
            ledger.publish(&scope(household), "pass", &id, d.as_deref())?;
        }
    }
    Ok(())
}

/// The key that an op names; `None` where it is none.
pub fn phone(key: &str) -> Option<PublicKey> {
    URL_SAFE_NO_PAD.decode(key).ok()?.try_into().ok().map(PublicKey)
}

fn keys(tx: &mut Tx, household: HouseholdId) -> Result<Vec<String>, Failure> {
    tx.query("SELECT key FROM pass_key WHERE household = $1 ORDER BY key", values![household], |row| row.get(0))
}

/// A visit's pass for this phone, or for paper; `None` while no key signs.
pub fn signed(
    app: &AppState,
    tx: &mut Tx,
    visit: &Visit,
    phone: Option<PublicKey>,
    now_ms: i64,
) -> Result<Option<PassText>, Failure> {
    let zone = clinics::get(tx, visit.row.clinic)?.map(|clinic| clinic.zone);
    let good = zone.map_or(Span::new(visit.row.starts_ms, visit.row.ends_ms), |zone| good(&zone, visit));
    let said = Appointment {
        booking: visit.id,
        clinic: visit.row.clinic,
        version: visit.row.pass_v,
        from_s: u32::try_from(good.from_ms / 1_000).unwrap_or_default(),
        minutes: u16::try_from((good.to_ms - good.from_ms) / 60_000).unwrap_or(u16::MAX),
        owner: visit.row.owner.clone(),
        pets: visit.row.pets.iter().map(|pet| Patient { species: pet.species, name: pet.name.clone() }).collect(),
        phone,
    };
    Ok(app.keys.passes.sign_pass(&said, now_ms))
}

/// The whole day at the clinic, or longer where the visit goes on after midnight.
fn good(zone: &Zone, visit: &Visit) -> Span {
    let day = zone.day(visit.row.starts_ms).and_then(|day| zone.whole_day(day));
    let day = day.unwrap_or(Span::new(visit.row.starts_ms, visit.row.ends_ms));
    Span::new(day.from_ms, day.to_ms.max(visit.row.ends_ms))
}
