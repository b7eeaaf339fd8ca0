//! Two devices of one household, meeting after each worked alone.

use crate::world::{HANA, World, line, line_of_saved, of, units};

/// covers: S0-004, S0-008, S0-038, S0-040
#[tokio::test]
async fn both_add_while_offline_and_both_count() {
    let world = World::new().await;
    let (one, two) = (world.phone_of(HANA).await, world.phone_of(HANA).await);
    let goods = world.goods(0);
    one.open_offline().add(&goods, 2).unwrap();
    assert_eq!(one.open_offline().outbox().unwrap().pending.len(), 1, "it waits in the queue, also after a restart");
    two.open_offline().add(&goods, 3).unwrap();
    let (one, two) = (one.open(), two.open());
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    one.sync().await.unwrap();
    assert_eq!((of(&one, &goods), of(&two, &goods)), (5, 5));
}

/// covers: S0-008
#[tokio::test]
async fn what_one_removes_goes_and_what_it_never_saw_stays() {
    let world = World::new().await;
    let phones = world.two_phones_of(HANA).await;
    let (one, two) = (phones.0.open(), phones.1.open());
    let goods = world.goods(0);
    one.add(&goods, 2).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    two.add(&goods, 4).unwrap(); // one has not seen these
    one.remove(&line(&one, &goods)).unwrap();
    two.sync().await.unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    assert_eq!((of(&one, &goods), of(&two, &goods)), (4, 4));
}

/// covers: S0-008
#[tokio::test]
async fn of_two_quantities_set_apart_one_wins_and_the_other_is_shown_as_superseded() {
    let world = World::new().await;
    let phones = world.two_phones_of(HANA).await;
    let (one, two) = (phones.0.open(), phones.1.open());
    let goods = world.goods(0);
    one.add(&goods, 1).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    one.set_quantity(&line(&one, &goods), 5).unwrap();
    two.set_quantity(&line(&two, &goods), 9).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    assert_eq!((of(&one, &goods), of(&two, &goods)), (5, 5));
    let told = two.outbox().unwrap().attention;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].st.as_str(), told[0].detail.as_deref()), ("superseded", Some("5")));
    // Seen and dismissed, it is gone; doing it again does it.
    two.retry(&told[0].op.to_string()).unwrap();
    two.sync().await.unwrap();
    assert_eq!(of(&two, &goods), 9);
    assert!(two.outbox().unwrap().attention.is_empty());
}

/// covers: S0-053
#[tokio::test]
async fn the_51st_line_of_two_devices_together_goes_to_saved_for_later_and_says_so() {
    let world = World::new().await;
    let phones = world.two_phones_of(HANA).await;
    let (one, two) = (phones.0.open(), phones.1.open());
    for n in 0..49 {
        one.add(&world.goods(n), 1).unwrap();
    }
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    one.add(&world.goods(49), 1).unwrap();
    let last = two.add(&world.goods(50), 2).unwrap();
    assert!(!last.saved_instead, "as far as this device can see there is room");
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    let (lines, saved) = units(&two);
    assert_eq!((lines.len(), saved), (50, vec![(world.goods(50), 2)]));
    let told = two.outbox().unwrap().attention;
    assert_eq!((told[0].op, told[0].detail.as_deref()), (last.op, Some("moved-to-saved")));
}

/// One function predicts on the phone and decides on the server.
/// covers: S0-008
#[tokio::test]
async fn what_a_phone_showed_offline_is_what_the_server_makes_of_it() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open_offline();
    let goods: Vec<String> = (0..51).map(|n| world.goods(n)).collect();
    for goods in &goods {
        petpro.add(goods, 2).unwrap(); // the 51st goes to saved for later
    }
    petpro.set_quantity(&line(&petpro, &goods[0]), 7).unwrap();
    petpro.add(&goods[0], 1).unwrap();
    petpro.remove(&line(&petpro, &goods[1])).unwrap();
    petpro.save_for_later(&line(&petpro, &goods[2])).unwrap();
    petpro.back_to_cart(&line_of_saved(&petpro, &goods[50])).unwrap();
    let predicted = units(&petpro);
    assert_eq!((predicted.0.len(), predicted.1.len()), (49, 1));
    let petpro = phone.open();
    petpro.sync().await.unwrap();
    assert_eq!(units(&petpro), predicted);
    assert!(petpro.outbox().unwrap().attention.iter().all(|told| told.st == "applied"), "nothing was judged otherwise");
    let fresh = world.phone_of(HANA).await;
    assert_eq!(units(&fresh.open()), predicted, "who has only the server's rows sees the same");
}

/// covers: S0-008, S0-044, S0-046
#[tokio::test]
async fn phone_and_server_come_to_the_same_totals() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open();
    for (n, qty) in [(0, 1), (60, 2), (120, 3)] {
        petpro.add(&world.goods(n), qty).unwrap();
    }
    petpro.sync().await.unwrap();
    let shown = petpro.cart().unwrap();
    let quotes = world.read_cart(HANA).await["quotes"].clone();
    assert!(shown.shops.len() > 1 && shown.totals.len() == 1);
    let total = shown.totals[0].total.as_ref().unwrap().money.amount;
    assert_eq!(
        (&quotes[0]["total"]["amount"], &quotes[0]["digest"]),
        (&total.into(), &shown.totals[0].digest.clone().into())
    );
}

/// covers: S0-050
#[tokio::test]
async fn a_line_that_both_remove_is_removed_once_and_nobody_is_bothered() {
    let world = World::new().await;
    let phones = world.two_phones_of(HANA).await;
    let (one, two) = (phones.0.open(), phones.1.open());
    let goods = world.goods(0);
    one.add(&goods, 2).unwrap();
    one.sync().await.unwrap();
    two.sync().await.unwrap();
    for petpro in [&one, &two] {
        petpro.remove(&line(petpro, &goods)).unwrap();
    }
    for petpro in [&one, &two, &one] {
        petpro.sync().await.unwrap();
        let outbox = petpro.outbox().unwrap();
        assert!(outbox.pending.is_empty() && outbox.attention.is_empty());
    }
    assert_eq!((of(&one, &goods), of(&two, &goods)), (0, 0));
}

#[tokio::test]
async fn a_device_file_restored_from_an_old_copy_forks_and_loses_nothing() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let (a, b, c) = (world.goods(0), world.goods(1), world.goods(2));
    phone.open().add(&a, 1).unwrap();
    let image = phone.image(); // a is pending in it
    let petpro = phone.open();
    petpro.sync().await.unwrap();
    petpro.add(&b, 2).unwrap();
    petpro.sync().await.unwrap();
    drop(petpro);
    phone.put_back(&image);
    let petpro = phone.open();
    petpro.add(&c, 3).unwrap(); // takes the number that b had
    petpro.sync().await.unwrap();
    assert_eq!((of(&petpro, &a), of(&petpro, &b), of(&petpro, &c)), (1, 2, 3));
    assert!(petpro.outbox().unwrap().pending.is_empty());
}

#[tokio::test]
async fn a_clone_and_its_original_both_go_on() {
    let world = World::new().await;
    let (one, two) = (world.phone_of(HANA).await, world.phone().await);
    let goods = world.goods(0);
    two.put_back(&one.image());
    one.open_offline().add(&goods, 1).unwrap();
    two.open_offline().add(&goods, 2).unwrap();
    for _ in 0..2 {
        one.open().sync().await.unwrap();
        two.open().sync().await.unwrap();
    }
    assert_eq!((of(&one.open(), &goods), of(&two.open(), &goods)), (3, 3));
}

#[tokio::test]
async fn a_file_copied_to_another_installation_forks_before_it_sends_anything() {
    let world = World::new().await;
    let (one, two) = (world.phone_of(HANA).await, world.phone_of(HANA).await);
    two.take_accounts_of(&one);
    let goods = world.goods(0);
    one.open().add(&goods, 1).unwrap();
    two.open().add(&goods, 2).unwrap();
    two.open().sync().await.unwrap();
    one.open().sync().await.unwrap();
    assert_eq!(of(&one.open(), &goods), 3);
    assert_eq!(one.open().devices().await.unwrap().len(), 3, "the copy took a name of its own");
}

#[tokio::test]
async fn a_device_ten_days_off_has_the_same_cart_and_order_of_events() {
    let world = World::new().await;
    let (early, late) = (world.phone_of(HANA).await, world.phone_of(HANA).await);
    early.watch.set_off_by(-10 * crate::world::DAY);
    late.watch.set_off_by(10 * crate::world::DAY);
    let goods = world.goods(0);
    let (early, late) = (early.open(), late.open());
    late.add(&goods, 1).unwrap();
    late.sync().await.unwrap();
    early.sync().await.unwrap();
    early.set_quantity(&line(&early, &goods), 7).unwrap();
    early.sync().await.unwrap();
    late.sync().await.unwrap();
    assert_eq!((of(&early, &goods), of(&late, &goods)), (7, 7), "the later set wins, whatever its clock says");
    assert!(late.outbox().unwrap().attention.is_empty());
}
