//! Trouble on the way, with the real server at the other end.

use petpro_client::Code;
use petpro_server::seed::PASSWORD;

use crate::world::{DAY, HANA, World, of};

#[tokio::test]
async fn a_token_that_expires_in_mid_sync_is_renewed_and_nothing_is_lost_or_doubled() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let goods = world.goods(0);
    let petpro = phone.open();
    petpro.add(&goods, 2).unwrap();
    world.clock.step(3_600_000); // the access token lives ten minutes
    petpro.sync().await.unwrap();
    assert!(petpro.outbox().unwrap().pending.is_empty());
    assert_eq!(of(&world.phone_of(HANA).await.open(), &goods), 2);
}

#[tokio::test]
async fn when_the_sign_in_is_over_local_work_goes_on_and_is_sent_after_signing_in_again() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let goods = world.goods(0);
    let petpro = phone.open();
    world.clock.step(400 * DAY);
    petpro.add(&goods, 1).unwrap();
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::Unauthenticated);
    assert!(petpro.session().unwrap().sign_in_needed);
    petpro.add(&goods, 1).unwrap();
    petpro.login(HANA, PASSWORD).await.unwrap();
    petpro.sync().await.unwrap();
    assert_eq!(of(&petpro, &goods), 2);
    assert!(petpro.outbox().unwrap().pending.is_empty());
}

#[tokio::test]
async fn a_server_that_stops_and_starts_again_is_found_again() {
    let mut world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let goods = world.goods(0);
    let petpro = phone.open();
    petpro.add(&goods, 1).unwrap();
    world.stop().await;
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::ServerUnreachable);
    world.start().await;
    petpro.sync().await.unwrap();
    assert!(petpro.outbox().unwrap().pending.is_empty());
}

#[tokio::test]
async fn whoever_watches_gives_way_to_calls_of_the_same_process() {
    let world = World::new().await;
    let phones = world.two_phones_of(HANA).await;
    let (one, two) = (phones.0.open(), phones.1.open());
    let goods = world.goods(0);
    let calls = async {
        one.add(&goods, 3).unwrap();
        while of(&two, &goods) == 0 {
            two.sync().await.unwrap();
        }
        // The watch has sent it, so the turn is the watch's.
        one.sync().await.unwrap();
        one.sync().await.unwrap();
    };
    tokio::select! {
        ended = one.watch() => panic!("{ended:?}"),
        () = calls => {}
    }
}

#[tokio::test]
async fn whoever_watches_sends_at_once_and_hears_of_the_others_changes() {
    let world = World::new().await;
    let phones = world.two_phones_of(HANA).await;
    let (one, two) = (phones.0.open(), phones.1.open());
    let goods = world.goods(0);
    let mut carts = two.subscribe(petpro_client::Topic::Cart);
    let heard = async {
        while of(&two, &goods) == 0 {
            carts.next().await.unwrap();
        }
    };
    let watching = async { tokio::join!(one.watch(), two.watch()) };
    let adding = async {
        one.add(&goods, 3).unwrap();
        heard.await;
    };
    tokio::select! {
        ended = watching => panic!("{ended:?}"),
        () = adding => {}
    }
    assert_eq!(of(&two, &goods), 3);
}
