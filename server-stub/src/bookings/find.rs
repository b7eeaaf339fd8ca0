//! The visit of a code: a pass that was scanned, or eight letters that somebody typed.

use petpro_domain::Code;
use petpro_domain::booking::Status;
use petpro_domain::ids::BookingId;
use petpro_domain::pass::{Appointment, PassText};

use super::change;
use super::visit::{self, Visit};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

/// The caller's, or their clinic's. One that is called off or lapsed is gone (410, S0-149).
pub fn find(app: &AppState, tx: &mut Tx, who: &Principal, code: &str) -> Result<Visit, Problem> {
    let (all, shown) = match (code.parse::<BookingId>(), PassText::parse(code)) {
        (Ok(id), _) => (visit::get(tx, id)?.into_iter().collect(), None),
        (_, Some(_)) => {
            let said = genuine(app, code)?;
            (visit::get(tx, said.booking)?.into_iter().collect(), Some(said.version))
        }
        _ => (visit::by_code(tx, code)?, None),
    };
    for visit in all {
        if change::side(tx, who, &visit, app.clock.now_ms()).is_ok() {
            return match visit.row.st {
                Status::Cancelled | Status::Expired => Err(Problem::new(Code::BookingNotActive)),
                // It was moved, or its pass given out anew.
                _ if shown.is_some_and(|version| version < visit.row.pass_v) => {
                    Err(Problem::new(Code::BookingNotActive))
                }
                _ => Ok(visit),
            };
        }
    }
    Err(Problem::new(Code::NotFound))
}

/// What a pass says, where its signatures hold. How fresh it is, is for who looks at the phone.
fn genuine(app: &AppState, text: &str) -> Result<Appointment, Problem> {
    let read = app.keys.passes.with_ring(|ring| ring.pass(text, None).map(|pass| pass.said().clone()));
    read.map_err(|cause| Problem::new(Code::CodeUnrecognized).because(cause))
}
