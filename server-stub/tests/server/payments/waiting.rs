//! An order that was placed without network, with a method that the provider keeps (C-48): it waits
//! on the device, and is paid when it arrives, while nobody is there.

use petpro_domain::Code;
use petpro_domain::ids::{MethodId, OpId, OrderId};
use petpro_domain::wire::{At, Op, OpState, PROTO, PushReply, SyncReply};
use petpro_sandbox::gateway::Card;
use petpro_server::{orders, payments};
use serde_json::{Value, json};

use super::saved::saved;
use crate::buyer::{text, tokyo};
use crate::cart::items;
use crate::shop::{Device, line_of, plenty};
use crate::till::Till;
use crate::world::{Person, START_MS};

const HOUR_MS: i64 = 3_600_000;

/// What a buyer tapped on a phone: the goods and the order.
pub struct Tapped {
    pub order: Value,
    pub phone: Device,
    pub ops: Vec<Op>,
}

/// Adds and orders while the phone is away, at prices that it has read before.
pub async fn tapped(till: &Till, who: &Person, method: Option<MethodId>) -> Tapped {
    let mut phone = till.world.device(who).await;
    let add = phone.add(plenty(1), 2);
    let id = till.world.state.random.id(START_MS);
    let place = place(&mut phone, id, &add, method);
    Tapped { order: json!({"id": id}), phone, ops: vec![add, place] }
}

fn place(phone: &mut Device, id: uuid::Uuid, add: &Op, method: Option<MethodId>) -> Op {
    let line = json!({"line": line_of(plenty(1)), "variant": plenty(1), "obs": [add.id], "qty": 2});
    let body = json!({"order_id": OrderId(id), "lines": [line], "address": tokyo(), "method": method,
        "valid_until": START_MS + 48 * HOUR_MS,
        "shown": {"units": {line_of(plenty(1)).to_string(): 1_000_000}, "total": 9_000_000, "currency": "JPY"}});
    phone.op("order.place", &[], &body)
}

impl Tapped {
    /// The phone has network again, so many hours after the tap.
    pub async fn arrives(&self, till: &Till, hours: i64) -> PushReply {
        let at = At { wall: START_MS + hours * HOUR_MS, ..At::default() };
        let ask = json!({"proto": PROTO, "epoch": self.phone.epoch, "device": self.phone.id, "at": at,
            "push": [{"s": self.phone.household(), "ops": self.ops}], "pull": []});
        let answer = till.world.call("POST", "/api/v1/sync", Some(&self.phone.who.access), &ask).await;
        let mut reply: SyncReply = serde_json::from_slice(&answer.bytes).unwrap();
        reply.push.remove(0)
    }

    fn op(&self) -> OpId {
        self.ops[1].id
    }
}

/// covers: S0-080
#[tokio::test]
async fn an_order_that_waited_for_the_network_is_paid_when_it_arrives_and_never_twice() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let waited = tapped(&till, &hana, Some(method)).await;
    assert_eq!(till.books().0, 1, "nothing is asked for while it waits");
    let first = waited.arrives(&till, 47).await;
    assert_eq!(first.results.iter().map(|it| it.st).collect::<Vec<_>>(), [OpState::Applied; 2], "{first:?}");
    let again = waited.arrives(&till, 47).await; // its answer was lost
    assert_eq!(again.results[1].st, OpState::Applied);
    till.quiet().await;
    waited.arrives(&till, 47).await;
    till.quiet().await;
    let order = till.read(&hana, &waited.order).await;
    assert_eq!((text(&order["status"]), till.books().0), ("PROCESSING", 2));
    let payments = till.payments(&hana, &waited.order).await;
    assert_eq!((payments.len(), &payments[0]["captured"]), (1, &order["total"]));
}

#[tokio::test]
async fn an_order_that_waited_too_long_charges_nothing_and_says_so() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let waited = tapped(&till, &hana, Some(method)).await;
    let result = waited.arrives(&till, 49).await.results[1].clone();
    assert_eq!((result.id, result.code), (waited.op(), Some(Code::OrderExpired)));
    till.quiet().await;
    assert_eq!((till.books().0, till.world.stock_of(plenty(1)).1), (1, 0), "no intent, nothing held");
    assert_eq!(items(&till.world.cart(&hana).await)[0]["qty"], 2, "its goods are in the cart");
}

#[tokio::test]
async fn an_order_that_arrived_is_charged_although_the_server_was_killed_in_between() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let waited = tapped(&till, &hana, Some(method)).await;
    assert_eq!(waited.arrives(&till, 1).await.results[1].st, OpState::Applied);
    let till = till.again().await;
    assert_eq!(till.read(&hana, &waited.order).await["status"], "PENDING_PAYMENT");
    till.quiet().await;
    assert_eq!(till.read(&hana, &waited.order).await["status"], "PROCESSING");
    assert_eq!(till.books().0, 2);
}

/// covers: S0-089, S0-090
#[tokio::test]
async fn a_kept_card_that_is_declined_in_its_owners_absence_leaves_the_order_to_be_paid_on_the_page() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Challenge).await;
    let waited = tapped(&till, &hana, Some(method)).await;
    waited.arrives(&till, 2).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &waited.order).await["status"], "PAYMENT_FAILED");
    let notices = till.world.read_as(&hana, "/api/v1/notifications").await.json();
    assert_eq!(notices["notices"][0]["kind"], "payment-failed", "told when the phone comes back");
    till.at_page(&hana, &waited.order, Card::Approve).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &waited.order).await["status"], "PROCESSING");
}

#[tokio::test]
async fn an_order_without_a_kept_card_waits_for_its_page_and_for_no_longer_than_its_hold() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let waited = tapped(&till, &hana, None).await;
    waited.arrives(&till, 1).await;
    till.quiet().await;
    assert_eq!(
        (till.read(&hana, &waited.order).await["status"].clone(), till.books().0),
        (json!("PENDING_PAYMENT"), 0)
    );
    till.world.later(600_000).await;
    orders::expire(&till.world.state).await.unwrap();
    payments::turn(&till.world.state).await.unwrap();
    let hana = till.world.sign_in(&hana.email).await;
    assert_eq!(till.read(&hana, &waited.order).await["status"], "EXPIRED");
    assert_eq!(items(&till.world.cart(&hana).await)[0]["qty"], 2);
}
