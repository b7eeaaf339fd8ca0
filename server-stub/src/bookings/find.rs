//! The visit of a code: a pass that was scanned, or eight letters that somebody typed.

use petpro_domain::Code;
use petpro_domain::booking::Status;
use petpro_domain::ids::BookingId;

use super::change;
use super::visit::{self, Visit};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::store::Tx;

/// The caller's, or their clinic's. One that is called off or lapsed is gone (410, S0-149).
pub fn find(tx: &mut Tx, who: &Principal, code: &str) -> Result<Visit, Problem> {
    let all = match (code.parse::<BookingId>(), named(code)) {
        (Ok(id), _) | (_, Some(id)) => visit::get(tx, id)?.into_iter().collect(),
        _ => visit::by_code(tx, code)?,
    };
    for visit in all {
        if change::side(tx, who, &visit).is_ok() {
            return match visit.row.st {
                Status::Cancelled | Status::Expired => Err(Problem::new(Code::BookingNotActive)),
                _ => Ok(visit),
            };
        }
    }
    Err(Problem::new(Code::NotFound))
}

/// The booking that a pass names, before anybody believes the pass.
fn named(_text: &str) -> Option<BookingId> {
    None
}
