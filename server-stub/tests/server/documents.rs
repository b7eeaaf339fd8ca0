//! The calls of the source documents as they stand there: other paths, no `Idempotency-Key`, no
//! `If-Match`, or `X-PetPro-Compat: spec` (C-53). The natural keys still guard what must happen once.

use petpro_sandbox::gateway::Card;
use petpro_server::orders::{self, By};
use serde_json::{Value, json};

use crate::buyer::{id_of, text, tokyo};
use crate::shop::{line_of, plenty};
use crate::till::Till;
use crate::world::{Answer, PASSWORD};

/// Somebody who knows the documents only.
struct Reader<'a> {
    till: &'a Till,
    access: String,
}

impl Reader<'_> {
    async fn call(&self, method: &str, path: &str, body: &Value, status: u16) -> Answer {
        let answer = self.till.world.call(method, path, Some(&self.access), body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text());
        answer
    }

    async fn compat(&self, method: &str, path: &str, body: &Value, status: u16) -> Answer {
        let bearer = format!("Bearer {}", self.access);
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("x-petpro-compat", "spec")];
        let bytes = if body.is_null() { vec![] } else { body.to_string().into() };
        let answer = self.till.world.with_headers(method, path, &headers, bytes).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text());
        answer
    }

    /// A cart of one thing, and a quote of it.
    async fn quoted(&self, nth: usize) -> Value {
        self.call("POST", "/cart/items", &json!({"variant": plenty(nth), "qty": 1}), 200).await;
        let quote = self.call("POST", "/checkouts", &json!({"address": tokyo()}), 201).await.json();
        json!({"quote_id": quote["id"]})
    }
}

async fn reader(till: &Till) -> Reader<'_> {
    let who = json!({"username": "reader@example.com", "password": PASSWORD});
    assert_eq!(till.world.post("/member/registration", &who).await.status, 201);
    let tokens = till.world.post("/member/login", &who).await;
    assert_eq!(tokens.status, 200);
    Reader { till, access: text(&tokens.json()["access_token"]).to_owned() }
}

/// covers: S0-078, S0-108
#[tokio::test]
async fn document_0_from_the_cart_to_the_door() {
    let till = Till::new().await;
    let it = reader(&till).await;
    let none = Value::Null;
    it.call("POST", "/cart/items", &json!({"variant": plenty(0), "qty": 1}), 200).await;
    it.call("GET", "/cart", &none, 200).await;
    let line = format!("/cart/items/{}", line_of(plenty(0)));
    it.call("PUT", &line, &json!({"qty": 2}), 200).await;
    it.call("DELETE", &line, &none, 200).await;
    it.call("GET", "/user/addresses", &none, 200).await;
    it.call("POST", "/user/addresses", &tokyo(), 201).await;
    let place = it.quoted(0).await;
    it.call("GET", "/cart/checkout?ship_to=JP-13", &none, 200).await;
    it.call("POST", "/shipping/options", &json!({"address": tokyo()}), 200).await;
    let order = it.call("POST", "/orders", &place, 201).await.json();
    assert_eq!(it.call("POST", "/orders", &place, 200).await.json()["id"], order["id"], "one order without any key");
    let id = text(&order["id"]);
    let begun = it.call("POST", &format!("/payments/order/{id}"), &json!({}), 201).await.json();
    let again = it.call("POST", &format!("/payments/order/{id}"), &json!({}), 201).await.json();
    assert_eq!((&again["id"], till.books().0), (&begun["id"], 1), "one payment without any key");
    till.sandbox.gateway.pay(&Till::intent(&begun), Card::Approve, false);
    till.quiet().await;
    it.call("GET", "/orders?status=all", &none, 200).await;
    let paid = it.call("GET", &format!("/orders/{id}"), &none, 200).await.json();
    assert_eq!(paid["status"], "PROCESSING");
    let parcel = till.world.sent(&paid).await;
    it.call("GET", &format!("/shipping/track/{}", text(&parcel["tracking_number"])), &none, 200).await;
    let (whole, number) = (id_of(&paid), text(&paid["shops"][0]["number"]).to_owned());
    till.world.told(move |app, ledger| Ok(orders::deliver(app, ledger, whole, &number, By::Carrier)?.unwrap())).await;
    it.call("PUT", &format!("/orders/{id}/received"), &none, 200).await;
    assert_eq!(it.call("GET", &format!("/orders/{id}"), &none, 200).await.json()["status"], "COMPLETED");
    let next = it.quoted(1).await;
    let next = it.call("POST", "/orders", &next, 201).await.json();
    it.call("PUT", &format!("/orders/{}/cancel", text(&next["id"])), &none, 200).await;
}

#[tokio::test]
async fn documents_1_2_and_4_place_pay_and_call_off() {
    let till = Till::new().await;
    let it = reader(&till).await;
    let none = Value::Null;
    // 2: the marketplace's names.
    it.call("POST", "/delivery/addresses", &tokyo(), 201).await;
    let order = it.call("POST", "/order/process-order", &it.quoted(0).await, 201).await.json();
    let pay = json!({"order_id": order["id"]});
    let payment = it.call("POST", "/payments/process-payment", &pay, 201).await.json();
    it.call("GET", &format!("/payments/payments/{}", text(&payment["id"])), &none, 200).await;
    it.call("GET", &format!("/order/orders/{}", text(&order["id"])), &none, 200).await;
    it.call("GET", "/order/orders", &none, 200).await;
    // 1 and 4: the canonical paths, in the documents' dialect.
    let place = it.quoted(1).await;
    let without = it.call("POST", "/api/v1/orders", &place, 400).await;
    assert_eq!(without.code(), "idempotency-key-missing", "whoever speaks ours needs a key");
    let order = it.compat("POST", "/api/v1/orders", &place, 201).await.json();
    let pay = json!({"order_id": order["id"]});
    let first = it.compat("POST", "/api/v1/payments", &pay, 201).await.json();
    assert_eq!(it.compat("POST", "/api/v1/payments", &pay, 201).await.json()["id"], first["id"]);
    it.compat("GET", &format!("/api/v1/payments/order/{}", text(&order["id"])), &none, 200).await;
    it.compat("DELETE", &format!("/api/v1/orders/{}", text(&order["id"])), &none, 200).await;
    let line = format!("/api/v1/cart/items/{}", line_of(plenty(2)));
    it.quoted(2).await;
    assert_eq!(it.call("DELETE", &line, &none, 428).await.code(), "precondition-required");
    it.compat("DELETE", &line, &none, 200).await;
    // A refusal has the documents' status, not ours.
    let stale = it.compat("POST", "/api/v1/orders", &json!({"quote_id": first["id"]}), 400).await;
    assert_eq!(stale.code(), "invalid");
}
