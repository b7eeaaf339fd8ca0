//! Check-ins: facts from desks, with or without a network. Each is stored and shown, whatever the
//! server thinks of it; at most one of a booking counts, by a unique index.

mod place;
mod read;
mod record;
mod routes;
mod step;
pub mod tables;
mod void;
mod walk_in;
mod weigh;

pub use place::{enter, shift};
pub use record::{joined, record};
pub use routes::routes;
pub use step::step;
pub use void::void;
pub use walk_in::walk_in;

use petpro_domain::audit::By;
use petpro_domain::checkin::Checkin;
use petpro_domain::ids::{ClinicId, OpId, StaffId};
use petpro_sync::server::{Case, Ledger};

use crate::audit::When;
use crate::clinics;
use crate::feed::OnTx;
use crate::store::Failure;
use crate::tablets;

/// When an op was made, in the server's time: what passed since by the device's own clock, which is
/// the truth while it was not switched off in between.
pub fn when(case: &Case, now_ms: i64) -> When {
    When { at_ms: now_ms - case.age_ms.unwrap_or(0).max(0), uncertain: !case.sure }
}

/// The clinic whose lane this op rides.
pub fn clinic_of(case: &Case) -> Option<ClinicId> {
    case.s.strip_prefix("clinic:")?.parse().ok()
}

/// Who did it, as the audit names them: the tablet and who stood at it, or a person's own sign-in.
/// Whoever does not work there (any more) is marked: what they saw is stored all the same.
pub fn by(ledger: &mut OnTx, case: &Case, clinic: ClinicId, actor: Option<StaffId>) -> Result<By, Failure> {
    let Some(tablet) = tablets::of(ledger.tx, case.user)? else {
        return Ok(By::User { user: case.user, device: case.device });
    };
    let gone = match actor {
        Some(actor) => !clinics::staff::works_at(ledger.tx, clinic, actor)?,
        None => false,
    };
    Ok(By::Tablet { tablet: tablet.id, actor, gone })
}

/// The row that the clinic's devices have.
fn publish(ledger: &mut OnTx, clinic: ClinicId, id: OpId, row: &Checkin) -> Result<(), Failure> {
    let d = serde_json::to_string(row).expect("a check-in is a map with string keys");
    ledger.tx.exec("UPDATE checkin SET d = $2 WHERE op_id = $1", crate::values![id, &d])?;
    ledger.publish(&format!("clinic:{clinic}"), "checkin", &id.to_string(), Some(&d)).map(drop)
}
