//! The server is restored from an old backup, and gets back what it forgot.

use crate::world::{HANA, World, line, of};

#[tokio::test]
async fn a_restored_server_gets_back_what_it_forgot() {
    let mut world = World::new().await;
    let (one, two) = (world.phone_of(HANA).await, world.phone_of(HANA).await);
    let (a, b, c) = (world.goods(0), world.goods(1), world.goods(2));
    let petpro = one.open();
    petpro.add(&a, 1).unwrap();
    petpro.sync().await.unwrap();
    let old = world.backup("old.db");
    petpro.add(&b, 2).unwrap();
    petpro.remove(&line(&petpro, &a)).unwrap();
    petpro.sync().await.unwrap();
    two.open().add(&c, 3).unwrap();
    two.open().sync().await.unwrap();
    world.restore(&old).await;
    for _ in 0..2 {
        one.open().sync().await.unwrap();
        two.open().sync().await.unwrap();
    }
    for phone in [&one, &two] {
        let petpro = phone.open();
        assert_eq!((of(&petpro, &a), of(&petpro, &b), of(&petpro, &c)), (0, 2, 3));
        assert!(petpro.outbox().unwrap().pending.is_empty());
    }
}

#[tokio::test]
async fn a_removal_offered_again_before_the_addition_it_names_still_removes_it() {
    let mut world = World::new().await;
    let (one, two) = (world.phone_of(HANA).await, world.phone_of(HANA).await);
    let old = world.backup("old.db"); // it knows both sign-ins, else the phones would have to sign in again
    let goods = world.goods(0);
    one.open().add(&goods, 1).unwrap();
    one.open().sync().await.unwrap();
    let petpro = two.open();
    petpro.sync().await.unwrap();
    petpro.remove(&line(&petpro, &goods)).unwrap();
    petpro.sync().await.unwrap();
    drop(petpro);
    world.restore(&old).await;
    two.open().sync().await.unwrap(); // the removal comes first
    one.open().sync().await.unwrap();
    two.open().sync().await.unwrap();
    assert_eq!((of(&one.open(), &goods), of(&two.open(), &goods)), (0, 0));
}

#[tokio::test]
async fn a_server_restored_twice_still_has_everything() {
    let mut world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let (a, b) = (world.goods(0), world.goods(1));
    let old = world.backup("old.db");
    phone.open().add(&a, 1).unwrap();
    phone.open().sync().await.unwrap();
    world.restore(&old).await;
    phone.open().add(&b, 1).unwrap();
    phone.open().sync().await.unwrap();
    world.restore(&old).await;
    phone.open().sync().await.unwrap();
    let petpro = phone.open();
    assert_eq!((of(&petpro, &a), of(&petpro, &b)), (1, 1));
}
