//! The cart over REST.

use http::StatusCode;
use petpro_domain::ids::{ProductId, VariantId};
use petpro_domain::pricing::{Inputs, Item, Terms, price};
use petpro_domain::regions::Region;
use petpro_domain::wire::OpState;
use petpro_server::{catalog, inventory, seed};
use serde_json::{Value, json};

use crate::shop::{line_of, plenty};
use crate::world::World;

pub fn items(cart: &Value) -> Vec<&Value> {
    cart["shops"].as_array().unwrap().iter().flat_map(|shop| shop["items"].as_array().unwrap()).collect()
}

fn warned(cart: &Value, w: &str) -> Option<Value> {
    items(cart)[0]["warnings"].as_array().unwrap().iter().find(|warning| warning["w"] == w).cloned()
}

/// What the domain asks for these goods of the seeded market.
fn domains(wanted: &[(VariantId, u32)], ship_to: &str) -> Value {
    let market = seed::japan().unwrap();
    let row = |id| market.variants.iter().find(|(known, ..)| *known == id).map(|(_, row, _)| row);
    let item = |(id, qty): &(VariantId, u32)| Item { line: line_of(*id), variant: *id, qty: *qty, row: row(*id) };
    let mut items: Vec<Item> = wanted.iter().map(item).collect();
    items.sort_by_key(|item| item.line);
    let terms = Terms {
        shops: market.shops.iter().cloned().collect(),
        shipping: market.shipping.iter().cloned().collect(),
        taxes: market.taxes.iter().cloned().collect(),
    };
    let basket = Inputs::of(Region::parse(ship_to).unwrap(), &items, &terms, &[]);
    basket.inputs.iter().map(|inputs| json!(price(inputs).unwrap())).collect()
}

/// covers: S0-038, S0-040
#[tokio::test]
async fn the_same_goods_added_twice_are_one_line() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let first = world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 2})).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.json());
    let second = world.add(&hana, "k2", &json!({"variant": plenty(0), "qty": 3})).await.json();
    assert_eq!(second["line"], json!(line_of(plenty(0))));
    assert_eq!(items(&second["cart"]).iter().map(|item| item["qty"].clone()).collect::<Vec<_>>(), [json!(5)]);
    let engraved = json!({"variant": plenty(0), "qty": 1, "options": {"name": "Pochi"}});
    let other = world.add(&hana, "k3", &engraved).await.json();
    assert_eq!(items(&other["cart"]).len(), 2, "other options are another line");
}

/// covers: S0-038
#[tokio::test]
async fn a_repeated_add_has_its_effect_once() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let body = json!({"variant": plenty(0), "qty": 2});
    let first = world.add(&hana, "same", &body).await;
    let again = world.add(&hana, "same", &body).await;
    assert_eq!((again.header("idempotent-replayed"), again.json()), ("true", first.json()));
    assert_eq!(items(&world.cart(&hana).await)[0]["qty"], 2);
}

/// covers: S0-038
#[tokio::test]
async fn a_product_is_added_by_its_own_id_where_it_has_one_variant() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let market = seed::japan().unwrap();
    let variants_of =
        |id: &ProductId| market.variants.iter().filter(|(_, row, _)| row.product == *id).collect::<Vec<_>>();
    let one = market.products.iter().map(|(id, _)| variants_of(id)).find(|all| all.len() == 1 && all[0].2 > 5).unwrap();
    let several = market.products.iter().map(|(id, _)| variants_of(id)).find(|all| all.len() > 1).unwrap();
    let added = world.add(&hana, "k1", &json!({"product": one[0].1.product, "qty": 2})).await;
    assert_eq!(items(&added.json()["cart"])[0]["variant"], json!(one[0].0));
    for (key, body) in [("k2", json!({"product": several[0].1.product})), ("k3", json!({"qty": 1}))] {
        let unclear = world.add(&hana, key, &body).await;
        assert_eq!((unclear.code().as_str(), &unclear.json()["errors"][0]["pointer"]), ("invalid", &json!("/variant")));
    }
}

/// covers: S0-038
#[tokio::test]
async fn an_add_needs_a_key_of_its_own_except_by_the_documents_path() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let body = json!({"variant": plenty(0), "qty": 2});
    let blind = world.call("POST", "/api/v1/cart/items", Some(&hana.access), &body).await;
    assert_eq!((blind.status, blind.code().as_str()), (StatusCode::BAD_REQUEST, "idempotency-key-missing"));
    assert!(items(&world.cart(&hana).await).is_empty());
    world.add(&hana, "same", &body).await;
    let other = world.add(&hana, "same", &json!({"variant": plenty(0), "qty": 3})).await;
    assert_eq!(other.code(), "idempotency-key-reused");
    let alias = world.call("POST", "/cart/items", Some(&hana.access), &body).await;
    assert_eq!(items(&alias.json()["cart"])[0]["qty"], 4, "2 by the key and 2 by the alias");
}

/// covers: S0-039, S0-042
#[tokio::test]
async fn more_than_there_is_answers_how_many_there_are_and_writes_nothing() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 3)).await;
    let refused = world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 4})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "stock-insufficient"));
    let problem = refused.json();
    assert_eq!((&problem["type"], &problem["available"]), (&json!("/problems/stock-insufficient"), &json!(3)));
    assert!(items(&world.cart(&hana).await).is_empty());

    let clamped = world.add(&hana, "k2", &json!({"variant": plenty(0), "qty": 4, "clamp": true})).await.json();
    assert_eq!((&clamped["clamped"], &items(&clamped["cart"])[0]["qty"]), (&json!(true), &json!(3)));
    let full = world.add(&hana, "k3", &json!({"variant": plenty(0), "qty": 1, "clamp": true})).await;
    assert_eq!(full.code(), "stock-insufficient", "what is in the line counts");
}

/// covers: S0-044, S0-046, S0-008
#[tokio::test]
async fn the_totals_are_those_of_the_domains_pricing() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    for n in 0..3 {
        world.add(&hana, &format!("k{n}"), &json!({"variant": plenty(n * 60), "qty": n + 1})).await;
    }
    let cart = world.cart(&hana).await;
    assert_eq!((&cart["ship_to"], &cart["estimated"]), (&json!("JP-13"), &json!(true)));
    let wanted: Vec<_> = (0..3).map(|n| (plenty(n * 60), n as u32 + 1)).collect();
    assert_eq!(cart["quotes"], domains(&wanted, "JP-13"));
    let far = world.call("GET", "/api/v1/cart?ship_to=JP-47", Some(&hana.access), &Value::Null).await.json();
    assert_eq!(far["quotes"], domains(&wanted, "JP-47"));
    assert_ne!(far["quotes"][0]["digest"], cart["quotes"][0]["digest"], "the region counts");
    let nowhere = world.call("GET", "/api/v1/cart?ship_to=XX-1", Some(&hana.access), &Value::Null).await;
    assert_eq!(nowhere.code(), "address-invalid");
}

/// covers: S0-045
#[tokio::test]
async fn a_price_that_moved_since_the_line_was_touched_is_told_until_it_is_touched_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 1})).await;
    let was = items(&world.cart(&hana).await)[0]["unit"]["amount"].as_i64().unwrap();
    world.clock.step(1_000);
    let now_ms = world.state.clock.now_ms();
    world.shopkeeper(move |ledger| catalog::set_price(ledger, plenty(0), was + 100, now_ms)).await;
    let cart = world.cart(&hana).await;
    assert_eq!(items(&cart)[0]["unit"]["amount"], was + 100, "the price of now");
    let warning = warned(&cart, "price-changed").unwrap();
    assert_eq!((&warning["was"]["amount"], &warning["now"]["amount"]), (&json!(was), &json!(was + 100)));
    world.clock.step(1_000);
    world.add(&hana, "k2", &json!({"variant": plenty(0), "qty": 1})).await;
    assert_eq!(warned(&world.cart(&hana).await, "price-changed"), None);
}

/// covers: S0-045
#[tokio::test]
async fn a_read_sees_the_stock_and_the_status_of_this_moment() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 5})).await;
    assert_eq!(items(&world.cart(&hana).await)[0]["warnings"], json!([]));
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 2)).await;
    let cart = world.cart(&hana).await;
    assert_eq!(
        (&items(&cart)[0]["available"], warned(&cart, "qty-limited").unwrap()["max"].clone()),
        (&json!(2), json!(2))
    );
    world.shopkeeper(|ledger| catalog::set_gone(ledger, plenty(0), true)).await;
    let cart = world.cart(&hana).await;
    assert!(warned(&cart, "gone").is_some());
    assert_eq!(cart["quotes"], json!([]), "what is off sale has no price");
}

/// covers: S0-044
#[tokio::test]
async fn a_cart_that_has_not_changed_is_not_sent_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 1})).await;
    let bearer = format!("Bearer {}", hana.access);
    let read = world.with_headers("GET", "/api/v1/cart", &[("authorization", &bearer)], vec![]).await;
    let seen = [("authorization", bearer.as_str()), ("if-none-match", read.header("etag"))];
    let same = world.with_headers("GET", "/api/v1/cart", &seen, vec![]).await;
    assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 4)).await;
    assert_eq!(world.with_headers("GET", "/api/v1/cart", &seen, vec![]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_read_of_the_cart_takes_six_statements_whatever_is_in_it() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    for n in 0..30 {
        world.add(&hana, &format!("k{n}"), &json!({"variant": plenty(n * 15), "qty": 1})).await;
    }
    let before = world.state.store.queries();
    let cart = world.cart(&hana).await;
    assert_eq!(items(&cart).len(), 30);
    let queries = world.state.store.queries() - before;
    assert!(queries <= 6, "{queries} statements, token check included");
}

/// covers: S0-048, S0-049
#[tokio::test]
async fn a_quantity_is_set_from_the_version_that_was_seen_and_against_the_stock() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let added = world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 1})).await;
    let version = added.header("etag").trim_matches('"').to_owned();
    let line = line_of(plenty(0)).to_string();
    let set = world.change(&hana, "PUT", &line, &version, &json!({"qty": 4})).await;
    assert_eq!((set.status, items(&set.json()["cart"])[0]["qty"].clone()), (StatusCode::OK, json!(4)));
    let total = set.json()["cart"]["quotes"][0]["goods"]["amount"].as_i64().unwrap();
    assert_eq!(total, 4 * items(&set.json()["cart"])[0]["unit"]["amount"].as_i64().unwrap());

    let stale = world.change(&hana, "PUT", &line, &version, &json!({"qty": 5})).await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::PRECONDITION_FAILED, "precondition-failed"));
    let bearer = format!("Bearer {}", hana.access);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let blind =
        world.with_headers("PUT", &format!("/api/v1/cart/items/{line}"), &headers, b"{\"qty\":5}".to_vec()).await;
    assert_eq!((blind.status, blind.code().as_str()), (StatusCode::PRECONDITION_REQUIRED, "precondition-required"));
    assert_eq!(items(&world.cart(&hana).await)[0]["qty"], 4, "neither wrote anything");

    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 3)).await;
    let version = set.header("etag").trim_matches('"').to_owned();
    let refused = world.change(&hana, "PUT", &line, &version, &json!({"qty": 5})).await;
    assert_eq!((refused.code().as_str(), refused.json()["available"].clone()), ("stock-insufficient", json!(3)));
    let clamped = world.change(&hana, "PUT", &line, &version, &json!({"qty": 5, "clamp": true})).await;
    assert_eq!((&clamped.json()["clamped"], &items(&clamped.json()["cart"])[0]["qty"]), (&json!(true), &json!(3)));
    let version = clamped.header("etag").trim_matches('"').to_owned();
    let removed = world.change(&hana, "PUT", &line, &version, &json!({"qty": 0})).await;
    assert!(items(&removed.json()["cart"]).is_empty());
}

/// covers: S0-048, S0-050
#[tokio::test]
async fn a_line_that_grew_since_it_was_seen_is_not_removed() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let seen = world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 1})).await;
    let version = seen.header("etag").trim_matches('"').to_owned();
    world.add(&hana, "k2", &json!({"variant": plenty(0), "qty": 1})).await;
    let line = line_of(plenty(0)).to_string();
    for (method, body) in [("DELETE", Value::Null), ("PUT", json!({"qty": 0}))] {
        let stale = world.change(&hana, method, &line, &version, &body).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{method}");
        let blind = world.call(method, &format!("/api/v1/cart/items/{line}"), Some(&hana.access), &body).await;
        assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED, "{method}");
    }
    assert_eq!(items(&world.cart(&hana).await)[0]["qty"], 2);
    let alias = world.call("DELETE", &format!("/cart/items/{line}"), Some(&hana.access), &Value::Null).await;
    assert!(items(&alias.json()["cart"]).is_empty(), "the documents' path knows no versions");
}

/// covers: S0-050, S0-051
#[tokio::test]
async fn a_removed_line_leaves_the_totals_and_may_be_removed_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 1})).await;
    let added = world.add(&hana, "k2", &json!({"variant": plenty(9), "qty": 1})).await;
    let (version, line) = (added.header("etag").trim_matches('"').to_owned(), line_of(plenty(9)).to_string());
    let before = added.json()["cart"]["quotes"][0]["goods"]["amount"].as_i64().unwrap();
    let removed = world.change(&hana, "DELETE", &line, &version, &Value::Null).await;
    let cart = &removed.json()["cart"];
    let left = items(cart)[0]["unit"]["amount"].as_i64().unwrap();
    assert_eq!(items(cart).len(), 1);
    assert!(left < before && cart["quotes"][0]["goods"]["amount"] == left);
    let again = world.change(&hana, "DELETE", &line, &version, &Value::Null).await;
    assert_eq!((again.status, &again.json()["cart"]), (StatusCode::OK, cart));
    let never = world.change(&hana, "DELETE", &line_of(plenty(50)).to_string(), "1", &Value::Null).await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
}

/// covers: S0-008
#[tokio::test]
async fn a_cart_is_the_same_for_the_op_log_and_for_rest() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(plenty(0), 2);
    world.sync(&phone, &[add], 0).await;
    world.add(&hana, "k1", &json!({"variant": plenty(0), "qty": 3})).await;
    assert_eq!(items(&world.cart(&hana).await)[0]["qty"], 5);
    let pulled = world.sync(&phone, &[], 0).await;
    let rows = &pulled.pull[0].rows;
    assert_eq!(rows.len(), 1);
    let dots: Value = serde_json::from_str(rows[0].d.as_ref().unwrap().get()).unwrap();
    assert_eq!(dots["dots"].as_array().unwrap().len(), 2);
    // The phone removes what it saw before: the unseen addition survives.
    let first = phone.clone();
    let seen =
        petpro_domain::ids::OpId(petpro_domain::ids::derived("test-op", &[first.id.bytes(), &1_u64.to_be_bytes()]));
    let remove = phone.remove(plenty(0), &[seen]);
    assert_eq!(world.sync(&phone, &[remove], 0).await.push[0].results[0].st, OpState::Applied);
    assert_eq!(items(&world.cart(&hana).await)[0]["qty"], 3);
}

#[tokio::test]
async fn a_shop_that_does_not_deliver_there_is_marked_and_the_cart_is_shown() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let read = async |to: &str| world.read_as(&hana, &format!("/api/v1/cart?ship_to={to}")).await;
    let there = read("JP-13").await.json();
    assert_eq!((&there["shops"][0]["ships"], there["quotes"].as_array().unwrap().len()), (&json!(true), 1));
    let abroad = read("KR-11").await;
    assert_eq!(abroad.status, StatusCode::OK, "{}", abroad.text());
    let abroad = abroad.json();
    assert_eq!((&abroad["shops"][0]["ships"], items(&abroad).len()), (&json!(false), 1));
    assert!(abroad["quotes"].as_array().unwrap().is_empty(), "nothing of it can be ordered there");
}
