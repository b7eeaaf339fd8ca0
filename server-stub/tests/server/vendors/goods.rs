//! Goods and stock.

use http::StatusCode;
use petpro_server::{catalog, inventory};
use serde_json::{Value, json};

use super::{asks, keeper, moves, price, push, row, rows, scope};
use crate::buyer::{elsewhere, text};
use crate::shop::plenty;
use crate::world::World;

/// covers: S0-016
#[tokio::test]
async fn a_shops_device_has_its_goods_with_exact_stock_and_nothing_of_another_shop() {
    let world = World::seeded().await;
    let (_, device, shop) = keeper(&world).await;
    let stock = row(&world, &device, shop, "stock", plenty(0)).await;
    assert_eq!(stock["on_hand"], world.stock_of(plenty(0)).0);
    let variants = rows(&world, &device, shop, "variant").await;
    assert!(variants.iter().all(|(_, d)| d["shop"] == json!(shop)) && variants.len() > 10);
    assert_eq!(rows(&world, &device, shop, "terms").await.len(), 1);
    let other = world.state.store.read(|tx| catalog::shops_of(tx, &[elsewhere()])).unwrap()[&elsewhere()];
    let foreign =
        world.exchange(&device, json!([{"s": scope(other), "ops": []}]), json!([{"s": scope(other), "cur": 0}]));
    let foreign = foreign.await.json();
    assert_eq!(
        (&foreign["push"][0]["code"], &foreign["pull"][0]["code"]),
        (&json!("scope-forbidden"), &json!("scope-forbidden"))
    );
}

#[tokio::test]
async fn a_movement_counts_once_however_often_it_is_sent() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let (before, _) = world.stock_of(plenty(0));
    let (in_, out) = (moves(&mut device, shop, 12), moves(&mut device, shop, -2));
    for _ in 0..3 {
        let results = push(&world, &device, shop, &[in_.clone(), out.clone()]).await;
        assert!(results.iter().all(|result| result["st"] == "applied"), "{results:?}");
    }
    assert_eq!(world.stock_of(plenty(0)).0, before + 10);
    assert_eq!(row(&world, &device, shop, "stock", plenty(0)).await["on_hand"], before + 10);
    world.stock_is_balanced();
}

#[tokio::test]
async fn two_people_who_fill_one_shelf_both_count() {
    let world = World::seeded().await;
    let (_, mut first, shop) = keeper(&world).await;
    let mut second = world.device(&world.shopkeeper_of(&json!(shop)).await).await;
    let (before, _) = world.stock_of(plenty(0));
    let (one, two) = (moves(&mut first, shop, 3), moves(&mut second, shop, 4));
    push(&world, &second, shop, &[two]).await;
    push(&world, &first, shop, &[one]).await;
    assert_eq!(world.stock_of(plenty(0)).0, before + 7);
}

#[tokio::test]
async fn what_orders_hold_stays_on_the_shelf() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let hana = world.sign_up("hana@example.com").await;
    world.order(&hana, &[(plenty(0), 2)]).await;
    let (on_hand, held) = world.stock_of(plenty(0));
    assert_eq!(held, 2);
    let too_many = moves(&mut device, shop, -(on_hand - 1));
    let refused = push(&world, &device, shop, &[too_many]).await;
    assert_eq!((&refused[0]["st"], &refused[0]["code"]), (&json!("rejected"), &json!("stock-insufficient")));
    assert_eq!(refused[0]["detail"], (on_hand - 2).to_string(), "so many could be taken");
    assert_eq!(world.stock_of(plenty(0)), (on_hand, 2));
    let rest = moves(&mut device, shop, -(on_hand - 2));
    assert_eq!(push(&world, &device, shop, &[rest]).await[0]["st"], "applied");
    assert_eq!(world.stock_of(plenty(0)), (2, 2));
    world.stock_is_balanced();
}

#[tokio::test]
async fn a_field_that_somebody_else_changed_meanwhile_stays_and_both_values_come_back() {
    let world = World::seeded().await;
    let (_, mut first, shop) = keeper(&world).await;
    let mut second = world.device(&world.shopkeeper_of(&json!(shop)).await).await;
    let seen = price(&world);
    let (mine, theirs) = (asks(&mut first, shop, seen, seen + 100), asks(&mut second, shop, seen, seen + 200));
    assert_eq!(push(&world, &second, shop, &[theirs]).await[0]["st"], "applied");
    let overtaken = push(&world, &first, shop, &[mine]).await;
    assert_eq!(overtaken[0]["st"], "superseded");
    let clashes: Value = serde_json::from_str(text(&overtaken[0]["detail"])).unwrap();
    assert_eq!(clashes, json!([{"field": "price", "yours": seen + 100, "theirs": seen + 200}]));
    assert_eq!(price(&world), seen + 200);
}

#[tokio::test]
async fn what_a_shop_changed_stays_changed_when_the_market_is_seeded_again() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let seen = price(&world);
    let patch = asks(&mut device, shop, seen, seen + 100);
    assert_eq!(push(&world, &device, shop, &[patch]).await[0]["st"], "applied");
    petpro_server::seed::plant(&world.state).await.unwrap();
    assert_eq!(price(&world), seen + 100);
}

#[tokio::test]
async fn fields_nobody_else_touched_change_with_the_same_patch() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let seen = price(&world);
    let body = json!({"shop": shop, "variant": plenty(0), "price": {"was": 1, "to": 2}, "low": {"was": 5, "to": 9},
        "max_per_order": {"was": null, "to": 3}});
    let patch = device.op("product.patch", &[], &body);
    assert_eq!(push(&world, &device, shop, &[patch]).await[0]["st"], "superseded");
    let variant = row(&world, &device, shop, "variant", plenty(0)).await;
    let stock = row(&world, &device, shop, "stock", plenty(0)).await;
    assert_eq!((&variant["price"], &variant["max_per_order"], &stock["low"]), (&json!(seen), &json!(3), &json!(9)));
}

#[tokio::test]
async fn changes_made_one_after_the_other_without_a_network_all_come_true() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let seen = price(&world);
    let ops = [asks(&mut device, shop, seen, seen + 1), asks(&mut device, shop, seen + 1, seen + 2)];
    let results = push(&world, &device, shop, &ops).await;
    assert!(results.iter().all(|result| result["st"] == "applied"), "{results:?}");
    assert_eq!(price(&world), seen + 2);
    let catalogue = world.exchange(&device, json!([]), json!([{"s": "catalog:jp", "cur": 0}])).await;
    assert_eq!(catalogue.status, StatusCode::OK);
}

#[tokio::test]
async fn a_name_is_the_products_and_every_buyer_reads_it() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let (product, variant) = world.state.store.read(|tx| catalog::own(tx, shop, plenty(0))).unwrap().unwrap();
    let mut names = product.names.clone();
    names.en = "Quiet Thunder Crunch".into();
    let body = json!({"shop": shop, "variant": plenty(0), "names": {"was": product.names, "to": names}});
    let patch = device.op("product.patch", &[], &body);
    assert_eq!(push(&world, &device, shop, &[patch]).await[0]["st"], "applied");
    let found = world.get("/api/v1/search?q=thunder").await.json();
    assert_eq!(found["products"][0]["id"], json!(variant.product));
}

#[tokio::test]
async fn a_shop_changes_nothing_that_another_shop_sells() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let before = world.stock_of(elsewhere());
    let other = world.state.store.read(|tx| catalog::shops_of(tx, &[elsewhere()])).unwrap()[&elsewhere()];
    let foreign = json!({"shop": shop, "variant": elsewhere(), "by": 5, "why": "received"});
    let in_disguise = json!({"shop": other, "variant": elsewhere(), "by": 5, "why": "received"});
    let ops = [device.op("stock.adjust", &[], &foreign), device.op("stock.adjust", &[], &in_disguise)];
    let results = push(&world, &device, shop, &ops).await;
    assert_eq!((&results[0]["code"], &results[1]["code"]), (&json!("product-unknown"), &json!("invalid")));
    assert_eq!(world.stock_of(elsewhere()), before);
}

#[tokio::test]
async fn a_shops_op_rides_no_other_lane() {
    let world = World::seeded().await;
    let (_, mut device, shop) = keeper(&world).await;
    let before = world.stock_of(plenty(0));
    let op = moves(&mut device, shop, 5);
    let reply = world.sync(&device, &[op], 0).await;
    assert_eq!(serde_json::to_value(&reply.push[0].results[0]).unwrap()["code"], "invalid");
    assert_eq!(world.stock_of(plenty(0)), before);
}

/// covers: S1-031
#[tokio::test]
async fn a_sale_reaches_the_shops_shelf_with_the_next_turn() {
    let world = World::seeded().await;
    let (_, device, shop) = keeper(&world).await;
    let before = row(&world, &device, shop, "stock", plenty(0)).await["on_hand"].as_i64().unwrap();
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &[(plenty(0), 3)]).await;
    world.shopkeeper(|ledger| inventory::publish_levels(ledger).map(|_| true)).await;
    assert_eq!(row(&world, &device, shop, "stock", plenty(0)).await["held"], 3);
    world.pay(&order).await;
    world.shopkeeper(|ledger| inventory::publish_levels(ledger).map(|_| true)).await;
    let after = row(&world, &device, shop, "stock", plenty(0)).await;
    assert_eq!((&after["on_hand"], &after["held"]), (&json!(before - 3), &json!(0)));
}

#[tokio::test]
async fn a_server_that_an_older_one_has_filled_gives_each_shop_its_rows() {
    let world = World::seeded().await;
    let (_, device, shop) = keeper(&world).await;
    let forget = format!("DELETE FROM feed_row WHERE scope = (SELECT no FROM scope WHERE name = '{}')", scope(shop));
    world.state.store.write(move |tx| tx.exec(&forget, &[]).map(|_| ())).await.unwrap();
    assert_eq!(rows(&world, &device, shop, "variant").await.len(), 0);
    petpro_server::vendors::fill(&world.state).await.unwrap();
    assert!(rows(&world, &device, shop, "variant").await.len() > 10);
    assert_eq!(rows(&world, &device, shop, "terms").await.len(), 1);
}

#[tokio::test]
async fn a_movement_over_rest_is_the_same_and_a_replay_moves_nothing() {
    let world = World::seeded().await;
    let (who, _, _) = keeper(&world).await;
    let (before, _) = world.stock_of(plenty(0));
    let path = format!("/api/v1/vendor/variants/{}/adjustments", plenty(0));
    let body = json!({"by": 4, "why": "counted"});
    for _ in 0..2 {
        let moved = world.post_under(&who, &path, "delivery-17", &body).await;
        assert_eq!((moved.status, &moved.json()["stock"]["on_hand"]), (StatusCode::CREATED, &json!(before + 4)));
    }
    let refused = world.post_as(&who, &path, &json!({"by": -1_000, "why": "damaged"})).await;
    assert_eq!((refused.code().as_str(), &refused.json()["available"]), ("stock-insufficient", &json!(before + 4)));
    assert_eq!(world.post_as(&who, &path, &json!({"by": 0, "why": "counted"})).await.code(), "invalid");
    assert_eq!(world.stock_of(plenty(0)).0, before + 4);
}
