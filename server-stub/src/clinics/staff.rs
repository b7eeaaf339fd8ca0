//! Who works at which clinic, and as what.

use petpro_domain::Code;
use petpro_domain::clinic::{Staff, StaffRole};
use petpro_domain::ids::{ClinicId, StaffId, UserId};

use super::read::parsed;
use crate::identity::Principal;
use crate::problem::Problem;
use crate::store::{Failure, Tx};
use crate::values;

/// What somebody may do at a clinic; `None` where they do not work there (any more).
pub fn role(tx: &mut Tx, user: UserId, clinic: ClinicId) -> Result<Option<StaffRole>, Failure> {
    let select = "SELECT d FROM clinic_staff WHERE user_id = $1 AND clinic = $2";
    let found = tx.query_row(select, values![user, clinic], |row| parsed::<Staff>(row, 0))?;
    Ok(found.filter(|staff| staff.active && staff.role != StaffRole::Other).map(|staff| staff.role))
}

/// Lets in who works there: another clinic is not found, and what only an admin may do is forbidden to a desk.
pub fn check(tx: &mut Tx, who: &Principal, clinic: ClinicId, least: StaffRole) -> Result<StaffRole, Problem> {
    match role(tx, who.user, clinic)? {
        None => Err(Problem::new(Code::NotFound)),
        Some(role) if least == StaffRole::Admin && role != StaffRole::Admin => Err(Problem::new(Code::Forbidden)),
        Some(role) => Ok(role),
    }
}

/// The clinics that somebody works for.
pub fn clinics(tx: &mut Tx, user: UserId) -> Result<Vec<(ClinicId, StaffRole)>, Failure> {
    let select = "SELECT clinic, d FROM clinic_staff WHERE user_id = $1 ORDER BY clinic";
    let all = tx.query(select, values![user], |row| Ok((row.get(0)?, parsed::<Staff>(row, 1)?)))?;
    Ok(all.into_iter().filter(|(_, staff)| staff.active).map(|(clinic, staff)| (clinic, staff.role)).collect())
}

/// Who works there, or did.
pub fn of(tx: &mut Tx, clinic: ClinicId) -> Result<Vec<(StaffId, Option<UserId>, Staff)>, Failure> {
    let select = "SELECT id, user_id, d FROM clinic_staff WHERE clinic = $1 ORDER BY id";
    tx.query(select, values![clinic], |row| Ok((row.get(0)?, row.get(1)?, parsed(row, 2)?)))
}

/// The clinic of this id, let in as its admin.
pub fn admin(tx: &mut Tx, who: &Principal, id: &str) -> Result<ClinicId, Problem> {
    let id: ClinicId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    check(tx, who, id, StaffRole::Admin).map(|_| id)
}

/// Whether somebody with a PIN works there now.
pub fn works_at(tx: &mut Tx, clinic: ClinicId, id: StaffId) -> Result<bool, Failure> {
    let select = "SELECT d FROM clinic_staff WHERE id = $1 AND clinic = $2";
    let found = tx.query_row(select, values![id, clinic], |row| parsed::<Staff>(row, 0))?;
    Ok(found.is_some_and(|staff| staff.active))
}
