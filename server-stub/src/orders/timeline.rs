//! Everything that happened to an order, refused tries and messages from outside included.

use petpro_domain::ids::{OrderId, Uuid, derived, v7};
use petpro_domain::order::{Event, Status, What};
use serde_json::{Value, json};

use crate::outbox;
use crate::store::{Failure, Tx};
use crate::values;

/// Who made it happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Buyer,
    Shop,
    Carrier,
    Payment,
    Clock,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Shop => "shop",
            Self::Carrier => "carrier",
            Self::Payment => "payment",
            Self::Clock => "clock",
        }
    }
}

/// One entry to be written.
pub(super) struct Entry<'a> {
    pub what: What,
    pub by: By,
    pub shop_order: Option<&'a str>,
    /// The state after it.
    pub status: Status,
    pub refused: bool,
    /// Ids and codes, never names or addresses.
    pub detail: Option<&'a str>,
}

/// Its place in the order's timeline.
pub(super) fn write(tx: &mut Tx, order: OrderId, entry: &Entry, now_ms: i64) -> Result<i64, Failure> {
    let insert = "INSERT INTO order_event(order_id, n, at_ms, what, by, vendor_order, status, refused, detail)
        VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM order_event WHERE order_id = $1), $2, $3, $4, $5, $6, $7, $8)
        RETURNING n";
    let Entry { what, by, shop_order, status, refused, detail } = entry;
    let values = values![order, now_ms, what.name(), by.name(), *shop_order, status.name(), *refused, *detail];
    tx.query_row(insert, values, |row| row.get(0))?.ok_or(Failure::Ended)
}

/// Writes down what came from outside and changed no state: a webhook's receipt, an attempt to pay.
/// `detail` is ids and codes. Nothing for an order that is not there.
pub fn note(
    tx: &mut Tx,
    order: OrderId,
    by: By,
    what: impl Into<What>,
    detail: Option<&str>,
    now_ms: i64,
) -> Result<(), Failure> {
    let Some(status) = super::read::status(tx, order)? else { return Ok(()) };
    write(tx, order, &Entry { what: what.into(), by, shop_order: None, status, refused: false, detail }, now_ms)
        .map(|_| ())
}

/// How often this was written down.
pub fn noted(tx: &mut Tx, order: OrderId, what: impl Into<What>) -> Result<i64, Failure> {
    let select = "SELECT COUNT(*) FROM order_event WHERE order_id = $1 AND what = $2";
    Ok(tx.query_row(select, values![order, what.into().name()], |row| row.get(0))?.unwrap_or(0))
}

/// Tells everybody outside: an event with the order's ids, sent after the commit. `n` is its place in
/// the timeline, `about` the vendor order it concerns.
pub(super) fn publish(
    tx: &mut Tx,
    order: OrderId,
    n: i64,
    name: &str,
    about: Option<&str>,
    body: Value,
    now_ms: i64,
) -> Result<(), Failure> {
    let id = event_id(order, n, name, about, now_ms);
    let mut body = body;
    body["order"] = json!(order);
    if let Some(about) = about {
        body["vendor_order"] = json!(about);
    }
    outbox::put(tx, id, "orders", name, &body, now_ms)
}

/// Ids of one millisecond sort by the timeline: events of an order arrive in its order.
fn event_id(order: OrderId, n: i64, name: &str, about: Option<&str>, now_ms: i64) -> Uuid {
    let parts = [order.bytes().as_slice(), &n.to_be_bytes(), name.as_bytes(), about.unwrap_or_default().as_bytes()];
    let unique = derived("order-event", &parts);
    let mut tail = [0; 10];
    tail.copy_from_slice(&unique.as_bytes()[..10]);
    tail[..2].copy_from_slice(&(n as u16).to_be_bytes());
    v7(now_ms.cast_unsigned(), tail)
}

/// The event's name outside, after document 001; those that nobody outside waits for have none.
pub(super) fn outside(event: Event) -> Option<&'static str> {
    match event {
        Event::Paid => Some("OrderPaid"),
        Event::PaymentFailed => Some("OrderPaymentFailed"),
        Event::HoldEnded => Some("OrderExpired"),
        Event::Cancelled | Event::Refunded => Some("OrderCancelled"),
        Event::Shipped => Some("OrderShipped"),
        Event::Delivered => Some("OrderDelivered"),
        Event::Received => Some("OrderCompleted"),
        Event::Accepted | Event::Retried => None,
    }
}
