//! Who stands at a tablet without a booking.

use petpro_domain::Code;
use petpro_domain::wire::{Op, OpState, SyncReply};
use petpro_server::seed::{clinic_id, service_id};
use serde_json::{Value, json};

use crate::tablets::{Tablet, admin, rows, tablet};
use crate::world::World;

fn sora() -> Value {
    json!({"clinic": clinic_id("shibuya"), "service": service_id("shibuya", "vaccination"), "owner": "Rin",
        "pets": [{"name": "Sora", "species": "bird"}]})
}

fn comes(tablet: &mut Tablet, who: &Value) -> Op {
    tablet.op("booking.walk-in", who)
}

/// The visit under this op's id.
fn visit(reply: &SyncReply, op: &Op) -> Value {
    rows(reply, "booking").into_iter().find(|(id, _)| *id == op.id.to_string()).unwrap().1
}

pub fn states(reply: &SyncReply) -> Vec<(OpState, Option<Code>)> {
    reply.push[0].results.iter().map(|result| (result.st, result.code)).collect()
}

#[tokio::test]
async fn a_walk_in_is_a_visit_with_its_check_in_once_on_both_tablets() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let (mut front, back) = (tablet(&world, &admin, 1).await, tablet(&world, &admin, 2).await);
    let mut who = sora();
    who["weight_g"] = json!(95);
    let op = comes(&mut front, &who);
    for _ in 0..2 {
        let reply = front.push(&world, std::slice::from_ref(&op), 1_000).await;
        assert_eq!(states(&reply), [(OpState::Applied, None)]);
    }
    let seen = back.push(&world, &[], 1_000).await;
    assert_eq!((rows(&seen, "booking").len(), rows(&seen, "checkin").len()), (1, 1));
    let row = visit(&seen, &op);
    assert_eq!((&row["st"], &row["walk_in"], &row["owner"]), (&json!("CHECKED_IN"), &json!(true), &json!("Rin")));
    assert_eq!((&row["arrival"]["checkin"], &row["arrival"]["weight_g"]), (&json!(op.id), &json!(95)));
    assert_eq!((row["resources"].as_array().unwrap().len(), &row["clash"]), (1, &Value::Null), "a vet is taken");
    let checkin = &rows(&seen, "checkin")[0].1;
    assert_eq!((&checkin["class"], &checkin["how"]), (&json!("first"), &json!("walk-in")));
}

#[tokio::test]
async fn when_everybody_is_busy_they_are_taken_in_and_the_clash_is_shown() {
    let world = World::seeded().await;
    let mut front = tablet(&world, &admin(&world).await, 1).await;
    let ops: Vec<Op> = (0..4).map(|_| comes(&mut front, &sora())).collect();
    let reply = front.push(&world, &ops, 1_000).await;
    assert!(states(&reply).iter().all(|state| *state == (OpState::Applied, None)));
    let clashes: Vec<bool> = ops.iter().map(|op| visit(&reply, op)["clash"] == json!(true)).collect();
    let vets = clashes.iter().filter(|clash| !**clash).count();
    assert!((1..4).contains(&vets) && clashes[..vets].iter().all(|clash| !clash), "{clashes:?}");
    // A vet who is with somebody is not sold to anybody else for that time.
    let taken: Vec<Value> = ops.iter().map(|op| visit(&reply, op)["resources"].clone()).collect();
    let all: Vec<&Value> = taken.iter().filter_map(Value::as_array).flatten().collect();
    assert_eq!(all.len(), vets);
}

#[tokio::test]
async fn a_walk_in_that_was_a_mistake_is_called_off_and_gives_its_time_back() {
    let world = World::seeded().await;
    let mut front = tablet(&world, &admin(&world).await, 1).await;
    let first: Vec<Op> = (0..4).map(|_| comes(&mut front, &sora())).collect();
    front.push(&world, &first, 1_000).await;
    let voids: Vec<Op> = first.iter().map(|op| front.op("checkin.void", &json!({"id": op.id}))).collect();
    let reply = front.push(&world, &voids, 2_000).await;
    for op in &first {
        let row = visit(&reply, op);
        assert_eq!((&row["st"], &row["arrival"]), (&json!("CANCELLED"), &Value::Null));
    }
    let next = comes(&mut front, &sora());
    let reply = front.push(&world, std::slice::from_ref(&next), 3_000).await;
    assert_eq!(visit(&reply, &next)["clash"], Value::Null, "somebody is free again");
}

#[tokio::test]
async fn what_is_no_longer_offered_keeps_nobody_out_and_nonsense_does() {
    let world = World::seeded().await;
    let mut front = tablet(&world, &admin(&world).await, 1).await;
    let with = |field: &str, value: Value| {
        let mut who = sora();
        who[field] = value;
        who
    };
    let unknown = comes(&mut front, &with("service", json!(world.state.random.id(1))));
    let nobody = comes(&mut front, &with("pets", json!([])));
    let elsewhere = comes(&mut front, &with("clinic", json!(clinic_id("umeda"))));
    let reply = front.push(&world, &[unknown.clone(), nobody, elsewhere], 1_000).await;
    let invalid = (OpState::Rejected, Some(Code::Invalid));
    assert_eq!(states(&reply), [(OpState::Applied, None), invalid, invalid]);
    assert_eq!(visit(&reply, &unknown)["st"], "CHECKED_IN");
}
