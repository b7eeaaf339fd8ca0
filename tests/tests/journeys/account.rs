//! From a guest's first start to two devices of one household.

use petpro_client::Code;
use petpro_client::state::Pending;
use petpro_server::seed::PASSWORD;

use crate::world::{HANA, KEN, Phone, World, of, units};

/// covers: S0-004, S0-006, S0-007, S0-120
#[tokio::test]
async fn at_the_first_start_the_catalogue_arrives_and_then_needs_no_network() {
    let world = World::new().await;
    let phone = world.phone().await;
    let petpro = phone.open_offline();
    assert_eq!(petpro.session().unwrap().user, None, "nobody is signed in");
    let found = petpro.search("猫").unwrap();
    assert!(!found.hits.is_empty(), "one Japanese character finds");
    let gtin = found.hits[0].variants.iter().find_map(|offer| offer.gtin.clone()).unwrap();
    assert_eq!(petpro.barcode(&gtin).unwrap().product, found.hits[0].product);
}

#[tokio::test]
async fn what_was_put_into_the_cart_offline_is_there_after_a_kill() {
    let world = World::new().await;
    let phone = world.phone().await;
    let goods = world.goods(0);
    let petpro = phone.open_offline();
    petpro.add(&goods, 2).unwrap();
    // A killed process closes nothing: the next one opens the same files beside it.
    std::mem::forget(petpro);
    assert_eq!(of(&phone.open_offline(), &goods), 2);
}

/// covers: S0-037, S1-016, S1-021
#[tokio::test]
async fn the_guests_cart_moves_into_the_household_exactly_once() {
    let world = World::new().await;
    let phone = world.phone().await;
    let (a, b) = (world.goods(0), world.goods(1));
    let petpro = phone.open();
    petpro.add(&a, 2).unwrap();
    let line = petpro.add(&b, 3).unwrap().line.to_string();
    petpro.save_for_later(&line).unwrap();
    petpro.register("mika@petpro.example", "a long enough password").await.unwrap();
    petpro.sync().await.unwrap();
    let moved = (vec![(a.clone(), 2)], vec![(b.clone(), 3)]);
    assert_eq!(units(&petpro), moved);
    assert!(petpro.outbox().unwrap().pending.is_empty());
    // Signing out and in again moves nothing a second time.
    petpro.logout(Pending::Wait).await.unwrap();
    assert_eq!(units(&petpro), (vec![], vec![]), "the guest's cart is empty");
    petpro.login("mika@petpro.example", "a long enough password").await.unwrap();
    petpro.sync().await.unwrap();
    assert_eq!(units(&petpro), moved);
    let second = Phone::new(&world.url());
    let other = second.open();
    other.login("mika@petpro.example", "a long enough password").await.unwrap();
    other.sync().await.unwrap();
    assert_eq!(units(&other), moved, "the second device shows the same cart");
}

/// covers: S1-022
#[tokio::test]
async fn another_user_on_the_same_phone_has_another_cart() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let goods = world.goods(0);
    let petpro = phone.open();
    petpro.add(&goods, 1).unwrap();
    petpro.logout(Pending::Keep).await.unwrap();
    petpro.login(KEN, PASSWORD).await.unwrap();
    petpro.sync().await.unwrap();
    assert_eq!(units(&petpro), (vec![], vec![]));
    petpro.logout(Pending::Keep).await.unwrap();
    petpro.login(HANA, PASSWORD).await.unwrap();
    assert_eq!(petpro.outbox().unwrap().pending.len(), 1, "hers was kept");
    petpro.sync().await.unwrap();
    assert_eq!(of(&world.phone_of(HANA).await.open(), &goods), 1);
}

/// covers: S1-022
#[tokio::test]
async fn signing_out_with_unsent_changes_asks_and_loses_nothing_by_itself() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let goods = world.goods(0);
    let offline = phone.open_offline();
    offline.add(&goods, 1).unwrap();
    assert_eq!(offline.logout(Pending::Wait).await.unwrap_err().code(), Code::OutboxPending);
    assert!(offline.session().unwrap().user.is_some(), "still signed in");
    assert_eq!(of(&offline, &goods), 1);
    offline.logout(Pending::Discard).await.unwrap();
    let petpro = phone.open();
    petpro.login(HANA, PASSWORD).await.unwrap();
    petpro.sync().await.unwrap();
    assert_eq!(of(&petpro, &goods), 0, "given up, as was asked for");
}

/// covers: S1-022
#[tokio::test]
async fn signing_out_ends_the_sign_in_at_the_server_too() {
    let world = World::new().await;
    let (phone, other) = world.two_phones_of(HANA).await;
    let (kept, others) = (phone.refresh_token(), other.refresh_token());
    phone.open().logout(Pending::Keep).await.unwrap();
    assert!(!world.takes(&kept).await, "whoever copied it has nothing");
    assert!(world.takes(&others).await, "another device's sign-in goes on");
}

#[tokio::test]
async fn the_devices_of_an_account_are_listed_with_the_one_that_asks() {
    let world = World::new().await;
    let (one, _two) = (world.phone_of(HANA).await, world.phone_of(HANA).await);
    let devices = one.open().devices().await.unwrap();
    assert_eq!(devices.len(), 2);
    assert_eq!(devices.iter().filter(|device| device.current).count(), 1);
}

#[tokio::test]
async fn a_lost_phone_is_signed_out_from_another_one() {
    let world = World::new().await;
    let (lost, found) = world.two_phones_of(HANA).await;
    let (lost, found) = (lost.open(), found.open());
    lost.sync().await.unwrap();
    found.sync().await.unwrap();
    let other = found.devices().await.unwrap().into_iter().find(|device| !device.current).unwrap();
    found.revoke_device(&other.id.to_string()).await.unwrap();
    assert_eq!(lost.sync().await.unwrap_err().code(), Code::Unauthenticated);
    assert!(lost.session().unwrap().sign_in_needed);
    found.sync().await.unwrap();
    assert_eq!(found.devices().await.unwrap().len(), 1);
}
