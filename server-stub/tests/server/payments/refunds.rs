//! Money that goes back.

use http::StatusCode;
use petpro_sandbox::gateway::{Fault, RefundOutcome};
use petpro_server::payments;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::till::Till;
use crate::world::Person;

async fn call_off(till: &Till, who: &Person, order: &Value) {
    let path = format!("/api/v1/orders/{}/cancel", text(&order["id"]));
    let done = till.world.post_as(who, &path, &Value::Null).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
}

#[tokio::test]
async fn an_order_that_is_called_off_after_it_was_paid_is_paid_back_once() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    till.sandbox.gateway.fail("refunds", Fault::HangAfter);
    call_off(&till, &hana, &order).await;
    till.quiet().await;
    till.world.later(10_000).await;
    till.quiet().await;
    let total = order["total"]["amount"].as_i64().unwrap();
    assert_eq!(till.books(), (1, total, total));
    let payment = &till.payments(&hana, &order).await[0];
    assert_eq!((&payment["refunded"], &payment["refunds"][0]["status"]), (&order["total"], &json!("succeeded")));
    assert_eq!(till.read(&hana, &order).await["status"], "CANCELLED");
}

#[tokio::test]
async fn a_bank_may_take_its_time_with_a_refund_and_refuse_it() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    till.sandbox.gateway.with(|books, _| books.refunds_end = RefundOutcome::Pending);
    call_off(&till, &hana, &order).await;
    till.quiet().await;
    let status = |payment: &Value| payment["refunds"][0]["status"].clone();
    assert_eq!(status(&till.payments(&hana, &order).await[0]), "pending");
    let late = |till: &Till| {
        let now_ms = till.world.state.clock.now_ms();
        till.world.state.store.read(|tx| payments::late(tx, now_ms)).unwrap()
    };
    assert_eq!(late(&till), 0);
    till.world.later(payments::PROMISED_MS + 1_000).await;
    assert_eq!(late(&till), 1, "somebody has to ask the bank");
    let refund: String = till
        .world
        .state
        .store
        .read(|tx| tx.query_row("SELECT ref FROM refund", &[], |row| row.get(0)))
        .unwrap()
        .unwrap();
    assert!(till.sandbox.gateway.with(|books, now_ms| books.end_refund(&refund, RefundOutcome::Failed, now_ms)));
    till.quiet().await;
    let hana = till.world.sign_in(&hana.email).await;
    let payment = &till.payments(&hana, &order).await[0];
    assert_eq!(
        (status(payment), &payment["refunded"]["amount"]),
        (json!("failed"), &json!(0)),
        "it can be tried again"
    );
    let told = till.timeline(&hana, &order).await;
    assert!(told.iter().any(|line| line.starts_with("payment_refund_failed")), "{told:#?}");
}

#[tokio::test]
async fn never_more_goes_back_than_came() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    let payment = till.payments(&hana, &order).await[0].clone();
    let path = format!("/api/v1/payments/{}/refunds", text(&payment["id"]));
    let lives = till.world.post_as(&hana, &path, &json!({})).await;
    assert_eq!(
        (lives.status, lives.code().as_str()),
        (StatusCode::CONFLICT, "order-state"),
        "call the order off instead"
    );

    let taken =
        till.world.state.store.write(|tx| tx.exec("UPDATE payment SET refunded = captured + 1", &[]).map(|_| ()));
    assert!(taken.await.is_err_and(|cause: petpro_server::store::Failure| cause.is_constraint()), "the row says no");
}

#[tokio::test]
async fn money_that_a_bank_sends_back_after_all_can_be_paid_back_again() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    call_off(&till, &hana, &order).await;
    till.quiet().await;
    let read = |tx: &mut petpro_server::store::Tx| tx.query_row("SELECT ref FROM refund", &[], |row| row.get(0));
    let refund: String = till.world.state.store.read(read).unwrap().unwrap();
    assert!(till.sandbox.gateway.with(|books, now_ms| books.end_refund(&refund, RefundOutcome::Failed, now_ms)));
    till.quiet().await;
    let payment = till.payments(&hana, &order).await[0].clone();
    assert_eq!(
        (&payment["refunds"][0]["status"], &payment["refunded"]["amount"]),
        (&json!("failed"), &json!(0)),
        "the money is here"
    );
    let told = till.timeline(&hana, &order).await;
    assert!(told.iter().any(|line| line.starts_with("payment_refund_failed")), "{told:#?}");
    let path = format!("/api/v1/payments/{}/refunds", payment["id"].as_str().unwrap());
    assert_eq!(till.world.post_as(&hana, &path, &json!({})).await.status, 201);
    till.quiet().await;
    assert_eq!(till.books().2, order["total"]["amount"].as_i64().unwrap(), "paid back once");
}
