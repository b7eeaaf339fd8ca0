//! Events leave in order, at least once, and later again after a failure.

use petpro_server::feed::OnTx;
use petpro_server::outbox::{self, Dispatched, Event, Listener};
use petpro_server::state::AppState;
use petpro_server::store::{Failure, Tx};
use petpro_sync::server::Ledger;
use serde_json::json;

use crate::world::{START_MS, World};

async fn put(world: &World, n: u128, name: &'static str, order: &'static str) {
    let write = move |tx: &mut Tx| {
        outbox::put(tx, uuid::Uuid::from_u128(n), "orders", name, &json!({"order": order}), START_MS)
    };
    world.state.store.write(write).await.map_err(|cause: Failure| cause).unwrap();
}

/// Writes down what it hears, under the event's id; what is called Broken it refuses.
fn hears(_: &AppState, ledger: &mut OnTx, event: &Event) -> Result<(), Failure> {
    let refused = ledger.row("heard", "switch", "broken")?.is_some() && event.name == "Broken";
    ledger.publish("heard", "event", &event.id.to_string(), Some(&format!("\"{}\"", event.name)))?;
    if refused { Err(Failure::Ended) } else { Ok(()) }
}

const LISTENERS: &[Listener] = &[hears];

fn heard(world: &World) -> Vec<String> {
    let select = "SELECT r.d FROM feed_row r JOIN scope s ON s.no = r.scope
        WHERE s.name = 'heard' AND r.t = 'event' ORDER BY r.seq";
    world.state.store.read(|tx| tx.query(select, &[], |row| row.get(0))).map_err(|cause: Failure| cause).unwrap()
}

async fn switch(world: &World, on: bool) {
    world.shopkeeper(move |ledger| ledger.publish("heard", "switch", "broken", on.then_some("1")).map(|_| true)).await;
}

/// covers: S0-178
#[tokio::test]
async fn an_event_that_is_refused_holds_back_its_own_kind_and_nobody_elses() {
    let world = World::new();
    switch(&world, true).await;
    // Ids fall, times are equal: only the order of writing says what comes first.
    put(&world, 9, "Broken", "a").await;
    put(&world, 8, "After", "a").await;
    put(&world, 7, "Other", "b").await;
    let done = outbox::dispatch(&world.state, LISTENERS).await.unwrap();
    assert_eq!(done, Dispatched { sent: 1, failed: 1 });
    assert_eq!(heard(&world), ["\"Other\""], "what the refused one wrote is undone");
    assert_eq!(outbox::dispatch(&world.state, LISTENERS).await.unwrap(), Dispatched::default(), "not yet");

    switch(&world, false).await;
    world.clock.step(1_000);
    assert_eq!(outbox::dispatch(&world.state, LISTENERS).await.unwrap().sent, 2);
    assert_eq!(heard(&world), ["\"Other\"", "\"Broken\"", "\"After\""]);
    let (waiting, _) = world.state.store.read(outbox::waiting).unwrap();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn an_event_waits_longer_after_each_failure_and_is_never_lost() {
    let world = World::new();
    switch(&world, true).await;
    put(&world, 1, "Broken", "a").await;
    let mut tries = 0;
    for _ in 0..3_600 {
        tries += outbox::dispatch(&world.state, LISTENERS).await.unwrap().failed;
        world.clock.step(1_000);
    }
    assert_eq!(tries, 12, "at 0, 1, 3, 7 … s");
    switch(&world, false).await;
    world.clock.step(3_600_000);
    assert_eq!(outbox::dispatch(&world.state, LISTENERS).await.unwrap().sent, 1);
}

fn kept(world: &World) -> Vec<String> {
    let select = "SELECT name FROM outbox ORDER BY no";
    world.state.store.read(|tx| tx.query(select, &[], |row| row.get(0))).map_err(|cause: Failure| cause).unwrap()
}

#[tokio::test]
async fn what_was_sent_a_week_ago_is_forgotten_and_what_was_not_stays() {
    let world = World::new();
    put(&world, 1, "Sent", "a").await;
    outbox::dispatch(&world.state, LISTENERS).await.unwrap();
    put(&world, 2, "Waits", "a").await;
    outbox::prune(&world.state).await.unwrap();
    assert_eq!(kept(&world), ["Sent", "Waits"]);
    world.clock.step(7 * 86_400_000 + 1);
    outbox::prune(&world.state).await.unwrap();
    assert_eq!(kept(&world), ["Waits"]);
}
