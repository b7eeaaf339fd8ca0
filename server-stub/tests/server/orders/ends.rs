//! Orders that are not paid, are called off, or are over.

use http::StatusCode;
use petpro_server::config::{Checkout, OnPaymentFailed};
use petpro_server::orders::{self, NotPayable};
use serde_json::{Value, json};

use crate::buyer::{id_of, text, two_shops};
use crate::shop::plenty;
use crate::world::{Person, World};

async fn read(world: &World, who: &Person, order: &Value) -> Value {
    world.read_as(who, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json()
}

fn jobs(world: &World, kind: &str) -> i64 {
    world.count(&format!("SELECT COUNT(*) FROM pay_job WHERE kind = '{kind}'"))
}

/// covers: S0-170, S1-054
#[tokio::test]
async fn a_hold_that_is_over_closes_the_payment_first_and_then_frees_the_goods() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &two_shops()).await;
    world.later(599_999).await;
    assert_eq!(orders::expire(&world.state).await.unwrap(), 0);
    world.later(1).await;
    assert_eq!(orders::expire(&world.state).await.unwrap(), 1);
    assert_eq!(orders::expire(&world.state).await.unwrap(), 0, "asked once");
    assert_eq!((jobs(&world, "close"), world.stock_of(plenty(0)).1), (1, 2), "until the provider has answered");
    world.close(&order).await;
    world.close(&order).await;
    let hana = world.sign_in(&hana.email).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "EXPIRED");
    assert_eq!(world.stock_of(plenty(0)).1, 0);
    let cart = world.cart(&hana).await;
    let free: u64 = cart["shops"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|shop| shop["items"].as_array().unwrap())
        .map(|item| item["qty"].as_u64().unwrap())
        .sum();
    assert_eq!(free, 4, "all of it is in the cart again");
    let again = world.quote(&hana).await;
    let second = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": again["id"]})).await;
    assert_eq!(second.status, StatusCode::CREATED);
    world.stock_is_balanced();
}

#[tokio::test]
async fn money_that_comes_after_the_end_goes_back() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &[(plenty(0), 1)]).await;
    world.close(&order).await;
    world.pay(&order).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "EXPIRED");
    assert_eq!(jobs(&world, "close-or-refund"), 1);
    world.stock_is_balanced();
}

/// covers: S0-088, S0-089, S0-090
#[tokio::test]
async fn a_refused_payment_keeps_the_goods_and_can_be_tried_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &[(plenty(0), 1)]).await;
    let id = id_of(&order);
    assert!(world.told(move |app, ledger| orders::payment_failed(app, ledger, id, "card_declined")).await);
    assert_eq!(read(&world, &hana, &order).await["status"], "PAYMENT_FAILED");
    assert_eq!(world.stock_of(plenty(0)).1, 1, "held until its time is over");
    assert_eq!(world.told(move |app, ledger| orders::retry(app, ledger, id)).await, Ok(()));
    assert_eq!(read(&world, &hana, &order).await["status"], "PENDING_PAYMENT");
    world.pay(&order).await;
    assert!(!world.told(move |app, ledger| orders::payment_failed(app, ledger, id, "late")).await);
    let paid = read(&world, &hana, &order).await;
    assert_eq!(paid["status"], "PROCESSING", "a late failure touches nothing");
    let path = format!("/api/v1/orders/{}/timeline", text(&order["id"]));
    let entries = world.read_as(&hana, &path).await.json()["entries"].clone();
    let told: Vec<(&str, bool)> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (text(&entry["what"]), entry["refused"].as_bool().unwrap()))
        .collect();
    assert_eq!(
        told,
        [("placed", false), ("payment_failed", false), ("retried", false), ("paid", false), ("payment_failed", true)]
    );
}

#[tokio::test]
async fn where_a_refused_payment_releases_the_goods_a_retry_takes_them_again_or_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let checkout = Checkout { on_payment_failed: OnPaymentFailed::Release, ..Checkout::default() };
    let config = petpro_server::config::Config { checkout, ..World::config(dir.path()) };
    let world = World::of(dir, config);
    petpro_server::seed::plant(&world.state).await.unwrap();
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let units = u32::try_from(world.stock_of(plenty(0)).0).unwrap();
    let order = world.order(&hana, &[(plenty(0), units)]).await;
    let id = id_of(&order);
    world.told(move |app, ledger| orders::payment_failed(app, ledger, id, "card_declined")).await;
    assert_eq!(world.stock_of(plenty(0)).1, 0, "for sale at once");
    assert_eq!(world.told(move |app, ledger| orders::retry(app, ledger, id)).await, Ok(()));
    assert_eq!(world.stock_of(plenty(0)).1, i64::from(units), "taken again");
    world.told(move |app, ledger| orders::payment_failed(app, ledger, id, "card_declined")).await;
    world.order(&ken, &[(plenty(0), 1)]).await;
    assert_eq!(world.told(move |app, ledger| orders::retry(app, ledger, id)).await, Err(NotPayable::Stock));
    assert_eq!(world.stock_of(plenty(0)).1, 1, "nothing of it stays held");
    world.stock_is_balanced();
}

#[tokio::test]
async fn a_payment_that_is_being_captured_stops_the_clock_and_a_failed_capture_starts_it_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (held, late) = (world.order(&hana, &[(plenty(0), 1)]).await, world.order(&hana, &[(plenty(1), 1)]).await);
    let (id, other) = (id_of(&held), id_of(&late));
    assert!(world.told(move |app, ledger| orders::pin(app, ledger, id)).await);
    world.later(600_000).await;
    assert!(!world.told(move |app, ledger| orders::pin(app, ledger, other)).await, "its hold is over");
    assert!(world.told(move |app, ledger| orders::pin(app, ledger, id)).await, "told twice");
    assert_eq!(orders::expire(&world.state).await.unwrap(), 1, "the pinned one goes on");
    world.told(move |_, ledger| orders::unpin(ledger, id)).await;
    assert_eq!(orders::expire(&world.state).await.unwrap(), 1);
}

#[tokio::test]
async fn an_unpaid_order_is_called_off_once_its_payment_is_closed() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &[(plenty(0), 1)]).await;
    let path = format!("/api/v1/orders/{}/cancel", text(&order["id"]));
    let asked = world.post_as(&hana, &path, &Value::Null).await;
    assert_eq!((asked.status, &asked.json()["status"]), (StatusCode::OK, &json!("PENDING_PAYMENT")));
    assert_eq!(jobs(&world, "close"), 1);
    world.close(&order).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "CANCELLED");
    assert_eq!(world.stock_of(plenty(0)).1, 0);
    let path = format!("/orders/{}/cancel", text(&order["id"]));
    let again = world.call("PUT", &path, Some(&hana.access), &Value::Null).await;
    assert_eq!(again.json()["status"], "CANCELLED", "and stays so");
}

#[tokio::test]
async fn an_order_called_off_while_the_money_comes_is_paid_back() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let on_hand = world.stock_of(plenty(0));
    let order = world.order(&hana, &[(plenty(0), 1)]).await;
    let path = format!("/api/v1/orders/{}", text(&order["id"]));
    world.call("DELETE", &path, Some(&hana.access), &Value::Null).await;
    world.pay(&order).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "CANCELLED");
    assert_eq!((jobs(&world, "close-or-refund"), world.stock_of(plenty(0))), (1, on_hand));
    let id = id_of(&order);
    world.told(move |_, ledger| orders::refunded(ledger, id)).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "CANCELLED");
    world.stock_is_balanced();
}

#[tokio::test]
async fn a_paid_order_is_called_off_until_a_shop_begins_to_pack_it() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let on_hand = world.stock_of(plenty(0));
    let order = world.paid_order(&hana).await;
    let path = format!("/api/v1/orders/{}/cancel", text(&order["id"]));
    let off = world.post_as(&hana, &path, &Value::Null).await.json();
    assert_eq!((text(&off["status"]), text(&off["shops"][1]["status"])), ("CANCELLED", "CANCELLED"));
    assert_eq!((jobs(&world, "close-or-refund"), world.stock_of(plenty(0))), (1, on_hand), "goods and money go back");

    let order = world.paid_order(&hana).await;
    let shop = world.shopkeeper_of(&order["shops"][0]["shop"]).await;
    let number = text(&order["shops"][0]["number"]);
    world.post_as(&shop, &format!("/api/v1/vendor/orders/{number}/accept"), &Value::Null).await;
    let path = format!("/api/v1/orders/{}/cancel", text(&order["id"]));
    let late = world.post_as(&hana, &path, &Value::Null).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "order-state"));
    let timeline = world.read_as(&hana, &format!("/api/v1/orders/{}/timeline", text(&order["id"]))).await.json();
    let last = timeline["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((text(&last["what"]), &last["refused"]), ("cancelled", &json!(true)));
    world.stock_is_balanced();
}
