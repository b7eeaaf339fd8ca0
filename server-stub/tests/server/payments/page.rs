//! An order is paid on the provider's page.

use http::StatusCode;
use petpro_domain::order::Status as OrderStatus;
use petpro_sandbox::gateway::{Card, Status};
use petpro_server::config::OnPaymentFailed;
use petpro_server::orders;
use serde_json::{Value, json};

use crate::buyer::{id_of, text, two_shops};
use crate::shop::plenty;
use crate::till::Till;

/// covers: S0-013, S0-079, S0-081, S0-153, S4-010, S4-024
#[tokio::test]
async fn an_order_is_paid_once_by_a_signed_word_of_the_provider() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &two_shops()).await;
    let begun = till.begin(&hana, &order).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let payment = begun.json();
    assert_eq!((&payment["status"], &payment["amount"]), (&json!("open"), &order["total"]));
    assert!(!begun.text().contains("client_secret") && text(&payment["page"]).starts_with(&till.sandbox.url()));
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT", "the page alone changes nothing");

    let (page, key) = text(&payment["page"]).split_once("?key=").unwrap();
    let form = format!("key={key}&choice=approve");
    let submit = reqwest::Client::new().post(page).header("content-type", "application/x-www-form-urlencoded");
    assert!(submit.body(form).send().await.unwrap().text().await.unwrap().contains("The payment was approved."));
    till.quiet().await;
    let paid = till.read(&hana, &order).await;
    assert_eq!(paid["status"], "PROCESSING");
    assert_eq!(till.books(), (1, order["total"]["amount"].as_i64().unwrap(), 0));
    let now = &till.payments(&hana, &order).await[0];
    assert_eq!((&now["status"], &now["captured"], &now["page"]), (&json!("captured"), &order["total"], &Value::Null));
    let told = till.timeline(&hana, &order).await;
    for line in [
        "payment_opened",
        "payment_authorised (attempt 1)",
        "payment_captured (attempt 1)",
        "webhook (payment_intent.amount_capturable_updated: authorised)",
        "webhook (payment_intent.succeeded: unchanged)",
    ] {
        assert!(told.iter().any(|it| it == line), "{line} is not in {told:#?}");
    }
    till.world.stock_is_balanced();
}

/// covers: S0-088, S0-089, S0-090
#[tokio::test]
async fn a_declined_card_leaves_the_order_to_be_paid_with_another() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let first = till.at_page(&hana, &order, Card::InsufficientFunds).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PAYMENT_FAILED");
    let attempt = &till.payments(&hana, &order).await[0];
    assert_eq!((&attempt["status"], &attempt["refused"]), (&json!("failed"), &json!("insufficient_funds")));
    assert_eq!(till.world.stock_of(plenty(0)).1, 1, "still held");

    let again = till.begin(&hana, &order).await.json();
    assert_eq!((&again["attempt"], &again["order_id"]), (&json!(2), &order["id"]));
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT");
    till.sandbox.gateway.pay(&Till::intent(&again), Card::Approve, false);
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    assert_eq!(till.status(&first), Status::Canceled, "the refused attempt is closed, so it can never be paid too");
}

#[tokio::test]
async fn a_card_that_is_refused_may_be_tried_again_on_the_same_page() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::Decline).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PAYMENT_FAILED");
    till.sandbox.gateway.pay(&intent, Card::Approve, false);
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
}

/// covers: S0-088
#[tokio::test]
async fn goods_that_a_refusal_released_are_taken_again_or_the_money_stays_where_it_is() {
    let till = Till::with(|config| config.checkout.on_payment_failed = OnPaymentFailed::Release).await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::Decline).await;
    till.quiet().await;
    assert_eq!(till.world.stock_of(plenty(0)).1, 0, "released at once");
    till.world.shopkeeper(|ledger| petpro_server::inventory::set_on_hand(ledger.tx, plenty(0), 0)).await;
    let refused = till.begin(&hana, &order).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "stock-insufficient"));
    till.sandbox.gateway.pay(&intent, Card::Approve, false);
    till.quiet().await;
    assert_eq!((till.status(&intent), till.books().1), (Status::Canceled, 0), "authorised, never taken");
    assert_eq!(till.read(&hana, &order).await["status"], "PAYMENT_FAILED");
}

/// covers: S0-170
#[tokio::test]
async fn a_payment_after_the_hold_has_ended_is_called_off_and_never_taken() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::Approve).await;
    till.world.later(600_000).await;
    till.quiet().await;
    assert_eq!((till.status(&intent), till.books().1), (Status::Canceled, 0));
    orders::expire(&till.world.state).await.unwrap();
    till.quiet().await;
    let hana = till.world.sign_in(&hana.email).await;
    assert_eq!(till.read(&hana, &order).await["status"], "EXPIRED");
    assert_eq!(till.world.stock_of(plenty(0)).1, 0);
    let late = till.begin(&hana, &order).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::GONE, "order-expired"));
}

#[tokio::test]
async fn an_order_ends_unpaid_only_after_the_provider_has_closed_its_payment() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let begun = till.begin(&hana, &order).await.json();
    till.world.later(600_000).await;
    orders::expire(&till.world.state).await.unwrap();
    till.sandbox.gateway.down(true);
    till.steps().await;
    let hana = till.world.sign_in(&hana.email).await;
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT", "nobody knows yet");
    assert_eq!(till.world.stock_of(plenty(0)).1, 1);
    till.sandbox.gateway.down(false);
    till.world.later(5_000).await;
    till.quiet().await;
    assert_eq!(till.status(&Till::intent(&begun)), Status::Canceled);
    assert_eq!(till.read(&hana, &order).await["status"], "EXPIRED");
}

#[tokio::test]
async fn what_was_captured_after_all_is_paid() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::Approve).await;
    // Somebody presses "capture" at the provider's, and no webhook tells.
    till.sandbox.webhooks.spoil(&[petpro_sandbox::webhook::Mishap::Drop; 8]);
    let form = petpro_sandbox::gateway::Form::default();
    till.sandbox.gateway.with(|books, now_ms| books.capture(&intent, &form, now_ms).unwrap());
    till.world.later(600_000).await;
    orders::expire(&till.world.state).await.unwrap();
    till.steps().await;
    let hana = till.world.sign_in(&hana.email).await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
}

#[tokio::test]
async fn a_hold_that_is_pinned_by_a_capture_does_not_end_meanwhile() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.at_page(&hana, &order, Card::Approve).await;
    till.sandbox.gateway.fail("capture", petpro_sandbox::gateway::Fault::HangBefore);
    till.sandbox.deliver().await;
    petpro_server::payments::take(&till.world.state).await.unwrap();
    till.steps().await;
    till.world.later(600_000).await;
    assert_eq!(orders::expire(&till.world.state).await.unwrap(), 0, "the money is being taken");
    till.quiet().await;
    let id = id_of(&order);
    let due = till.world.state.store.read(|tx| orders::payable(tx, id)).unwrap().unwrap();
    assert_eq!((due.status, till.books().1), (OrderStatus::Processing, due.total.amount));
}

/// covers: S0-078
#[tokio::test]
async fn nobody_sends_a_sum_a_card_or_somebody_elses_order() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let id = &order["id"];
    for (body, status, code) in [
        (json!({"order_id": id, "amount": 1}), 400, "malformed"),
        (json!({"order_id": id, "status": "captured"}), 400, "malformed"),
        (json!({"order_id": id, "card_number": "4242 4242 4242 4242"}), 422, "card-data-refused"),
        (json!({"order_id": "4242424242424242"}), 422, "card-data-refused"),
        (json!({"order_id": id, "method_id": "0198c0de-0000-7000-8000-000000000001"}), 422, "payment-method-unknown"),
        (json!({"order_id": "0198c0de-0000-7000-8000-000000000001"}), 404, "not-found"),
    ] {
        let answer = till.world.post_as(&hana, "/api/v1/payments", &body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{body}");
    }
    let path = format!("/payments/order/{}", text(id));
    let details = json!({"cardNumber": "4242424242424242", "cvc": "123"});
    let refused = till.world.call("POST", &path, Some(&hana.access), &details).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "card-data-refused"));
    let foreign = till.begin(&ken, &order).await;
    assert_eq!((foreign.status, foreign.code().as_str()), (StatusCode::NOT_FOUND, "not-found"));
    assert_eq!(till.books().0, 0, "the provider was never asked");
    assert!(!crate::world::LOG.get().unwrap().text().contains("4242 4242"), "a card number is in no log");
}

/// covers: S4-023
#[tokio::test]
async fn the_same_request_again_is_the_same_payment() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let body = json!({"order_id": order["id"]});
    let key = "0198c0de-0000-7000-8000-0000000000aa";
    let first = till.world.post_under(&hana, "/api/v1/payments", key, &body).await;
    let again = till.world.post_under(&hana, "/api/v1/payments", key, &body).await;
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), ("true", &first.bytes));
    let other = till.begin(&hana, &order).await;
    assert_eq!(other.json()["id"], first.json()["id"], "the open attempt is used again");
    let second = till.world.order(&hana, &[(plenty(3), 1)]).await;
    let reused = till.world.post_under(&hana, "/api/v1/payments", key, &json!({"order_id": second["id"]})).await;
    assert_eq!((reused.status.as_u16(), reused.code().as_str()), (422, "idempotency-key-reused"));
    assert_eq!(till.books().0, 1);
    let alias = format!("/payments/order/{}", text(&order["id"]));
    let by_alias = till.world.call("POST", &alias, Some(&hana.access), &json!({})).await;
    assert_eq!((by_alias.status, &by_alias.json()["id"]), (StatusCode::CREATED, &first.json()["id"]));
}
