//! Passes: a row for each live visit and each phone of its household.

use petpro_domain::ids::HouseholdId;
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::visit::{Visit, json, scope};
use crate::feed::OnTx;
use crate::store::{Failure, Tx};
use crate::values;

/// Phones of one household.
const MOST_KEYS: i64 = 20;

/// Row `pass` of a household, id = `<booking>/<first 16 letters of the phone's key>`.
#[derive(Serialize)]
struct Row<'a> {
    booking: petpro_domain::ids::BookingId,
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
pub fn follow(ledger: &mut OnTx, visit: &Visit) -> Result<(), Failure> {
    let Some(household) = visit.household else { return Ok(()) };
    let live = visit.row.st.is_live() && visit.refused.is_none();
    for key in keys(ledger.tx, household)? {
        let id = format!("{}/{}", visit.id, key.get(..16).unwrap_or(&key));
        let text = if live { signed(visit, &key) } else { None };
        let d = text.map(|text| json(&Row { booking: visit.id, text: &text }));
        let now = ledger.row(&scope(household), "pass", &id)?;
        if now != d {
            ledger.publish(&scope(household), "pass", &id, d.as_deref())?;
        }
    }
    Ok(())
}

fn keys(tx: &mut Tx, household: HouseholdId) -> Result<Vec<String>, Failure> {
    tx.query("SELECT key FROM pass_key WHERE household = $1 ORDER BY key", values![household], |row| row.get(0))
}

/// The text of a visit's pass for this phone; `None` while this server has no key to sign with.
fn signed(_visit: &Visit, _key: &str) -> Option<String> {
    None
}
