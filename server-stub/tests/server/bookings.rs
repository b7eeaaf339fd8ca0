//! Visits: a time is sold once, a change is told, and nobody sees another's.

use http::StatusCode;
use petpro_domain::clinic::StaffRole;
use petpro_domain::wire::OpState;
use petpro_server::bookings;
use petpro_server::seed::{clinic_id, service_id};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::world::{Person, World};

const HOUR_MS: i64 = 3_600_000;

async fn people(world: &World, clinic: &str, count: usize) -> Vec<(Person, String)> {
    let mut all = Vec::new();
    for n in 0..count {
        let who = world.sign_up(&format!("owner-{n}@{clinic}.example")).await;
        let pet = world.dog(&who).await;
        all.push((who, pet));
    }
    all
}

/// Everybody asks for the same time at once; how many got it, and what the others were told.
async fn all_at_once(world: &World, clinic: &str, service: &str, count: usize) -> (usize, Vec<Value>) {
    let people = people(world, clinic, count).await;
    let starts_ms = world.free(clinic, service).await;
    let asked = people.iter().map(|(who, pet)| {
        let ask = world.asks(clinic, service, pet, starts_ms);
        async move { world.post_as(who, "/api/v1/bookings", &ask).await }
    });
    let answers = futures_util::future::join_all(asked).await;
    let booked = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    let others = answers.iter().filter(|answer| answer.status != StatusCode::CREATED).map(|answer| answer.json());
    (booked, others.collect())
}

/// covers: S0-021
#[tokio::test]
async fn a_hundred_bookings_of_one_time_are_as_many_as_there_are_vets() {
    let world = World::seeded().await;
    // One vet in Umeda, two in Shibuya; a vaccination needs a vet alone.
    for (clinic, vets) in [("umeda", 1), ("shibuya", 2)] {
        let (booked, refused) = all_at_once(&world, clinic, "vaccination", 100).await;
        assert_eq!(booked, vets, "{clinic}");
        assert!(refused.iter().all(|problem| problem["code"] == "slot-taken"));
        let others = refused[0]["others"].as_array().unwrap();
        assert!(!others.is_empty() && others.iter().all(Value::is_i64), "{}", refused[0]);
    }
    let twice = "SELECT COUNT(*) FROM (SELECT 1 FROM booking_cell GROUP BY resource, cell HAVING COUNT(*) > 1)";
    assert_eq!(world.count(twice), 0);
}

/// covers: S0-021
#[tokio::test]
async fn what_is_booked_is_no_longer_free_and_what_is_called_off_is_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    assert_eq!(booked["st"], "CONFIRMED");
    assert_eq!(booked["clinic_name"], "Umeda Pet Clinic");
    assert_eq!(booked["zone"], "Asia/Tokyo");
    let starts_ms = booked["starts_ms"].as_i64().unwrap();
    let is_free = async || {
        let free = world.slots("umeda", "check-up", "").await;
        free.as_array().unwrap().iter().any(|slot| slot["starts_ms"] == starts_ms)
    };
    assert!(!is_free().await);
    let cancel = format!("/api/v1/bookings/{}/cancel", text(&booked["id"]));
    let gone = world.post_as(&hana, &cancel, &Value::Null).await.json();
    assert_eq!(gone["st"], "CANCELLED");
    assert!(is_free().await);
    let again = world.post_as(&hana, &cancel, &Value::Null).await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "booking-state"));
}

/// covers: S0-126, S0-127, S0-149
#[tokio::test]
async fn a_code_finds_a_live_visit_and_one_that_is_called_off_is_gone() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (mori, tani) = (world.sign_up("m@example.com").await, world.sign_up("t@example.com").await);
    world.employ(&mori, "shibuya", StaffRole::Desk).await;
    world.employ(&tani, "umeda", StaffRole::Admin).await;
    let booked = world.booked(&hana, "shibuya", "check-up").await;
    let path = format!("/bookings/qr/{}", text(&booked["code"]).to_lowercase());
    for who in [&hana, &mori] {
        assert_eq!(world.read_as(who, &path).await.json()["id"], booked["id"]);
    }
    // Another clinic's visit is none.
    assert_eq!(world.read_as(&tani, &path).await.status, StatusCode::NOT_FOUND);
    world.post_as(&hana, &format!("/api/v1/bookings/{}/cancel", text(&booked["id"])), &Value::Null).await;
    let gone = world.read_as(&mori, &path).await;
    assert_eq!((gone.status, gone.code().as_str()), (StatusCode::GONE, "booking-not-active"));
    let spec = [("authorization", format!("Bearer {}", mori.access))];
    let headers = [("authorization", spec[0].1.as_str()), ("x-petpro-compat", "spec")];
    let literal = world.with_headers("GET", &path, &headers, vec![]).await;
    assert_eq!(literal.status, StatusCode::NOT_FOUND, "as the documents write it");
}

#[tokio::test]
async fn a_moved_visit_has_a_new_pass_and_its_old_time_is_free() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let to = world.free("umeda", "check-up").await;
    let path = format!("/api/v1/bookings/{}/move", text(&booked["id"]));
    let moved = world.post_as(&hana, &path, &json!({"starts_ms": to})).await.json();
    assert_eq!(
        (moved["starts_ms"].as_i64(), &moved["pass_v"], &moved["st"]),
        (Some(to), &json!(2), &json!("CONFIRMED"))
    );
    // The old time is there again for somebody else, the new one is not.
    let ken = world.sign_up("ken@example.com").await;
    let pet = world.dog(&ken).await;
    let ask = |starts_ms: i64| world.asks("umeda", "check-up", &pet, starts_ms);
    let taken = world.post_as(&ken, "/api/v1/bookings", &ask(to)).await;
    assert_eq!(taken.code(), "slot-taken");
    let old = world.post_as(&ken, "/api/v1/bookings", &ask(booked["starts_ms"].as_i64().unwrap())).await;
    assert_eq!(old.status, StatusCode::CREATED, "{}", old.text());
    // To where somebody else is: nothing changes.
    let back = world.post_as(&hana, &path, &json!({"starts_ms": booked["starts_ms"]})).await;
    assert_eq!((back.status, back.code().as_str()), (StatusCode::CONFLICT, "slot-taken"));
    let still = world.read_as(&hana, &format!("/api/v1/bookings/{}", text(&booked["id"]))).await.json();
    assert_eq!(still["starts_ms"].as_i64(), Some(to));
}

/// covers: S0-127
#[tokio::test]
async fn an_owner_may_change_a_visit_until_the_clinic_says_and_the_clinic_may_later() {
    let world = World::seeded().await;
    let (hana, desk) = (world.sign_up("hana@example.com").await, world.sign_up("d@example.com").await);
    world.employ(&desk, "umeda", StaffRole::Desk).await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let ahead = booked["starts_ms"].as_i64().unwrap() - world.state.clock.now_ms();
    world.later(ahead - HOUR_MS).await;
    let (hana, desk) = (world.sign_in(&hana.email).await, world.sign_in(&desk.email).await);
    let cancel = format!("/api/v1/bookings/{}/cancel", text(&booked["id"]));
    let late = world.post_as(&hana, &cancel, &Value::Null).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "change-too-late"));
    let gone = world.post_as(&desk, &cancel, &Value::Null).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
    let told = world.read_as(&hana, "/api/v1/notifications").await.json();
    assert_eq!(told["notices"][0]["kind"], "booking-cancelled", "{told}");
    assert!(text(&told["notices"][0]["title"]).starts_with("Umeda Pet Clinic called off your visit on Jan "), "{told}");
}

/// covers: S0-021
#[tokio::test]
async fn a_request_made_offline_is_confirmed_or_answered_with_other_times() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let starts_ms = world.free("umeda", "vaccination").await;
    let mut answers = Vec::new();
    for who in [&hana, &ken] {
        let mut phone = world.device(who).await;
        let (pet_id, booking_id) = (world.state.random.id(1), world.state.random.id(2));
        let pet = json!({"pet_id": pet_id, "pet": {"name": "Kuro", "species": "cat"}});
        let ask = json!({"booking_id": booking_id, "clinic": clinic_id("umeda"),
            "service": service_id("umeda", "vaccination"), "pets": [pet_id], "starts_ms": starts_ms});
        let ops = [phone.op("pet.put", &[], &pet), phone.op("booking.request", &[], &ask)];
        let reply = world.sync(&phone, &ops, 0).await;
        assert!(reply.push[0].results.iter().all(|result| result.st == OpState::Applied), "{reply:?}");
        answers.push(world.household_rows(&phone, "booking").await[0]["d"].clone());
    }
    assert_eq!((&answers[0]["st"], &answers[0]["refused"]), (&json!("CONFIRMED"), &Value::Null));
    assert_eq!(answers[1]["refused"]["code"], "slot-taken", "{}", answers[1]);
    let others = answers[1]["refused"]["others"].as_array().unwrap();
    assert!(!others.is_empty() && !others.contains(&json!(starts_ms)));
    assert_eq!(world.count("SELECT COUNT(*) FROM booking_cell"), 3, "15 minutes of one vet");
    let told = |who: Person| async { world.read_as(&{ who }, "/api/v1/notifications").await.json() };
    assert_eq!(told(hana).await["notices"][0]["kind"], "booking-confirmed");
    assert_eq!(told(ken).await["notices"][0]["kind"], "booking-refused");
}

#[tokio::test]
async fn the_same_request_again_books_once() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (pet, starts_ms) = (world.dog(&hana).await, world.free("umeda", "check-up").await);
    let ask = world.asks("umeda", "check-up", &pet, starts_ms);
    let first = world.post_under(&hana, "/api/v1/bookings", "key-1", &ask).await;
    let again = world.post_under(&hana, "/api/v1/bookings", "key-1", &ask).await;
    assert_eq!((first.status, first.json()), (StatusCode::CREATED, again.json()));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(world.count("SELECT COUNT(*) FROM booking"), 1);
}

#[tokio::test]
async fn who_never_comes_is_missed_and_was_thought_of_twice() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let starts_ms = booked["starts_ms"].as_i64().unwrap();
    let now = || world.state.clock.now_ms();
    for at in [starts_ms - 24 * HOUR_MS, starts_ms - 2 * HOUR_MS, starts_ms, starts_ms + HOUR_MS / 2] {
        world.later(at - now()).await;
        bookings::turn(&world.state).await.unwrap();
        bookings::turn(&world.state).await.unwrap();
    }
    let hana = world.sign_in(&hana.email).await;
    let list = world.read_as(&hana, "/api/v1/notifications").await.json();
    let kinds: Vec<&str> = list["notices"].as_array().unwrap().iter().map(|it| text(&it["kind"])).collect();
    assert_eq!(kinds, ["booking-reminder", "booking-reminder", "booking-confirmed"]);
    let visit = world.read_as(&hana, &format!("/api/v1/bookings/{}", text(&booked["id"]))).await.json();
    assert_eq!(visit["st"], "NO_SHOW");
    assert_eq!(world.count("SELECT COUNT(*) FROM booking_cell"), 0);
}

#[tokio::test]
async fn who_waits_in_the_car_park_is_not_missed() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let starts_ms = booked["starts_ms"].as_i64().unwrap();
    world.later(starts_ms - world.state.clock.now_ms()).await;
    let hana = world.sign_in(&hana.email).await;
    let mut phone = world.device(&hana).await;
    let here = phone.op("booking.here", &[], &json!({"booking_id": booked["id"]}));
    let reply = world.sync(&phone, &[here], 0).await;
    assert_eq!(reply.push[0].results[0].st, OpState::Applied);
    world.later(HOUR_MS).await;
    bookings::turn(&world.state).await.unwrap();
    let hana = world.sign_in(&hana.email).await;
    let visit = world.read_as(&hana, &format!("/api/v1/bookings/{}", text(&booked["id"]))).await.json();
    assert_eq!((&visit["st"], visit["here_ms"].as_i64()), (&json!("CONFIRMED"), Some(starts_ms)));
}

#[tokio::test]
async fn who_waits_for_a_time_hears_of_one_that_is_freed() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let wait = json!({"clinic": clinic_id("umeda"), "service": service_id("umeda", "check-up"),
        "from_ms": booked["starts_ms"], "to_ms": booked["ends_ms"]});
    let waits = world.post_as(&ken, "/api/v1/bookings/waiting", &wait).await;
    assert_eq!(waits.status, StatusCode::CREATED, "{}", waits.text());
    world.post_as(&hana, &format!("/api/v1/bookings/{}/cancel", text(&booked["id"])), &Value::Null).await;
    let told = world.read_as(&ken, "/api/v1/notifications").await.json();
    assert_eq!(told["notices"][0]["kind"], "slot-freed", "{told}");
    assert_eq!(told["notices"][0]["about"]["starts_ms"], booked["starts_ms"]);
    // It is booked, and they wait no longer.
    let pet = world.dog(&ken).await;
    let ask = world.asks("umeda", "check-up", &pet, booked["starts_ms"].as_i64().unwrap());
    assert_eq!(world.post_as(&ken, "/api/v1/bookings", &ask).await.status, StatusCode::CREATED);
    assert_eq!(world.read_as(&ken, "/api/v1/bookings/waiting").await.json()["waiting"], json!([]));
}

#[tokio::test]
async fn a_desk_takes_in_who_has_not_booked_and_sees_its_own_day_alone() {
    let world = World::seeded().await;
    let desk = world.sign_up("d@example.com").await;
    world.employ(&desk, "sapporo", StaffRole::Desk).await;
    let walk_in = json!({"service": service_id("sapporo", "check-up"), "owner": "Rin",
        "pets": [{"name": "Sora", "species": "bird"}]});
    let clinic = format!("/api/v1/clinics/{}", clinic_id("sapporo"));
    let taken_in = world.post_as(&desk, &format!("{clinic}/walk-ins"), &walk_in).await.json();
    assert_eq!((&taken_in["walk_in"], &taken_in["st"]), (&json!(true), &json!("CONFIRMED")), "{taken_in}");
    let day = world.read_as(&desk, &format!("{clinic}/bookings")).await.json();
    assert_eq!((&day["day"], &day["bookings"][0]["id"]), (&json!("2026-01-01"), &taken_in["id"]));
    let other = format!("/api/v1/clinics/{}/bookings", clinic_id("umeda"));
    assert_eq!(world.read_as(&desk, &other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_clinic_sees_a_first_name_and_the_pets_of_a_visit_and_no_more() {
    let world = World::seeded().await;
    let (hana, desk) = (world.sign_up("hana@example.com").await, world.sign_up("d@example.com").await);
    world.employ(&desk, "umeda", StaffRole::Desk).await;
    world.dog(&hana).await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let seen = world.read_as(&desk, &format!("/api/v1/bookings/{}", text(&booked["id"]))).await.json();
    assert_eq!(seen["pets"].as_array().unwrap().len(), 1);
    let text = seen.to_string();
    assert!(!text.contains("hana@example.com") && !text.contains(&hana.household) && !text.contains(&hana.user));
}

#[tokio::test]
async fn a_month_after_a_visit_it_is_its_owners_alone() {
    let world = World::seeded().await;
    let (hana, desk) = (world.sign_up("hana@example.com").await, world.sign_up("d@example.com").await);
    world.employ(&desk, "umeda", StaffRole::Desk).await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let path = format!("/api/v1/bookings/{}", text(&booked["id"]));
    world.post_as(&hana, &format!("{path}/cancel"), &Value::Null).await;
    let at_desk = "SELECT COUNT(*) FROM feed_row WHERE t = 'booking' AND d IS NOT NULL AND scope =
        (SELECT no FROM scope WHERE name LIKE 'clinic:%' AND feed_row.scope = scope.no)";
    assert_eq!((world.read_as(&desk, &path).await.status, world.count(at_desk)), (StatusCode::OK, 1));
    world.later(38 * 24 * HOUR_MS).await;
    bookings::turn(&world.state).await.unwrap();
    let (hana, desk) = (world.sign_in(&hana.email).await, world.sign_in(&desk.email).await);
    assert_eq!((world.read_as(&desk, &path).await.status, world.count(at_desk)), (StatusCode::NOT_FOUND, 0));
    assert_eq!(world.read_as(&hana, &path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_time_that_makes_no_sense_and_pets_of_others_are_refused() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let (mine, his) = (world.dog(&hana).await, world.dog(&ken).await);
    let starts_ms = world.free("umeda", "check-up").await;
    for (pet, starts_ms, code) in [
        (&mine, starts_ms + 60_000, "slot-taken"),
        (&mine, -1, "slot-taken"),
        (&mine, i64::MAX, "slot-taken"),
        (&mine, i64::MIN, "slot-taken"),
        (&his, starts_ms, "invalid"),
    ] {
        let refused = world.post_as(&hana, "/api/v1/bookings", &world.asks("umeda", "check-up", pet, starts_ms)).await;
        assert_eq!(refused.code(), code, "{starts_ms}");
    }
    let twice = json!({"clinic": clinic_id("umeda"), "service": service_id("shibuya", "check-up"), "pets": [mine],
        "starts_ms": starts_ms});
    assert_eq!(world.post_as(&hana, "/api/v1/bookings", &twice).await.code(), "invalid", "another clinic's service");
}
