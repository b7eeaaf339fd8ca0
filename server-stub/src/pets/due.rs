//! Vaccinations that have to be thought of, told once, four weeks ahead.

use petpro_domain::clinic::{Span, Zone};
use petpro_domain::ids::{OpId, PetId};
use petpro_domain::notice::{About, Notice, NoticeKind};

use super::keep::owner;
use crate::feed::OnTx;
use crate::identity::users;
use crate::inbox;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

const AHEAD_MS: i64 = 28 * 86_400_000;
/// What is told in one turn.
const TURN: u64 = 100;

/// Keeps the day on which this one is due again; it takes the place of an earlier one of the same kind.
pub fn remember(tx: &mut Tx, op: OpId, pet: PetId, vaccine: &str, due: &str) -> Result<(), Failure> {
    let Some(begin) = begin(due) else { return Ok(()) };
    let remind_ms = begin - AHEAD_MS;
    let vaccine = vaccine.trim().to_lowercase();
    let older = "DELETE FROM pet_due WHERE pet = $1 AND vaccine = $2 AND remind_ms <= $3";
    tx.exec(older, values![pet, &vaccine, remind_ms])?;
    let insert = "INSERT INTO pet_due(op, pet, vaccine, remind_ms)
        SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM pet_due WHERE pet = $2 AND vaccine = $3)
        ON CONFLICT (op) DO NOTHING";
    tx.exec(insert, values![op, pet, vaccine, remind_ms]).map(drop)
}

/// Nothing of this pet is due any more.
pub fn forget(tx: &mut Tx, pet: PetId) -> Result<(), Failure> {
    tx.exec("DELETE FROM pet_due WHERE pet = $1", values![pet]).map(drop)
}

/// Tells every member of the household, once.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    let select = "SELECT op, pet, vaccine FROM pet_due WHERE remind_ms <= $1 ORDER BY remind_ms LIMIT $2";
    type Due = (OpId, PetId, String);
    let due: Vec<Due> = app.store.read(|tx| {
        tx.query(select, values![now_ms, TURN], |row| Ok::<Due, Failure>((row.get(0)?, row.get(1)?, row.get(2)?)))
    })?;
    if due.is_empty() {
        return Ok(());
    }
    let write = move |tx: &mut Tx| {
        OnTx::write(tx, now_ms, |ledger| {
            due.iter().try_for_each(|(op, pet, vaccine)| {
                let mine = "DELETE FROM pet_due WHERE op = $1";
                if ledger.tx.exec(mine, values![op])? == 0 {
                    return Ok(());
                }
                let Some((household, it)) = owner(ledger.tx, *pet)? else { return Ok(()) };
                let about = About { pets: it.name, place: vaccine.clone(), ..About::default() };
                for user in users::members(ledger.tx, household)? {
                    inbox::put(ledger, user, &Notice::about(NoticeKind::VaccinationDue, about.clone(), now_ms))?;
                }
                Ok::<_, Failure>(())
            })
        })
    };
    let ((), pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(())
}

/// The first instant of a day, in UTC: a reminder of four weeks ahead needs no more.
fn begin(day: &str) -> Option<i64> {
    let Span { from_ms, .. } = Zone::parse("UTC")?.whole_day(day.parse().ok()?)?;
    Some(from_ms)
}
