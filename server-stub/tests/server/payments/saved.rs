//! Saved payment methods, and orders that are paid while nobody is there.

use http::StatusCode;
use petpro_domain::ids::MethodId;
use petpro_sandbox::gateway::Card;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::plenty;
use crate::till::Till;
use crate::world::Person;

/// Pays an order with a card that is kept.
pub async fn saved(till: &Till, who: &Person, card: Card) -> MethodId {
    let order = till.world.order(who, &[(plenty(0), 1)]).await;
    let begun = till.begin(who, &order).await.json();
    till.sandbox.gateway.pay(&Till::intent(&begun), card, true);
    if card == Card::Challenge {
        till.sandbox.gateway.with(|books, now_ms| books.challenged(&Till::intent(&begun), true, now_ms));
    }
    till.quiet().await;
    let methods = till.world.read_as(who, "/api/v1/users/me/payment-methods").await.json();
    text(&methods["methods"][0]["id"]).parse().unwrap()
}

async fn place(till: &Till, who: &Person, method: MethodId) -> Value {
    till.world.fill(who, &[(plenty(1), 1)]).await;
    let quote = till.world.quote(who).await;
    let body = json!({"quote_id": quote["id"], "method_id": method});
    let placed = till.world.post_as(who, "/api/v1/orders", &body).await;
    assert_eq!(placed.status, StatusCode::CREATED, "{}", placed.text());
    placed.json()
}

#[tokio::test]
async fn a_card_that_its_buyer_keeps_is_known_by_brand_and_last_digits_on_every_device() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let list = till.world.read_as(&hana, "/api/v1/users/me/payment-methods").await;
    let one = &list.json()["methods"][0];
    assert_eq!((&one["brand"], &one["last4"]), (&json!("visa"), &json!("4242")));
    assert!(!list.text().contains("pm_"), "the provider's token stays here");
    let phone = till.world.device(&hana).await;
    let scope = format!("user:{}", hana.user);
    let pulled = till.world.exchange(&phone, json!([]), json!([{"s": scope, "cur": 0}])).await.json();
    let rows = pulled["pull"][0]["rows"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["t"] == "payment_method").unwrap();
    assert_eq!((&row["id"], &row["d"]["last4"]), (&json!(method), &json!("4242")));
}

#[tokio::test]
async fn an_order_with_a_saved_method_is_paid_without_its_buyer() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let order = place(&till, &hana, method).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    assert_eq!(till.payments(&hana, &order).await.len(), 1);
    assert_eq!(till.books().0, 2);
}

/// covers: S0-144
#[tokio::test]
async fn a_saved_card_that_is_declined_says_so_with_402_and_the_reason() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Challenge).await;
    let order = till.world.order(&hana, &[(plenty(1), 1)]).await;
    let body = json!({"order_id": order["id"], "method_id": method});
    let key = "0198c0de-0000-7000-8000-0000000000bb";
    let declined = till.world.post_under(&hana, "/api/v1/payments", key, &body).await;
    assert_eq!((declined.status, declined.code().as_str()), (StatusCode::PAYMENT_REQUIRED, "payment-declined"));
    assert_eq!(declined.json()["errors"][0]["detail"], "authentication_required");
    let again = till.world.post_under(&hana, "/api/v1/payments", key, &body).await;
    assert_eq!((again.bytes, again.status), (declined.bytes, StatusCode::PAYMENT_REQUIRED), "kept under its key");
    assert_eq!(till.read(&hana, &order).await["status"], "PAYMENT_FAILED");
    let page = till.at_page(&hana, &order, Card::Approve).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING", "{page}");
}

#[tokio::test]
async fn a_method_that_was_removed_or_is_somebody_elses_pays_nothing() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let method = saved(&till, &hana, Card::Approve).await;
    let path = format!("/api/v1/users/me/payment-methods/{method}");
    let foreign = till.world.call("DELETE", &path, Some(&ken.access), &Value::Null).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let order = place(&till, &ken, method).await;
    till.quiet().await;
    assert_eq!(till.read(&ken, &order).await["status"], "PAYMENT_FAILED");

    let gone = till.world.call("DELETE", &path, Some(&hana.access), &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let order = place(&till, &hana, method).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PAYMENT_FAILED");
    assert_eq!(till.books().0, 1);
    petpro_server::payments::reconcile(&till.world.state).await.unwrap();
    assert_eq!(
        till.world.count("SELECT COUNT(*) FROM payment_method WHERE detached = 1"),
        1,
        "the provider forgot it too"
    );
}

#[tokio::test]
async fn a_key_that_is_another_requests_charges_nothing() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let order = till.world.order(&hana, &[(plenty(2), 1)]).await;
    let key = "0197aaaa-0000-7000-8000-0000000000aa";
    let added = till.world.post_under(&hana, "/api/v1/cart/items", key, &json!({"variant": plenty(3), "qty": 1})).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let before = till.books();
    let pay = json!({"order_id": order["id"], "method_id": method});
    let refused = till.world.post_under(&hana, "/api/v1/payments", key, &pay).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "idempotency-key-reused"));
    till.quiet().await;
    assert_eq!(till.books(), before, "no intent, no charge");
    assert!(till.payments(&hana, &order).await.is_empty());
}
