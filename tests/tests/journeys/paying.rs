//! Paying, from the phone's side: the provider's page, a kept card, a refusal, and what follows.

use std::time::Duration;

use petpro_client::order::VendorOrder;
use petpro_client::screens::checkout::Choice;
use petpro_client::screens::order::Order;
use petpro_client::{Code, PetPro};
use petpro_domain::ids::{MethodId, OrderId};
use petpro_sandbox::carrier::Stage;
use petpro_sandbox::gateway::Card;
use petpro_server::seed;

use crate::orders::ready;
use crate::world::{HANA, Phone, World, of};

/// Syncs, and has the provider's messages brought, until the order is in this state.
pub async fn until(world: &World, petpro: &PetPro, order: OrderId, state: &str) -> Order {
    let reached = async {
        loop {
            world.sandbox.as_ref().unwrap().deliver().await;
            petpro.sync().await.unwrap();
            let order = petpro.order(&order.to_string()).unwrap();
            if order.state == state {
                return order;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reached).await.unwrap_or_else(|_| panic!("never {state}"))
}

/// What a buyer does on the provider's page.
pub fn at_page(world: &World, page: &str, card: Card, keep: bool) {
    let intent = page.split_once("/pay/").unwrap().1.split_once('?').unwrap().0;
    world.sandbox.as_ref().unwrap().gateway.pay(intent, card, keep).unwrap();
}

/// What the provider took and gave back, minor units.
fn till(world: &World) -> (i64, i64) {
    world.sandbox.as_ref().unwrap().gateway.with(|books, _| {
        assert_eq!(books.broken_rules(), Vec::<String>::new());
        books.intents().fold((0, 0), |(took, gave), it| (took + it.received, gave + it.refunded))
    })
}

/// An order of two things that its buyer has paid, and the card that was kept.
pub async fn bought(world: &World, petpro: &PetPro) -> (Order, MethodId) {
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    let payment = petpro.pay(&placed.order.to_string(), None).await.unwrap();
    assert_eq!((payment.state.as_str(), payment.say.key), ("open", "payment-page"));
    at_page(world, &payment.page.unwrap(), Card::Approve, true);
    let order = until(world, petpro, placed.order, "PROCESSING").await;
    (order, kept_card(world, petpro).await)
}

async fn kept_card(world: &World, petpro: &PetPro) -> MethodId {
    let kept = async {
        loop {
            world.sandbox.as_ref().unwrap().deliver().await;
            petpro.sync().await.unwrap();
            let methods = petpro.checkout(&Choice::default()).unwrap().methods;
            if let Some(way) = methods.into_iter().find(|way| way.id != "page") {
                return way.id.parse().unwrap();
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), kept).await.unwrap()
}

/// covers: S0-087
#[tokio::test]
async fn an_order_is_paid_on_the_providers_page_and_its_screen_says_so() {
    let world = World::with_provider().await;
    let (_phone, petpro, goods) = ready(&world).await;
    let (order, _) = bought(&world, &petpro).await;
    assert_eq!(till(&world), (order.total.unwrap().money.amount, 0));
    assert_eq!(order.status.key, "order-status-processing");
    assert!(order.hold.is_none() && !order.actions.pay.enabled && order.actions.cancel.enabled);
    assert_eq!(of(&petpro, &goods), 0, "what was bought is no longer in the cart");
    let told = petpro.timeline(&order.number.unwrap()).await.unwrap().entries;
    assert!(told.iter().any(|entry| entry.say.key == "timeline-paid"), "{told:?}");
}

/// covers: S0-090
#[tokio::test]
async fn a_refused_card_leaves_the_order_to_another_one() {
    let world = World::with_provider().await;
    let (_phone, petpro, goods) = ready(&world).await;
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    let id = placed.order.to_string();
    let first = petpro.pay(&id, None).await.unwrap();
    at_page(&world, &first.page.unwrap(), Card::Decline, false);
    let failed = until(&world, &petpro, placed.order, "PAYMENT_FAILED").await;
    assert!(failed.actions.pay.enabled && failed.notes.iter().any(|say| say.key == "order-try-again"));
    assert_eq!((of(&petpro, &goods), till(&world).0), (0, 0), "its goods stay held, nothing was charged");

    let second = petpro.pay(&id, None).await.unwrap();
    at_page(&world, &second.page.unwrap(), Card::Approve, false);
    let paid = until(&world, &petpro, placed.order, "PROCESSING").await;
    assert_eq!((paid.number, till(&world).0), (placed.number, paid.total.unwrap().money.amount));
}

/// covers: S0-080
#[tokio::test]
async fn a_kept_card_pays_without_a_page() {
    let world = World::with_provider().await;
    let (_phone, petpro, _) = ready(&world).await;
    let (first, card) = bought(&world, &petpro).await;
    petpro.add(&world.goods(1), 1).unwrap();
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    let payment = petpro.pay(&placed.order.to_string(), Some(card)).await.unwrap();
    assert_eq!(payment.page, None);
    let second = until(&world, &petpro, placed.order, "PROCESSING").await;
    let sum = [first, second].map(|order| order.total.unwrap().money.amount).iter().sum();
    assert_eq!(till(&world), (sum, 0));
}

/// covers: S0-056
#[tokio::test]
async fn an_order_that_waited_offline_is_paid_by_itself_and_once() {
    let world = World::with_provider().await;
    let (phone, petpro, _) = ready(&world).await;
    let (first, card) = bought(&world, &petpro).await;
    petpro.add(&world.goods(1), 1).unwrap();
    let choice = Choice { method: Some(card), ..Choice::default() };
    let placed = phone.open_offline().place_order(&choice).await.unwrap();
    assert!(placed.waits && placed.say.key == "order-saved");
    let second = until(&world, &petpro, placed.order, "PROCESSING").await;
    petpro.sync().await.unwrap();
    let sum = [first, second].map(|order| order.total.unwrap().money.amount).iter().sum();
    assert_eq!((till(&world), petpro.orders().unwrap().orders.len()), ((sum, 0), 2));
}

#[tokio::test]
async fn goods_whose_hold_is_over_are_in_the_cart_again_and_cannot_be_paid_any_more() {
    let world = World::with_provider().await;
    let (_phone, petpro, goods) = ready(&world).await;
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    let id = placed.order.to_string();
    let payment = petpro.pay(&id, None).await.unwrap();
    assert_eq!(of(&petpro, &goods), 0);
    world.clock.step(600_000);
    let over = until(&world, &petpro, placed.order, "EXPIRED").await;
    assert_eq!(over.notes[0].key, "order-goods-back");
    assert_eq!(of(&petpro, &goods), 2);
    let page = payment.page.unwrap();
    let intent = page.split_once("/pay/").unwrap().1.split_once('?').unwrap().0;
    world.sandbox.as_ref().unwrap().gateway.pay(intent, Card::Approve, false);
    assert_eq!(till(&world).0, 0, "the page takes no money for it");
    assert_eq!(petpro.pay(&id, None).await.unwrap_err().code(), Code::OrderExpired);
}

/// Somebody of the shop that has this part.
async fn shop_of(world: &World, number: &str) -> (Phone, PetPro) {
    for (_, who, _) in seed::STAFF {
        let phone = world.phone_of(who).await;
        let petpro = phone.open();
        let orders: Vec<VendorOrder> = petpro.shop_orders().await.unwrap();
        if orders.iter().any(|order| order.bill.number == number) {
            return (phone, petpro);
        }
    }
    panic!("no shop has {number}");
}

/// covers: S0-107, S0-109, S0-111, S2-003, S2-015
#[tokio::test]
async fn a_paid_order_goes_from_its_shop_to_its_buyer() {
    let world = World::with_provider().await;
    let (_phone, petpro, _) = ready(&world).await;
    let (order, _) = bought(&world, &petpro).await;
    let (id, part) = (order.order.to_string(), order.shops[0].number.clone());
    let (_at_shop, shop) = shop_of(&world, &part).await;

    assert_eq!(shop.ship(&part, "sandbox", "PP-000001").await.unwrap_err().code(), Code::OrderState);
    shop.accept(&part).await.unwrap();
    petpro.sync().await.unwrap();
    let packed = petpro.order(&id).unwrap();
    assert_eq!((packed.state, packed.actions.cancel.enabled), ("PREPARING", false));
    assert_eq!(petpro.cancel_order(&id).await.unwrap_err().code(), Code::OrderState);
    shop.ship(&part, "sandbox", "PP-000001").await.unwrap();
    petpro.sync().await.unwrap();
    let sent = petpro.order(&id).unwrap();
    assert_eq!((sent.state, sent.shops[0].parcel.as_ref().unwrap().text.as_str()), ("SHIPPED", "sandbox PP-000001"));

    let done = petpro.confirm_receipt(&id).await;
    assert_eq!(done.unwrap_err().code(), Code::OrderState, "nothing of it was delivered");
    let carrier = &world.sandbox.as_ref().unwrap().carrier;
    let scanned = async {
        while carrier.advance("PP-000001", Some(Stage::Delivered)).is_none() {
            petpro.sync().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), scanned).await.expect("a parcel is registered at its carrier");
    assert!(until(&world, &petpro, order.order, "DELIVERED").await.actions.received.enabled);
    let done = petpro.confirm_receipt(&id).await.unwrap();
    assert_eq!((done.state, done.actions.received.enabled), ("COMPLETED", false));
    let told = petpro.timeline(&id).await.unwrap().entries;
    assert_eq!(told.iter().filter(|entry| entry.refused).count(), 3, "{told:?}");
    assert_eq!(told.last().unwrap().say.key, "timeline-received");
    assert_eq!(petpro.orders().unwrap().orders[0].state, "COMPLETED");
}

#[tokio::test]
async fn an_order_that_a_restored_server_forgot_comes_back_paid_and_is_not_charged_again() {
    let mut world = World::with_provider().await;
    let (_phone, petpro, goods) = ready(&world).await;
    let backup = world.backup("before-the-order.db");
    let (order, _) = bought(&world, &petpro).await;
    let before = till(&world);
    world.restore(&backup).await;
    let other = world.phone_of(HANA).await;
    assert!(other.open().orders().unwrap().orders.is_empty(), "the server knows nothing of it");

    let again = until(&world, &petpro, order.order, "PROCESSING").await;
    assert_eq!((till(&world), again.total), (before, order.total));
    assert_eq!(of(&petpro, &goods), 0);
    other.open().sync().await.unwrap();
    assert_eq!(other.open().orders().unwrap().orders.len(), 1);
}

#[tokio::test]
async fn a_card_that_is_forgotten_is_offered_on_no_phone_and_charges_nothing_more() {
    let world = World::with_provider().await;
    let (_phone, petpro, _) = ready(&world).await;
    let (_, card) = bought(&world, &petpro).await;
    let second = world.phone_of(HANA).await;
    let other = second.open();
    other.sync().await.unwrap();
    assert_eq!(other.cards().unwrap().iter().map(|kept| kept.id).collect::<Vec<_>>(), [card]);
    petpro.forget_card(&card.to_string()).await.unwrap();
    other.sync().await.unwrap();
    assert_eq!((petpro.cards().unwrap(), other.cards().unwrap()), (vec![], vec![]));
    let again = petpro.forget_card(&card.to_string()).await.unwrap_err();
    assert_eq!(again.code(), Code::NotFound);
    petpro.add(&world.goods(1), 1).unwrap();
    let before = till(&world);
    let choice = Choice { method: Some(card), ..Choice::default() };
    assert!(petpro.place_order(&choice).await.is_err(), "it is no way to pay any more");
    assert_eq!(till(&world), before);
}
