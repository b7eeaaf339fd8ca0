//! Which room an op goes to. Ops of the cart and orders are the engine's own; everything else is
//! decided by the room that keeps its rows, in the transaction of the push.

use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::HouseholdId;
use petpro_domain::wire::OpBody;
use petpro_sync::server::Case;

use crate::bookings::Owner;
use crate::feed::OnTx;
use crate::identity::addresses;
use crate::inbox;
use crate::state::AppState;
use crate::store::Failure;
use crate::{bookings, catalog, checkins, pets, vendors};

/// Hands the op to its room.
pub fn beside(app: &AppState, ledger: &mut OnTx, case: &Case, body: &OpBody, now_ms: i64) -> Result<Verdict, Failure> {
    match body {
        OpBody::InboxRead(read) => inbox::mark(ledger, case.user, &read.notices, now_ms).map(|()| Verdict::applied()),
        OpBody::AddressPut(put) => addresses::put(ledger, case.user, put, now_ms).map(room),
        OpBody::PetPut(put) => pets::put(ledger, household(case)?, put, now_ms),
        OpBody::PetNoted(noted) => pets::note(ledger, household(case)?, noted, case.op.id, now_ms),
        OpBody::BookingRequest(ask) => {
            let owner = Owner { household: household(case)?, user: case.user, device: case.device };
            let verdict = bookings::request(app, ledger, owner, ask, now_ms)?;
            checkins::joined(app, ledger, ask.booking_id, now_ms)?; // a restore may have forgotten the booking alone
            Ok(verdict)
        }
        OpBody::BookingHere(here) => bookings::here(app, ledger, household(case)?, here, now_ms),
        OpBody::PassKey(key) => bookings::key(app, ledger, household(case)?, key, now_ms),
        OpBody::CheckinRecord(said) => checkins::record(app, ledger, case, said, now_ms),
        OpBody::CheckinVoid(said) => checkins::void(app, ledger, case, said, now_ms),
        OpBody::WalkedIn(said) => checkins::walk_in(app, ledger, case, said, now_ms),
        OpBody::BookingEnter(said) => checkins::enter(app, ledger, case, said, now_ms),
        OpBody::BookingMove(said) => checkins::shift(app, ledger, case, said, now_ms),
        OpBody::BookingStep(said) => checkins::step(app, ledger, case, said, now_ms),
        OpBody::ProductPatch(said) if case.s == catalog::own_scope(said.shop) => vendors::patch(ledger, said, now_ms),
        OpBody::StockAdjust(said) if case.s == catalog::own_scope(said.shop) => vendors::adjust(ledger, said, now_ms),
        OpBody::ProductPatch(_) | OpBody::StockAdjust(_) => Ok(Verdict::rejected(Code::Invalid)), // another shop's
        OpBody::CartAdd(_)
        | OpBody::CartSet(_)
        | OpBody::CartRemove(_)
        | OpBody::SavedMove(_)
        | OpBody::OrderPlace(_) => Ok(Verdict::held()), // the engine's own
    }
}

/// Whose lane it is; the caller may write in it, so it is one of theirs.
fn household(case: &Case) -> Result<HouseholdId, Failure> {
    let id = case.s.strip_prefix("household:").and_then(|id| id.parse().ok());
    id.ok_or(Failure::Ended)
}

fn room(is_room: bool) -> Verdict {
    if is_room { Verdict::applied() } else { Verdict::rejected(Code::LimitExceeded) }
}
