//! Products, barcodes, stock and their levels.

use std::collections::BTreeMap;

use http::StatusCode;
use petpro_domain::catalog::Level;
use petpro_domain::ids::{OrderId, ProductId};
use petpro_domain::shop::Why;
use petpro_server::feed::OnTx;
use petpro_server::{catalog, inventory, seed};
use serde_json::json;

use crate::shop::plenty;
use crate::world::World;

fn first() -> (ProductId, String) {
    let market = seed::japan().unwrap();
    let (_, variant, _) = market.variants.iter().find(|(id, _, _)| *id == plenty(0)).unwrap();
    (variant.product, variant.gtin.clone().unwrap())
}

/// covers: S0-120
#[tokio::test]
async fn a_barcode_finds_its_product_and_variant() {
    let world = World::seeded().await;
    let (product, gtin) = first();
    for code in [gtin.as_str(), &gtin[1..]] {
        let found = world.get(&format!("/products/barcode/{code}")).await;
        assert_eq!(found.status, StatusCode::OK);
        assert_eq!((&found.json()["id"], &found.json()["variant"]), (&json!(product), &json!(plenty(0))));
    }
    let unknown = world.get("/api/v1/products/barcode/9529999999993").await;
    assert_eq!((unknown.status, unknown.code().as_str()), (StatusCode::NOT_FOUND, "barcode-unknown"));
}

/// covers: S0-120
#[tokio::test]
async fn a_wrong_check_digit_is_refused_before_anything_is_looked_up() {
    let world = World::seeded().await;
    let (_, gtin) = first();
    let last = u8::from(gtin.ends_with('0'));
    let before = world.state.store.queries();
    let wrong = world.get(&format!("/api/v1/products/barcode/{}{last}", &gtin[1..13])).await;
    assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (422, "gtin-check-digit"));
    let letters = world.get("/api/v1/products/barcode/not-a-barcode").await;
    assert_eq!((letters.status.as_u16(), letters.code().as_str()), (422, "barcode-format"));
    assert_eq!(world.state.store.queries(), before, "no statement was run");
}

/// covers: S0-011
#[tokio::test]
async fn names_come_from_the_cache_for_an_hour_but_prices_never() {
    let world = World::seeded().await;
    let (id, _) = first();
    let path = format!("/api/v1/products/{id}");
    let before = world.get(&path).await.json();
    let card = world.state.cards.get(id, world.state.clock.now_ms()).unwrap();
    let mut renamed = card.product.clone();
    renamed.brand = "Renamed".into();
    world
        .shopkeeper(move |ledger| {
            catalog::put_product(ledger, "jp", id, &renamed)?;
            catalog::set_price(ledger, plenty(0), 77_777, 1)
        })
        .await;
    let soon = world.get(&path).await.json();
    assert_eq!(soon["brand"], before["brand"], "a slow field");
    assert!(soon["variants"].as_array().unwrap().iter().any(|one| one["price"]["amount"] == 77_777));
    world.clock.step(3_600_000);
    assert_eq!(world.get(&path).await.json()["brand"], "Renamed");
}

/// covers: S0-006, S0-034, S1-064, S2-022
#[tokio::test]
async fn a_product_is_shown_with_its_shop_and_everything_that_is_offered_of_it() {
    let world = World::seeded().await;
    let (id, _) = first();
    let market = seed::japan().unwrap();
    let (_, product) = market.products.iter().find(|(known, _)| *known == id).unwrap();
    let (_, shop) = market.shops.iter().find(|(known, _)| *known == product.shop).unwrap();
    let read = world.get(&format!("/api/v1/products/{id}")).await.json();
    assert_eq!((&read["names"], &read["brand"]), (&json!(product.names), &json!(product.brand)));
    assert_eq!((&read["shop"], &read["shop_names"]), (&json!(product.shop), &json!(shop.names)));
    let offered = market.variants.iter().filter(|(_, row, _)| row.product == id);
    let expected: BTreeMap<String, _> =
        offered.map(|(id, row, _)| (id.to_string(), json!([row.price, row.gtin]))).collect();
    let shown = read["variants"].as_array().unwrap().iter();
    let shown: BTreeMap<String, _> = shown
        .map(|one| (one["id"].as_str().unwrap().to_owned(), json!([one["price"]["amount"], one["gtin"]])))
        .collect();
    assert_eq!(shown, expected);
    let unknown = world.get("/api/v1/products/0197aaaa-0000-8000-8000-0000000000ff").await;
    assert_eq!((unknown.status, unknown.code().as_str()), (StatusCode::NOT_FOUND, "product-unknown"));
}

/// covers: S0-006
#[tokio::test]
async fn a_product_is_answered_with_an_etag_and_published_to_devices() {
    let world = World::seeded().await;
    let (id, _) = first();
    let path = format!("/api/v1/products/{id}");
    let read = world.get(&path).await;
    let again = world.with_headers("GET", &path, &[("if-none-match", read.header("etag"))], vec![]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    world.shopkeeper(|ledger| catalog::set_price(ledger, plenty(0), 4_242, 1)).await;
    let changed = world.with_headers("GET", &path, &[("if-none-match", read.header("etag"))], vec![]).await;
    assert_eq!(changed.status, StatusCode::OK);
    let hello = world.hello(None, None).await.1;
    let ask = json!({"proto": 1, "epoch": hello["epoch"], "pull": [{"s": "catalog:jp", "cur": 0}]});
    let pulled = world.post("/api/v1/sync", &ask).await.json();
    let row = pulled["pull"][0]["rows"].as_array().unwrap().iter().find(|row| row["id"] == json!(plenty(0))).cloned();
    assert_eq!(row.unwrap()["d"]["price"], 4_242);
}

/// covers: S0-009, S0-035
#[tokio::test]
async fn stock_cannot_be_oversold_by_anybody() {
    let world = World::seeded().await;
    let id = plenty(0);
    world.shopkeeper(move |ledger| inventory::set_on_hand(ledger.tx, id, 5)).await;
    let (mine, other) = (OrderId(world.state.random.id(1)), OrderId(world.state.random.id(1)));
    let hold = move |ledger: &mut OnTx, order, units| {
        Ok(inventory::hold_all(ledger.tx, order, &[(id, units)].into())?.is_empty())
    };
    world.shopkeeper(move |ledger| hold(ledger, mine, 4)).await;
    for (what, refused) in [
        ("a hold of more than is free", 0),
        ("a count below what is held", 1),
        ("an adjustment below what is held", 2),
        ("a sale by an order that holds nothing", 3),
    ] {
        let try_it = move |ledger: &mut OnTx| {
            let done = match refused {
                0 => hold(ledger, other, 2),
                1 => inventory::set_on_hand(ledger.tx, id, 3),
                2 => inventory::adjust(ledger.tx, id, -2, Why::Damaged, 0),
                _ => inventory::sell_all(ledger.tx, other, 0),
            }?;
            Ok(!done)
        };
        world.shopkeeper(try_it).await;
        let stock = world.state.store.read(|tx| inventory::stock(tx, id)).unwrap();
        assert_eq!((stock.on_hand, stock.held), (5, 4), "{what}");
    }
    world.shopkeeper(move |ledger| inventory::sell_all(ledger.tx, mine, 0)).await;
    world.stock_is_balanced();
    let answer = world.get(&format!("/api/v1/products/{}/availability", first().0)).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let stock = answer.json()["variants"].as_array().unwrap().iter().find(|one| one["variant"] == json!(id)).cloned();
    assert_eq!(stock.unwrap()["available"], 1);
}

/// covers: S0-009
#[tokio::test]
async fn a_level_is_published_when_a_threshold_is_crossed_and_only_then() {
    let world = World::seeded().await;
    let head = || world.state.store.read(|tx| petpro_server::feed::scope_rows(tx, "catalog:jp", ["", ""])).unwrap().0;
    let before = head();
    world.shopkeeper(|ledger| inventory::adjust(ledger.tx, plenty(0), -1, Why::Damaged, 0)).await;
    petpro_server::sync::housekeeping(&world.state).await.unwrap();
    assert_eq!(head(), before, "plenty is still plenty");
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 2)).await;
    petpro_server::sync::housekeeping(&world.state).await.unwrap();
    assert_eq!(head(), before + 1);
    let level = world.state.store.read(|tx| catalog::variant(tx, plenty(0))).unwrap().unwrap().level;
    assert_eq!(level, Level::Few);
}

#[tokio::test]
async fn a_picture_may_be_kept_for_ever() {
    let world = World::seeded().await;
    let product = world.get(&format!("/api/v1/products/{}", first().0)).await.json();
    let picture = world.get(product["image"].as_str().unwrap()).await;
    assert_eq!((picture.header("content-type"), picture.bytes.starts_with(b"\x89PNG")), ("image/png", true));
    assert!(picture.header("cache-control").contains("immutable"));
    assert_eq!(world.get(&format!("/media/{}.png", "0".repeat(64))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn seeding_again_changes_nothing() {
    let world = World::seeded().await;
    let rows = |world: &World| {
        let all =
            world.state.store.read(|tx| petpro_server::feed::scope_rows(tx, "catalog:jp", ["variant", "product"]));
        let (head, mut rows) = all.unwrap();
        rows.sort();
        (head, rows)
    };
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 41)).await;
    let before = rows(&world);
    seed::plant(&world.state).await.unwrap();
    assert_eq!(rows(&world), before);
    assert_eq!(world.state.store.read(|tx| inventory::stock(tx, plenty(0))).unwrap().on_hand, 41, "sold stays sold");
    let hana = json!({"username": "hana@petpro.example", "password": seed::PASSWORD});
    assert_eq!(world.post("/auth/login", &hana).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_depends_on_the_cache() {
    let (warm, cold) = (World::seeded().await, World::cold());
    seed::plant(&cold.state).await.unwrap();
    let path = format!("/api/v1/products/{}", first().0);
    for _ in 0..2 {
        assert_eq!(warm.get(&path).await.json(), cold.get(&path).await.json());
    }
}
