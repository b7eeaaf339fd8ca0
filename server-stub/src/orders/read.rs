//! Orders as their buyer, their shops and the rest of the server read them.

use petpro_domain::cart::Order;
use petpro_domain::ids::{OrderId, ShopId, UserId};
use petpro_domain::order::{Bill, Status, VendorOrder};
use petpro_domain::wire::Pay;
use petpro_sync::server::{Ledger, OrderEntry};
use serde::Serialize;

use crate::feed::{self, OnTx};
use crate::store::{Failure, Tx};
use crate::values;

/// An order of the caller.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OrderView {
    pub id: OrderId,
    /// Server time, ms.
    pub placed_ms: i64,
    pub pay: Pay,
    #[serde(flatten)]
    pub bill: Bill,
}

/// An entry as its buyer reads it; none for one that never had a bill.
pub fn view(id: OrderId, order: Order) -> Option<OrderView> {
    let Order { placed_ms, pay, bill, .. } = order;
    bill.map(|bill| OrderView { id, placed_ms, pay, bill: *bill })
}

/// The order of this user, to be moved.
pub(super) fn own(ledger: &mut OnTx, user: UserId, id: OrderId) -> Result<Option<OrderEntry>, Failure> {
    Ok(ledger.order(id)?.filter(|entry| entry.user == user && entry.order.bill.is_some()))
}

/// Whose order it is.
pub fn owner(tx: &mut Tx, id: OrderId) -> Result<Option<UserId>, Failure> {
    tx.query_row("SELECT user_id FROM orders WHERE id = $1", values![id], |row| row.get(0))
}

/// Whether the order has a part that was given to this shop.
pub fn is_shops(tx: &mut Tx, number: &str, shops: &[ShopId]) -> Result<Option<(OrderId, ShopId)>, Failure> {
    let select = "SELECT order_id, shop FROM vendor_order WHERE number = $1 AND released_ms IS NOT NULL";
    let found = tx.query_row(select, values![number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.filter(|(_, shop)| shops.contains(shop)))
}

pub(super) fn status(tx: &mut Tx, id: OrderId) -> Result<Option<Status>, Failure> {
    let select = "SELECT status FROM orders WHERE id = $1";
    tx.query_row(select, values![id], |row| Ok(Status::parse(&row.get::<String>(0)?)))
}

pub(super) fn shop_status(tx: &mut Tx, number: &str) -> Result<Option<Status>, Failure> {
    let select = "SELECT status FROM vendor_order WHERE number = $1";
    tx.query_row(select, values![number], |row| Ok(Status::parse(&row.get::<String>(0)?)))
}

/// Whether its buyer has called it off.
pub(super) fn called_off(tx: &mut Tx, id: OrderId) -> Result<bool, Failure> {
    let select = "SELECT 1 FROM orders WHERE id = $1 AND cancel_ms IS NOT NULL";
    Ok(tx.query_row(select, values![id], |_| Ok(()))?.is_some())
}

/// Where a page of a list ended.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Place {
    pub ms: i64,
    pub key: String,
}

/// A page of a user's orders, newest first, one more than asked for where there are more.
pub(super) fn page(
    tx: &mut Tx,
    user: UserId,
    status: Option<Status>,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<(OrderId, Order)>, Failure> {
    let (ms, id) = match after {
        Some(place) => (place.ms, place.key.parse::<OrderId>().map_err(|_| Failure::Shape { index: 0 })?),
        None => (i64::MAX, OrderId(uuid::Uuid::max())),
    };
    let limit = limit as u64 + 1;
    let ids: Vec<OrderId> = match status {
        Some(status) => {
            let select = "SELECT id FROM orders WHERE user_id = $1 AND status = $5 AND (placed_ms, id) < ($2, $3)
                ORDER BY placed_ms DESC, id DESC LIMIT $4";
            tx.query(select, values![user, ms, id, limit, status.name()], |row| row.get(0))?
        }
        None => {
            let select = "SELECT id FROM orders WHERE user_id = $1 AND (placed_ms, id) < ($2, $3)
                ORDER BY placed_ms DESC, id DESC LIMIT $4";
            tx.query(select, values![user, ms, id, limit], |row| row.get(0))?
        }
    };
    let mut entries = feed::orders(tx, &ids)?;
    Ok(ids.into_iter().filter_map(|id| Some((id, entries.remove(&id)?))).collect())
}

/// A page of the orders that were given to these shops, newest first.
pub(super) fn shop_page(
    tx: &mut Tx,
    shops: &[ShopId],
    status: Option<Status>,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<VendorOrder>, Failure> {
    let (list, pad) = crate::store::places(5, shops.len());
    let select = format!(
        "SELECT number, order_id, released_ms FROM vendor_order
         WHERE released_ms IS NOT NULL AND ($1 IS NULL OR status = $1) AND (released_ms, number) < ($2, $3)
             AND shop IN ({list})
         ORDER BY released_ms DESC, number DESC LIMIT $4"
    );
    let (ms, key) = after.map_or((i64::MAX, "\u{10ffff}"), |place| (place.ms, place.key.as_str()));
    let mut values = values![status.map(Status::name), ms, key, limit as u64 + 1].to_vec();
    values.extend(shops.iter().map(crate::store::Value::from));
    values.resize(4 + shops.len() + pad, crate::store::Value::Null);
    let found: Vec<(String, OrderId, i64)> =
        tx.query(&select, &values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let ids: Vec<OrderId> = found.iter().map(|(_, id, _)| *id).collect();
    let entries = feed::orders(tx, &ids)?;
    let rows = found.into_iter().filter_map(|(number, order, released_ms)| {
        let bill = entries.get(&order)?.bill.as_deref()?;
        let part = bill.shop_order(&number)?.clone();
        Some(VendorOrder { order, released_ms, address: bill.address.clone(), bill: part })
    });
    Ok(rows.collect())
}

/// A vendor order of one of these shops.
pub(super) fn given(tx: &mut Tx, shops: &[ShopId], number: &str) -> Result<Option<VendorOrder>, Failure> {
    let select = "SELECT order_id, shop, released_ms FROM vendor_order WHERE number = $1 AND released_ms IS NOT NULL";
    let found = tx.query_row(select, values![number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let Some((order, shop, released_ms)) = found else { return Ok(None) };
    if !shops.contains(&shop) {
        return Ok(None);
    }
    let bill = feed::orders(tx, &[order])?.remove(&order).and_then(|order| order.bill);
    Ok(bill.and_then(|bill| {
        let part = bill.shop_order(number)?.clone();
        Some(VendorOrder { order, released_ms, address: bill.address.clone(), bill: part })
    }))
}

/// One entry of a timeline.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TimelineEntry {
    /// Server time, ms.
    pub at_ms: i64,
    /// `placed`, an event's name, or a stable code of something that came from outside.
    #[schema(example = "paid")]
    pub what: String,
    /// `buyer`, `shop`, `carrier`, `payment` or `clock`.
    #[schema(example = "payment")]
    pub by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop_order: Option<String>,
    /// The state after it.
    pub status: Status,
    /// It was tried in a state that does not allow it, and changed nothing.
    pub refused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

pub(super) fn timeline(tx: &mut Tx, id: OrderId) -> Result<Vec<TimelineEntry>, Failure> {
    let select = "SELECT at_ms, what, by, vendor_order, status, refused, detail FROM order_event
        WHERE order_id = $1 ORDER BY n";
    tx.query(select, values![id], |row| {
        Ok(TimelineEntry {
            at_ms: row.get(0)?,
            what: row.get(1)?,
            by: row.get(2)?,
            shop_order: row.get(3)?,
            status: Status::parse(&row.get::<String>(4)?),
            refused: row.get(5)?,
            detail: row.get(6)?,
        })
    })
}
