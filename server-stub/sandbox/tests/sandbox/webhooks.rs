//! Webhooks as they come in the worst case.

use petpro_sandbox::gateway::Card;
use petpro_sandbox::webhook::{Mishap, Sender, signature};

use crate::world::{START_MS, World};

const AUTHORISED: &str = "payment_intent.amount_capturable_updated";

#[tokio::test]
async fn an_event_is_signed_over_its_time_and_its_bytes() {
    let world = World::new().await;
    world.intent().await;
    assert_eq!(world.sandbox.deliver().await, 1);
    let (signed, body) = world.received.lock()[0].clone();
    assert_eq!(signed, signature("whsec_sandbox", START_MS / 1_000, &body));
}

#[tokio::test]
async fn events_are_dropped_doubled_delayed_and_overtaken_on_command() {
    let world = World::new().await;
    world.sandbox.webhooks.spoil(&[Mishap::Drop, Mishap::Duplicate, Mishap::Delay(5_000), Mishap::Reorder]);
    let (id, _) = world.intent().await; // dropped
    world.sandbox.gateway.pay(&id, Card::Approve, false); // doubled
    world.post(&format!("payment_intents/{id}/capture"), "", &[]).await; // delayed
    world.post("refunds", "", &[("payment_intent", &id)]).await; // waits for the next
    world.sandbox.deliver().await;
    assert_eq!(world.kinds(), [AUTHORISED, AUTHORISED]);
    world.intent().await;
    world.sandbox.deliver().await;
    assert_eq!(world.kinds()[2..], ["payment_intent.created", "refund.created"]);
    world.step(5_000);
    world.sandbox.deliver().await;
    assert_eq!(world.kinds()[4..], ["payment_intent.succeeded"]);
}

#[tokio::test]
async fn a_forged_one_and_one_from_next_week_can_be_ordered() {
    let world = World::new().await;
    world.sandbox.webhooks.spoil(&[Mishap::WrongSignature, Mishap::NextWeek]);
    world.intent().await;
    world.intent().await;
    world.sandbox.deliver().await;
    let received = world.received.lock();
    let now_s = START_MS / 1_000;
    assert_ne!(received[0].0, signature("whsec_sandbox", now_s, &received[0].1));
    assert_eq!(received[1].0, signature("whsec_sandbox", now_s + 7 * 86_400, &received[1].1));
}

#[tokio::test]
async fn what_nobody_took_comes_again_later() {
    let world = World::new().await;
    let hook = format!("{}/nobody", world.sandbox.url());
    world.sandbox.webhooks.send_to(Sender::Gateway, &hook);
    world.intent().await;
    assert_eq!((world.sandbox.deliver().await, world.sandbox.webhooks.counts()), (0, (0, 1, 1)));
    assert_eq!((world.sandbox.deliver().await, world.sandbox.webhooks.counts()), (0, (0, 1, 1)), "not yet");
    world.step(1_000);
    world.sandbox.deliver().await;
    assert_eq!(world.sandbox.webhooks.counts(), (0, 2, 1));
}
