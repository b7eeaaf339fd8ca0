//! The commands as they are written down in `control.rs`, over HTTP.

use serde_json::{Value, json};

use crate::world::World;

async fn command(world: &World, path: &str, body: &Value) -> Value {
    let url = format!("{}/control/{path}", world.sandbox.url());
    let request = world.client.post(url).header("content-type", "application/json").body(body.to_string());
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{path} {body}: {}", answer.status());
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn a_card_plays_its_part_by_command() {
    let world = World::new().await;
    for (card, status) in [
        ("approve", "requires_capture"),
        ("decline", "requires_payment_method"),
        ("insufficient_funds", "requires_payment_method"),
        ("challenge", "requires_action"),
        ("time_out", "processing"),
    ] {
        let (intent, _) = world.intent().await;
        let paid = command(&world, "pay", &json!({"intent": intent, "card": card})).await;
        assert_eq!(paid["status"], status, "{card}");
        if card == "time_out" {
            command(&world, "clock", &json!({"seconds": 60})).await;
            assert_eq!(world.get(&format!("payment_intents/{intent}")).await["status"], "requires_payment_method");
        }
    }
}

#[tokio::test]
async fn webhooks_are_lost_or_doubled_until_they_are_plain_again() {
    let world = World::new().await;
    for (every, come) in [("drop", 0), ("duplicate", 2), ("plain", 1)] {
        command(&world, "webhooks", &json!({"every": every})).await;
        world.received.lock().clear();
        world.intent().await;
        command(&world, "deliver", &json!({})).await;
        assert_eq!(world.kinds().len(), come, "{every}");
    }
    let next = json!({"next": ["drop", "duplicate", {"delay": 5000}, "reorder", "wrong_signature", "next_week"]});
    command(&world, "webhooks", &next).await;
    command(&world, "webhooks", &json!({"every": "plain"})).await;
    world.received.lock().clear();
    world.intent().await;
    command(&world, "deliver", &json!({})).await;
    assert_eq!(world.kinds().len(), 1, "what was ordered is forgotten");
}

#[tokio::test]
async fn every_other_trouble_has_a_command() {
    let world = World::new().await;
    for (path, body) in [
        ("webhooks", json!({"gateway_to": "http://127.0.0.1:1/hook", "carrier_to": "http://127.0.0.1:1/hook"})),
        ("gateway", json!({"fail": ["capture", "hang_after"]})),
        ("gateway", json!({"fail": ["capture", "hang_before"]})),
        ("gateway", json!({"fail": ["capture", "error"]})),
        ("gateway", json!({"fail": ["capture", "too_many"]})),
        ("gateway", json!({"refunds_end": "pending"})),
        ("gateway", json!({"refunds_end": "failed"})),
        ("gateway", json!({"refunds_end": "succeeded"})),
        ("mail", json!({"down": true})),
        ("mail", json!({"down": false, "refuse_later": 1, "refuse_never": 1, "clear": true})),
        ("carrier", json!({"down": true})),
    ] {
        command(&world, path, &body).await;
    }
    command(&world, "gateway", &json!({"down": true})).await;
    let answer = world.post("payment_intents", "", &[("amount", "1980"), ("currency", "jpy")]).await;
    assert_eq!(answer.0, 503);
    command(&world, "gateway", &json!({"down": false})).await;
    assert_eq!(world.get("events").await["object"], "list");
}
