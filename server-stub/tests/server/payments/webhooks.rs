//! What is told, in every way in which telling goes wrong.

use http::StatusCode;
use petpro_sandbox::gateway::Card;
use petpro_sandbox::webhook::{Mishap, signature};
use petpro_server::payments;
use serde_json::{Value, json};

use crate::shop::plenty;
use crate::till::{Till, order_id};
use crate::world::{Answer, Person, World};

const HOOK: &str = "/api/v1/webhooks/payments/stripe";

async fn sent(world: &World, signed: &str, body: &str) -> Answer {
    let headers = [("stripe-signature", signed), ("content-type", "application/json")];
    world.with_headers("POST", HOOK, &headers, body.as_bytes().to_vec()).await
}

fn event(till: &Till, id: &str, intent: &str, change: impl Fn(&mut Value)) -> (String, String) {
    let mut object = till.sandbox.gateway.with(|books, _| books.intent(intent).unwrap().json(false));
    change(&mut object);
    let body = json!({"id": id, "object": "event", "type": "payment_intent.amount_capturable_updated", "created": 1,
        "data": {"object": object}});
    let now_s = till.world.state.clock.now_ms() / 1_000;
    (signature("whsec_sandbox", now_s, &body.to_string()), body.to_string())
}

async fn open(till: &Till) -> (Person, Value, String) {
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.webhooks.spoil(&[Mishap::Drop, Mishap::Drop]); // created, authorised
    let intent = till.at_page(&hana, &order, Card::Approve).await;
    (hana, order, intent)
}

/// covers: S4-010
#[tokio::test]
async fn a_lost_webhook_is_asked_after() {
    let till = Till::new().await;
    let (hana, order, _) = open(&till).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT", "nobody has told");
    till.world.later(30_000).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
}

#[tokio::test]
async fn the_list_of_events_brings_what_was_never_told() {
    let till = Till::new().await;
    let (hana, order, _) = open(&till).await;
    assert_eq!(payments::reconcile(&till.world.state).await.unwrap(), 2);
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    let told = till.world.count("SELECT COUNT(*) FROM provider_event");
    assert_eq!(payments::reconcile(&till.world.state).await.unwrap(), 0, "and nothing twice");
    assert_eq!(till.world.count("SELECT COUNT(*) FROM provider_event"), told);
}

/// covers: S4-010, S4-023
#[tokio::test]
async fn a_webhook_that_comes_twice_or_out_of_order_has_one_effect() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.webhooks.spoil(&[Mishap::Delay(60_000), Mishap::Duplicate, Mishap::Duplicate]);
    till.at_page(&hana, &order, Card::Approve).await;
    till.quiet().await;
    till.world.later(60_000).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    assert_eq!(till.books().1, order["total"]["amount"].as_i64().unwrap());
    assert_eq!(till.world.count("SELECT COUNT(*) FROM outbox WHERE name = 'OrderPaid'"), 1);
    assert_eq!(till.world.count("SELECT COUNT(*) FROM provider_event"), 3);
}

/// covers: S4-010
#[tokio::test]
async fn a_forged_an_old_and_a_future_webhook_are_refused_and_stand_in_the_timeline() {
    let till = Till::new().await;
    let (hana, order, intent) = open(&till).await;
    let now_s = till.world.state.clock.now_ms() / 1_000;
    let (_, body) = event(&till, "evt_x", &intent, |_| ());
    for (signed, why) in [
        (String::new(), "unsigned"),
        (signature("whsec_guess", now_s, &body), "forged"),
        (signature("whsec_sandbox", now_s - 301, &body), "old"),
        (signature("whsec_sandbox", now_s + 7 * 86_400, &body), "ahead"),
    ] {
        let refused = sent(&till.world, &signed, &body).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNAUTHORIZED, "signature-invalid"), "{why}");
        let line = format!("webhook_refused ({why})");
        assert!(till.timeline(&hana, &order).await.contains(&line), "{line}");
    }
    till.steps().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT");
    assert_eq!(till.books().1, 0);
    // Somebody who knows an order's id but not its intent writes into no timeline.
    let (_, guess) = event(&till, "evt_y", &intent, |object| object["id"] = json!("pi_guess"));
    let lines = till.timeline(&hana, &order).await.len();
    assert_eq!(sent(&till.world, "t=1,v1=00", &guess).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(till.timeline(&hana, &order).await.len(), lines);
}

#[tokio::test]
async fn a_replayed_webhook_is_answered_and_changes_nothing() {
    let till = Till::new().await;
    let (hana, order, intent) = open(&till).await;
    let (signed, body) = event(&till, "evt_1", &intent, |_| ());
    for _ in 0..3 {
        assert_eq!(sent(&till.world, &signed, &body).await.status, StatusCode::OK);
    }
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    let told = till.timeline(&hana, &order).await;
    assert_eq!(told.iter().filter(|line| line.starts_with("payment_authorised")).count(), 1, "{told:#?}");
}

/// covers: S4-010
#[tokio::test]
async fn a_webhook_for_another_order_or_another_sum_pays_nothing() {
    for (change, line) in [
        (json!({"amount": 1}), "payment_of_other_amount"),
        (json!({"currency": "krw"}), "payment_of_other_amount"),
        (json!({"metadata": {"order_id": "0198c0de-0000-7000-8000-000000000001"}}), "payment_for_other_order"),
    ] {
        let till = Till::new().await;
        let (hana, order, intent) = open(&till).await;
        let (signed, body) = event(&till, "evt_1", &intent, |object| {
            for (key, value) in change.as_object().unwrap() {
                object[key] = value.clone();
            }
        });
        assert_eq!(sent(&till.world, &signed, &body).await.status, StatusCode::OK, "it is signed, so it is kept");
        payments::take(&till.world.state).await.unwrap();
        till.steps().await;
        assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT", "{change}");
        assert_eq!(till.books().1, 0);
        assert!(till.timeline(&hana, &order).await.contains(&line.to_owned()), "{line}");
    }
}

#[tokio::test]
async fn what_is_no_event_is_refused() {
    let till = Till::new().await;
    let now_s = till.world.state.clock.now_ms() / 1_000;
    for body in ["", "[]", "{\"id\":1}", "not json"] {
        let refused = sent(&till.world, &signature("whsec_sandbox", now_s, body), body).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::BAD_REQUEST, "malformed"), "{body}");
    }
    let large = "x".repeat(300 << 10);
    assert_eq!(sent(&till.world, "t=1,v1=00", &large).await.code(), "too-large");
    let stranger = till.world.call("POST", "/api/v1/webhooks/payments/paypal", None, &json!({})).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_order_that_cannot_be_read_holds_up_no_others_webhook() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let broken = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let whole = till.world.order(&ken, &[(plenty(1), 1)]).await;
    for (who, order) in [(&hana, &broken), (&ken, &whole)] {
        till.at_page(who, order, Card::Approve).await;
    }
    let id = order_id(&broken);
    let break_it = move |tx: &mut petpro_server::store::Tx| {
        tx.exec("UPDATE placed SET d = '{' WHERE order_id = $1", petpro_server::values![id])
    };
    assert_eq!(till.world.state.store.write(break_it).await.unwrap(), 1);
    till.quiet().await;
    assert_eq!(till.read(&ken, &whole).await["status"], "PROCESSING");
    let failed = "SELECT COUNT(*) FROM provider_event WHERE verdict = 'failed' AND body <> ''";
    assert!(till.world.count(failed) > 0, "what could not be taken in is kept");
}

#[tokio::test]
async fn whoever_forges_many_webhooks_fills_no_timeline() {
    let till = Till::new().await;
    let (hana, order, intent) = open(&till).await;
    let (_, body) = event(&till, "evt_x", &intent, |_| ());
    for _ in 0..25 {
        assert_eq!(sent(&till.world, "t=1,v1=00", &body).await.status, StatusCode::UNAUTHORIZED);
    }
    let refused = till.timeline(&hana, &order).await.iter().filter(|line| line.starts_with("webhook_refused")).count();
    assert_eq!(refused, 20);
}
