//! What the payment's side says to an order. The money's truth is the provider's; here it becomes
//! state, stock and rows. All of these run on a ledger of [`super::write`], in the caller's
//! transaction, and may be told again: a repeat changes nothing.

use petpro_domain::cart::OrderState;
use petpro_domain::ids::{HouseholdId, MethodId, OrderId, UserId};
use petpro_domain::money::{Currency, Money};
use petpro_domain::order::{Event, Note, Status, What};
use petpro_sync::server::{self, Ledger, OrderEntry};

use super::timeline::{self, By, Entry};
use super::{cancel, step};
use crate::config::OnPaymentFailed;
use crate::feed::OnTx;
use crate::inventory;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::sync::with_desk;
use crate::values;

/// What a payment is made from: never from what a client says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    pub order: OrderId,
    pub number: String,
    pub user: UserId,
    pub household: HouseholdId,
    pub total: Money,
    pub status: Status,
    /// The saved method that it was placed with.
    pub method: Option<MethodId>,
    pub hold_until_ms: i64,
    /// Its payment is being captured.
    pub pinned: bool,
    /// Its payment is being closed: nothing new may be started.
    pub closing: bool,
}

/// The order as its payment sees it.
pub fn payable(tx: &mut Tx, id: OrderId) -> Result<Option<Payable>, Failure> {
    let select = "SELECT number, user_id, household, total, currency, status, method, hold_until_ms, pinned,
        closing_ms IS NOT NULL FROM orders WHERE id = $1";
    tx.query_row(select, values![id], |row| {
        let currency = Currency::parse(&row.get::<String>(4)?).ok_or(Failure::Shape { index: 4 })?;
        Ok(Payable {
            order: id,
            number: row.get(0)?,
            user: row.get(1)?,
            household: row.get(2)?,
            total: Money::new(row.get(3)?, currency),
            status: Status::parse(&row.get::<String>(5)?),
            method: row.get(6)?,
            hold_until_ms: row.get(7)?,
            pinned: row.get(8)?,
            closing: row.get(9)?,
        })
    })
}

/// The provider has the money. An order that ended meanwhile is paid back (a job is staged); one
/// that its buyer called off meanwhile is called off again, with its refund.
pub fn paid(app: &AppState, ledger: &mut OnTx, id: OrderId) -> Result<(), Failure> {
    with_desk(app, |desk| server::paid(ledger, desk, id))?;
    if super::read::called_off(ledger.tx, id)?
        && let Some(entry) = ledger.order(id)?.filter(|entry| entry.order.st == OrderState::Paid)
    {
        cancel::paid_order(app, ledger, entry)?;
    }
    Ok(())
}

/// The provider has closed the payment for good: what is held and locked is free again. The order
/// is EXPIRED, or CANCELLED where its buyer called it off.
pub fn unpaid(app: &AppState, ledger: &mut OnTx, id: OrderId) -> Result<(), Failure> {
    with_desk(app, |desk| server::unpaid(ledger, desk, id))
}

/// The provider has paid it back.
pub fn refunded(ledger: &mut OnTx, id: OrderId) -> Result<(), Failure> {
    server::refunded(ledger, id)
}

/// The provider refused. The order can be paid again while its goods are held (C-39); whether they
/// are, is a setting. False where it may not fail any more: it is paid, or over.
pub fn payment_failed(app: &AppState, ledger: &mut OnTx, id: OrderId, code: &str) -> Result<bool, Failure> {
    let now_ms = app.clock.now_ms();
    let Some(mut entry) = ledger.order(id)? else { return Ok(false) };
    if !step::whole(ledger, &mut entry, Event::PaymentFailed, By::Payment, Some(code), now_ms)? {
        return Ok(false);
    }
    if app.config.checkout.on_payment_failed == OnPaymentFailed::Release {
        inventory::release_all(ledger.tx, id)?;
    }
    server::rewrite(ledger, &entry)?;
    Ok(true)
}

/// Why an order cannot be paid (again).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPayable {
    /// It is paid, over, or its payment is being closed.
    State(Status),
    /// Its goods were given back, and somebody else has them now.
    Stock,
}

/// A new attempt to pay begins: PAYMENT_FAILED is PENDING_PAYMENT again, and where its goods were
/// given back they are held again. A pending order stays as it is.
///
/// The hold's end does not move: nobody holds goods for ever by trying.
pub fn retry(app: &AppState, ledger: &mut OnTx, id: OrderId) -> Result<Result<(), NotPayable>, Failure> {
    let now_ms = app.clock.now_ms();
    let (Some(payable), Some(mut entry)) = (payable(ledger.tx, id)?, ledger.order(id)?) else {
        return Ok(Err(NotPayable::State(Status::Other)));
    };
    let alive = !payable.closing && (payable.pinned || now_ms < payable.hold_until_ms);
    match payable.status {
        Status::PendingPayment if alive => return Ok(Ok(())),
        Status::PaymentFailed if alive => {}
        other => return Ok(Err(NotPayable::State(other))),
    }
    if app.config.checkout.on_payment_failed == OnPaymentFailed::Release && !inventory::holds(ledger.tx, id)? {
        let units = super::book::units(&entry.order.lines);
        if !inventory::hold_all(ledger.tx, id, &units)?.is_empty() {
            // What could be held of it is given back; the order stays as it was.
            inventory::release_all(ledger.tx, id)?;
            return Ok(Err(NotPayable::Stock));
        }
    }
    step::whole(ledger, &mut entry, Event::Retried, By::Buyer, None, now_ms)?;
    server::rewrite(ledger, &entry)?;
    Ok(Ok(()))
}

/// A payment is authorised and will be captured: from now on the hold does not end. False where it
/// has ended already, or is being closed: then the payment has to be cancelled.
pub fn pin(app: &AppState, ledger: &mut OnTx, id: OrderId) -> Result<bool, Failure> {
    let now_ms = app.clock.now_ms();
    let update = "UPDATE orders SET pinned = 1 WHERE id = $1 AND status IN ('PENDING_PAYMENT', 'PAYMENT_FAILED')
        AND closing_ms IS NULL AND (pinned = 1 OR hold_until_ms > $2)";
    if ledger.tx.exec(update, values![id, now_ms])? == 0 {
        return Ok(false);
    }
    show_hold(ledger, id, None)?;
    Ok(true)
}

/// The capture failed: the hold ends when it would have ended.
pub fn unpin(ledger: &mut OnTx, id: OrderId) -> Result<(), Failure> {
    let update = "UPDATE orders SET pinned = 0 WHERE id = $1 AND pinned = 1 RETURNING hold_until_ms";
    let until = ledger.tx.query_row(update, values![id], |row| row.get(0))?;
    if until.is_some() {
        show_hold(ledger, id, until)?;
    }
    Ok(())
}

fn show_hold(ledger: &mut OnTx, id: OrderId, until_ms: Option<i64>) -> Result<(), Failure> {
    let Some(mut entry) = ledger.order(id)? else { return Ok(()) };
    if let Some(bill) = entry.order.bill.as_deref_mut() {
        bill.hold_until_ms = until_ms;
    }
    server::rewrite(ledger, &entry)
}

/// Its payment is to be closed: the order's end is written when the provider has answered.
pub(super) fn close(app: &AppState, ledger: &mut OnTx, entry: &OrderEntry, by: By) -> Result<bool, Failure> {
    let now_ms = app.clock.now_ms();
    let update = "UPDATE orders SET closing_ms = $2, cancel_ms = CASE WHEN $3 = 1 THEN $2 ELSE cancel_ms END
        WHERE id = $1 AND status IN ('PENDING_PAYMENT', 'PAYMENT_FAILED') AND closing_ms IS NULL";
    if ledger.tx.exec(update, values![entry.id, now_ms, by == By::Buyer])? == 0 {
        return Ok(false);
    }
    let status = entry.order.bill.as_deref().map_or(Status::Other, |bill| bill.status);
    let what = What::Noted(if by == By::Buyer { Note::CancelAsked } else { Note::HoldOver });
    timeline::write(
        ledger.tx,
        entry.id,
        &Entry { what, by, shop_order: None, status, refused: false, detail: None },
        now_ms,
    )?;
    with_desk(app, |desk| server::overdue(ledger, desk, entry.id))?;
    Ok(true)
}
