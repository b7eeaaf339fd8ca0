//! What becomes of a visit without being asked: it is thought of, missed, its request lapses, and some
//! time after it is over no desk sees it any more.

use petpro_domain::audit::{By, What};
use petpro_domain::booking::{Event, Status};
use petpro_domain::clinic::Policy;
use petpro_domain::notice::NoticeKind;

use super::tell;
use super::visit::{self, Visit};
use crate::audit::{self, When};
use crate::clinics;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::{Failure, Tx};

const DAY_MS: i64 = 86_400_000;
const TWO_HOURS_MS: i64 = 2 * 3_600_000;
/// Visits of one turn.
const TURN: u64 = 200;

/// When something is due for a visit as it is now: a day and two hours ahead it is thought of, some
/// time after its beginning who has not come is missed, and a request that nobody answered lapses.
pub fn next(visit: &Visit, policy: &Policy, now_ms: i64) -> Option<i64> {
    let starts_ms = visit.row.starts_ms;
    match visit.row.st {
        Status::Requested => Some(starts_ms),
        Status::Confirmed => {
            let remind = [starts_ms - DAY_MS, starts_ms - TWO_HOURS_MS].into_iter().find(|at| *at > now_ms);
            Some(remind.unwrap_or_else(|| policy.missed_ms(starts_ms)))
        }
        _ => None,
    }
}

/// Does what is due.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    let due = app.store.read(|tx| visit::due(tx, now_ms, TURN))?;
    if due.is_empty() {
        return Ok(());
    }
    let its = app.clone();
    let write = move |tx: &mut Tx| {
        OnTx::write(tx, now_ms, |ledger| {
            // Read again: somebody may have come in between.
            for visit in visit::due(ledger.tx, now_ms, TURN)? {
                one(&its, ledger, visit, now_ms)?;
            }
            Ok::<_, Failure>(())
        })
    };
    let ((), pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(())
}

fn one(app: &AppState, ledger: &mut OnTx, mut visit: Visit, now_ms: i64) -> Result<(), Failure> {
    let policy = clinics::get(ledger.tx, visit.row.clinic)?.map(|clinic| clinic.policy).unwrap_or_default();
    let starts_ms = visit.row.starts_ms;
    match visit.row.st {
        Status::Requested => {
            visit::pass_on(app, ledger, &mut visit, Event::Lapsed, now_ms)?;
            note(ledger, &visit, What::Lapsed, now_ms)?;
        }
        // Who waits in the car park has come.
        Status::Confirmed if now_ms >= policy.missed_ms(starts_ms) && visit.row.here_ms.is_none() => {
            visit::pass_on(app, ledger, &mut visit, Event::Missed, now_ms)?;
            note(ledger, &visit, What::Missed, now_ms)?;
        }
        Status::Confirmed => {
            if now_ms < starts_ms {
                tell::owner(ledger, &visit, NoticeKind::BookingReminder, now_ms)?;
            }
            visit.next_ms = next(&visit, &policy, now_ms).filter(|at| *at > now_ms);
            visit::save(app, ledger, &visit, now_ms)?;
        }
        st if st.is_live() => {
            visit.next_ms = None;
            visit::save(app, ledger, &visit, now_ms)?;
        }
        _ => visit::forget_at_desk(ledger, &visit)?,
    }
    Ok(())
}

fn note(ledger: &mut OnTx, visit: &Visit, what: What, now_ms: i64) -> Result<(), Failure> {
    audit::note(ledger.tx, visit.row.clinic, By::Clock, what, &visit.id.to_string(), When::now(now_ms))
}
