//! Categories, lists and searches for clients without the feed, and what of them is kept for how long.

use petpro_domain::catalog::{Category, Names, Product};
use petpro_domain::ids::{CategoryId, ProductId};
use petpro_server::{catalog, seed};
use serde_json::{Value, json};

use crate::shop::plenty;
use crate::world::World;

const HOUR: i64 = 3_600_000;

/// A category of the market that has products.
fn a_category() -> CategoryId {
    seed::japan().unwrap().products[0].1.category
}

fn named(en: &str) -> Names {
    Names { en: en.into(), ..Names::default() }
}

fn ids(goods: &Value) -> Vec<String> {
    let products = goods["products"].as_array().unwrap();
    products.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

async fn rename(world: &World, id: CategoryId, name: &'static str) {
    let category = Category { names: named(name), parent: None, position: 1 };
    world.shopkeeper(move |ledger| catalog::put_category(ledger, "jp", id, &category).map(|()| true)).await;
}

/// A new product of the first one's shop and category, with a variant of its own.
async fn put(world: &World, n: u8, name: &'static str) -> ProductId {
    let market = seed::japan().unwrap();
    let id: ProductId = format!("01980000-0000-7000-8000-0000000000{n:02x}").parse().unwrap();
    let product = Product { names: named(name), brand: "Newcomer".into(), ..market.products[0].1.clone() };
    let (_, variant, _) = market.variants[0].clone();
    let variant = petpro_domain::catalog::Variant { product: id, gtin: None, gone: false, ..variant };
    let variant_id = format!("01980000-0000-7000-8000-0000000001{n:02x}").parse().unwrap();
    world
        .shopkeeper(move |ledger| {
            catalog::put_product(ledger, "jp", id, &product)?;
            catalog::put_variant(ledger, "jp", variant_id, &variant, 1).map(|()| true)
        })
        .await;
    id
}

/// covers: S0-023, S1-065
#[tokio::test]
async fn categories_are_listed_in_their_order() {
    let world = World::seeded().await;
    let read = world.get("/products/categories").await.json();
    let mut expected = seed::japan().unwrap().categories;
    expected.sort_by_key(|(id, category)| (category.position, *id));
    let expected: Vec<Value> = expected.iter().map(|(id, it)| json!([id, it.names, it.position])).collect();
    let shown: Vec<Value> = read["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!([it["id"], it["names"], it["position"]]))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!(world.get("/api/v1/categories?market=jp").await.json(), read);
    let unknown = world.get("/api/v1/categories?market=atlantis").await;
    assert_eq!((unknown.status.as_u16(), unknown.code().as_str()), (422, "invalid"));
}

/// covers: S0-024, S0-025, S0-174
#[tokio::test]
async fn categories_are_kept_for_twelve_hours_and_not_longer() {
    let world = World::seeded().await;
    let has = async |name: &str| world.get("/api/v1/categories").await.text().contains(name);
    assert!(!has("Renamed").await, "a miss: read from the tables and kept");
    rename(&world, a_category(), "Renamed").await;
    world.clock.step(12 * HOUR - 1_000);
    let statements = world.state.store.queries();
    assert!(!has("Renamed").await, "11:59:59: a hit");
    let hit = world.state.store.queries() - statements;
    world.clock.step(2_000);
    let statements = world.state.store.queries();
    assert!(has("Renamed").await, "12:00:01: read again");
    assert!(world.state.store.queries() - statements > hit, "a hit asks the tables for less");
}

/// covers: S0-027, S0-030, S1-063
#[tokio::test]
async fn a_category_is_read_page_by_page_and_has_every_product_once() {
    let world = World::seeded().await;
    let market = seed::japan().unwrap();
    let mut all: Vec<String> = market.products.iter().map(|(id, _)| id.to_string()).collect();
    all.sort();
    let first = world.get("/products").await.json();
    assert_eq!((ids(&first), first["has_more"].as_bool()), (all[..20].to_vec(), Some(true)), "page 1 of 20");
    assert_eq!(ids(&world.get("/products?page=2&limit=20").await.json()), all[20..40]);
    assert_eq!(ids(&world.get("/products?limit=1000").await.json()).len(), all.len().min(100), "100 at most");
    let (mut seen, mut path) = (Vec::new(), "/api/v1/products?limit=7".to_owned());
    loop {
        let page = world.get(&path).await.json();
        seen.extend(ids(&page));
        let Some(cursor) = page["cursor"].as_str() else { break };
        path = format!("/api/v1/products?limit=7&cursor={cursor}");
    }
    assert_eq!(seen, all);
    let category = a_category();
    let of_it = market.products.iter().filter(|(_, product)| product.category == category).count();
    let read = world.get(&format!("/products?category={category}&page=1&limit=20")).await.json();
    assert_eq!(ids(&read).len(), of_it.min(20));
    assert!(read["products"].as_array().unwrap().iter().all(|one| one["category"] == json!(category)));
    let forged = world.get("/api/v1/products?cursor=AAAAAAAAAAAAAAAA").await;
    assert_eq!(forged.code(), "cursor-invalid");
}

/// covers: S0-028, S0-029, S0-173
#[tokio::test]
async fn a_list_is_kept_for_an_hour_but_prices_and_stock_never() {
    let world = World::seeded().await;
    let variant = seed::japan().unwrap().variants.iter().find(|(id, ..)| *id == plenty(0)).unwrap().1.clone();
    let path = format!("/api/v1/products?limit=100&category={}", {
        let market = seed::japan().unwrap();
        market.products.iter().find(|(id, _)| *id == variant.product).unwrap().1.category
    });
    let find = |goods: &Value, id: ProductId| {
        goods["products"].as_array().unwrap().iter().find(|one| one["id"] == json!(id)).cloned()
    };
    let before = world.get(&path).await.json();
    let newcomer = put(&world, 1, "Newly there").await;
    world
        .shopkeeper(move |ledger| {
            for (id, row, _) in &seed::japan().unwrap().variants {
                if row.product == variant.product {
                    catalog::set_price(ledger, *id, 3, 1)?;
                    catalog::set_level(ledger, *id, petpro_domain::catalog::Level::Few)?;
                }
            }
            Ok(true)
        })
        .await;
    let soon = world.get(&path).await.json();
    assert_eq!(ids(&soon), ids(&before), "which products they are may be an hour old");
    let shown = find(&soon, variant.product).unwrap();
    assert_eq!((&shown["from"]["amount"], &shown["level"]), (&json!(3), &json!("few")), "prices and levels are of now");
    world.clock.step(HOUR - 1);
    assert!(find(&world.get(&path).await.json(), newcomer).is_none(), "a hit");
    world.clock.step(1);
    let late = world.get(&path).await.json();
    let listed = find(&late, newcomer);
    // It belongs to the first product's category; the list of another one stays as it is.
    let first = seed::japan().unwrap().products[0].1.category;
    assert_eq!(listed.is_some(), path.ends_with(&first.to_string()));
    let of_first = world.get(&format!("/api/v1/products?limit=100&category={first}")).await.json();
    assert!(find(&of_first, newcomer).is_some(), "a miss reads the tables");
}

/// covers: S0-032, S0-007, S1-073, S2-004, S2-023
#[tokio::test]
async fn words_of_any_language_find_products_by_get_and_by_both_posts() {
    let world = World::seeded().await;
    let newcomer = put(&world, 2, "Zwieback for hamsters").await.to_string();
    assert_eq!(
        ids(&world.get("/api/v1/search?q=zwie").await.json()),
        std::slice::from_ref(&newcomer),
        "half a word, at once"
    );
    assert_eq!(ids(&world.get("/api/v1/search?q=hamsters%20zwieback").await.json()), std::slice::from_ref(&newcomer));
    assert!(
        ids(&world.get("/api/v1/search?q=zwieback%20salmon").await.json()).is_empty(),
        "every word has to be there"
    );
    for path in ["/search/products", "/products/search"] {
        for body in [json!({"q": "zwieback"}), json!({"query": "zwieback"})] {
            let found = world.post(path, &body).await;
            assert_eq!((found.status.as_u16(), ids(&found.json())), (200, vec![newcomer.clone()]), "{path}");
        }
    }
    let market = seed::japan().unwrap();
    let cat = ids(&world.get("/api/v1/search?q=%E7%8C%AB&limit=100").await.json());
    let mut expected: Vec<String> = market
        .products
        .iter()
        .filter(|(_, it)| it.names.ja.contains('猫') || it.names.zh.contains('猫'))
        .map(|(id, _)| id.to_string())
        .collect();
    let mut found = cat.clone();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "one Chinese character, in Japanese and Chinese names");
}

#[tokio::test]
async fn a_search_is_read_page_by_page_and_its_cursor_is_its_own() {
    let world = World::seeded().await;
    let whole = ids(&world.get("/api/v1/search?q=cat&limit=100").await.json());
    assert!(whole.len() > 3, "{whole:?}");
    let first = world.get("/api/v1/search?q=cat&limit=3").await.json();
    let cursor = first["cursor"].as_str().unwrap();
    let second = world.get(&format!("/api/v1/search?q=cat&limit=100&cursor={cursor}")).await.json();
    assert_eq!([ids(&first), ids(&second)].concat(), whole);
    assert_eq!(world.get(&format!("/api/v1/search?q=dog&cursor={cursor}")).await.code(), "cursor-invalid");
}

#[tokio::test]
async fn what_looks_like_query_syntax_finds_nothing_and_breaks_nothing() {
    let world = World::seeded().await;
    for q in ["%22", "*%20OR%20*", "NEAR(", "words:", "-", "'%20OR%201=1%20--", "%00", ""] {
        let found = world.get(&format!("/api/v1/search?q={q}")).await;
        assert_eq!(found.status.as_u16(), 200, "{q}: {}", found.text());
    }
    assert_eq!(world.get(&format!("/api/v1/search?q={}", "a".repeat(201))).await.code(), "invalid");
    assert_eq!(world.get("/api/v1/search").await.code(), "malformed");
}

#[tokio::test]
async fn products_of_an_older_servers_store_are_found_after_a_turn() {
    let world = World::seeded().await;
    let forget = |tx: &mut petpro_server::store::Tx| {
        tx.exec("DELETE FROM shelf", &[])?;
        tx.exec("DELETE FROM shelf_words", &[]).map(drop)
    };
    world.state.store.write(forget).await.unwrap();
    assert!(ids(&world.get("/api/v1/search?q=cat").await.json()).is_empty());
    catalog::place_missing(&world.state).await.unwrap();
    assert!(!ids(&world.get("/api/v1/search?q=cat").await.json()).is_empty());
}
