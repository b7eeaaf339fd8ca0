//! Addresses of somebody who is on the way.

use petpro_client::screens::checkout::Choice;
use petpro_client::{Code, PetPro};
use petpro_domain::order::{Address, AddressFault};
use petpro_tests::address::tokyo;

use crate::orders::saved_card;
use crate::world::{HANA, World};

fn osaka() -> Address {
    let (postal_code, region, city) = ("530-0001".into(), "JP-27".into(), "Kita-ku".into());
    Address { postal_code, region, city, line1: "Umeda 3-1-1".into(), ..tokyo() }
}

fn kept(petpro: &PetPro) -> Vec<Address> {
    petpro.addresses().unwrap().into_iter().map(|kept| kept.address).collect()
}

#[tokio::test]
async fn an_address_that_was_typed_offline_is_ordered_to_offline_and_reaches_the_other_phone() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let card = saved_card(&world, &one.open()).await;
    let offline = one.open_offline();
    offline.add(&world.goods(0), 1).unwrap();
    let home = offline.keep_address(&tokyo()).unwrap();
    let choice = Choice { address: Some(home.id), method: Some(card), ..Choice::default() };
    let placed = offline.place_order(&choice).await.unwrap();
    assert!(placed.waits);
    drop(offline);

    let petpro = one.open();
    petpro.sync().await.unwrap();
    let order = petpro.order(&placed.order.to_string()).unwrap();
    assert_eq!(order.state, "PENDING_PAYMENT", "{order:?}");
    let other = other.open();
    other.sync().await.unwrap();
    assert_eq!(kept(&other), [tokyo()]);
}

#[tokio::test]
async fn changing_and_forgetting_need_no_network_and_orders_keep_their_copy() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let petpro = one.open();
    let home = petpro.keep_address(&tokyo()).unwrap();
    let work = petpro.keep_address(&osaka()).unwrap();
    petpro.sync().await.unwrap();
    let offline = one.open_offline();
    let moved = Address { line2: "Room 405".into(), ..osaka() };
    offline.change_address(&work.id.to_string(), &moved).unwrap();
    offline.forget_address(&home.id.to_string()).unwrap();
    assert_eq!(kept(&offline), std::slice::from_ref(&moved));
    let gone = offline.change_address(&home.id.to_string(), &tokyo()).unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
    drop(offline);
    petpro.sync().await.unwrap();
    let other = other.open();
    other.sync().await.unwrap();
    assert_eq!((kept(&petpro), kept(&other)), (vec![moved.clone()], vec![moved]));
}

#[tokio::test]
async fn an_address_too_many_is_refused_by_the_server_and_told() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open();
    for n in 0..21 {
        petpro.keep_address(&Address { line2: format!("Room {n}"), ..tokyo() }).unwrap();
    }
    assert_eq!(kept(&petpro).len(), 21, "only the server counts");
    petpro.sync().await.unwrap();
    assert_eq!(kept(&petpro).len(), 20);
    assert!(kept(&petpro).iter().all(|address| address.line2 != "Room 20"), "the last one");
    let attention = petpro.outbox().unwrap().attention;
    assert_eq!(attention.iter().map(|it| it.code).collect::<Vec<_>>(), [Some(Code::LimitExceeded)]);
}

#[tokio::test]
async fn an_address_that_no_carrier_finds_or_of_a_guest_is_refused_at_once() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open();
    let nowhere = petpro.keep_address(&Address { postal_code: "04524".into(), ..tokyo() }).unwrap_err();
    assert_eq!((nowhere.code(), nowhere.wrong_fields()), (Code::AddressInvalid, &[AddressFault::PostalCode][..]));
    let guest = world.phone().await.open();
    assert_eq!(guest.keep_address(&tokyo()).unwrap_err().code(), Code::Unauthenticated);
    assert_eq!((kept(&petpro), petpro.outbox().unwrap().pending.len()), (vec![], 0));
}
