//! A clinic's tablets and what is checked in on them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use http::StatusCode;
use petpro_domain::clinic::StaffRole;
use petpro_domain::ids::{OpId, derived};
use petpro_domain::wire::{LEFT_BEHIND, Op, OpState, SyncReply};
use petpro_server::seed::clinic_id;
use petpro_server::store::{Failure, Tx};
use petpro_server::tablets::issue;
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_CHACHA20_POLY1305 as HPKE;
use rustls::crypto::hpke::{Hpke, HpkePublicKey};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::Device;
use crate::world::{Person, World};

impl World {
    /// The id of a new tablet of a seeded clinic.
    pub async fn tablet_of(&self, clinic: &str) -> String {
        let (random, clinic) = (self.state.random.clone(), clinic_id(clinic));
        let now_ms = self.state.clock.now_ms();
        let issue = move |tx: &mut Tx| issue(&random, tx, clinic, "Front desk", now_ms);
        let code = self.state.store.write(issue).await.map_err(|cause: Failure| cause).unwrap();
        let enrolled = self.post("/api/v1/tablets", &enrolment(&code, &SigningKey::from_bytes(&[9; 32]))).await;
        text(&enrolled.json()["tablet"]).to_owned()
    }
}

/// An enrolled tablet.
pub struct Tablet {
    id: String,
    key: SigningKey,
    /// The server's key to seal to.
    seal: String,
    device: Device,
    clinic: String,
    seq: u64,
    /// Since it was switched on.
    boot: String,
}

/// Where somebody at this clinic makes codes.
fn tablets() -> String {
    format!("/api/v1/clinics/{}/tablets", clinic_id("shibuya"))
}

async fn code(world: &World, admin: &Person) -> String {
    let made = world.post_as(admin, &tablets(), &json!({"name": "Front desk"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    text(&made.json()["code"]).to_owned()
}

fn enrolment(code: &str, key: &SigningKey) -> Value {
    json!({"code": code, "key": URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())})
}

pub async fn admin(world: &World) -> Person {
    let admin = world.sign_up("admin@example.com").await;
    world.employ(&admin, "shibuya", StaffRole::Admin).await;
    admin
}

pub async fn tablet(world: &World, admin: &Person, seed: u8) -> Tablet {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let enrolled = world.post("/api/v1/tablets", &enrolment(&code(world, admin).await, &key)).await;
    assert_eq!(enrolled.status, StatusCode::CREATED, "{}", enrolled.text());
    let said = enrolled.json();
    let device = world.device(&Person::of(&enrolled)).await;
    Tablet {
        id: text(&said["tablet"]).to_owned(),
        seal: text(&said["seal"]).to_owned(),
        key,
        device,
        clinic: format!("clinic:{}", clinic_id("shibuya")),
        seq: 0,
        boot: "b1".into(),
    }
}

impl Tablet {
    pub fn op(&mut self, kind: &str, body: &Value) -> Op {
        self.seq += 1;
        let at = json!({"wall": 0, "mono": 0, "boot": self.boot});
        let id = derived("tablet-op", &[self.id.as_bytes(), &self.seq.to_be_bytes()]);
        let op = json!({"seq": self.seq, "id": id, "k": kind, "v": 1, "b": body, "at": at});
        serde_json::from_value(op).unwrap()
    }

    pub fn checkin(&mut self, booking: &Value) -> Op {
        let body = json!({"clinic": clinic_id("shibuya"), "booking": booking, "how": "typed", "verdict": "genuine",
            "sig_ok": false});
        self.op("checkin.record", &body)
    }

    /// Pushes, `mono` ms after it was switched on.
    pub async fn push(&self, world: &World, ops: &[Op], mono: i64) -> SyncReply {
        let body = json!({"proto": 1, "epoch": self.device.epoch, "device": self.device.id,
            "at": {"wall": 0, "mono": mono, "boot": self.boot},
            "push": [{"s": self.clinic, "ops": ops}], "pull": [{"s": self.clinic, "cur": 0}]});
        let answer = world.call("POST", "/api/v1/sync", Some(&self.device.who.access), &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        serde_json::from_slice(&answer.bytes).unwrap()
    }

    pub async fn sign_in_again(&mut self, world: &World) {
        let mut body = self.proof(world).await;
        body["tablet"] = json!(self.id);
        self.device.who = Person::of(&world.post("/auth/tablet", &body).await);
    }

    async fn proof(&self, world: &World) -> Value {
        let given = world.post("/auth/tablet/challenge", &json!({})).await.json();
        let challenge = text(&given["challenge"]);
        let id: petpro_domain::ids::TabletId = self.id.parse().unwrap();
        let said = [b"petpro tablet".as_slice(), id.bytes(), &URL_SAFE_NO_PAD.decode(challenge).unwrap()].concat();
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(&said).to_bytes());
        json!({"challenge": challenge, "signature": signature})
    }
}

/// The clinic's rows of a type, by id.
pub fn rows(reply: &SyncReply, t: &str) -> Vec<(String, Value)> {
    let live = reply.pull[0].rows.iter().filter(|row| row.t == t);
    live.filter_map(|row| Some((row.id.clone(), serde_json::from_str(row.d.as_ref()?.get()).unwrap()))).collect()
}

fn class(reply: &SyncReply, id: OpId) -> Value {
    rows(reply, "checkin").into_iter().find(|(row, _)| *row == id.to_string()).unwrap().1
}

async fn audit(world: &World, admin: &Person) -> Vec<petpro_domain::audit::Entry> {
    let path = format!("/api/v1/clinics/{}/audit", clinic_id("shibuya"));
    let said = world.call("GET", &path, Some(&admin.access), &Value::Null).await.json();
    serde_json::from_value(said["entries"].clone()).unwrap()
}

/// covers: S0-003
#[tokio::test]
async fn a_code_enrols_one_tablet_once_and_in_time() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let (used, late) = (code(&world, &admin).await, code(&world, &admin).await);
    let enrol =
        async |code: &str| world.post("/api/v1/tablets", &enrolment(code, &SigningKey::from_bytes(&[1; 32]))).await;
    // As somebody types it.
    assert_eq!(enrol(&used.to_lowercase().replace('-', " ")).await.status, StatusCode::CREATED);
    for wrong in [used.as_str(), "0000-0000", "", "not a code"] {
        assert_eq!(enrol(wrong).await.code(), "enrol-code", "{wrong}");
    }
    world.later(600_000).await;
    assert_eq!(enrol(&late).await.code(), "enrol-code");
}

#[tokio::test]
async fn only_a_clinics_admin_makes_codes() {
    let world = World::seeded().await;
    let (desk, other) = (world.sign_up("desk@example.com").await, world.sign_up("other@example.com").await);
    world.employ(&desk, "shibuya", StaffRole::Desk).await;
    world.employ(&other, "umeda", StaffRole::Admin).await;
    let ask = async |who: &Person| world.post_as(who, &tablets(), &json!({"name": "Front desk"})).await.status;
    assert_eq!(ask(&desk).await, StatusCode::FORBIDDEN);
    assert_eq!(ask(&other).await, StatusCode::NOT_FOUND);
}

/// covers: S0-003
#[tokio::test]
async fn a_tablet_reads_its_clinic_and_is_nobodys_person() {
    let world = World::seeded().await;
    let tablet = tablet(&world, &admin(&world).await, 1).await;
    let (status, hello) = world.hello(Some(&tablet.device.who), Some(tablet.device.id)).await;
    let scopes: Vec<&str> = hello["scopes"].as_array().unwrap().iter().map(|scope| text(&scope["s"])).collect();
    assert_eq!(status, StatusCode::OK);
    assert!(scopes.contains(&tablet.clinic.as_str()), "{scopes:?}");
    assert!(scopes.iter().all(|scope| scope.starts_with("clinic:") || scope.starts_with("catalog:")), "{scopes:?}");
    for path in ["/api/v1/users/me", "/api/v1/cart", "/api/v1/orders", "/api/v1/bookings"] {
        let answer = world.call("GET", path, Some(&tablet.device.who.access), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_tablet_signs_in_with_its_key_and_not_with_another() {
    let world = World::seeded().await;
    let mut tablet = tablet(&world, &admin(&world).await, 1).await;
    let sign_in = async |proof: Value| {
        let mut body = proof;
        body["tablet"] = json!(tablet.id);
        world.post("/auth/tablet", &body).await
    };
    assert_eq!(sign_in(tablet.proof(&world).await).await.status, StatusCode::OK);
    let late = tablet.proof(&world).await;
    world.later(120_001).await;
    assert_eq!(sign_in(late).await.code(), "session-ended");
    tablet.key = SigningKey::from_bytes(&[2; 32]);
    let forged = tablet.proof(&world).await;
    let mut body = forged;
    body["tablet"] = json!(tablet.id);
    assert_eq!(world.post("/auth/tablet", &body).await.code(), "session-ended");
}

#[tokio::test]
async fn a_tablet_that_is_taken_back_is_out_at_once_and_delivers_only_what_it_sealed() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut tablet = tablet(&world, &admin, 1).await;
    let owner = world.sign_up("owner@example.com").await;
    let booking = world.booked(&owner, "shibuya", "vaccination").await;
    let unsent = tablet.checkin(&booking["id"]);
    let path = format!("/api/v1/tablets/{}", tablet.id);
    assert_eq!(world.call("DELETE", &path, Some(&admin.access), &Value::Null).await.status, StatusCode::NO_CONTENT);
    let me = world.call("GET", "/api/v1/sync/poke", Some(&tablet.device.who.access), &Value::Null).await;
    assert_eq!(me.code(), "session-ended");
    let mut answer = tablet.proof(&world).await;
    answer["tablet"] = json!(tablet.id);
    assert_eq!(world.post("/auth/tablet", &answer).await.code(), "tablet-revoked");

    let public = HpkePublicKey(URL_SAFE_NO_PAD.decode(&tablet.seal).unwrap());
    let id: petpro_domain::ids::TabletId = tablet.id.parse().unwrap();
    let (enc, sealed) = HPKE.seal(LEFT_BEHIND, id.bytes(), &serde_json::to_vec(&[&unsent]).unwrap(), &public).unwrap();
    let deliver = async || {
        let mut left = tablet.proof(&world).await;
        left["enc"] = json!(URL_SAFE_NO_PAD.encode(&enc.0));
        left["sealed"] = json!(URL_SAFE_NO_PAD.encode(&sealed));
        world.post(&format!("/api/v1/tablets/{}/left", tablet.id), &left).await
    };
    for _ in 0..2 {
        assert_eq!(deliver().await.json()["taken"], 1);
    }
    assert_eq!(world.count("SELECT COUNT(*) FROM checkin WHERE class = 'first'"), 1);
    // An admin who gives it up is asked no more.
    world.call("DELETE", &format!("{path}?discard=true"), Some(&admin.access), &Value::Null).await;
    assert_eq!(deliver().await.code(), "tablet-revoked");
}

/// covers: S0-128, S0-129, S0-130
#[tokio::test]
async fn two_tablets_and_one_booking_both_are_stored_and_one_counts() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let (mut front, mut back) = (tablet(&world, &admin, 1).await, tablet(&world, &admin, 2).await);
    let owner = world.sign_up("owner@example.com").await;
    let booking = world.booked(&owner, "shibuya", "vaccination").await;
    let (first, again) = (front.checkin(&booking["id"]), back.checkin(&booking["id"]));
    for (tablet, op) in [(&front, &first), (&back, &again), (&front, &first)] {
        let reply = tablet.push(&world, std::slice::from_ref(op), 1_000).await;
        assert_eq!(reply.push[0].results[0].st, OpState::Applied);
    }
    let reply = front.push(&world, &[], 2_000).await;
    assert_eq!(class(&reply, first.id)["class"], "first");
    assert_eq!(
        (&class(&reply, again.id)["class"], &class(&reply, again.id)["of"]),
        (&json!("repeat_of"), &json!(first.id))
    );
    let (_, row) = rows(&reply, "booking").into_iter().find(|(id, _)| *id == text(&booking["id"])).unwrap();
    assert_eq!((&row["st"], &row["arrival"]["checkin"]), (&json!("CHECKED_IN"), &json!(first.id)));
    assert_eq!(row["arrival"]["tablet"], "Front desk");
    // The owner sees it by the feed.
    let phone = world.device(&owner).await;
    let pulled = world.exchange(&phone, json!([]), json!([{"s": phone.household(), "cur": 0}])).await.json();
    let theirs = pulled["pull"][0]["rows"].as_array().unwrap().iter().find(|row| row["t"] == "booking").unwrap();
    assert_eq!(theirs["d"]["st"], "CHECKED_IN");
    // A mistake: the other one counts then, and names nobody.
    let void = front.op("checkin.void", &json!({"id": first.id, "reason": "the wrong dog"}));
    front.push(&world, &[void], 3_000).await;
    let reply = back.push(&world, &[], 3_000).await;
    assert_eq!(class(&reply, again.id)["class"], "first");
    assert_eq!(class(&reply, first.id)["void_reason"], "the wrong dog");
    let void = back.op("checkin.void", &json!({"id": again.id}));
    back.push(&world, &[void], 4_000).await;
    let reply = back.push(&world, &[], 4_000).await;
    let (_, row) = rows(&reply, "booking").into_iter().find(|(id, _)| *id == text(&booking["id"])).unwrap();
    assert_eq!((&row["st"], row.get("arrival")), (&json!("CONFIRMED"), None));
}

#[tokio::test]
async fn who_was_checked_in_by_mistake_is_missed_unless_they_come() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut front = tablet(&world, &admin, 1).await;
    let owner = world.sign_up("owner@example.com").await;
    let booking = world.booked(&owner, "shibuya", "vaccination").await;
    let mistake = front.checkin(&booking["id"]);
    front.push(&world, std::slice::from_ref(&mistake), 1_000).await;
    let missed_after = async |ms| {
        world.later(ms).await;
        petpro_server::bookings::turn(&world.state).await.unwrap();
        world.count("SELECT COUNT(*) FROM booking WHERE st = 'NO_SHOW'")
    };
    // Whoever has come is not watched any more.
    assert_eq!(missed_after(booking["starts_ms"].as_i64().unwrap() - world.state.clock.now_ms()).await, 0);
    assert_eq!(world.count("SELECT COUNT(*) FROM booking WHERE next_ms IS NOT NULL"), 0);
    front.sign_in_again(&world).await;
    let void = front.op("checkin.void", &json!({"id": mistake.id, "reason": "the wrong dog"}));
    front.push(&world, &[void], 2_000).await;
    assert_eq!(missed_after(0).await, 0, "a desk has time to put it right");
    assert_eq!(missed_after(3_600_000).await, 1);
}

#[tokio::test]
async fn every_class_of_a_checkin_is_stored_and_none_is_refused() {
    let world = World::seeded().await;
    let mut tablet = tablet(&world, &admin(&world).await, 1).await;
    let owner = world.sign_up("owner@example.com").await;
    let elsewhere = world.booked(&owner, "umeda", "vaccination").await;
    let off = world.booked(&owner, "shibuya", "vaccination").await;
    let path = format!("/api/v1/bookings/{}/cancel", text(&off["id"]));
    let cancelled = world.post_as(&owner, &path, &json!({})).await;
    assert!(cancelled.status.is_success(), "{}", cancelled.text());
    let unknown = json!(world.state.random.id(1));
    let mut ops = vec![tablet.checkin(&elsewhere["id"]), tablet.checkin(&off["id"]), tablet.checkin(&unknown)];
    let forged = json!({"clinic": clinic_id("shibuya"), "booking": off["id"], "pass": "PETPRO:1:PASS:0000",
        "how": "scan", "verdict": "forged", "sig_ok": false});
    ops.push(tablet.op("checkin.record", &forged));
    let reply = tablet.push(&world, &ops, 1_000).await;
    assert!(reply.push[0].results.iter().all(|result| result.st == OpState::Applied), "{:?}", reply.push);
    let classes: Vec<Value> = ops.iter().map(|op| class(&reply, op.id)["class"].clone()).collect();
    assert_eq!(classes, ["wrong_clinic", "cancelled", "unknown_pass", "unknown_pass"]);
}

#[tokio::test]
async fn a_checkin_is_dated_by_what_passed_and_marked_where_nobody_knows() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut tablet = tablet(&world, &admin, 1).await;
    let owner = world.sign_up("owner@example.com").await;
    let booking = world.booked(&owner, "shibuya", "vaccination").await;
    let op = tablet.checkin(&booking["id"]);
    world.later(540_000).await;
    let now_ms = world.state.clock.now_ms();
    let reply = tablet.push(&world, std::slice::from_ref(&op), 540_000).await;
    assert_eq!(class(&reply, op.id)["at_ms"], json!(now_ms - 540_000));
    assert_eq!(class(&reply, op.id).get("uncertain"), None);
    let again = tablet.checkin(&booking["id"]);
    tablet.boot = "b2".into();
    let reply = tablet.push(&world, std::slice::from_ref(&again), 5).await;
    assert_eq!(class(&reply, again.id)["uncertain"], true);
    let entries = audit(&world, &admin).await;
    let marked: Vec<(&str, bool)> = entries
        .iter()
        .map(|entry| (entry.what.as_str(), entry.clock_uncertain))
        .filter(|(what, _)| what.starts_with("checked"))
        .collect();
    assert_eq!(marked, [("checked-in", false), ("checked-in-again", true)]);
}

#[tokio::test]
async fn the_audit_is_a_chain_and_names_staff_who_had_left() {
    let world = World::seeded().await;
    let admin = admin(&world).await;
    let mut tablet = tablet(&world, &admin, 1).await;
    let owner = world.sign_up("owner@example.com").await;
    let booking = world.booked(&owner, "shibuya", "vaccination").await;
    let stranger = world.state.random.id(1);
    let body = json!({"clinic": clinic_id("shibuya"), "booking": booking["id"], "how": "list", "verdict": "genuine",
        "sig_ok": false, "actor": stranger, "weight_g": 4200});
    let op = tablet.op("checkin.record", &body);
    let reply = tablet.push(&world, std::slice::from_ref(&op), 1_000).await;
    assert_eq!(class(&reply, op.id)["weight_g"], 4200);
    let entries = audit(&world, &admin).await;
    assert_eq!(petpro_domain::audit::broken(&entries), None);
    let last = entries.last().unwrap();
    let petpro_domain::audit::By::Tablet { actor, gone, .. } = &last.by else { panic!("{last:?}") };
    assert_eq!((actor.map(|id| id.0), *gone), (Some(stranger), true));
    let whats: Vec<&str> = entries.iter().map(|entry| entry.what.as_str()).collect();
    assert!(whats.contains(&"tablet-code") && whats.contains(&"tablet-enrolled"), "{whats:?}");
}

#[tokio::test]
async fn the_desk_moves_a_visit_on_and_never_back() {
    let world = World::seeded().await;
    let mut tablet = tablet(&world, &admin(&world).await, 1).await;
    let owner = world.sign_up("owner@example.com").await;
    let booking = world.booked(&owner, "shibuya", "vaccination").await;
    let mut step = |to: &str| tablet.op("booking.step", &json!({"booking_id": booking["id"], "to": to}));
    let ops = [step("IN_PROGRESS")];
    let early = tablet.push(&world, &ops, 1_000).await;
    assert_eq!(early.push[0].results[0].code.map(|code| code.to_string()).as_deref(), Some("booking-state"));
    let here = tablet.checkin(&booking["id"]);
    let mut step = |to: &str| tablet.op("booking.step", &json!({"booking_id": booking["id"], "to": to}));
    let ops = [here, step("IN_PROGRESS"), step("COMPLETED"), step("NO_SHOW")];
    let reply = tablet.push(&world, &ops, 2_000).await;
    let states: Vec<OpState> = reply.push[0].results.iter().map(|result| result.st).collect();
    assert_eq!(states, [OpState::Applied, OpState::Applied, OpState::Applied, OpState::Rejected]);
    let (_, row) = rows(&reply, "booking").into_iter().find(|(id, _)| *id == text(&booking["id"])).unwrap();
    assert_eq!(row["st"], "COMPLETED");
}
