//! Orders that are not placed: why, and what is offered instead.

use http::StatusCode;
use petpro_server::{catalog, inventory};
use serde_json::{Value, json};

use crate::buyer::{elsewhere, text, tokyo, two_shops};
use crate::shop::{line_of, plenty};
use crate::world::{Person, World};

async fn priced(world: &World, who: &Person) -> Value {
    world.fill(who, &[(plenty(0), 2)]).await;
    world.quote(who).await
}

async fn set_price(world: &World, price: i64) {
    let now_ms = world.state.clock.now_ms();
    world.shopkeeper(move |ledger| catalog::set_price(ledger, plenty(0), price, now_ms)).await;
}

fn unit(quote: &Value) -> i64 {
    quote["quote"]["shops"][0]["lines"][0]["unit"]["amount"].as_i64().unwrap()
}

/// covers: S0-141
#[tokio::test]
async fn a_price_that_rose_is_told_with_old_and_new_and_a_new_quote() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let quote = priced(&world, &hana).await;
    let was = unit(&quote);
    set_price(&world, was + 100).await;
    let refused = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "price-changed"));
    let body = refused.json();
    assert_eq!((&body["errors"][0]["was"], &body["errors"][0]["now"]), (&json!(was), &json!(was + 100)));
    assert_eq!(world.stock_of(plenty(0)).1, 0, "nothing is held");
    let confirmed = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": body["quote"]["id"]})).await;
    assert_eq!((confirmed.status, &confirmed.json()["total"]), (StatusCode::CREATED, &body["quote"]["total"]));
}

#[tokio::test]
async fn a_price_that_fell_blocks_nobody_and_is_what_is_paid() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let quote = priced(&world, &hana).await;
    set_price(&world, unit(&quote) - 100).await;
    let order = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.text());
    let shown = quote["quote"]["goods"]["amount"].as_i64().unwrap();
    assert_eq!(order.json()["goods"]["amount"], shown - 200);
}

#[tokio::test]
async fn a_quote_that_is_over_is_answered_with_a_new_one() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let quote = priced(&world, &hana).await;
    world.later(899_000).await;
    let hana = world.sign_in(&hana.email).await;
    world.later(1_000).await;
    let refused = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "quote-stale"));
    let fresh = refused.json()["quote"]["id"].clone();
    assert_eq!(world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": fresh})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn goods_that_are_gone_meanwhile_are_named_and_nothing_is_held() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &two_shops()).await;
    let quote = world.quote(&hana).await;
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(1), 0)).await;
    let refused = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "stock-insufficient"));
    let body = refused.json();
    assert_eq!((&body["available"], &body["errors"][0]["line"]), (&json!(0), &json!(line_of(plenty(1)))));
    for variant in [plenty(0), plenty(1), elsewhere()] {
        assert_eq!(world.stock_of(variant).1, 0, "all or nothing");
    }
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(1), 5)).await;
    let again = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!(again.status, StatusCode::CREATED, "another try is another order: {}", again.text());
    world.stock_is_balanced();
}

/// covers: S0-072
#[tokio::test]
async fn the_same_goods_cannot_be_in_two_orders_and_the_first_is_named() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (first, second) = (priced(&world, &hana).await, world.quote(&hana).await);
    let order = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": first["id"]})).await.json();
    let refused = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": second["id"]})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "cart-changed"));
    assert!(text(&refused.json()["errors"][0]["detail"]).contains(text(&order["id"])));
    world.pay(&order).await;
    let third = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": second["id"]})).await;
    assert_eq!(third.code(), "cart-changed", "paid goods are gone for good");
    assert_eq!(world.count("SELECT COUNT(*) FROM orders"), 1);
}

#[tokio::test]
async fn amounts_prices_states_and_owners_are_not_the_callers_to_say() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let quote = priced(&world, &hana).await;
    for field in ["total", "amount", "price", "status", "user_id", "shown", "lines", "card_number"] {
        let mut body = json!({"quote_id": quote["id"]});
        body[field] = json!(1);
        let refused = world.post_as(&hana, "/api/v1/orders", &body).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::BAD_REQUEST, "malformed"), "{field}");
        let mut body = json!({"address": tokyo()});
        if field != "lines" {
            body[field] = json!(1);
            assert_eq!(world.post_as(&hana, "/api/v1/checkouts", &body).await.code(), "malformed", "{field}");
        }
    }
    assert_eq!(world.count("SELECT COUNT(*) FROM orders"), 0);
    let wallet = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"], "pay": "wallet"})).await;
    assert_eq!((wallet.status.as_u16(), wallet.code().as_str()), (422, "invalid"), "nobody has a wallet yet");
}

#[tokio::test]
async fn a_quote_of_somebody_else_is_none() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let quote = priced(&world, &hana).await;
    let refused = world.post_as(&ken, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "invalid"));
    let taken = json!({"quote_id": quote["id"], "order_id": world.state.random.id(1)});
    let hanas = world.post_as(&hana, "/api/v1/orders", &taken).await.json();
    assert_eq!(hanas["id"], taken["order_id"], "the id that the caller made");
    let kens = priced(&world, &ken).await;
    let same = json!({"quote_id": kens["id"], "order_id": taken["order_id"]});
    assert_eq!(
        world.post_as(&ken, "/api/v1/orders", &same).await.code(),
        "invalid",
        "an order id is one order for ever"
    );
}

#[tokio::test]
async fn an_order_of_no_lines_or_of_ten_thousand_is_refused_without_reading_a_cart() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let op = world.state.random.id(1);
    for count in [0, 51, 500] {
        let line = json!({"line": line_of(plenty(0)), "variant": plenty(0), "obs": [op], "qty": 1});
        let body = json!({"order_id": world.state.random.id(1), "lines": vec![line; count], "address": tokyo(),
            "valid_until": world.state.clock.now_ms() + 1_000, "shown": {"units": {}, "total": 0, "currency": "JPY"}});
        let before = world.state.store.queries();
        let place = phone.op("order.place", &[], &body);
        let result = world.sync(&phone, &[place], 0).await.push[0].results[0].clone();
        assert_eq!(result.code, Some(petpro_domain::Code::Invalid), "{count} lines");
        assert!(world.state.store.queries() - before < 40, "{count} lines");
    }
    let line = json!({"line": line_of(plenty(0)), "variant": plenty(0), "obs": [op], "qty": 1});
    let body = json!({"order_id": op, "lines": vec![line; 10_000], "address": tokyo(), "valid_until": 1,
        "shown": {"units": {}, "total": 0, "currency": "JPY"}});
    let place = phone.op("order.place", &[], &body);
    let push = json!([{"s": phone.household(), "ops": [place]}]);
    assert_eq!(world.exchange(&phone, push, json!([])).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// covers: S0-075
#[tokio::test]
async fn one_unit_and_a_crowd_is_one_order() {
    let world = World::seeded().await;
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 1)).await;
    let mut crowd = Vec::new();
    for n in 0..20 {
        let buyer = world.sign_up(&format!("buyer{n}@example.com")).await;
        world.fill(&buyer, &[(plenty(0), 1)]).await;
        let quote = world.quote(&buyer).await;
        crowd.push((buyer, quote));
    }
    let tries = crowd.iter().map(async |(buyer, quote)| {
        world.post_as(buyer, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await.status.as_u16()
    });
    let mut answers = futures_util::future::join_all(tries).await;
    answers.sort_unstable();
    assert_eq!((answers[0], &answers[1..]), (201, [409; 19].as_slice()));
    assert_eq!(world.stock_of(plenty(0)), (1, 1));
    world.stock_is_balanced();
}

#[tokio::test]
async fn a_tap_that_came_fifty_times_is_one_order() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let quote = priced(&world, &hana).await;
    let body = json!({"quote_id": quote["id"]});
    let taps = (0..50).map(|n| {
        let (world, hana, body) = (&world, &hana, &body);
        async move { world.post_under(hana, "/api/v1/orders", if n % 2 == 0 { "tap" } else { "another" }, body).await }
    });
    let answers = futures_util::future::join_all(taps).await;
    let ids: std::collections::BTreeSet<String> =
        answers.iter().map(|answer| text(&answer.json()["id"]).to_owned()).collect();
    assert_eq!((ids.len(), world.count("SELECT COUNT(*) FROM orders"), world.stock_of(plenty(0)).1), (1, 1, 2));
}

#[tokio::test]
async fn a_key_of_somebody_else_is_another_key() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let (hers, his) = (priced(&world, &hana).await, priced(&world, &ken).await);
    let one = world.post_under(&hana, "/api/v1/orders", "tap", &json!({"quote_id": hers["id"]})).await.json();
    let other = world.post_under(&ken, "/api/v1/orders", "tap", &json!({"quote_id": his["id"]})).await;
    assert_eq!(other.status, StatusCode::CREATED);
    assert_ne!(other.json()["id"], one["id"]);
}
