//! How much a cart takes.

use petpro_domain::Code;
use petpro_domain::wire::OpState;
use petpro_server::{catalog, inventory, seed};
use serde_json::{Value, json};

use crate::cart::items;
use crate::shop::{fresh_op, line_of, plenty};
use crate::world::World;

/// covers: S0-053
#[tokio::test]
async fn the_51st_line_goes_to_saved_for_later_and_says_so() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    for n in 0..50 {
        let added = world.add(&hana, &format!("k{n}"), &json!({"variant": plenty(n), "qty": 1})).await;
        assert_eq!(added.json()["note"], Value::Null);
    }
    let over = world.add(&hana, "k50", &json!({"variant": plenty(50), "qty": 2})).await.json();
    assert_eq!(over["note"], "moved-to-saved");
    assert_eq!(items(&over["cart"]).len(), 50);
    let saved = &over["cart"]["saved"][0];
    assert_eq!((&saved["variant"], &saved["qty"], &saved["why"]), (&json!(plenty(50)), &json!(2), &json!("overflow")));
    let more = world.add(&hana, "k51", &json!({"variant": plenty(0), "qty": 1})).await.json();
    assert_eq!(more["note"], Value::Null, "a line that is there still takes more");
}

/// covers: S0-053
#[tokio::test]
async fn a_line_takes_999_units_and_no_more() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 5_000)).await;
    for qty in [0, 1_000] {
        let refused = world.add(&hana, &format!("k{qty}"), &json!({"variant": plenty(0), "qty": qty})).await;
        assert_eq!(
            (refused.code().as_str(), &refused.json()["errors"][0]["pointer"]),
            ("quantity-invalid", &json!("/qty"))
        );
    }
    let full = world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 999})).await;
    assert_eq!(items(&full.json()["cart"])[0]["qty"], 999);
    let over = world.add(&hana, "k2", &json!({"variant": plenty(0), "qty": 1})).await;
    assert_eq!((over.code().as_str(), &over.json()["available"]), ("limit-exceeded", &json!(999)));
    let version = full.header("etag").trim_matches('"').to_owned();
    let line = line_of(plenty(0)).to_string();
    let set = world.change(&hana, "PUT", &line, &version, &json!({"qty": 1_000})).await;
    assert_eq!(set.code(), "quantity-invalid");
    assert_eq!(items(&world.cart(&hana).await)[0]["qty"], 999);
}

/// Two devices cannot see each other's additions: both are kept, the order takes what a line may hold.
/// covers: S0-053
#[tokio::test]
async fn additions_that_are_too_many_together_count_as_999() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let too_many = phone.add(plenty(1), 1_000);
    let (one, two) = (phone.add(plenty(0), 600), phone.add(plenty(0), 600));
    let results = world.sync(&phone, &[too_many, one, two], 0).await.push[0].results.clone();
    assert_eq!((results[0].st, results[0].code), (OpState::Rejected, Some(Code::Invalid)));
    assert!(results[1..].iter().all(|result| result.st == OpState::Applied));
    let cart = world.cart(&hana).await;
    let units: Vec<&Value> = items(&cart).iter().map(|item| &item["qty"]).collect();
    assert_eq!(units, [&json!(999)]);
}

/// covers: S0-042, S0-053
#[tokio::test]
async fn more_than_a_shop_sells_in_one_order_answers_how_many_it_sells() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let market = seed::japan().unwrap();
    let limited = |(id, row, there): &(_, petpro_domain::catalog::Variant, i64)| {
        row.max_per_order.filter(|most| *there > i64::from(*most)).map(|most| (*id, most))
    };
    let (variant, most) = market.variants.iter().find_map(limited).unwrap();
    let refused = world.add(&hana, "k1", &json!({"variant": variant, "qty": most + 1})).await;
    assert_eq!((refused.code().as_str(), &refused.json()["available"]), ("limit-exceeded", &json!(most)));
    let clamped = world.add(&hana, "k2", &json!({"variant": variant, "qty": most + 1, "clamp": true})).await.json();
    assert_eq!((&clamped["clamped"], &items(&clamped["cart"])[0]["qty"]), (&json!(true), &json!(most)));
}

/// covers: S0-039
#[tokio::test]
async fn goods_that_are_off_sale_or_unknown_are_not_put_into_the_cart() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.shopkeeper(|ledger| catalog::set_gone(ledger, plenty(0), true)).await;
    for (key, variant, code) in
        [("k1", json!(plenty(0)), "product-discontinued"), ("k2", json!(fresh_op()), "product-unknown")]
    {
        let refused = world.add(&hana, key, &json!({"variant": variant, "qty": 1})).await;
        assert_eq!(refused.code(), code);
    }
    assert!(items(&world.cart(&hana).await).is_empty());
}
