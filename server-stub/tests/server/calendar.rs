//! What a desk books and moves, as it reaches the server.

use petpro_domain::Code;
use petpro_domain::wire::{Op, OpState};
use petpro_server::seed::{clinic_id, service_id};
use serde_json::{Value, json};

use crate::tablets::{Tablet, admin, rows, tablet};
use crate::walk_ins::states;
use crate::world::World;

const CARE: &str = "vaccination";

fn enters(tablet: &mut Tablet, starts_ms: i64, resource: &Value) -> Op {
    let body = json!({"clinic": clinic_id("shibuya"), "service": service_id("shibuya", CARE), "starts_ms": starts_ms,
        "resource": resource, "owner": "Rin", "pets": [{"name": "Sora", "species": "bird"}]});
    tablet.op("booking.enter", &body)
}

#[tokio::test]
async fn a_time_given_without_a_network_holds_when_it_is_sent_after_it_began() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut front = tablet(&world, &admin, 1).await;
    let starts_ms = world.slots("shibuya", CARE, "").await[0]["starts_ms"].as_i64().unwrap();
    let given = enters(&mut front, starts_ms, &Value::Null);
    let came = front.checkin(&json!(given.id));
    let passed = starts_ms - world.state.clock.now_ms() + 5 * 60_000;
    world.later(passed).await;
    front.sign_in_again(&world).await;
    let reply = front.push(&world, &[given, came], passed).await;
    assert_eq!(states(&reply), [(OpState::Applied, None), (OpState::Applied, None)]);
    let [(_, visit)] = rows(&reply, "booking").try_into().unwrap();
    assert_eq!((&visit["starts_ms"], &visit["st"]), (&json!(starts_ms), &json!("CHECKED_IN")));
}

#[tokio::test]
async fn a_time_that_was_over_when_it_was_given_is_refused() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut front = tablet(&world, &admin, 1).await;
    let starts_ms = world.slots("shibuya", CARE, "").await[0]["starts_ms"].as_i64().unwrap();
    let given = enters(&mut front, starts_ms, &Value::Null);
    world.later(starts_ms - world.state.clock.now_ms() + 5 * 60_000).await;
    front.sign_in_again(&world).await;
    let reply = front.push(&world, &[given], 60_000).await;
    assert_eq!(states(&reply), [(OpState::Rejected, Some(Code::SlotTaken))]);
}

#[tokio::test]
async fn whom_the_desk_wants_is_not_changed_for_another() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut front = tablet(&world, &admin, 1).await;
    let starts_ms = world.free("shibuya", CARE).await;
    let anybody = enters(&mut front, starts_ms, &Value::Null);
    let reply = front.push(&world, std::slice::from_ref(&anybody), 1_000).await;
    let [(_, first)] = rows(&reply, "booking").try_into().unwrap();
    let same = enters(&mut front, starts_ms, &first["resources"][0]);
    let reply = front.push(&world, &[same], 2_000).await;
    assert_eq!(states(&reply), [(OpState::Rejected, Some(Code::SlotTaken))]);
    let other = enters(&mut front, starts_ms, &Value::Null);
    let reply = front.push(&world, &[other], 3_000).await;
    assert_eq!(states(&reply), [(OpState::Applied, None)], "somebody else is free");
}
