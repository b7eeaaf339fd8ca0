//! What a buyer does to an order: calls it off, confirms that it came.

use petpro_domain::Code;
use petpro_domain::ids::{OrderId, UserId};
use petpro_domain::order::{Bill, Event, Status};
use petpro_sync::server::{self, Ledger, OrderEntry, Payment};

use super::timeline::By;
use super::{book, read, settle, step, vendor};
use crate::feed::OnTx;
use crate::inventory;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Failure;

/// The moved order, or why it stays as it is. A refusal is in the timeline, so its transaction is
/// kept too.
pub type Moved<T> = Result<Result<T, Problem>, Failure>;

/// Calls an order off, all of it. Before it is paid its payment is closed first, and the order ends
/// when the provider has answered; a paid one that no shop has begun is over at once and paid back.
/// One that is over already is success.
pub fn cancel(app: &AppState, ledger: &mut OnTx, user: UserId, id: OrderId) -> Moved<OrderEntry> {
    let Some(entry) = read::own(ledger, user, id)? else { return Ok(Err(Problem::new(Code::NotFound))) };
    let open = entry.order.bill.as_deref().is_some_and(Bill::can_be_cancelled);
    match status_of(&entry) {
        Status::Cancelled => {}
        Status::Processing if open => paid_order(app, ledger, entry)?,
        _ if open => drop(settle::close(app, ledger, &entry, By::Buyer)?),
        _ => {
            step::refused(ledger.tx, id, Event::Cancelled, By::Buyer, None, app.clock.now_ms())?;
            return Ok(Err(Problem::new(Code::OrderState)));
        }
    }
    Ok(ledger.order(id)?.ok_or(Problem::new(Code::NotFound)))
}

/// A paid order that no shop has begun: goods back on the shelf, money back to the buyer.
pub(super) fn paid_order(app: &AppState, ledger: &mut OnTx, mut entry: OrderEntry) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    if !step::whole(ledger, &mut entry, Event::Cancelled, By::Buyer, None, now_ms)? {
        return Ok(());
    }
    inventory::take_back(ledger.tx, entry.id, &book::units(&entry.order.lines), now_ms)?;
    ledger.stage(Payment::CloseOrRefund(entry.id))?;
    for number in numbers(&entry) {
        vendor::show(ledger, &entry, &number)?;
    }
    server::rewrite(ledger, &entry)
}

/// The buyer has it: these vendor orders (all delivered ones where none is named) are completed. One
/// that is still on its way is delivered by that word (C-38).
pub fn receive(
    app: &AppState,
    ledger: &mut OnTx,
    user: UserId,
    id: OrderId,
    named: Option<&[String]>,
) -> Moved<OrderEntry> {
    let now_ms = app.clock.now_ms();
    let Some(mut entry) = read::own(ledger, user, id)? else { return Ok(Err(Problem::new(Code::NotFound))) };
    let wanted: Vec<String> = match named {
        Some(named) => named.to_vec(),
        None => {
            let delivered = |number: &String| status_in(&entry, number) == Some(Status::Delivered);
            numbers(&entry).into_iter().filter(delivered).collect()
        }
    };
    let mut events = Vec::new();
    for (n, number) in wanted.iter().enumerate() {
        match status_in(&entry, number) {
            None => {
                let at = format!("/shop_orders/{n}");
                return Ok(Err(Problem::new(Code::Invalid).at(at, Code::Invalid, "not a part of this order")));
            }
            Some(Status::Completed) => {}
            Some(Status::Shipped) => events.extend([(number, Event::Delivered), (number, Event::Received)]),
            Some(Status::Delivered) => events.push((number, Event::Received)),
            Some(_) => {
                step::refused(ledger.tx, id, Event::Received, By::Buyer, Some(number), now_ms)?;
                return Ok(Err(Problem::new(Code::OrderState)));
            }
        }
    }
    if wanted.is_empty() && status_of(&entry) != Status::Completed {
        step::refused(ledger.tx, id, Event::Received, By::Buyer, None, now_ms)?;
        return Ok(Err(Problem::new(Code::OrderState)));
    }
    for (number, event) in events {
        step::shop_order(ledger, &mut entry, number, event, By::Buyer, now_ms)?;
        vendor::show(ledger, &entry, number)?;
    }
    server::rewrite(ledger, &entry)?;
    Ok(Ok(entry))
}

fn status_of(entry: &OrderEntry) -> Status {
    entry.order.bill.as_deref().map_or(Status::Other, |bill| bill.status)
}

fn status_in(entry: &OrderEntry, number: &str) -> Option<Status> {
    Some(entry.order.bill.as_deref()?.shop_order(number)?.status)
}

fn numbers(entry: &OrderEntry) -> Vec<String> {
    entry.order.bill.iter().flat_map(|bill| &bill.shops).map(|shop| shop.number.clone()).collect()
}
