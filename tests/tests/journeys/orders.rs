//! Orders from the phone: saved first, placed once, seen everywhere.

use petpro_client::screens::checkout::Choice;
use petpro_client::{Code, PetPro};
use petpro_domain::ids::MethodId;
use petpro_server::feed::OnTx;
use petpro_sync::server::Ledger;
use petpro_tests::address;

use crate::world::{HANA, Phone, World, of};

/// Somebody signed in, with an address and two of the first goods in the cart.
pub async fn ready(world: &World) -> (Phone, PetPro, String) {
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open();
    petpro.keep_address(&address::tokyo()).unwrap();
    let goods = world.goods(0);
    petpro.add(&goods, 2).unwrap();
    petpro.sync().await.unwrap();
    (phone, petpro, goods)
}

/// A saved card, as the provider's page makes one.
pub async fn saved_card(world: &World, petpro: &PetPro) -> MethodId {
    let user = petpro.session().unwrap().user.unwrap();
    let id: MethodId = "01970000-0000-7000-8000-00000000ca4d".parse().unwrap();
    let row = r#"{"brand":"Visa","last4":"4242","created_ms":1}"#;
    let publish =
        move |ledger: &mut OnTx| ledger.publish(&format!("user:{user}"), "payment_method", &id.to_string(), Some(row));
    world.state().store.write(move |tx| OnTx::write(tx, 0, publish)).await.unwrap();
    petpro.sync().await.unwrap();
    id
}

#[tokio::test]
async fn the_checkout_is_there_without_a_network_and_has_the_total_of_the_order() {
    let world = World::new().await;
    let (phone, petpro, _) = ready(&world).await;
    let offline = phone.open_offline();
    let shown = offline.checkout(&Choice::default()).unwrap();
    assert!(shown.place.enabled, "{:?}", shown.problem);
    assert_eq!(shown.note.key, "checkout-needs-network");
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    let order = petpro.order(&placed.order.to_string()).unwrap();
    assert_eq!((order.state, order.total), ("PENDING_PAYMENT", shown.total));
    assert!(order.hold.unwrap().left_ms > 0 && order.actions.pay.enabled);
}

/// Nothing is saved of an order that needs the provider's page while there is no network.
#[tokio::test]
async fn an_order_that_needs_a_page_is_not_placed_without_a_network() {
    let world = World::new().await;
    let (phone, _, goods) = ready(&world).await;
    let offline = phone.open_offline();
    let refused = offline.place_order(&Choice::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::ServerUnreachable);
    assert!(offline.orders().unwrap().orders.is_empty() && offline.outbox().unwrap().pending.is_empty());
    assert_eq!(of(&offline, &goods), 2);
}

/// covers: S0-056, S0-091
#[tokio::test]
async fn an_order_with_a_saved_card_waits_offline_and_is_placed_once_when_online() {
    let world = World::new().await;
    let (phone, petpro, goods) = ready(&world).await;
    let choice = Choice { method: Some(saved_card(&world, &petpro).await), ..Choice::default() };

    let placed = phone.open_offline().place_order(&choice).await.unwrap();
    assert!(placed.waits && placed.number.is_none());
    let waiting = phone.open_offline().order(&placed.order.to_string()).unwrap();
    assert_eq!((waiting.state, waiting.notes[0].key), ("WAITING", "order-saved"));
    assert_eq!(of(&petpro, &goods), 0, "its goods are held, not free");

    petpro.sync().await.unwrap();
    petpro.sync().await.unwrap();
    let orders = petpro.orders().unwrap().orders;
    assert_eq!(orders.len(), 1);
    assert!(orders[0].order == placed.order && orders[0].number.is_some(), "{orders:?}");
    let other = world.phone_of(HANA).await;
    let known = other.open_offline().orders().unwrap().orders;
    assert_eq!((known.len(), &known[0].number), (1, &orders[0].number), "the other phone has it too, and offline");
}

#[tokio::test]
async fn two_phones_that_order_the_same_goods_make_one_order_and_the_other_is_told() {
    let world = World::new().await;
    let (phone, petpro, _) = ready(&world).await;
    let choice = Choice { method: Some(saved_card(&world, &petpro).await), ..Choice::default() };
    let other = world.phone_of(HANA).await;
    let mine = phone.open_offline().place_order(&choice).await.unwrap();
    let theirs = other.open_offline().place_order(&choice).await.unwrap();
    assert!(mine.waits && theirs.waits && mine.order != theirs.order);

    petpro.sync().await.unwrap();
    let other = other.open();
    other.sync().await.unwrap();
    let told = other.outbox().unwrap().attention;
    assert_eq!((told.len(), told[0].code), (1, Some(Code::CartChanged)));
    let placed: Vec<_> = other.orders().unwrap().orders.into_iter().filter(|order| order.number.is_some()).collect();
    assert_eq!(placed.iter().map(|order| order.order).collect::<Vec<_>>(), [mine.order]);
}

#[tokio::test]
async fn an_order_is_called_off_by_its_number_and_the_timeline_says_so() {
    let world = World::new().await;
    let (_phone, petpro, goods) = ready(&world).await;
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    assert_eq!(of(&petpro, &goods), 0, "its goods are locked");
    let number = placed.number.unwrap();
    let before = petpro.timeline(&number).await.unwrap();
    assert_eq!(before.entries.first().map(|entry| entry.say.key), Some("timeline-placed"));
    petpro.cancel_order(&number).await.unwrap();
    let after = petpro.timeline(&number).await.unwrap();
    assert!(after.entries.len() > before.entries.len(), "{after:?}");
}

#[tokio::test]
async fn a_price_that_rose_since_the_checkout_is_told_and_nothing_is_ordered() {
    let world = World::new().await;
    let (phone, petpro, goods) = ready(&world).await;
    let choice = Choice { method: Some(saved_card(&world, &petpro).await), ..Choice::default() };
    phone.open_offline().place_order(&choice).await.unwrap();
    world.reprice(&goods, 99_000).await;
    petpro.sync().await.unwrap();
    let told = petpro.outbox().unwrap().attention;
    assert_eq!(told[0].code, Some(Code::PriceChanged));
    assert_eq!(of(&petpro, &goods), 2, "the goods are in the cart as before");
}

#[tokio::test]
async fn nobody_orders_as_a_guest_and_nobody_confirms_what_has_not_come() {
    let world = World::new().await;
    let phone = world.phone().await;
    let guest = phone.open();
    guest.add(&world.goods(0), 1).unwrap();
    assert_eq!(guest.place_order(&Choice::default()).await.unwrap_err().code(), Code::Unauthenticated);
    let (_phone, petpro, _) = ready(&world).await;
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    assert!(petpro.confirm_receipt(&placed.order.to_string()).await.is_err());
    assert_eq!(petpro.order("JP-999999").unwrap_err().code(), Code::NotFound);
}
