//! From one state to the next. The guard stands in the statement that writes: what the table of
//! transitions does not allow changes no row, and is written to the timeline as refused.

use petpro_domain::ids::OrderId;
use petpro_domain::notice::{Notice, NoticeKind};
use petpro_domain::order::{Event, Moment, Status, What, derived, next};
use petpro_sync::server::OrderEntry;

use super::timeline::{self, By, Entry};
use crate::feed::OnTx;
use crate::inbox;
use crate::store::{Failure, Tx};
use crate::values;

/// `'PENDING_PAYMENT', 'PAYMENT_FAILED'`: the states in which this may happen, and what it leads to.
fn guard(event: Event) -> (String, Status) {
    let from: Vec<Status> = event.from().collect();
    let to = next(from[0], event).unwrap_or(Status::Other);
    (from.iter().map(|status| format!("'{status}'")).collect::<Vec<_>>().join(", "), to)
}

/// The state that an event leads to.
pub(super) fn leads_to(event: Event) -> Option<Status> {
    next(event.from().next()?, event)
}

/// An event of the order as a whole, and of all its vendor orders to which it may happen. False
/// where it may not happen to the order.
pub(super) fn whole(
    ledger: &mut OnTx,
    entry: &mut OrderEntry,
    event: Event,
    by: By,
    detail: Option<&str>,
    now_ms: i64,
) -> Result<bool, Failure> {
    let (from, to) = guard(event);
    let tx = &mut *ledger.tx;
    let update = format!("UPDATE orders SET status = $2 WHERE id = $1 AND status IN ({from})");
    if tx.exec(&update, values![entry.id, to.name()])? == 0 {
        refused(tx, entry.id, event, by, None, now_ms)?;
        return Ok(false);
    }
    let update = format!("UPDATE vendor_order SET status = $2 WHERE order_id = $1 AND status IN ({from})");
    tx.exec(&update, values![entry.id, to.name()])?;
    let it = Entry { what: What::Happened(event), by, shop_order: None, status: to, refused: false, detail };
    let n = timeline::write(tx, entry.id, &it, now_ms)?;
    if let Some(bill) = entry.order.bill.as_deref_mut() {
        bill.status = to;
        for shop in bill.shops.iter_mut().filter(|shop| shop.status.takes(event)) {
            shop.status = to;
        }
        bill.timeline.push(Moment { at_ms: now_ms, event: Some(event), status: to, shop_order: None });
    }
    tell(ledger, entry, n, event, None, now_ms)?;
    Ok(true)
}

/// An event of one vendor order; the order's own state follows from all of them. False where it may
/// not happen.
pub(super) fn shop_order(
    ledger: &mut OnTx,
    entry: &mut OrderEntry,
    number: &str,
    event: Event,
    by: By,
    now_ms: i64,
) -> Result<bool, Failure> {
    let (from, to) = guard(event);
    let tx = &mut *ledger.tx;
    let update = format!(
        "UPDATE vendor_order SET status = $3, delivered_ms = CASE WHEN $3 = 'DELIVERED' THEN $4 ELSE delivered_ms END
         WHERE number = $1 AND order_id = $2 AND status IN ({from})"
    );
    if tx.exec(&update, values![number, entry.id, to.name(), now_ms])? == 0 {
        refused(tx, entry.id, event, by, Some(number), now_ms)?;
        return Ok(false);
    }
    let all = tx.query("SELECT status FROM vendor_order WHERE order_id = $1", values![entry.id], |row| {
        Ok(Status::parse(&row.get::<String>(0)?))
    })?;
    let whole = derived(all).unwrap_or(Status::Other);
    tx.exec("UPDATE orders SET status = $2 WHERE id = $1", values![entry.id, whole.name()])?;
    let it =
        Entry { what: What::Happened(event), by, shop_order: Some(number), status: to, refused: false, detail: None };
    let n = timeline::write(tx, entry.id, &it, now_ms)?;
    if let Some(bill) = entry.order.bill.as_deref_mut() {
        bill.status = whole;
        for shop in bill.shops.iter_mut().filter(|shop| shop.number == number) {
            shop.status = to;
        }
        let shop_order = Some(number.to_owned());
        bill.timeline.push(Moment { at_ms: now_ms, event: Some(event), status: to, shop_order });
    }
    tell(ledger, entry, n, event, Some(number), now_ms)?;
    Ok(true)
}

/// Writes down what was tried and may not happen now.
pub(super) fn refused(
    tx: &mut Tx,
    id: OrderId,
    event: Event,
    by: By,
    shop_order: Option<&str>,
    now_ms: i64,
) -> Result<(), Failure> {
    let status = match shop_order {
        Some(number) => super::read::shop_status(tx, number)?,
        None => super::read::status(tx, id)?,
    };
    let Some(status) = status else { return Ok(()) };
    timeline::write(
        tx,
        id,
        &Entry { what: What::Happened(event), by, shop_order, status, refused: true, detail: None },
        now_ms,
    )
    .map(|_| ())
}

/// An event for everybody outside, and a notice in the buyer's inbox.
fn tell(
    ledger: &mut OnTx,
    entry: &OrderEntry,
    n: i64,
    event: Event,
    about: Option<&str>,
    now_ms: i64,
) -> Result<(), Failure> {
    let number = entry.order.bill.as_deref().map(|bill| bill.number.as_str());
    if let Some(name) = timeline::outside(event) {
        let body = serde_json::json!({"number": number, "user": entry.user});
        timeline::publish(ledger.tx, entry.id, n, name, about, body, now_ms)?;
    }
    let kind = match event {
        Event::Paid => NoticeKind::OrderPaid,
        Event::PaymentFailed => NoticeKind::PaymentFailed,
        Event::HoldEnded => NoticeKind::OrderExpired,
        Event::Cancelled => NoticeKind::OrderCancelled,
        Event::Shipped => NoticeKind::OrderShipped,
        Event::Delivered => NoticeKind::OrderDelivered,
        // What the buyer did is no news to them; a refund is told by whoever pays it.
        Event::Retried | Event::Accepted | Event::Received | Event::Refunded => return Ok(()),
    };
    let total = entry.order.bill.as_deref().map(|bill| bill.total);
    let notice = Notice {
        kind,
        order: Some(entry.id),
        number: about.or(number).unwrap_or_default().to_owned(),
        amount: total.filter(|_| about.is_none()),
        code: None,
        at_ms: now_ms,
        read_ms: None,
        about: None,
    };
    inbox::put(ledger, entry.user, &notice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use petpro_domain::order::TRANSITIONS;

    /// The guarded statements rely on it.
    #[test]
    fn an_event_leads_to_one_state_wherever_it_comes_from() {
        for (_, event, to) in TRANSITIONS {
            assert_eq!(guard(*event).1, *to, "{}", event.name());
        }
    }
}
