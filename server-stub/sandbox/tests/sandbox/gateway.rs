//! The gateway's states, keys and refusals.

use petpro_sandbox::gateway::{Card, Fault, RefundOutcome, Status};
use serde_json::Value;

use crate::world::World;

#[tokio::test]
async fn money_is_taken_once_and_never_more_than_was_authorised() {
    let world = World::new().await;
    let (id, _) = world.intent().await;
    assert_eq!(world.post(&format!("payment_intents/{id}/capture"), "", &[]).await.0, 400, "nothing is authorised");
    assert_eq!(world.sandbox.gateway.pay(&id, Card::Approve, false), Some(Status::RequiresCapture));
    let more = world.post(&format!("payment_intents/{id}/capture"), "", &[("amount_to_capture", "1981")]).await;
    assert_eq!(more.0, 400);
    let (status, body) = world.post(&format!("payment_intents/{id}/capture"), "", &[]).await;
    assert_eq!((status, &body["status"], &body["amount_received"]), (200, &"succeeded".into(), &1980.into()));
    let (status, again) = world.post(&format!("payment_intents/{id}/capture"), "", &[]).await;
    assert_eq!((status, &again["error"]["payment_intent"]["status"]), (400, &"succeeded".into()));
    assert_eq!(world.post(&format!("payment_intents/{id}/cancel"), "", &[]).await.0, 400);
    assert_eq!(world.sandbox.gateway.with(|books, _| books.broken_rules()), Vec::<String>::new());
}

#[tokio::test]
async fn refunds_never_exceed_what_was_received() {
    let world = World::new().await;
    let (id, _) = world.intent().await;
    world.sandbox.gateway.pay(&id, Card::Approve, false);
    world.post(&format!("payment_intents/{id}/capture"), "", &[]).await;
    let refund = |amount: &'static str| {
        let (world, id) = (&world, id.clone());
        async move { world.post("refunds", "", &[("payment_intent", &id), ("amount", amount)]).await.0 }
    };
    assert_eq!(
        (refund("1000").await, refund("981").await, refund("980").await, refund("1").await),
        (200, 400, 200, 400)
    );
    assert_eq!(world.sandbox.gateway.with(|books, _| books.broken_rules()), Vec::<String>::new());
}

#[tokio::test]
async fn a_refund_that_the_bank_refuses_later_leaves_the_money_with_the_shop() {
    let world = World::new().await;
    let (id, _) = world.intent().await;
    world.sandbox.gateway.pay(&id, Card::Approve, false);
    world.post(&format!("payment_intents/{id}/capture"), "", &[]).await;
    world.sandbox.gateway.with(|books, _| books.refunds_end = RefundOutcome::Pending);
    let (_, refund) = world.post("refunds", "", &[("payment_intent", &id)]).await;
    assert_eq!(refund["status"], "pending");
    let refund = refund["id"].as_str().unwrap();
    assert!(world.sandbox.gateway.with(|books, now| books.end_refund(refund, RefundOutcome::Failed, now)));
    assert_eq!(world.get(&format!("refunds/{refund}")).await["status"], "failed");
    let intent = world.get(&format!("payment_intents/{id}")).await;
    assert_eq!(intent["latest_charge"]["amount_refunded"], 0);
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_another_request_under_it_is_refused() {
    let world = World::new().await;
    let form = [("amount", "1980"), ("currency", "jpy"), ("capture_method", "manual")];
    let (_, first) = world.post("payment_intents", "pay_1", &form).await;
    let (_, again) = world.post("payment_intents", "pay_1", &form).await;
    assert_eq!(first["id"], again["id"]);
    let other = [("amount", "1981"), ("currency", "jpy"), ("capture_method", "manual")];
    let (status, refused) = world.post("payment_intents", "pay_1", &other).await;
    assert_eq!((status, &refused["error"]["type"]), (400, &"idempotency_error".into()));
    assert_eq!(world.sandbox.gateway.with(|books, _| books.intents().count()), 1);
}

#[tokio::test]
async fn a_failure_of_the_gateway_is_kept_under_its_key_too() {
    let world = World::new().await;
    let form = [("amount", "1980"), ("currency", "jpy"), ("capture_method", "manual")];
    world.sandbox.gateway.fail("payment_intents", Fault::Error);
    assert_eq!(world.post("payment_intents", "k", &form).await.0, 500);
    assert_eq!(world.post("payment_intents", "k", &form).await.0, 500);
    assert_eq!(world.post("payment_intents", "k2", &form).await.0, 200);
}

#[tokio::test]
async fn what_the_api_does_not_know_is_refused() {
    let world = World::new().await;
    let base = [("amount", "1980"), ("currency", "jpy"), ("capture_method", "manual")];
    for (name, value) in [("amonut", "1"), ("amount", "19.8"), ("amount", "-1"), ("currency", "xyz")] {
        let form: Vec<_> = [(name, value)].into_iter().chain(base).collect();
        assert_eq!(world.post("payment_intents", "", &form).await.0, 400, "{name}={value}");
    }
    let answer = world.client.get(format!("{}/v1/events", world.sandbox.url())).bearer_auth("sk_live").send().await;
    assert_eq!(answer.unwrap().status().as_u16(), 401);
}

#[tokio::test]
async fn cards_play_their_parts() {
    let world = World::new().await;
    for (card, status, code) in [
        (Card::Decline, "requires_payment_method", "generic_decline"),
        (Card::InsufficientFunds, "requires_payment_method", "insufficient_funds"),
        (Card::Challenge, "requires_payment_method", "authentication_required"),
        (Card::TimeOut, "processing", ""),
        (Card::Approve, "requires_capture", ""),
    ] {
        let (id, _) = world.intent().await;
        let form = [("payment_method", card.token()), ("off_session", "true")];
        let (_, body) = world.post(&format!("payment_intents/{id}/confirm"), "", &form).await;
        let intent = if body["error"].is_object() { &body["error"]["payment_intent"] } else { &body };
        assert_eq!(intent["status"], status, "{card:?}");
        assert_eq!(body["error"]["decline_code"].as_str().unwrap_or_default(), code, "{card:?}");
    }
    let (id, _) = world.intent().await;
    let (status, _) =
        world.post(&format!("payment_intents/{id}/confirm"), "", &[("payment_method", Card::Error.token())]).await;
    assert_eq!(status, 500);
}

#[tokio::test]
async fn time_ends_an_unanswered_payment_and_an_authorisation() {
    let world = World::new().await;
    let ((slow, _), (idle, _)) = (world.intent().await, world.intent().await);
    world.sandbox.gateway.pay(&slow, Card::TimeOut, false);
    world.sandbox.gateway.pay(&idle, Card::Approve, false);
    world.step(60_000);
    assert_eq!(world.get(&format!("payment_intents/{slow}")).await["status"], "requires_payment_method");
    world.step(7 * 86_400_000);
    assert_eq!(world.get(&format!("payment_intents/{idle}")).await["status"], "canceled");
}

#[tokio::test]
async fn a_buyer_pays_on_the_page_with_a_step_for_the_bank_and_saves_the_card() {
    let world = World::new().await;
    let (_, customer) = world.post("customers", "", &[]).await;
    let customer = customer["id"].as_str().unwrap();
    let form = [("amount", "1980"), ("currency", "jpy"), ("capture_method", "manual"), ("customer", customer)];
    let (_, intent) = world.post("payment_intents", "", &form).await;
    let (id, secret) = (intent["id"].as_str().unwrap(), intent["client_secret"].as_str().unwrap());
    let page = format!("{}/pay/{id}", world.sandbox.url());

    let shown = world.client.get(format!("{page}?key={secret}")).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("<legend>Card</legend>") && shown.contains("1980 JPY"), "{shown}");
    let stranger = world.client.get(format!("{page}?key=guess")).send().await.unwrap();
    assert_eq!(stranger.status().as_u16(), 404);

    let press = |choice: &'static str| {
        let body = format!("key={secret}&choice={choice}&save=1");
        let request = world.client.post(&page).header("content-type", "application/x-www-form-urlencoded");
        async move { request.body(body).send().await.unwrap().status().as_u16() }
    };
    assert_eq!(press("challenge").await, 303);
    assert_eq!(world.get(&format!("payment_intents/{id}")).await["status"], "requires_action");
    assert_eq!(press("confirm").await, 303);
    assert_eq!(world.get(&format!("payment_intents/{id}")).await["status"], "requires_capture");

    let methods = world.get(&format!("payment_methods?customer={customer}")).await;
    assert_eq!(methods["data"][0]["card"], serde_json::json!({"brand": "visa", "last4": "3220"}));
}

#[tokio::test]
async fn a_call_that_hangs_may_have_been_done() {
    let world = World::new().await;
    let (id, _) = world.intent().await;
    world.sandbox.gateway.pay(&id, Card::Approve, false);
    world.sandbox.gateway.fail("capture", Fault::HangAfter);
    let impatient = reqwest::Client::builder().timeout(std::time::Duration::from_millis(50)).build().unwrap();
    let url = format!("{}/v1/payment_intents/{id}/capture", world.sandbox.url());
    assert!(impatient.post(url).bearer_auth("sk_test_sandbox").send().await.unwrap_err().is_timeout());
    assert_eq!(world.get(&format!("payment_intents/{id}")).await["status"], "succeeded");
}

#[tokio::test]
async fn lists_go_back_in_pages_and_from_a_time_on() {
    let world = World::new().await;
    let (old, _) = world.intent().await;
    world.step(10_000);
    let (middle, _) = world.intent().await;
    let (new, _) = world.intent().await;
    let ids = |list: &Value| -> Vec<String> {
        list["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let first = world.get("payment_intents?limit=1").await;
    assert_eq!((ids(&first), &first["has_more"]), (vec![new.clone()], &true.into()));
    let rest = world.get(&format!("payment_intents?limit=5&starting_after={new}")).await;
    assert_eq!((ids(&rest), &rest["has_more"]), (vec![middle.clone(), old], &false.into()));
    let since = crate::world::START_MS / 1_000 + 10;
    assert_eq!(ids(&world.get(&format!("payment_intents?created[gte]={since}")).await), [new, middle]);
}
