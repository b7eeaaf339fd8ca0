//! What the scale at the desk showed, in the pets' own histories.

use petpro_domain::wire::Op;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::tablets::{Tablet, admin, tablet};
use crate::world::{Person, World};

impl World {
    /// Day, grams and clinic of each weight of a pet of theirs.
    async fn weights(&self, who: &Person, pet: &str) -> Vec<(String, u64, bool)> {
        let pets = self.read_as(who, "/api/v1/users/me/pets").await.json();
        let all = pets["pets"].as_array().unwrap();
        let found = all.iter().find(|it| it["id"] == pet).unwrap();
        let notes = found["notes"].as_array().cloned().unwrap_or_default();
        let weight = |it: &Value| (text(&it["on"]).to_owned(), it["grams"].as_u64().unwrap(), it["clinic"].is_string());
        notes.iter().map(weight).collect()
    }
}

/// A dog that comes today, and the desks of its clinic.
struct Visit {
    world: World,
    owner: Person,
    pet: String,
    booking: Value,
}

impl Visit {
    async fn new() -> Self {
        let world = World::seeded().await;
        let owner = world.sign_up("owner@example.com").await;
        let booking = world.booked(&owner, "shibuya", "vaccination").await;
        let pet = text(&booking["pets"][0]["id"]).to_owned();
        Self { world, owner, pet, booking }
    }

    async fn grams(&self) -> Vec<u64> {
        self.world.weights(&self.owner, &self.pet).await.into_iter().map(|(_, grams, _)| grams).collect()
    }

    fn weighed(&self, tablet: &mut Tablet, grams: u32) -> Op {
        with(tablet.checkin(&self.booking["id"]), &json!({"weight_g": grams}))
    }
}

/// A check-in that says more.
fn with(mut op: Op, more: &Value) -> Op {
    let mut body: Value = serde_json::from_str(op.b.get()).unwrap();
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    op.b = serde_json::value::to_raw_value(&body).unwrap();
    op
}

#[tokio::test]
async fn a_weight_at_the_desk_is_in_the_pets_history_once_under_the_clinics_day() {
    let visit = Visit::new().await;
    let world = &visit.world;
    let mut front = tablet(world, &admin(world).await, 1).await;
    let op = visit.weighed(&mut front, 4_200);
    for _ in 0..2 {
        front.push(world, std::slice::from_ref(&op), 1_000).await;
    }
    // 2026-01-01T00:00Z is nine in the morning in Tokyo.
    assert_eq!(world.weights(&visit.owner, &visit.pet).await, [("2026-01-01".to_owned(), 4_200, true)]);
}

#[tokio::test]
async fn a_repeat_weighs_nobody_twice_and_stands_in_for_a_mistake() {
    let visit = Visit::new().await;
    let world = &visit.world;
    let admin = admin(world).await;
    let (mut front, mut back) = (tablet(world, &admin, 1).await, tablet(world, &admin, 2).await);
    let (first, again) = (visit.weighed(&mut front, 4_200), visit.weighed(&mut back, 4_300));
    front.push(world, std::slice::from_ref(&first), 1_000).await;
    back.push(world, std::slice::from_ref(&again), 1_000).await;
    assert_eq!(visit.grams().await, [4_200]);
    let void = |tablet: &mut Tablet, op: &Op| tablet.op("checkin.void", &json!({"id": op.id, "reason": "other dog"}));
    let undone = void(&mut front, &first);
    front.push(world, &[undone], 2_000).await;
    assert_eq!(visit.grams().await, [4_300], "the wrong dog's weight is gone");
    let undone = void(&mut back, &again);
    back.push(world, &[undone], 2_000).await;
    assert_eq!(visit.grams().await, [] as [u64; 0]);
}

#[tokio::test]
async fn a_repeat_that_was_weighed_counts_where_the_first_was_not() {
    let visit = Visit::new().await;
    let world = &visit.world;
    let mut front = tablet(world, &admin(world).await, 1).await;
    let (plain, weighed) = (front.checkin(&visit.booking["id"]), visit.weighed(&mut front, 4_200));
    front.push(world, &[plain, weighed], 1_000).await;
    assert_eq!(visit.grams().await, [4_200]);
}

#[tokio::test]
async fn of_several_pets_each_has_its_own_weight_and_a_weight_of_nobody_stays_with_the_visit() {
    let world = World::seeded().await;
    let owner = world.sign_up("owner@example.com").await;
    let kuro = json!({"name": "Kuro", "species": "dog"});
    let (one, other) = (world.dog(&owner).await, world.pet(&owner, &kuro).await);
    let starts_ms = world.free("shibuya", "check-up").await;
    let mut ask = world.asks("shibuya", "check-up", &one, starts_ms);
    ask["pets"] = json!([one, other]);
    let booking = world.post_as(&owner, "/api/v1/bookings", &ask).await.json();
    let mut front = tablet(&world, &admin(&world).await, 1).await;
    let scale = json!({"weight_g": 9_999, "weights": [{"pet": 1, "grams": 900}, {"pet": 7, "grams": 1}]});
    let op = with(front.checkin(&booking["id"]), &scale);
    front.push(&world, &[op], 1_000).await;
    assert!(world.weights(&owner, &one).await.is_empty());
    let grams: Vec<u64> = world.weights(&owner, &other).await.into_iter().map(|(_, grams, _)| grams).collect();
    assert_eq!(grams, [900]);
}

#[tokio::test]
async fn what_another_clinic_weighed_or_no_pet_can_weigh_is_in_no_history() {
    let visit = Visit::new().await;
    let world = &visit.world;
    let mut front = tablet(world, &admin(world).await, 1).await;
    let heavy = visit.weighed(&mut front, 600_000);
    front.push(world, &[heavy], 1_000).await;
    assert_eq!(visit.grams().await, [] as [u64; 0]);
    let elsewhere = world.booked(&visit.owner, "umeda", "vaccination").await;
    let op = with(front.checkin(&elsewhere["id"]), &json!({"weight_g": 4_200}));
    front.push(world, &[op], 2_000).await;
    let pet = text(&elsewhere["pets"][0]["id"]);
    assert!(world.weights(&visit.owner, pet).await.is_empty());
}
