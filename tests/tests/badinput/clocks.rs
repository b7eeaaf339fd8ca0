//! Device clocks that are wrong (T1).

use petpro_tests::bench::catalogue;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn phones_ten_days_fast_and_ten_days_slow_end_with_the_same_cart() {
    let world = World::new();
    let fast = world.phone("fast", 10).await;
    let slow = world.phone("slow", -10).await;
    let goods = catalogue::variant(1).to_string();
    fast.petpro.add(&goods, 2).unwrap();
    slow.petpro.add(&goods, 3).unwrap();
    fast.petpro.sync().await.unwrap();
    slow.petpro.sync().await.unwrap();
    fast.petpro.sync().await.unwrap();
    assert_eq!(fast.quantities(), [(goods, 5)]);
    assert_eq!(fast.quantities(), slow.quantities());
    assert_eq!(fast.petpro.outbox().unwrap().attention.len(), 0, "nothing is told to have expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_that_arrives_first_stands_whatever_the_clocks_say() {
    let world = World::new();
    let fast = world.phone("fast", 10).await;
    let slow = world.phone("slow", -10).await;
    let goods = catalogue::variant(2).to_string();
    fast.petpro.add(&goods, 1).unwrap();
    fast.petpro.sync().await.unwrap();
    slow.petpro.sync().await.unwrap();
    let line = petpro_domain::ids::line(catalogue::variant(2), "").to_string();
    // Later by every clock, but second at the server.
    fast.petpro.set_quantity(&line, 9).unwrap();
    slow.petpro.set_quantity(&line, 4).unwrap();
    slow.petpro.sync().await.unwrap();
    fast.petpro.sync().await.unwrap();
    assert_eq!(fast.quantities(), [(goods, 4)]);
    assert_eq!(fast.petpro.outbox().unwrap().attention.len(), 1, "the overtaken set is shown");
}
