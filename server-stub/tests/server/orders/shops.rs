//! From the shop to the door.

use http::StatusCode;
use petpro_domain::order::Tracking;
use petpro_server::orders::{self, By};
use serde_json::{Value, json};

use crate::buyer::{id_of, part, text};
use crate::world::{Person, World};

async fn read(world: &World, who: &Person, order: &Value) -> Value {
    world.read_as(who, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json()
}

/// covers: S0-002, S0-016, S0-083
#[tokio::test]
async fn a_shop_sees_its_part_with_the_door_and_nothing_of_others() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let (first, second) = (world.shopkeeper_of(part(&order, 0).1).await, world.shopkeeper_of(part(&order, 1).1).await);
    let mine = world.read_as(&first, &format!("/api/v1/vendor/orders/{}", part(&order, 0).0)).await;
    let body = mine.json();
    assert_eq!((&body["address"]["city"], &body["status"]), (&json!("Shibuya-ku"), &json!("PROCESSING")));
    let lines: Vec<&Value> = body["lines"].as_array().unwrap().iter().map(|line| &line["variant"]).collect();
    let others = order["shops"][1]["lines"].as_array().unwrap();
    assert!(others.iter().all(|line| !lines.contains(&&line["variant"])));
    assert!(!mine.text().contains(&hana.email), "never the buyer's e-mail");
    let foreign = world.read_as(&second, &format!("/api/v1/vendor/orders/{}", part(&order, 0).0)).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);

    // The shop's device pulls the same row, read-only.
    let phone = world.device(&first).await;
    let scope = format!("vendor-orders:{}", text(part(&order, 0).1));
    let pulled = world.exchange(&phone, json!([]), json!([{"s": scope, "cur": 0}])).await.json();
    assert_eq!(pulled["pull"][0]["rows"][0]["d"], body);
    let pushed = world.exchange(&phone, json!([{"s": scope, "ops": []}]), json!([])).await.json();
    assert_eq!(pushed["push"][0]["code"], "scope-forbidden");
    let other = world.device(&second).await;
    let refused = world.exchange(&other, json!([]), json!([{"s": scope, "cur": 0}])).await.json();
    assert_eq!(refused["pull"][0]["code"], "scope-forbidden");
}

/// covers: S0-012, S0-110, S0-151
#[tokio::test]
async fn an_order_is_as_far_as_its_slowest_shop() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let shop = world.shopkeeper_of(part(&order, 0).1).await;
    let accept = format!("/api/v1/vendor/orders/{}/accept", part(&order, 0).0);
    let accepted = world.post_as(&shop, &accept, &Value::Null).await;
    assert_eq!((accepted.status, &accepted.json()["status"]), (StatusCode::OK, &json!("PREPARING")));
    assert_eq!(world.post_as(&shop, &accept, &Value::Null).await.status, StatusCode::OK, "begun is begun");
    let now = read(&world, &hana, &order).await;
    assert_eq!((text(&now["status"]), text(&now["shops"][0]["status"])), ("PROCESSING", "PREPARING"));
    world.bring_part(&order, 1).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "PREPARING");
}

/// covers: S0-012
#[tokio::test]
async fn what_may_not_happen_yet_changes_nothing_and_is_in_the_timeline() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let (id, number) = (id_of(&order), part(&order, 0).0.to_owned());
    let refused = world.told(move |app, ledger| orders::deliver(app, ledger, id, &number, By::Carrier)).await;
    assert_eq!(refused.unwrap_err().code, petpro_domain::Code::OrderState);
    assert_eq!(read(&world, &hana, &order).await["status"], "PROCESSING");
    let path = format!("/api/v1/orders/{}/timeline", text(&order["id"]));
    let last = world.read_as(&hana, &path).await.json()["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((text(&last["what"]), text(&last["by"]), &last["refused"]), ("delivered", "carrier", &json!(true)));
}

/// covers: S0-107, S0-108, S0-109, S0-112
#[tokio::test]
async fn a_receipt_completes_what_has_come() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let path = format!("/api/v1/orders/{}/receipt", text(&order["id"]));
    let early = world.post_as(&hana, &path, &json!({})).await;
    assert_eq!((early.status, early.code().as_str()), (StatusCode::CONFLICT, "order-state"));
    world.bring_part(&order, 0).await;
    let some = world.post_as(&hana, &path, &json!({})).await.json();
    assert_eq!((text(&some["status"]), text(&some["shops"][0]["status"])), ("PROCESSING", "COMPLETED"));
    let foreign = world.post_as(&hana, &path, &json!({"shop_orders": ["JP-9999-1"]})).await;
    assert_eq!(foreign.code(), "invalid");
    world.bring_part(&order, 1).await;
    let document = format!("/orders/{}/received", text(&order["id"]));
    let all = world.call("PUT", &document, Some(&hana.access), &Value::Null).await;
    assert_eq!(all.json()["status"], "COMPLETED");
    let again = world.post_as(&hana, &path, &json!({})).await;
    assert_eq!((again.status, &again.json()["status"]), (StatusCode::OK, &json!("COMPLETED")));
}

#[tokio::test]
async fn a_parcel_that_the_buyer_has_is_delivered_whatever_the_carrier_says() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let (number, shop) = (part(&order, 0).0.to_owned(), text(part(&order, 0).1).parse().unwrap());
    let shipped = number.clone();
    world
        .told(move |app, ledger| {
            let tracking = Tracking { carrier: "sandbox".into(), number: "T-1".into() };
            orders::accept(app, ledger, &[shop], &shipped)?.unwrap();
            Ok(orders::ship(app, ledger, &[shop], &shipped, tracking)?.unwrap())
        })
        .await;
    let path = format!("/api/v1/orders/{}/receipt", text(&order["id"]));
    let body = world.post_as(&hana, &path, &json!({"shop_orders": [number]})).await.json();
    assert_eq!(
        (text(&body["shops"][0]["status"]), text(&body["shops"][0]["tracking"]["number"])),
        ("COMPLETED", "T-1")
    );
}

/// covers: S0-109
#[tokio::test]
async fn a_week_after_delivery_an_order_is_completed_by_itself() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    world.bring(&order).await;
    world.later(7 * 86_400_000 - 1).await;
    assert_eq!(orders::complete(&world.state).await.unwrap(), 0);
    world.later(1).await;
    assert_eq!(orders::complete(&world.state).await.unwrap(), 1);
    let hana = world.sign_in(&hana.email).await;
    assert_eq!(read(&world, &hana, &order).await["status"], "COMPLETED");
    assert_eq!(orders::complete(&world.state).await.unwrap(), 0);
}
