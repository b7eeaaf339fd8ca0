//! Jobs for the payment worker, staged in the transactions that ask for them.

use petpro_sync::server::Payment;

use crate::store::{Failure, Tx};
use crate::values;

/// A staged job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayJob {
    pub no: i64,
    pub what: Payment,
    pub tries: u32,
}

/// Jobs that are due, oldest first.
pub fn jobs_due(tx: &mut Tx, now_ms: i64, limit: u64) -> Result<Vec<PayJob>, Failure> {
    let select = "SELECT no, order_id, kind, tries FROM pay_job WHERE next_ms <= $1 ORDER BY next_ms, no LIMIT $2";
    tx.query(select, values![now_ms, limit], |row| {
        let (order, kind): (_, String) = (row.get(1)?, row.get(2)?);
        let what = match kind.as_str() {
            "start" => Payment::Start(order),
            "close" => Payment::Close(order),
            "close-or-refund" => Payment::CloseOrRefund(order),
            _ => return Err(Failure::Shape { index: 2 }),
        };
        Ok(PayJob { no: row.get(0)?, what, tries: row.get(3)? })
    })
}

/// It is done, or has become something else's business.
pub fn job_done(tx: &mut Tx, job: &PayJob) -> Result<(), Failure> {
    let (Payment::Start(order) | Payment::Close(order) | Payment::CloseOrRefund(order)) = job.what;
    // Numbers of done jobs are given again, so the order is asked for too.
    tx.exec("DELETE FROM pay_job WHERE no = $1 AND order_id = $2", values![job.no, order]).map(|_| ())
}

/// It comes again at this time.
pub fn job_later(tx: &mut Tx, job: &PayJob, next_ms: i64) -> Result<(), Failure> {
    let update = "UPDATE pay_job SET tries = tries + 1, next_ms = $2 WHERE no = $1";
    tx.exec(update, values![job.no, next_ms]).map(|_| ())
}
