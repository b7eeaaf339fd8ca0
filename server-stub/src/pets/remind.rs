//! Vaccinations that are due soon: told 14 days and one day before, once each, in the app and by mail.

use petpro_domain::ids::{HouseholdId, OpId, PetId, UserId, derived};
use petpro_domain::notice::{Notice, NoticeKind};
use petpro_domain::pet::{PetRow, REMIND_DAYS, doses, same_vaccine};
use petpro_domain::texts::day_of;
use serde_json::json;

use super::read;
use crate::feed::OnTx;
use crate::identity::users;
use crate::inbox;
use crate::outbox;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Reminders of one transaction.
const TURN: u64 = 200;

/// Those whose day has come, the oldest first.
const DUE: &str = "SELECT pet, vaccine FROM pet_due WHERE remind <= $1 ORDER BY remind, pet, vaccine LIMIT $2";

/// The day by which reminders go, in UTC: it begins at nine in the morning in Tokyo and Seoul, at
/// eight in Beijing.
fn today(now_ms: i64) -> i64 {
    day_of(now_ms, 0).number()
}

/// The next day on which to tell of what is due then; none once both have passed.
fn next(due: i64, from: i64) -> Option<i64> {
    REMIND_DAYS.into_iter().map(|before| due - before).find(|day| *day >= from)
}

/// What is to be told of a pet follows from the newest vaccination with each vaccine. Nothing of one
/// that is forgotten.
pub(super) fn renew(tx: &mut Tx, pet: PetId, row: Option<&PetRow>, now_ms: i64) -> Result<(), Failure> {
    let Some(row) = row else {
        return tx.exec("DELETE FROM pet_due WHERE pet = $1", values![pet]).map(drop);
    };
    for dose in doses(&row.notes) {
        let vaccine = same_vaccine(&dose.vaccine);
        let Some(due) = dose.due.map(petpro_domain::texts::Day::number) else {
            tx.exec("DELETE FROM pet_due WHERE pet = $1 AND vaccine = $2", values![pet, vaccine])?;
            continue;
        };
        // What was told of the same vaccination is not told again.
        let upsert = "INSERT INTO pet_due(pet, vaccine, note, due, remind) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (pet, vaccine) DO UPDATE SET note = excluded.note, due = excluded.due, remind = excluded.remind
            WHERE pet_due.note <> excluded.note";
        tx.exec(upsert, values![pet, vaccine, dose.id, due, next(due, today(now_ms))])?;
    }
    Ok(())
}

/// Tells all that is due. A server that was down on the day tells it late, and once.
pub async fn remind(app: &AppState) -> Result<(), Failure> {
    while some(app).await? == TURN {}
    Ok(())
}

async fn some(app: &AppState) -> Result<u64, Failure> {
    let now_ms = app.clock.now_ms();
    let found = move |tx: &mut Tx| {
        tx.query(DUE, values![today(now_ms), TURN], |row| Ok((row.get::<PetId>(0)?, row.get::<String>(1)?)))
    };
    if app.store.read(found)?.is_empty() {
        return Ok(0); // the writer is not woken
    }
    let turn = move |tx: &mut Tx| {
        let all = found(tx)?;
        let each = |ledger: &mut OnTx| all.iter().try_for_each(|(pet, vaccine)| tell(ledger, *pet, vaccine, now_ms));
        let ((), pokes) = OnTx::write(tx, now_ms, each)?;
        Ok::<_, Failure>((all.len() as u64, pokes))
    };
    let (told, pokes) = app.store.write(turn).await?;
    app.live.tell(pokes);
    Ok(told)
}

/// Tells everybody of the household, and sets the next day for it in the same transaction.
fn tell(ledger: &mut OnTx, pet: PetId, vaccine: &str, now_ms: i64) -> Result<(), Failure> {
    let select = "SELECT d.note, d.due, p.household_id FROM pet_due d JOIN pet p ON p.id = d.pet
        WHERE d.pet = $1 AND d.vaccine = $2";
    let found = ledger.tx.query_row(select, values![pet, vaccine], |row| {
        Ok((row.get::<OpId>(0)?, row.get::<i64>(1)?, row.get::<HouseholdId>(2)?))
    })?;
    let Some((note, due, household)) = found else { return Ok(()) };
    let again = next(due, today(now_ms) + 1);
    let update = "UPDATE pet_due SET remind = $3 WHERE pet = $1 AND vaccine = $2";
    ledger.tx.exec(update, values![pet, vaccine, again])?;
    let Some(vaccination) = read::due(ledger.tx, note)? else { return Ok(()) };
    let notice = Notice { vaccination: Some(vaccination), ..Notice::new(NoticeKind::VaccinationDue, now_ms) };
    for user in users::members(ledger.tx, household)? {
        inbox::put(ledger, user, &notice)?;
        outbox::put(
            ledger.tx,
            event(user, note, again),
            "pets",
            "VaccinationDue",
            &json!({"user": user, "note": note}),
            now_ms,
        )?;
    }
    Ok(())
}

/// One mail each time: the first reminder of a vaccination and the last one are two events.
fn event(user: UserId, note: OpId, again: Option<i64>) -> uuid::Uuid {
    let which = again.unwrap_or_default().to_be_bytes();
    derived("vaccination-due", &[user.bytes(), note.bytes(), &which])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SteppedClock;
    use crate::store::Store;

    #[test]
    fn a_reminder_comes_two_weeks_and_a_day_before_and_never_for_days_that_have_passed() {
        assert_eq!(
            (next(100, 50), next(100, 86), next(100, 87), next(100, 99)),
            (Some(86), Some(86), Some(99), Some(99))
        );
        assert_eq!((next(100, 100), next(100, 500)), (None, None));
    }

    #[test]
    fn looking_for_what_is_due_reads_nothing_that_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), SteppedClock::at(0)).unwrap();
        let plan = format!("EXPLAIN QUERY PLAN {DUE}");
        let asked = values![20_000, TURN].to_vec();
        let steps: Result<Vec<String>, Failure> = store.read(|tx| tx.query(&plan, &asked, |row| row.get(3)));
        let steps = steps.unwrap();
        assert_eq!(steps.len(), 1, "no sorting: {steps:?}");
        assert!(steps[0].contains("COVERING INDEX pet_due_remind (remind<?)"), "{steps:?}");
    }
}
