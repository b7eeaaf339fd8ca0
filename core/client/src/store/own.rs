//! What a person has besides the cart: orders as shown, addresses, saved payment methods, the inbox.

use std::collections::BTreeMap;

use petpro_domain::cart::Order;
use petpro_domain::ids::{AddressId, OpId, OrderId, Uuid};
use petpro_domain::notice::Notice;
use petpro_domain::order::Address;
use petpro_domain::payment::SavedMethod;
use petpro_domain::wire::{AddressPut, OpBody};
use rusqlite::{Connection, OptionalExtension};

use super::{ops, shown};
use crate::error::Result;
use crate::screens::checkout::Method;

/// All orders, newest first: ids are made in the order of time.
pub fn orders(conn: &Connection) -> Result<Vec<(OrderId, Order)>> {
    let mut find = conn.prepare_cached("SELECT id, d FROM shown WHERE t = 'order' ORDER BY id DESC")?;
    let rows = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (id, d) = row?;
        if let Ok(id) = id.parse() {
            out.push((id, shown::read(&d)?));
        }
    }
    Ok(out)
}

/// One order as shown.
pub fn order(conn: &Connection, id: OrderId) -> Result<Option<Order>> {
    shown::one(conn, "order", &id.to_string())
}

/// The order with this number.
pub fn order_of_number(conn: &Connection, number: &str) -> Result<Option<OrderId>> {
    let numbered = |order: &Order| order.bill.as_deref().is_some_and(|bill| bill.number == number);
    Ok(orders(conn)?.into_iter().find(|(_, order)| numbered(order)).map(|(id, _)| id))
}

/// Until when an order that waits on this device may be placed.
pub fn valid_until(conn: &Connection, id: OrderId) -> Result<Option<i64>> {
    for op in ops::all_pending(conn)? {
        if let Ok(Some(OpBody::OrderPlace(body))) = op.body()
            && body.order_id == id
        {
            return Ok(Some(body.valid_until));
        }
    }
    Ok(None)
}

/// Whether an op still waits for the server.
pub fn is_pending(conn: &Connection, op: OpId) -> Result<bool> {
    let mut find = conn.prepare_cached("SELECT EXISTS(SELECT 1 FROM outbox WHERE op_id = ?1)")?;
    Ok(find.query_row([op.bytes().as_slice()], |row| row.get(0))?)
}

/// Kept addresses, oldest first, with what this device changed and has not sent.
pub fn addresses(conn: &Connection) -> Result<Vec<(AddressId, Address)>> {
    let parsed = |(id, d): (String, String)| Some((id.parse().ok()?, serde_json::from_str(&d).ok()?));
    let mut kept: BTreeMap<AddressId, Address> = rows(conn, "address")?.into_iter().filter_map(parsed).collect();
    for op in ops::all_pending(conn)? {
        match op.body() {
            Ok(Some(OpBody::AddressPut(AddressPut { address_id, address: Some(address) }))) => {
                kept.insert(address_id, address);
            }
            Ok(Some(OpBody::AddressPut(AddressPut { address_id, address: None }))) => drop(kept.remove(&address_id)),
            _ => {}
        }
    }
    Ok(kept.into_iter().collect()) // ids are made in the order of time
}

/// Saved payment methods, oldest first.
pub fn methods(conn: &Connection) -> Result<Vec<Method>> {
    let parsed = |(id, d): (String, String)| {
        let SavedMethod { brand, last4, created_ms } = serde_json::from_str(&d).ok()?;
        Some((created_ms, Method { id: id.parse().ok()?, brand, last4 }))
    };
    let mut found: Vec<_> = rows(conn, "payment_method")?.into_iter().filter_map(parsed).collect();
    // Their ids are derived from the provider's, not made in the order of time.
    found.sort_by_key(|(created_ms, method)| (*created_ms, method.id));
    Ok(found.into_iter().map(|(_, method)| method).collect())
}

/// What this person was told, newest first. What was read on this device is read, sent or not.
pub fn notices(conn: &Connection) -> Result<Vec<(Uuid, Notice)>> {
    let mut read = BTreeMap::new();
    for op in ops::all_pending(conn)? {
        if let Ok(Some(OpBody::InboxRead(body))) = op.body() {
            read.extend(body.notices.into_iter().map(|id| (id, op.at.wall)));
        }
    }
    let parsed = |(id, d): (String, String)| {
        let (id, notice): (Uuid, Notice) = (id.parse().ok()?, serde_json::from_str(&d).ok()?);
        let read_ms = notice.read_ms.or(read.get(&id).copied());
        Some((id, Notice { read_ms, ..notice }))
    };
    let mut found: Vec<_> = rows(conn, "notice")?.into_iter().filter_map(parsed).collect();
    found.sort_by_key(|(id, notice)| std::cmp::Reverse((notice.at_ms, *id)));
    Ok(found)
}

pub(super) fn rows(conn: &Connection, t: &str) -> Result<Vec<(String, String)>> {
    let mut find = conn.prepare_cached("SELECT id, d FROM base WHERE t = ?1 ORDER BY id")?;
    let rows = find.query_map([t], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What became of an op, where that is known: its state and code.
pub fn became(conn: &Connection, op: OpId) -> Result<Option<(String, Option<String>)>> {
    let mut find = conn.prepare_cached("SELECT st, code FROM op_done WHERE op_id = ?1")?;
    Ok(find.query_row([op.bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}
