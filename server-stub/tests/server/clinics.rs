//! Clinics: what everybody sees, and what only their own admin changes.

use http::StatusCode;
use petpro_domain::clinic::StaffRole;
use petpro_domain::ids::ClinicId;
use petpro_server::seed::{clinic_id, service_id};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::world::{Person, World};

async fn admin(world: &World, clinic: &str) -> Person {
    let who = world.sign_up(&format!("admin-{clinic}@example.com")).await;
    world.employ(&who, clinic, StaffRole::Admin).await;
    who
}

/// covers: S0-020
#[tokio::test]
async fn everybody_sees_clinics_and_what_they_offer() {
    let world = World::seeded().await;
    let first = world.get("/clinics?limit=2").await.json();
    assert_eq!((first["clinics"].as_array().unwrap().len(), &first["has_more"]), (2, &json!(true)));
    let rest = world.get(&format!("/clinics?limit=2&cursor={}", text(&first["cursor"]))).await.json();
    assert_eq!((rest["clinics"].as_array().unwrap().len(), &rest["has_more"]), (1, &json!(false)));
    let one = world.get(&format!("/api/v1/clinics/{}", clinic_id("umeda"))).await.json();
    assert_eq!(one["names"]["ja"], "梅田ペットクリニック");
    assert_eq!(one["services"].as_array().unwrap().len(), 3);
    assert!(!one.to_string().contains("example"), "who works there is not everybody's business");
    let elsewhere = world.get("/api/v1/clinics?market=kr").await.json();
    assert_eq!(elsewhere["clinics"], json!([]));
}

/// covers: S0-123, S0-124
#[tokio::test]
async fn the_code_at_the_door_opens_the_clinic_and_other_codes_nothing() {
    let world = World::seeded().await;
    let seal = |clinic| world.state.keys.passes.seal(clinic, world.state.clock.now_ms()).unwrap();
    let code = format!("petpro:1:clinic:{}:{}", clinic_id("umeda"), seal(clinic_id("umeda")).as_str());
    assert_eq!(world.get(&format!("/clinics/qr/{code}")).await.json()["id"], json!(clinic_id("umeda")));
    let nobody = ClinicId(world.state.random.id(1));
    let unknown = format!("petpro:1:clinic:{nobody}:{}", seal(nobody).as_str());
    assert_eq!(world.get(&format!("/clinics/qr/{unknown}")).await.status, StatusCode::NOT_FOUND);
    let pasted = format!("petpro:1:clinic:{}:{}", clinic_id("umeda"), seal(clinic_id("sapporo")).as_str());
    for other in ["4901234567894", "othershop:1:clinic:x", "petpro:1:clinic:x:y", &pasted] {
        let refused = world.get(&format!("/clinics/qr/{other}")).await;
        assert_eq!(refused.code(), "code-unrecognized", "{other}");
    }
}

#[tokio::test]
async fn hours_that_an_admin_changes_are_what_is_free() {
    let world = World::seeded().await;
    let admin = admin(&world, "umeda").await;
    let path = format!("/api/v1/clinics/{}", clinic_id("umeda"));
    let now = world.get(&path).await.json();
    let mut form = json!({});
    for field in ["names", "address", "phone", "zone", "policy"] {
        form[field] = now[field].clone();
    }
    form["hours"] = json!({"week": [], "days": {"2026-01-06": [{"from": "10:00", "to": "11:00"}]}});
    let bearer = format!("Bearer {}", admin.access);
    let put = async |form: &Value, version: &str| {
        let headers = [("authorization", bearer.as_str()), ("if-match", version), ("content-type", "application/json")];
        world.with_headers("PUT", &path, &headers, form.to_string().into()).await
    };
    assert_eq!(put(&form, "\"7\"").await.code(), "precondition-failed");
    let changed = put(&form, "*").await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let free = world.slots("umeda", "check-up", "&day=2026-01-05&days=7").await;
    let times: Vec<&str> = free.as_array().unwrap().iter().map(|slot| text(&slot["starts"]["time"])).collect();
    assert_eq!(times, ["10:00", "10:15", "10:30"]);
    for (field, value) in [
        ("zone", json!("Mars/Olympus")),
        ("hours", json!({"week": [], "holidays": ["02-30"]})),
        ("names", json!({"en": ""})),
    ] {
        let mut wrong = form.clone();
        wrong[field] = value;
        assert_eq!(put(&wrong, "*").await.code(), "invalid", "{field}");
    }
    let mut wrong = form.clone();
    wrong["hours"] = json!({"week": [[{"from": "09:03", "to": "25:00"}]]});
    assert_eq!(put(&wrong, "*").await.code(), "malformed");
}

#[tokio::test]
async fn a_desk_works_and_does_not_change_the_clinic() {
    let world = World::seeded().await;
    let desk = world.sign_up("desk@example.com").await;
    world.employ(&desk, "umeda", StaffRole::Desk).await;
    let clinic = format!("/api/v1/clinics/{}", clinic_id("umeda"));
    let care = json!({"names": {"en": "Bath"}, "minutes": 30, "step": 30, "needs": ["table"],
        "price": {"amount": 3000, "currency": "JPY"}});
    let refused = world.post_as(&desk, &format!("{clinic}/services"), &care).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    assert_eq!(world.read_as(&desk, &format!("{clinic}/staff")).await.status, StatusCode::OK);
    let mine = world.read_as(&desk, "/api/v1/users/me/clinics").await.json();
    assert_eq!((&mine["clinics"][0]["role"], mine["clinics"].as_array().unwrap().len()), (&json!("desk"), 1));
}

#[tokio::test]
async fn what_is_offered_anew_can_be_booked_once_there_is_what_it_needs() {
    let world = World::seeded().await;
    let admin = admin(&world, "umeda").await;
    let clinic = format!("/api/v1/clinics/{}", clinic_id("umeda"));
    let care = json!({"names": {"en": "Bath"}, "minutes": 30, "step": 30, "needs": ["table"],
        "price": {"amount": 3000, "currency": "JPY"}});
    let made = world.post_as(&admin, &format!("{clinic}/services"), &care).await.json();
    let slots = format!("{clinic}/slots?service={}", text(&made["id"]));
    assert_eq!(world.get(&slots).await.json()["slots"], json!([]), "no table yet");
    let table = json!({"name": "Table", "kind": "table", "capacity": 2});
    world.post_as(&admin, &format!("{clinic}/resources"), &table).await;
    assert!(!world.get(&slots).await.json()["slots"].as_array().unwrap().is_empty());
    for (field, wrong) in [("minutes", json!(7)), ("step", json!(0)), ("needs", json!([])), ("most_pets", json!(0))] {
        let mut care = care.clone();
        care[field] = wrong;
        assert_eq!(world.post_as(&admin, &format!("{clinic}/services"), &care).await.code(), "invalid", "{field}");
    }
    // An id of another clinic is not this one's to change.
    let mut theirs = care.clone();
    theirs["id"] = json!(service_id("shibuya", "dental"));
    assert_eq!(world.post_as(&admin, &format!("{clinic}/services"), &theirs).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_pin_is_kept_as_a_hash_and_the_last_admin_stays_one() {
    let world = World::seeded().await;
    let tani = Person::of(
        &world
            .post("/auth/login", &json!({"username": "tani@petpro.example", "password": petpro_server::seed::PASSWORD}))
            .await,
    );
    let path = format!("/api/v1/clinics/{}/staff", clinic_id("umeda"));
    let kept = world.post_as(&tani, &path, &json!({"name": "Rin", "role": "desk", "pin": "1357"})).await;
    assert_eq!((kept.status, &kept.json()["has_pin"]), (StatusCode::OK, &json!(true)), "{}", kept.text());
    assert!(!kept.text().contains("1357") && !kept.text().contains("argon2"));
    let hashes = "SELECT COUNT(*) FROM feed_row WHERE t = 'staff' AND d LIKE '%$argon2id$%' AND d LIKE '%Rin%'";
    assert_eq!(world.count(hashes), 1, "tablets check it without a network");
    for pin in ["123", "123456789", "12a4", "１２３４"] {
        let refused = world.post_as(&tani, &path, &json!({"name": "Rin", "role": "desk", "pin": pin})).await;
        assert_eq!(refused.code(), "invalid", "{pin}");
    }
    let all = world.read_as(&tani, &path).await.json();
    let me = all["staff"].as_array().unwrap().iter().find(|it| it["role"] == "admin").unwrap().clone();
    let gone = json!({"id": me["id"], "name": "Tani", "role": "desk"});
    assert_eq!(world.post_as(&tani, &path, &gone).await.code(), "invalid");
    // Who was let go is not let in again.
    let rin = json!({"name": "Rin", "role": "admin", "username": "hana@petpro.example"});
    let hired = world.post_as(&tani, &path, &rin).await.json();
    let hana = Person::of(
        &world
            .post("/auth/login", &json!({"username": "hana@petpro.example", "password": petpro_server::seed::PASSWORD}))
            .await,
    );
    assert_eq!(world.read_as(&hana, &path).await.status, StatusCode::OK);
    let let_go = json!({"id": hired["id"], "name": "Rin", "role": "desk", "active": false});
    world.post_as(&tani, &path, &let_go).await;
    assert_eq!(world.read_as(&hana, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lists_of_visits_and_clinics_take_as_many_statements_for_one_as_for_many() {
    let world = World::seeded().await;
    let (hana, desk) = (world.sign_up("hana@example.com").await, admin(&world, "umeda").await);
    let umeda = format!("/api/v1/clinics/{}/bookings", clinic_id("umeda"));
    let mut taken = Vec::new();
    for _ in 0..3 {
        let booked = world.booked(&hana, "umeda", "check-up").await;
        world.booked(&hana, "shibuya", "vaccination").await;
        let day = format!("{umeda}?day={}", text(&booked["starts"]["date"]));
        let mut each = Vec::new();
        for path in ["/api/v1/bookings", &day, "/api/v1/clinics?limit=1", "/api/v1/clinics"] {
            let who = if path == day { &desk } else { &hana };
            let before = world.state.store.queries();
            assert_eq!(world.read_as(who, path).await.status, StatusCode::OK);
            each.push(world.state.store.queries() - before);
        }
        taken.push(each);
    }
    assert_eq!(taken, vec![taken[0].clone(); 3]);
    assert_eq!(taken[0][2], taken[0][3]);
    assert!(taken[0][0] <= 5, "{taken:?}");
}

#[tokio::test]
async fn the_audit_tells_who_booked_moved_and_called_off_from_which_device_and_who_changed_the_clinic() {
    let world = World::seeded().await;
    let (hana, admin) = (world.sign_up("hana@example.com").await, admin(&world, "umeda").await);
    let phone = world.device(&hana).await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let path = format!("/api/v1/bookings/{}", text(&booked["id"]));
    let to = world.free("umeda", "check-up").await;
    world.post_as(&hana, &format!("{path}/move"), &json!({"starts_ms": to})).await;
    world.post_as(&admin, &format!("{path}/cancel"), &Value::Null).await;
    let umeda = format!("/api/v1/clinics/{}", clinic_id("umeda"));
    let vet = json!({"name": "Dr. Ito", "kind": "vet", "capacity": 1});
    world.post_as(&admin, &format!("{umeda}/resources"), &vet).await;
    let log = world.read_as(&admin, &format!("{umeda}/audit")).await.json();
    let told = |entry: &Value| (text(&entry["what"]).to_owned(), text(&entry["about"]).to_owned());
    let visit = text(&booked["id"]).to_owned();
    let expected = [("booked", &visit), ("moved", &visit), ("cancelled", &visit)]
        .map(|(what, about)| (what.to_owned(), about.clone()))
        .into_iter()
        .chain([("resource-changed".to_owned(), "Dr. Ito".to_owned())]);
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.iter().map(told).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    assert_eq!((&entries[0]["user"], &entries[0]["device"]), (&json!(hana.user), &json!(phone.id)));
    assert_eq!((&entries[2]["user"], &entries[2].get("device")), (&json!(admin.user), &None));
    assert!(log["names"][&hana.user].is_string(), "{log}");
    let all: Vec<petpro_domain::audit::Entry> = serde_json::from_value(log["entries"].clone()).unwrap();
    assert_eq!(petpro_domain::audit::broken(&all), None);
}
