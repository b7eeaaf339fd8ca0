//! A shop's side of an order: what it was given, packed, handed to a carrier.

use petpro_domain::Code;
use petpro_domain::ids::{OrderId, ShopId};
use petpro_domain::order::{Event, Status, Tracking, VendorOrder};
use petpro_sync::server::{self, Ledger, OrderEntry};

use super::cancel::Moved;
use super::timeline::By;
use super::{book, read, step};
use crate::feed::OnTx;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Failure;
use crate::values;

/// A vendor order of one of these shops; 404 for every other, and for one that is not paid.
fn given(ledger: &mut OnTx, shops: &[ShopId], number: &str) -> Result<Option<OrderEntry>, Failure> {
    let Some((order, _)) = read::is_shops(ledger.tx, number, shops)? else { return Ok(None) };
    ledger.order(order)
}

/// The shop begins to pack (PREPARING). One that it has begun already is success.
pub fn accept(app: &AppState, ledger: &mut OnTx, shops: &[ShopId], number: &str) -> Moved<VendorOrder> {
    let Some(entry) = given(ledger, shops, number)? else { return Ok(Err(Problem::new(Code::NotFound))) };
    moved(app, ledger, entry, number, Event::Accepted, By::Shop)
}

/// The shop has given the parcel to a carrier (SHIPPED).
pub fn ship(
    app: &AppState,
    ledger: &mut OnTx,
    shops: &[ShopId],
    number: &str,
    tracking: Tracking,
) -> Moved<VendorOrder> {
    let Some(mut entry) = given(ledger, shops, number)? else { return Ok(Err(Problem::new(Code::NotFound))) };
    if let Some(bill) = entry.order.bill.as_deref_mut() {
        for shop in bill.shops.iter_mut().filter(|shop| shop.number == number) {
            if shop.status == Status::Preparing {
                shop.tracking = Some(tracking.clone());
            }
        }
    }
    moved(app, ledger, entry, number, Event::Shipped, By::Shop)
}

/// It arrived (DELIVERED), says a carrier or the shop.
pub fn deliver(app: &AppState, ledger: &mut OnTx, order: OrderId, number: &str, by: By) -> Moved<VendorOrder> {
    let Some(entry) = ledger.order(order)? else { return Ok(Err(Problem::new(Code::NotFound))) };
    moved(app, ledger, entry, number, Event::Delivered, by)
}

fn moved(
    app: &AppState,
    ledger: &mut OnTx,
    mut entry: OrderEntry,
    number: &str,
    event: Event,
    by: By,
) -> Moved<VendorOrder> {
    let status = entry.order.bill.as_deref().and_then(|bill| bill.shop_order(number)).map(|shop| shop.status);
    let there = status.is_some_and(|status| Some(status) == step::leads_to(event));
    if !there {
        if !step::shop_order(ledger, &mut entry, number, event, by, app.clock.now_ms())? {
            return Ok(Err(Problem::new(Code::OrderState)));
        }
        server::rewrite(ledger, &entry)?;
    }
    Ok(show(ledger, &entry, number)?.ok_or_else(|| Problem::new(Code::NotFound)))
}

/// Writes the row that the shop's devices have, where the shop was given it.
pub(super) fn show(ledger: &mut OnTx, entry: &OrderEntry, number: &str) -> Result<Option<VendorOrder>, Failure> {
    let select = "SELECT released_ms FROM vendor_order WHERE number = $1 AND released_ms IS NOT NULL";
    let released_ms: Option<i64> = ledger.tx.query_row(select, values![number], |row| row.get(0))?;
    let bill = entry.order.bill.as_deref();
    let part = bill.and_then(|bill| Some((bill.address.clone(), bill.shop_order(number)?.clone())));
    let (Some(released_ms), Some((address, bill))) = (released_ms, part) else { return Ok(None) };
    let row = VendorOrder { order: entry.id, released_ms, address, bill };
    book::publish(ledger, &row)?;
    Ok(Some(row))
}
