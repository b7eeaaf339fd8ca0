//! Names that are in no line, orders, and what the payment provider said of them.

use std::collections::HashMap;

use petpro_domain::cart::{Order, OrderState};
use petpro_domain::ids::{OpId, OrderId};
use petpro_sync::server::{Found, FoundState, Named, OrderEntry, Payment};

use super::lanes::ids;
use crate::store::{Failure, Row, Tx, Value, places};
use crate::values;

/// What is kept of these names; one that an order has taken is told last, whether it is dead or not.
pub(super) fn named(tx: &mut Tx, names: &[OpId]) -> Result<Vec<(OpId, Named)>, Failure> {
    let (places, pad) = places(1, names.len());
    let select = format!(
        "SELECT op, NULL, 0 AS taken FROM cart_dead WHERE op IN ({places}) UNION ALL
        SELECT op, order_id, 1 AS taken FROM order_dot WHERE op IN ({places}) ORDER BY taken"
    );
    tx.query(&select, &ids(names, pad), |row| {
        let order: Option<OrderId> = row.get(1)?;
        Ok((row.get(0)?, order.map_or(Named::Dead, Named::Ordered)))
    })
}

pub(super) fn order(tx: &mut Tx, id: OrderId) -> Result<Option<OrderEntry>, Failure> {
    tx.query_row("SELECT op, scope, user_id, d FROM placed WHERE order_id = $1", values![id], |row| {
        let d: String = row.get(3)?;
        let order: Order = serde_json::from_str(&d).map_err(|_| Failure::Shape { index: 3 })?;
        Ok(OrderEntry { id, op: row.get(0)?, s: row.get(1)?, user: row.get(2)?, order })
    })
}

/// What these orders are, in one statement.
pub fn orders(tx: &mut Tx, ids: &[OrderId]) -> Result<HashMap<OrderId, Order>, Failure> {
    let (list, pad) = places(1, ids.len());
    let select = format!("SELECT order_id, d FROM placed WHERE order_id IN ({list})");
    let mut values: Vec<Value> = ids.iter().map(Value::from).collect();
    values.resize(ids.len() + pad, Value::Null);
    let read = |row: &Row| {
        let order = serde_json::from_str(&row.get::<String>(1)?).map_err(|_| Failure::Shape { index: 1 })?;
        Ok((row.get(0)?, order))
    };
    Ok(tx.query(&select, &values, read)?.into_iter().collect())
}

pub(super) fn put_order(tx: &mut Tx, entry: &OrderEntry, d: &str) -> Result<(), Failure> {
    let upsert = "INSERT INTO placed(order_id, op, scope, user_id, st, d) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (order_id) DO UPDATE SET op = excluded.op, scope = excluded.scope, user_id = excluded.user_id,
            st = excluded.st, d = excluded.d";
    let OrderEntry { id, op, s, user, order } = entry;
    tx.exec(upsert, values![id, op, s, user, state(order.st), d]).map(|_| ())
}

pub(super) fn found(tx: &mut Tx, id: OrderId) -> Result<Option<Found>, Failure> {
    tx.query_row("SELECT scope, st, claimed FROM psp_found WHERE order_id = $1", values![id], |row| {
        let st: String = row.get(1)?;
        let st = match st.as_str() {
            "captured" => FoundState::Captured,
            "refunded" => FoundState::Refunded,
            _ => FoundState::Closed,
        };
        Ok(Found { order: id, s: row.get(0)?, st, claimed: row.get(2)? })
    })
}

pub(super) fn put_found(tx: &mut Tx, found: &Found) -> Result<(), Failure> {
    let upsert = "INSERT INTO psp_found(order_id, scope, st, claimed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (order_id) DO UPDATE SET scope = excluded.scope, st = excluded.st, claimed = excluded.claimed";
    let st = match found.st {
        FoundState::Captured => "captured",
        FoundState::Refunded => "refunded",
        FoundState::Closed => "closed",
    };
    tx.exec(upsert, values![found.order, &found.s, st, found.claimed]).map(|_| ())
}

pub(super) fn unclaimed(tx: &mut Tx, s: &str) -> Result<bool, Failure> {
    let select = "SELECT 1 FROM psp_found WHERE scope = $1 AND st = 'captured' AND NOT claimed LIMIT 1";
    Ok(tx.query_row(select, values![s], |_| Ok(()))?.is_some())
}

pub(super) fn stage(tx: &mut Tx, job: Payment, now_ms: i64) -> Result<(), Failure> {
    let (order, kind) = match job {
        Payment::Start(order) => (order, "start"),
        Payment::Close(order) => (order, "close"),
        Payment::CloseOrRefund(order) => (order, "close-or-refund"),
    };
    let insert = "INSERT INTO pay_job(no, order_id, kind, at_ms)
        VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM pay_job), $1, $2, $3)";
    tx.exec(insert, values![order, kind, now_ms]).map(|_| ())
}

fn state(st: OrderState) -> &'static str {
    match st {
        OrderState::Waiting => "waiting",
        OrderState::Pending => "pending",
        OrderState::Paid => "paid",
        OrderState::Expired => "expired",
        OrderState::Refunded => "refunded",
        OrderState::Rejected => "rejected",
        OrderState::Other => "other",
    }
}
