//! Vaccination proofs: given out by a clinic, held by a household, believed without a network.

use http::StatusCode;
use petpro_domain::clinic::StaffRole;
use petpro_domain::pass::{KeyId, Proof, Refused};
use petpro_server::keys::{Change, change};
use petpro_server::pets::proofs;
use petpro_server::seed::clinic_id;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::world::{Answer, Person, World};

/// A dog at its clinic, and who works there.
struct Visit {
    world: World,
    owner: Person,
    desk: Person,
    /// Where its proofs are.
    path: String,
}

fn rabies() -> Value {
    json!({"vaccine": "Rabies", "on": "2025-12-24", "due": "2028-12-24", "batch": "A-1"})
}

impl World {
    /// A visit of theirs whose pet stands at the desk.
    pub async fn checked_in(&self, owner: &Person, desk: &Person, clinic: &str) -> String {
        let booked = self.booked(owner, clinic, "check-up").await;
        let id = text(&booked["id"]).to_owned();
        let path = format!("/api/v1/bookings/{id}/check-in");
        let here = self.call("PUT", &path, Some(&desk.access), &Value::Null).await;
        assert_eq!(here.status, StatusCode::OK, "{}", here.text());
        id
    }

    /// A proof that somebody who works at a clinic gave to their own pet.
    pub async fn proof(&self, who: &Person) -> String {
        let path = format!("/api/v1/bookings/{}/proofs", self.checked_in(who, who, "sapporo").await);
        text(&self.post_as(who, &path, &rabies()).await.json()["id"]).to_owned()
    }
}

impl Visit {
    async fn new() -> Self {
        let world = World::seeded().await;
        let (owner, desk) = (world.sign_up("owner@example.com").await, world.sign_up("desk@example.com").await);
        world.employ(&desk, "umeda", StaffRole::Desk).await;
        let id = world.checked_in(&owner, &desk, "umeda").await;
        Self { world, owner, desk, path: format!("/api/v1/bookings/{id}/proofs") }
    }

    async fn issue(&self, given: &Value) -> Answer {
        self.world.post_as(&self.desk, &self.path, given).await
    }

    /// The text of the household's only proof, as a device that knows nothing pulls it.
    async fn pulled(&self) -> Option<String> {
        let device = self.world.device(&self.owner).await;
        let rows = self.world.sync(&device, &[], 0).await.pull[0].rows.clone();
        let row = rows.iter().find(|row| row.t == "proof").and_then(|row| row.d.clone())?;
        Some(text(&serde_json::from_str::<Value>(row.get()).unwrap()["text"]).to_owned())
    }

    /// What a tablet that has heard the newest list of keys says.
    fn believed(&self, proof: &str) -> Result<Proof, Refused> {
        self.world.state.keys.passes.with_ring(|ring| ring.proof(proof, Some(self.world.state.clock.now_ms())))
    }

    async fn vaccinations(&self) -> usize {
        let pets = self.world.read_as(&self.owner, "/api/v1/users/me/pets").await.json();
        pets["pets"][0]["notes"].as_array().map_or(0, Vec::len)
    }

    fn change(&self, what: Change) {
        let (file, random) = (self.world.dir.path().join("keys.json"), &self.world.state.random);
        change(&file, what, random, self.world.state.clock.now_ms()).unwrap();
        self.world.state.keys.passes.reload(&file).unwrap();
    }
}

#[tokio::test]
async fn a_clinic_vouches_for_what_it_gave_and_the_household_holds_the_proof() {
    let visit = Visit::new().await;
    let issued = visit.issue(&rabies()).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.text());
    let proof = visit.pulled().await.unwrap();
    assert_eq!(proof, text(&issued.json()["text"]));
    let believed = visit.believed(&proof).unwrap();
    let said = believed.said();
    assert_eq!((said.clinic, said.pet.as_str(), said.vaccine.as_str()), (clinic_id("umeda"), "Mochi", "Rabies"));
    assert_eq!((said.given.to_string(), said.due.unwrap().to_string()), ("2025-12-24".into(), "2028-12-24".into()));
    let pets = visit.world.read_as(&visit.owner, "/api/v1/users/me/pets").await.json();
    let note = &pets["pets"][0]["notes"][0];
    assert_eq!((&note["id"], &note["clinic"]), (&issued.json()["id"], &json!(clinic_id("umeda"))), "{pets}");
    let mine = visit.world.read_as(&visit.owner, "/api/v1/users/me/proofs").await.json();
    let given_out = visit.world.read_as(&visit.desk, &visit.path).await.json();
    assert_eq!((&mine["proofs"][0], &given_out), (&issued.json(), &mine));
}

#[tokio::test]
async fn an_answer_that_was_lost_makes_no_second_proof() {
    let visit = Visit::new().await;
    let key = visit.world.state.random.id(1).to_string();
    for _ in 0..2 {
        visit.world.post_under(&visit.desk, &visit.path, &key, &rabies()).await;
    }
    let mine = visit.world.read_as(&visit.owner, "/api/v1/users/me/proofs").await.json();
    assert_eq!((mine["proofs"].as_array().unwrap().len(), visit.vaccinations().await), (1, 1));
}

#[tokio::test]
async fn nobody_vouches_for_whom_they_did_not_see_or_what_cannot_be() {
    let visit = Visit::new().await;
    let world = &visit.world;
    let booked = world.booked(&visit.owner, "umeda", "check-up").await;
    let early = format!("/api/v1/bookings/{}/proofs", text(&booked["id"]));
    assert_eq!(world.post_as(&visit.desk, &early, &rabies()).await.code(), "booking-state");
    let other = world.sign_up("other@example.com").await;
    world.employ(&other, "sapporo", StaffRole::Admin).await;
    assert_eq!(world.post_as(&other, &visit.path, &rabies()).await.code(), "not-found");
    for (field, value) in [
        ("pet", json!(1)),
        ("vaccine", json!(" ")),
        ("on", json!("2026-02-29")),
        ("on", json!("2026-01-03")),
        ("due", json!("2025-12-24")),
        ("batch", json!("x".repeat(41))),
    ] {
        let mut wrong = rabies();
        wrong[field] = value;
        let refused = visit.issue(&wrong).await;
        assert_eq!(refused.code(), "invalid", "{field}");
        assert_eq!(refused.json()["errors"][0]["pointer"], format!("/{field}"));
    }
    assert_eq!((visit.pulled().await, visit.vaccinations().await), (None, 0));
}

#[tokio::test]
async fn a_proof_that_was_a_mistake_is_held_by_nobody_and_a_copy_of_it_says_so() {
    let visit = Visit::new().await;
    let issued = visit.issue(&rabies()).await.json();
    let copy = visit.pulled().await.unwrap();
    let path = format!("/api/v1/proofs/{}", text(&issued["id"]));
    let take_back = async || visit.world.call("DELETE", &path, Some(&visit.desk.access), &Value::Null).await.status;
    assert_eq!(take_back().await, StatusCode::NO_CONTENT);
    assert_eq!((visit.pulled().await, visit.vaccinations().await), (None, 0));
    assert!(visit.believed(&copy).unwrap().taken_back());
    assert_eq!(take_back().await, StatusCode::NOT_FOUND);
    // Whoever works there may see what happened.
    let audit = format!("/api/v1/clinics/{}/audit", clinic_id("umeda"));
    visit.world.employ(&visit.owner, "umeda", StaffRole::Admin).await;
    let said = visit.world.read_as(&visit.world.sign_in("owner@example.com").await, &audit).await.json();
    let whats: Vec<&str> = said["entries"].as_array().unwrap().iter().map(|entry| text(&entry["what"])).collect();
    assert_eq!(whats[whats.len() - 2..], ["proof-issued", "proof-taken-back"]);
}

#[tokio::test]
async fn what_a_household_holds_outlives_its_key_and_a_copy_does_not() {
    let visit = Visit::new().await;
    visit.issue(&rabies()).await;
    let copy = visit.pulled().await.unwrap();
    let key: KeyId = visit.world.state.keys.passes.signs_with(visit.world.state.clock.now_ms()).unwrap();
    visit.change(Change::RevokeKey(key));
    assert_eq!(visit.believed(&copy).unwrap_err(), Refused::RevokedKey);
    proofs::renew(&visit.world.state).await.unwrap();
    let renewed = visit.pulled().await.unwrap();
    assert_eq!(visit.believed(&renewed).unwrap().said().vaccine, "Rabies");
    proofs::renew(&visit.world.state).await.unwrap();
    assert_eq!(visit.pulled().await.unwrap(), renewed, "signed once");
}

#[tokio::test]
async fn a_pet_that_is_forgotten_takes_its_proofs_along() {
    let visit = Visit::new().await;
    visit.issue(&rabies()).await;
    let pets = visit.world.read_as(&visit.owner, "/api/v1/users/me/pets").await.json();
    let path = format!("/api/v1/users/me/pets/{}", text(&pets["pets"][0]["id"]));
    visit.world.call("DELETE", &path, Some(&visit.owner.access), &Value::Null).await;
    assert_eq!(visit.pulled().await, None);
}
