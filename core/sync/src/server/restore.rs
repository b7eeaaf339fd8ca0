//! After a backup was loaded and before the new epoch opens.

use petpro_domain::cart::OrderState;

use super::{Desk, Found, FoundState, Ledger, Payment, order};
use crate::planted::Bug;

/// Opens a new history. `found` is the provider's list since a day before the oldest backup that
/// was ever restored, taken after every payment that was not captured had been cancelled. Until
/// the provider could be asked the new epoch stays closed.
///
/// Pending orders become paid or expired, paid ones that were refunded since are refunded; captured
/// payments without an order wait for it ([`Ledger::unclaimed`]).
pub fn restore<L: Ledger>(ledger: &mut L, desk: &Desk, epoch: &str, found: &[Found]) -> Result<(), L::Error> {
    ledger.set_epoch(epoch)?;
    ledger.clear_found()?;
    for found in found {
        let known = ledger.order(found.order)?.map(|known| known.order.st);
        let claimed = match (known, found.st) {
            (Some(OrderState::Expired | OrderState::Refunded), FoundState::Captured) => {
                // It had clashed; only its refund was lost with the backup.
                ledger.stage(Payment::CloseOrRefund(found.order))?;
                true
            }
            (Some(OrderState::Rejected) | None, _) => false,
            (Some(_), _) => true,
        };
        ledger.put_found(&Found { claimed, ..found.clone() })?;
    }
    if desk.planted.has(Bug::PendingCrossesEpoch) {
        return Ok(());
    }
    for id in ledger.open_orders()? {
        let Some(known) = ledger.order(id)? else { continue };
        let word = ledger.found(id)?.map(|found| found.st);
        match (known.order.st, word) {
            (OrderState::Pending, Some(FoundState::Captured)) => order::paid(ledger, desk, id)?,
            (OrderState::Pending, word) => {
                order::give_back(ledger, desk, id)?;
                if word == Some(FoundState::Refunded) {
                    order::refunded(ledger, id)?;
                }
            }
            (OrderState::Paid, Some(FoundState::Refunded)) => order::refunded(ledger, id)?,
            _ => {}
        }
    }
    Ok(())
}
