//! What the user sees: the base with the pending ops on it, through the same `apply()` that the
//! server runs. Rebuilt from scratch; there is no rollback because nothing is ever edited.

use std::collections::BTreeMap;

use petpro_domain::cart::{
    self, At, CartLine, Del, Need, Order, OrderState, Put, Room, Rows, SavedLine, Verdict, apply,
};
use petpro_domain::ids::{LineId, OpId, OrderId};
use petpro_domain::wire::{Op, OpBody, OpState};

use crate::planted::{Bug, Planted};

/// A household's cart and an owner's orders as shown.
#[derive(Clone, Debug, Default)]
pub struct Projection {
    pub lines: BTreeMap<LineId, CartLine>,
    pub saved: BTreeMap<LineId, SavedLine>,
    pub orders: BTreeMap<OrderId, Order>,
    /// Pending ops that this side already expects to be refused, superseded or moved.
    pub expected: Vec<(OpId, Verdict)>,
}

impl Projection {
    /// Takes a base row; unknown types and unreadable bodies are left to a newer app.
    pub fn load(&mut self, t: &str, id: &str, d: &str) {
        match t {
            "cart_line" => keep(&mut self.lines, id, d),
            "saved_line" => keep(&mut self.saved, id, d),
            "order" => keep(&mut self.orders, id, d),
            _ => {}
        }
    }

    /// Puts one pending op of the household's lane on top; `now_ms` is the device's wall clock.
    pub fn put(&mut self, op: &Op, now_ms: i64, room: Room, planted: Planted) {
        if let Ok(Some(OpBody::OrderPlace(order))) = op.body()
            && self.orders.contains_key(&order.order_id)
        {
            return; // accepted already, only the answer was lost
        }
        let rows = self.rows(op);
        let at = At { now_ms, age_ms: None, room };
        let verdict = apply(op, &rows, &at);
        if planted.has(Bug::ProjectionShowsTwice)
            && let Ok(Some(OpBody::CartAdd(add))) = op.body()
            && let Some(line) = self.lines.get_mut(&add.line)
        {
            line.dots.push(cart::Dot { id: op.id, n: add.n, set: false });
            return;
        }
        for put in &verdict.put {
            match put {
                Put::Line(id, row) => drop(self.lines.insert(*id, row.clone())),
                Put::Saved(id, row) => drop(self.saved.insert(*id, row.clone())),
                Put::Order(id, row) => {
                    self.orders.insert(*id, Order { st: OrderState::Waiting, ..row.clone() });
                }
            }
        }
        for del in &verdict.del {
            match del {
                Del::Line(id) => drop(self.lines.remove(id)),
                Del::Saved(id) => drop(self.saved.remove(id)),
            }
        }
        if verdict.st != OpState::Applied || verdict.detail.is_some() {
            self.expected.push((op.id, verdict));
        }
    }

    fn rows(&self, op: &Op) -> Rows {
        let mut rows = Rows { count: self.lines.len(), ..Rows::default() };
        for need in cart::needs(op) {
            match need {
                Need::Line(id) => rows.lines.extend(self.lines.get(&id).map(|row| (id, row.clone()))),
                Need::Saved(id) => rows.saved.extend(self.saved.get(&id).map(|row| (id, row.clone()))),
                Need::Room(_) | Need::Name(_) => {}
            }
        }
        rows
    }
}

/// The shown rows: `base` as (type, id, body) of the household and the user scope, then `pending`
/// of the household's lane in order.
pub fn project<'a>(
    base: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    pending: impl IntoIterator<Item = &'a Op>,
    now_ms: i64,
    room: Room,
    planted: Planted,
) -> Projection {
    let mut shown = Projection::default();
    for (t, id, d) in base {
        shown.load(t, id, d);
    }
    for op in pending {
        shown.put(op, now_ms, room, planted);
    }
    shown
}

fn keep<K: std::str::FromStr + Ord, V: serde::de::DeserializeOwned>(map: &mut BTreeMap<K, V>, id: &str, d: &str) {
    if let (Ok(id), Ok(row)) = (id.parse(), serde_json::from_str(d)) {
        map.insert(id, row);
    }
}
