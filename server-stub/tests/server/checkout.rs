//! Quotes: what an order would cost, before anything is held.

use http::StatusCode;
use petpro_domain::catalog::{Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::wire::OpState;
use petpro_domain::{Code, Currency};
use petpro_server::{catalog, inventory};
use serde_json::{Value, json};

use crate::buyer::{elsewhere, text, tokyo, two_shops};
use crate::shop::{line_of, plenty};
use crate::world::World;

/// covers: S0-057, S0-067, S0-069, S0-070, S0-156
#[tokio::test]
async fn a_quote_has_the_carts_contributions_prices_by_shop_and_a_digest() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &two_shops()).await;
    let quote = world.quote(&hana).await;
    assert_eq!(quote["lines"].as_array().unwrap().len(), 3);
    assert!(quote["lines"].as_array().unwrap().iter().all(|line| line["obs"].as_array().unwrap().len() == 1));
    let shops = quote["quote"]["shops"].as_array().unwrap();
    assert_eq!(shops.len(), 2);
    let sum = |field: &str| shops.iter().map(|shop| shop[field]["amount"].as_i64().unwrap()).sum::<i64>();
    assert_eq!(quote["quote"]["total"]["amount"], sum("total"));
    assert_eq!(sum("total"), sum("goods") + sum("shipping"));
    let cart = world.cart(&hana).await;
    assert_eq!(cart["quotes"][0]["digest"], quote["quote"]["digest"], "the cart showed what the quote says");
    assert_eq!(quote["expires_ms"], world.state.clock.now_ms() + 900_000);

    let again = world.read_as(&hana, &format!("/api/v1/checkouts/{}", text(&quote["id"]))).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, quote));
}

/// covers: S0-154
#[tokio::test]
async fn goods_of_one_shop_go_in_one_parcel_that_costs_what_their_weight_does() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let market = petpro_server::seed::japan().unwrap();
    let shop = market.variants.iter().find(|(id, ..)| *id == plenty(0)).unwrap().1.shop;
    let light = |row: &petpro_domain::catalog::Variant| row.shop == shop && !row.gone && row.weight_g < 1_000;
    let goods = market.variants.iter().filter(|(_, row, n)| light(row) && *n > 5).take(2);
    let goods: Vec<_> = goods.map(|(id, ..)| (*id, 1)).collect();
    assert_eq!(goods.len(), 2, "the shop has two light things");
    world.fill(&hana, &goods).await;
    let shops = world.quote(&hana).await["quote"]["shops"].clone();
    assert_eq!((shops.as_array().unwrap().len(), &shops[0]["parcels"]), (1, &json!(1)));
    let together = shops[0]["shipping"]["amount"].as_i64().unwrap();

    let ken = world.sign_up("ken@example.com").await;
    world.fill(&ken, &goods[..1]).await;
    let alone = world.quote(&ken).await["quote"]["shops"][0]["shipping"]["amount"].as_i64().unwrap();
    assert!(together < 2 * alone || together == 0, "{together} together, {alone} each");
}

/// covers: S0-066, S0-068, S0-157
#[tokio::test]
async fn each_shop_offers_its_ways_of_delivery_with_cost_and_days() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &two_shops()).await;
    let options = world.post_as(&hana, "/api/v1/shipping/options", &json!({"address": tokyo()})).await.json();
    let shops = options["shops"].as_array().unwrap();
    assert_eq!(shops.len(), 2);
    for shop in shops {
        let ways = shop["options"].as_array().unwrap();
        assert_eq!(ways[0]["id"], "standard");
        for way in ways {
            assert!(text(&way["earliest"]) <= text(&way["latest"]) && text(&way["earliest"]) > "2026-01-01", "{way}");
        }
    }
    let (shop, express) = shops
        .iter()
        .find_map(|shop| Some((&shop["shop"], shop["options"].as_array()?.iter().find(|way| way["id"] == "express")?)))
        .expect("a shop with express delivery");
    let chosen = json!({"address": tokyo(), "delivery": {text(shop): "express"}});
    let quote = world.post_as(&hana, "/api/v1/checkouts", &chosen).await.json();
    let part = quote["quote"]["shops"].as_array().unwrap().iter().find(|part| part["shop"] == *shop).unwrap();
    assert_eq!(part["shipping"], express["cost"], "the chosen way is the one that is priced");
    let drone = json!({"address": tokyo(), "delivery": {text(shop): "drone"}});
    assert_eq!(world.post_as(&hana, "/api/v1/checkouts", &drone).await.code(), "shipping-unavailable");
}

/// covers: S0-057, S0-059
#[tokio::test]
async fn a_preview_says_whether_all_is_there_and_changes_nothing() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &two_shops()).await;
    let preview = world.read_as(&hana, "/api/v1/cart/checkout").await.json();
    assert_eq!((&preview["ready"], &preview["unavailable"]), (&json!(true), &json!([])));
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 1)).await;
    let preview = world.read_as(&hana, "/api/v1/cart/checkout").await.json();
    assert_eq!(preview["ready"], false);
    assert_eq!(preview["unavailable"], json!([{"line": line_of(plenty(0)), "available": 1}]));
    assert_eq!(world.count("SELECT COUNT(*) FROM quote"), 0);
}

/// covers: S0-058, S0-060, S0-062
#[tokio::test]
async fn every_line_of_which_too_few_are_there_is_named_and_the_rest_can_be_ordered() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &two_shops()).await;
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 1)).await;
    world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(1), 0)).await;
    let refused = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo()})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "stock-insufficient"));
    let mut named: Vec<(String, i64)> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (text(&fault["line"]).to_owned(), fault["available"].as_i64().unwrap()))
        .collect();
    named.sort_unstable();
    let mut short = vec![(line_of(plenty(0)).to_string(), 1), (line_of(plenty(1)).to_string(), 0)];
    short.sort_unstable();
    assert_eq!(named, short);

    let rest = json!({"address": tokyo(), "lines": [line_of(elsewhere())]});
    let quote = world.post_as(&hana, "/api/v1/checkouts", &rest).await;
    assert_eq!((quote.status, quote.json()["lines"].as_array().unwrap().len()), (StatusCode::CREATED, 1));
    let order = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote.json()["id"]})).await;
    assert_eq!(order.status, StatusCode::CREATED);
    let cart = world.cart(&hana).await;
    let free = |variant| {
        let items = cart["shops"].as_array().unwrap().iter().flat_map(|shop| shop["items"].as_array().unwrap());
        items.clone().find(|item| item["variant"] == json!(variant)).unwrap()["qty"].as_u64().unwrap()
    };
    assert_eq!((free(plenty(0)), free(plenty(1)), free(elsewhere())), (2, 1, 0), "what was left out stays");
}

/// covers: S0-064, S0-139
#[tokio::test]
async fn an_address_that_cannot_be_used_is_refused_with_its_fields() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let mut wrong = tokyo();
    wrong["postal_code"] = json!("15000");
    wrong["phone"] = json!("call me");
    let refused = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": wrong})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "address-invalid"));
    let fields: Vec<Value> =
        refused.json()["errors"].as_array().unwrap().iter().map(|fault| fault["pointer"].clone()).collect();
    assert_eq!(fields, ["/address/phone", "/address/postal_code"]);

    let mut seoul = tokyo();
    seoul["region"] = json!("KR-11");
    seoul["postal_code"] = json!("04524");
    let abroad = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": seoul})).await;
    assert_eq!((abroad.status.as_u16(), abroad.code().as_str()), (422, "shipping-unavailable"));
    let none = world.post_as(&hana, "/api/v1/checkouts", &json!({})).await;
    assert_eq!(none.code(), "address-invalid", "nobody has an address yet");
}

#[tokio::test]
async fn a_cart_with_nothing_to_order_and_lines_that_are_not_in_it_are_refused() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let empty = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo()})).await;
    assert_eq!((empty.status.as_u16(), empty.code().as_str()), (422, "invalid"));
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let line = line_of(plenty(0));
    for lines in [json!([line_of(plenty(1))]), json!([line, line])] {
        let refused = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo(), "lines": lines})).await;
        assert_eq!(refused.code(), "line-unknown", "{lines}");
    }
    let coupons = json!({"address": tokyo(), "coupons": ["FREE"]});
    assert_eq!(world.post_as(&hana, "/api/v1/checkouts", &coupons).await.code(), "coupon-invalid");
    let none = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo(), "lines": []})).await;
    assert_eq!(none.code(), "invalid", "an order of no lines");
}

/// covers: S4-022
#[tokio::test]
async fn more_than_one_payment_may_be_and_more_than_a_shop_sells_at_once_are_refused() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world
        .shopkeeper(|ledger| {
            inventory::set_on_hand(ledger.tx, plenty(0), 999)?;
            catalog::set_price(ledger, plenty(0), 10_000, 1)
        })
        .await;
    world.fill(&hana, &[(plenty(0), 99)]).await;
    assert_eq!(world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo()})).await.status.as_u16(), 201);
    world.fill(&hana, &[(plenty(0), 2)]).await;
    let over = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo()})).await;
    assert_eq!((over.status.as_u16(), over.code().as_str()), (422, "limit-exceeded"));
}

#[tokio::test]
async fn an_op_changes_addresses_of_its_author_alone() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let (mut hers, mut his) = (world.device(&hana).await, world.device(&ken).await);
    let id = world.state.random.id(1);
    let keep = hers.op("address.put", &[], &json!({"address_id": id, "address": tokyo()}));
    assert_eq!(world.sync(&hers, &[keep], 0).await.push[0].results[0].st, OpState::Applied);
    let mut minato = tokyo();
    minato["city"] = json!("Minato-ku");
    let steal = his.op("address.put", &[], &json!({"address_id": id, "address": minato}));
    let forget = his.op("address.put", &[], &json!({"address_id": id}));
    minato["postal_code"] = json!("1");
    let wrong = his.op("address.put", &[], &json!({"address_id": world.state.random.id(1), "address": minato}));
    let reply = world.sync(&his, &[steal, forget, wrong], 0).await;
    let codes: Vec<_> = reply.push[0].results.iter().map(|result| result.code).collect();
    assert_eq!(codes, [Some(Code::LimitExceeded), None, Some(Code::AddressInvalid)]);
    let list = world.read_as(&hana, "/api/v1/users/me/addresses").await.json();
    assert_eq!((&list["addresses"][0]["id"], &list["addresses"][0]["address"]["city"]), (&json!(id), &tokyo()["city"]));
    assert_eq!(world.read_as(&ken, "/api/v1/users/me/addresses").await.json()["addresses"], json!([]));
}

/// covers: S0-063, S0-065, S2-006
#[tokio::test]
async fn kept_addresses_are_copied_into_quotes() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let kept = world.post_as(&hana, "/api/v1/users/me/addresses", &tokyo()).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text());
    let id = text(&kept.json()["id"]).to_owned();
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let quote = world.post_as(&hana, "/api/v1/checkouts", &json!({"address_id": id})).await.json();
    let order = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await.json();

    let mut moved = tokyo();
    moved["city"] = json!("Minato-ku");
    let path = format!("/api/v1/users/me/addresses/{id}");
    let changed = world.call("PUT", &path, Some(&hana.access), &moved).await;
    assert_eq!((changed.status, &changed.json()["address"]["city"]), (StatusCode::OK, &json!("Minato-ku")));
    let list = world.read_as(&hana, "/api/v1/users/me/addresses").await.json();
    assert_eq!(list["addresses"][0]["address"]["city"], "Minato-ku");
    let read = world.read_as(&hana, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json();
    assert_eq!(read["address"]["city"], "Shibuya-ku", "the order keeps the copy it was placed with");
    assert_eq!(world.call("DELETE", &path, Some(&hana.access), &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.read_as(&hana, "/api/v1/users/me/addresses").await.json()["addresses"], json!([]));
}

#[tokio::test]
async fn goods_in_two_currencies_are_two_checkouts() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (shop, imported) = (ShopId(world.state.random.id(1)), VariantId(world.state.random.id(1)));
    world
        .shopkeeper(move |ledger| {
            let row = catalog::variant(ledger.tx, plenty(0))?.unwrap();
            let table =
                Shipping { currency: Currency::Usd, weights_g: vec![9_000], rates: vec![vec![900]], days: vec![] };
            catalog::put_terms(ledger, "jp", "shipping", "us", &table)?;
            catalog::put_terms(ledger, "jp", "tax", "US:standard", &Tax { rate_bp: 725 })?;
            let terms = catalog::terms(ledger.tx, &[row.shop].into())?;
            let currency = Currency::Usd;
            let abroad =
                Shop { region: "US-CA".into(), currency, shipping: "us".into(), ..terms.shops[&row.shop].clone() };
            catalog::put_shop(ledger, "jp", shop, &abroad)?;
            let variant = Variant { shop, currency, price: 999, gtin: None, ..row };
            catalog::put_variant(ledger, "jp", imported, &variant, 1)?;
            inventory::set_on_hand(ledger.tx, imported, 5)
        })
        .await;
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(imported, 1);
    world.sync(&phone, &[add], 0).await;
    let mixed = world.post_as(&hana, "/api/v1/checkouts", &json!({"address": tokyo()})).await;
    assert_eq!((mixed.status.as_u16(), mixed.code().as_str()), (422, "currency-mixed"));
    let yen = json!({"address": tokyo(), "lines": [line_of(plenty(0))]});
    assert_eq!(world.post_as(&hana, "/api/v1/checkouts", &yen).await.status, StatusCode::CREATED);
    let dollars = json!({"address": tokyo(), "lines": [line_of(imported)]});
    assert_eq!(world.post_as(&hana, "/api/v1/checkouts", &dollars).await.code(), "shipping-unavailable");
}
