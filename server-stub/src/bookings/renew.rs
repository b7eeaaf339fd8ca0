//! The list of keys has changed: what a revoked key signed counts nowhere, so passes of live visits are signed anew.

use petpro_domain::ids::{BookingId, Uuid};
use serde::{Deserialize, Serialize};

use super::{pass, visit};
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

/// Setting: how far we are.
const PLACE: &str = "passes.renewed";
/// Visits of one command; each pass costs a signature of some 20 us.
const MANY: u64 = 100;

/// Under which list visits were looked at, and up to which one; `None`: all of them.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Place {
    list: String,
    after: Option<BookingId>,
}

/// A turn: all that were not looked at under the list as it is now. Cut short it goes on where it was.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    let list = app.keys.passes.list().sig;
    let known: Option<Place> = app.store.read(|tx| tx.setting(PLACE))?;
    let mut after = match known {
        Some(place) if place.list == list => place.after,
        _ => Some(BookingId(Uuid::nil())),
    };
    while let Some(from) = after {
        let (its, list, now_ms) = (app.clone(), list.clone(), app.clock.now_ms());
        let some = move |ledger: &mut OnTx| {
            let visits = visit::live_after(ledger.tx, from, MANY)?;
            for visit in &visits {
                pass::follow(&its, ledger, visit, now_ms)?;
            }
            let after = visits.last().filter(|_| visits.len() as u64 == MANY).map(|visit| visit.id);
            ledger.tx.keep_setting(PLACE, &Place { list: list.clone(), after })?;
            Ok::<_, Failure>(after)
        };
        let (reached, pokes) = app.store.write(move |tx| OnTx::write(tx, now_ms, &some)).await?;
        app.live.tell(pokes);
        after = reached;
    }
    Ok(())
}
