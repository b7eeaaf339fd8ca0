//! Pets: a household's own, with facts that only grow.

use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::wire::OpState;
use petpro_server::pets;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn a_pet_keeps_its_facts_and_nobody_else_sees_it() {
    let world = World::new();
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let id = world.pet(&hana).await;
    let path = format!("/api/v1/users/me/pets/{id}");
    let notes = format!("{path}/notes");
    for note in [json!({"on": "2026-01-01", "grams": 8200}), json!({"on": "2026-01-02", "grams": 8300})] {
        assert_eq!(world.post_as(&hana, &notes, &note).await.status, StatusCode::CREATED);
    }
    let seen = world.read_as(&hana, &path).await.json();
    assert_eq!((&seen["notes"][0]["grams"], &seen["notes"][1]["grams"]), (&json!(8200), &json!(8300)));
    for foreign in
        [world.read_as(&ken, &path).await, world.post_as(&ken, &notes, &json!({"on": "2026-01-01", "grams": 1})).await]
    {
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.read_as(&ken, "/api/v1/users/me/pets").await.json()["pets"], json!([]));
}

#[tokio::test]
async fn a_chip_has_fifteen_digits_and_a_day_is_one_of_the_calendar() {
    let world = World::new();
    let hana = world.sign_up("hana@example.com").await;
    let pet = |field: &str, value: Value| {
        let mut pet = json!({"name": "Mochi", "species": "dog"});
        pet[field] = value;
        pet
    };
    let chipped = world.post_as(&hana, "/api/v1/users/me/pets", &pet("chip", json!("392 123456789012"))).await;
    assert_eq!((chipped.status, &chipped.json()["chip"]), (StatusCode::CREATED, &json!(392_123_456_789_012_u64)));
    for (field, value) in [
        ("chip", json!("39212345678901")),
        ("chip", json!("393123456789012")),
        ("born", json!("2026-02-29")),
        ("born", json!("yesterday")),
        ("name", json!("")),
    ] {
        let refused = world.post_as(&hana, "/api/v1/users/me/pets", &pet(field, value.clone())).await;
        assert_eq!(refused.code(), "invalid", "{field} {value}");
    }
}

#[tokio::test]
async fn facts_noted_apart_both_count_and_again_changes_nothing() {
    let world = World::new();
    let hana = world.sign_up("hana@example.com").await;
    let id = world.pet(&hana).await;
    let (mut one, mut two) = (world.device(&hana).await, world.device(&hana).await);
    let weighs = |grams| json!({"pet_id": id, "note": {"what": "weight", "on": "2026-01-01", "grams": grams}});
    let (a, b) = (one.op("pet.note", &[], &weighs(4_000)), two.op("pet.note", &[], &weighs(4_050)));
    world.sync(&one, std::slice::from_ref(&a), 0).await;
    world.sync(&two, std::slice::from_ref(&b), 0).await;
    world.sync(&one, std::slice::from_ref(&a), 0).await;
    let seen = world.read_as(&hana, &format!("/api/v1/users/me/pets/{id}")).await.json();
    assert_eq!(seen["notes"].as_array().unwrap().len(), 2);
    let unknown =
        json!({"pet_id": world.state.random.id(1), "note": {"what": "weight", "on": "2026-01-01", "grams": 1}});
    let reply = world.sync(&two, &[two.clone().op("pet.note", &[], &unknown)], 0).await;
    let result = &reply.push[0].results[0];
    assert_eq!((result.st, result.code), (OpState::Rejected, Some(Code::NotFound)));
}

#[tokio::test]
async fn a_vaccination_is_thought_of_once_four_weeks_ahead_and_a_newer_one_takes_its_place() {
    let world = World::new();
    let hana = world.sign_up("hana@example.com").await;
    let id = world.pet(&hana).await;
    let notes = format!("/api/v1/users/me/pets/{id}/notes");
    for (on, due) in [("2025-02-10", "2026-02-10"), ("2025-02-20", "2026-02-20")] {
        let note = json!({"on": on, "vaccine": "Rabies", "due": due});
        assert_eq!(world.post_as(&hana, &notes, &note).await.status, StatusCode::CREATED);
    }
    let told = async || {
        let hana = world.sign_in("hana@example.com").await;
        world.read_as(&hana, "/api/v1/notifications").await.json()["notices"].as_array().unwrap().clone()
    };
    // 20 January: four weeks before the first one, which no longer counts.
    world.later(19 * 86_400_000).await;
    pets::turn(&world.state).await.unwrap();
    assert!(told().await.is_empty());
    world.later(5 * 86_400_000).await;
    pets::turn(&world.state).await.unwrap();
    pets::turn(&world.state).await.unwrap();
    let notices = told().await;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(notices[0]["title"], "Mochi: rabies is due in four weeks");
}
