//! Which room an op goes to. Ops of the cart and orders are the engine's own; everything else is
//! decided by the room that keeps its rows, in the transaction of the push.

use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::HouseholdId;
use petpro_domain::wire::OpBody;
use petpro_sync::server::Case;

use crate::feed::OnTx;
use crate::identity::addresses;
use crate::inbox;
use crate::pets;
use crate::state::AppState;
use crate::store::Failure;

/// Hands the op to its room.
pub fn beside(_app: &AppState, ledger: &mut OnTx, case: &Case, body: &OpBody, now_ms: i64) -> Result<Verdict, Failure> {
    match body {
        OpBody::InboxRead(read) => inbox::mark(ledger, case.user, &read.notices, now_ms).map(|()| Verdict::applied()),
        OpBody::AddressPut(put) => addresses::put(ledger, case.user, put, now_ms).map(room),
        OpBody::PetPut(put) => of_household(case, |household| pets::put(ledger, household, put, now_ms)),
        OpBody::PetNoted(noted) => {
            of_household(case, |household| pets::note(ledger, household, noted, case.op.id, now_ms))
        }
        _ => Ok(Verdict::held()),
    }
}

/// The lane says whose it is; that the caller may write in it was checked before.
fn of_household(case: &Case, write: impl FnOnce(HouseholdId) -> Result<Verdict, Failure>) -> Result<Verdict, Failure> {
    case.household().map_or(Ok(Verdict::rejected(Code::Invalid)), write)
}

fn room(is_room: bool) -> Verdict {
    if is_room { Verdict::applied() } else { Verdict::rejected(Code::LimitExceeded) }
}
