//! Check-ins of a booking.

use petpro_domain::checkin::Checkin;
use petpro_domain::ids::{BookingId, ClinicId, OpId};

use crate::store::{Failure, Row, Tx};
use crate::values;

/// The check-in that counts.
pub fn first(tx: &mut Tx, booking: BookingId) -> Result<Option<OpId>, Failure> {
    let select = "SELECT op_id FROM checkin WHERE booking = $1 AND class = 'first' AND void_ms IS NULL";
    tx.query_row(select, values![booking], |row| row.get(0))
}

/// The oldest repeat at the booking's own clinic that was not called a mistake.
pub fn next(tx: &mut Tx, booking: BookingId, clinic: ClinicId) -> Result<Option<(OpId, Checkin)>, Failure> {
    let select = "SELECT op_id, d FROM checkin WHERE booking = $1 AND clinic = $2 AND class = 'repeat_of'
        AND void_ms IS NULL ORDER BY heard_ms, op_id LIMIT 1";
    tx.query_row(select, values![booking, clinic], |row| Ok((row.get(0)?, checkin(row, 1)?)))
}

/// Repeats that name this check-in.
pub fn repeats(tx: &mut Tx, booking: BookingId) -> Result<Vec<(OpId, ClinicId, Checkin)>, Failure> {
    let select =
        "SELECT op_id, clinic, d FROM checkin WHERE booking = $1 AND class = 'repeat_of' ORDER BY heard_ms, op_id";
    tx.query(select, values![booking], |row| Ok((row.get(0)?, row.get(1)?, checkin(row, 2)?)))
}

/// What a clinic's desks said of a visit of theirs, the one that counts first; mistakes too.
pub fn of_visit(tx: &mut Tx, booking: BookingId, clinic: ClinicId) -> Result<Vec<(OpId, Checkin)>, Failure> {
    let select = "SELECT op_id, d FROM checkin WHERE booking = $1 AND clinic = $2 AND class IN ('first', 'repeat_of')
        ORDER BY class, heard_ms, op_id";
    tx.query(select, values![booking, clinic], |row| Ok((row.get(0)?, checkin(row, 1)?)))
}

/// One check-in at this clinic's desk.
pub fn one(tx: &mut Tx, clinic: ClinicId, id: OpId) -> Result<Option<Checkin>, Failure> {
    let select = "SELECT d FROM checkin WHERE op_id = $1 AND clinic = $2";
    tx.query_row(select, values![id, clinic], |row| checkin(row, 0))
}

pub(super) fn checkin(row: &Row, index: usize) -> Result<Checkin, Failure> {
    serde_json::from_str(&row.get::<String>(index)?).map_err(|_| Failure::Shape { index })
}
