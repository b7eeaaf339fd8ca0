//! Sign-in as people and attackers meet it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::StatusCode;
use petpro_domain::ids::{DeviceId, UserId};
use petpro_server::config::{Config, Passwords};
use petpro_server::identity::{Principal, devices, users};
use petpro_server::problem::Problem;
use petpro_server::store::Failure;
use serde_json::{Value, json};

use crate::sweep::principal;
use crate::world::{PASSWORD, Person, World};

pub const HANA: &str = "hana@petpro.example";
pub const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

pub async fn me(world: &World, access: &str) -> crate::world::Answer {
    world.call("GET", "/api/v1/users/me", Some(access), &Value::Null).await
}

async fn refresh(world: &World, token: &str) -> crate::world::Answer {
    world.post("/auth/refresh", &json!({"refresh_token": token})).await
}

/// covers: S1-016, S1-017, S1-018
#[tokio::test]
async fn who_registers_can_sign_in_and_is_known_by_the_token() {
    let world = World::new();
    let new = json!({"username": " Hana@PetPro.example ", "password": PASSWORD, "name": "Hana"});
    let registered = world.post("/auth/register", &new).await;
    assert_eq!(registered.status, StatusCode::CREATED);
    let signed_in = world.post("/auth/login", &json!({"username": HANA, "password": PASSWORD})).await;
    assert_eq!(signed_in.status, StatusCode::OK);
    assert_eq!(
        (signed_in.json()["expires_in"].as_u64(), &signed_in.json()["token_type"]),
        (Some(600), &json!("Bearer"))
    );
    let person = Person::of(&signed_in);
    let me = me(&world, &person.access).await.json();
    let (user, household) = (&registered.json()["id"], &registered.json()["household"]);
    assert_eq!(me, json!({"id": user, "household": household, "username": HANA, "name": "Hana", "roles": ["buyer"]}));
}

/// covers: S1-021
#[tokio::test]
async fn a_registration_makes_user_household_and_event_or_nothing() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let again = world.post("/member/registration", &json!({"username": HANA, "password": PASSWORD})).await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "account-exists"));
    let (users, households, members, events) = world
        .state
        .store
        .read(|tx| {
            let mut count = |sql| tx.query_row(sql, &[], |row| row.get::<i64>(0)).map(Option::unwrap_or_default);
            Ok::<_, Failure>((
                count("SELECT count(*) FROM users")?,
                count("SELECT count(*) FROM household")?,
                count("SELECT count(*) FROM member")?,
                tx.query("SELECT topic, name, body FROM outbox", &[], |row| {
                    Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
                })?,
            ))
        })
        .unwrap();
    assert_eq!((users, households, members), (1, 1, 1));
    let body = json!({"user": hana.user, "household": hana.household}).to_string();
    assert_eq!(events, [("user-events".to_owned(), "UserRegistered".to_owned(), body)]);
}

#[tokio::test]
async fn an_unusable_registration_says_where() {
    let world = World::new();
    for (username, password, pointer, code) in [
        ("no-address", PASSWORD, "/username", "email-invalid"),
        ("a@b@c.example", PASSWORD, "/username", "email-invalid"),
        (HANA, "short", "/password", "password-weak"),
        (HANA, "password123", "/password", "password-weak"),
        (HANA, HANA, "/password", "password-weak"),
    ] {
        let answer = world.post("/auth/register", &json!({"username": username, "password": password})).await;
        let body = answer.json();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{username}");
        assert_eq!((&body["code"], &body["errors"][0]["pointer"]), (&json!(code), &json!(pointer)));
    }
}

/// covers: S1-016, S1-017
#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let world = World::new();
    world.sign_up(HANA).await;
    let wrong = world.post("/auth/login", &json!({"username": HANA, "password": "not her password"})).await;
    let unknown =
        world.post("/member/login", &json!({"username": "nobody@petpro.example", "password": PASSWORD})).await;
    for answer in [&wrong, &unknown] {
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "credentials-wrong"));
    }
    let without_id = |answer: &crate::world::Answer| {
        let mut body = answer.json();
        body.as_object_mut().unwrap().remove("instance");
        body
    };
    assert_eq!(without_id(&wrong), without_id(&unknown));
}

/// The time of a sign-in is the time of its one hash.
/// covers: S1-016
#[tokio::test]
async fn an_unknown_name_costs_as_many_hashes_as_a_wrong_password() {
    let world = World::new();
    world.sign_up(HANA).await;
    let ken = world.sign_up("ken@petpro.example").await;
    let ken: UserId = ken.user.parse().unwrap();
    world.state.store.write(move |tx| users::disable(tx, ken, Some(1))).await.map_err(|e: Failure| e).unwrap();
    let mut spent = Vec::new();
    for username in [HANA, "nobody@petpro.example", "not even an address", "ken@petpro.example"] {
        let before = world.state.passwords.computed();
        world.post("/auth/login", &json!({"username": username, "password": "not her password"})).await;
        spent.push(world.state.passwords.computed() - before);
    }
    assert_eq!(spent, [1, 1, 1, 1]);
}

/// covers: S1-016
#[tokio::test]
async fn passwords_are_kept_as_argon2id_each_with_its_own_salt() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config { passwords: Passwords::default(), ..World::config(dir.path()) };
    let world = World::of(dir, config);
    for email in [HANA, "ken@petpro.example"] {
        world.sign_up(email).await;
    }
    let kept = world.state.store.read(|tx| tx.query("SELECT password FROM users", &[], |row| row.get::<String>(0)));
    let kept = kept.map_err(|e: Failure| e).unwrap();
    // OWASP's second profile: 19 MiB, two passes.
    assert!(kept.iter().all(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")), "{kept:?}");
    assert_ne!(kept[0], kept[1]);
}

#[tokio::test]
async fn a_crowd_that_signs_in_is_told_to_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = World::config(dir.path());
    config.passwords = Passwords { at_once: 1, waiting: 1, ..Default::default() };
    let world = World::of(dir, config);
    let body = json!({"username": HANA, "password": PASSWORD});
    let (first, second, third) = tokio::join!(
        world.post("/auth/login", &body),
        world.post("/auth/login", &body),
        world.post("/auth/login", &body)
    );
    assert_eq!((first.code().as_str(), second.code().as_str()), ("credentials-wrong", "credentials-wrong"));
    assert_eq!((third.status, third.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "slow-down"));
    assert_ne!(third.header("retry-after"), "");
}

/// covers: S1-020
#[tokio::test]
async fn every_refresh_gives_a_new_pair() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let second = Person::of(&refresh(&world, &hana.refresh).await);
    assert_ne!(second.refresh, hana.refresh);
    let third = Person::of(&refresh(&world, &second.refresh).await);
    assert_ne!(third.refresh, second.refresh);
    assert_eq!(me(&world, &third.access).await.status, StatusCode::OK);
}

/// covers: S1-020
#[tokio::test]
async fn a_refresh_whose_answer_was_lost_gets_the_same_successor_for_a_minute() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let lost = Person::of(&refresh(&world, &hana.refresh).await);
    world.clock.step(MINUTE_MS);
    let repeated = Person::of(&refresh(&world, &hana.refresh).await);
    assert_eq!(repeated.refresh, lost.refresh);
    assert_eq!(refresh(&world, &repeated.refresh).await.status, StatusCode::OK);
}

/// covers: S1-020
#[tokio::test]
async fn a_copied_refresh_token_ends_the_family_for_thief_and_owner() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let other_phone = world.sign_in(HANA).await;
    let owner = Person::of(&refresh(&world, &hana.refresh).await);
    world.clock.step(MINUTE_MS + 1);
    let thief = refresh(&world, &hana.refresh).await;
    assert_eq!((thief.status, thief.code().as_str()), (StatusCode::UNAUTHORIZED, "refresh-reused"));
    assert_eq!(refresh(&world, &owner.refresh).await.code(), "session-ended");
    assert_eq!(me(&world, &owner.access).await.code(), "session-ended");
    assert_eq!(refresh(&world, &other_phone.refresh).await.status, StatusCode::OK, "another sign-in lives on");
}

#[tokio::test]
async fn an_older_token_than_the_last_is_a_copy_even_at_once() {
    let world = World::new();
    let first = world.sign_up(HANA).await;
    let second = Person::of(&refresh(&world, &first.refresh).await);
    refresh(&world, &second.refresh).await;
    assert_eq!(refresh(&world, &first.refresh).await.code(), "refresh-reused");
}

#[tokio::test]
async fn a_refresh_token_that_we_did_not_make_is_refused() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let mut bytes = BASE64.decode(&hana.refresh).unwrap();
    bytes[23] += 1; // the same family, the next number, the old signature
    for forged in [BASE64.encode(&bytes), BASE64.encode([7; 56]), "rubbish".into(), String::new()] {
        let answer = refresh(&world, &forged).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "session-ended"));
    }
    assert_eq!(refresh(&world, &hana.refresh).await.status, StatusCode::OK, "trying harms nobody");
}

#[tokio::test]
async fn a_sign_in_ends_after_its_idle_and_its_absolute_time() {
    let world = World::new();
    let idle = world.sign_up(HANA).await;
    world.clock.step(60 * DAY_MS + 1);
    assert_eq!(refresh(&world, &idle.refresh).await.code(), "session-ended");

    let mut used = world.sign_in(HANA).await;
    for _ in 0..7 {
        world.clock.step(50 * DAY_MS);
        used = Person::of(&refresh(&world, &used.refresh).await);
    }
    world.clock.step(50 * DAY_MS);
    assert_eq!(refresh(&world, &used.refresh).await.code(), "session-ended");
}

/// covers: S1-022
#[tokio::test]
async fn logging_out_ends_the_family_and_no_other() {
    let world = World::new();
    let phone = world.sign_up(HANA).await;
    let tablet = world.sign_in(HANA).await;
    for _ in 0..2 {
        let out = world.post("/auth/logout", &json!({"refresh_token": phone.refresh})).await;
        assert_eq!(out.status, StatusCode::NO_CONTENT, "repeating is harmless");
    }
    assert_eq!(refresh(&world, &phone.refresh).await.code(), "session-ended");
    assert_eq!(me(&world, &phone.access).await.code(), "session-ended");
    assert_eq!(me(&world, &tablet.access).await.status, StatusCode::OK);
}

/// covers: S1-089
#[tokio::test]
async fn disabling_a_user_takes_effect_at_once() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let user: UserId = hana.user.parse().unwrap();
    world.state.store.write(move |tx| users::disable(tx, user, Some(1))).await.map_err(|e: Failure| e).unwrap();
    assert_eq!(me(&world, &hana.access).await.code(), "session-ended");
    assert_eq!(refresh(&world, &hana.refresh).await.code(), "session-ended");
    let login = world.post("/auth/login", &json!({"username": HANA, "password": PASSWORD})).await;
    assert_eq!(login.code(), "credentials-wrong");
    world.state.store.write(move |tx| users::disable(tx, user, None)).await.map_err(|e: Failure| e).unwrap();
    assert_eq!(me(&world, &hana.access).await.code(), "session-ended", "older tokens stay ended");
    world.sign_in(HANA).await;
}

async fn claim(world: &World, who: &Principal, device: DeviceId) -> Result<(), Problem> {
    let who = who.clone();
    let hello = move |tx: &mut petpro_server::store::Tx| {
        devices::claim(tx, &who, &devices::Hello { device, platform: "android", app: "1.0.0" }, 5)
    };
    world.state.store.write(hello).await
}

#[tokio::test]
async fn revoking_a_device_ends_its_sign_in_only() {
    let world = World::new();
    let phone = world.sign_up(HANA).await;
    let tablet = world.sign_in(HANA).await;
    let ids = [1u8, 2].map(|n| DeviceId(uuid::Uuid::from_bytes([n; 16])));
    claim(&world, &principal(&phone), ids[0]).await.unwrap();
    claim(&world, &principal(&tablet), ids[1]).await.unwrap();

    let listed = world.call("GET", "/api/v1/users/me/devices", Some(&tablet.access), &Value::Null).await.json();
    let shown: Vec<_> =
        listed["devices"].as_array().unwrap().iter().map(|d| (d["id"].clone(), d["current"].clone())).collect();
    assert_eq!(shown, [(json!(ids[0]), json!(false)), (json!(ids[1]), json!(true))]);

    let path = format!("/api/v1/users/me/devices/{}", ids[0]);
    let revoked = world.call("DELETE", &path, Some(&tablet.access), &Value::Null).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert_eq!(me(&world, &phone.access).await.code(), "session-ended");
    assert_eq!(refresh(&world, &phone.refresh).await.code(), "session-ended");
    assert_eq!(me(&world, &tablet.access).await.status, StatusCode::OK);
    let again = world.call("DELETE", &path, Some(&tablet.access), &Value::Null).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);

    let back = world.sign_in(HANA).await;
    assert_eq!(claim(&world, &principal(&back), ids[0]).await.unwrap_err().code.name(), "device-not-yours");
}

#[tokio::test]
async fn a_device_of_somebody_else_cannot_be_claimed_or_revoked() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let ken = world.sign_up("ken@petpro.example").await;
    let device = DeviceId(uuid::Uuid::from_bytes([3; 16]));
    claim(&world, &principal(&hana), device).await.unwrap();
    assert_eq!(claim(&world, &principal(&ken), device).await.unwrap_err().code.name(), "device-not-yours");
    let path = format!("/api/v1/users/me/devices/{device}");
    let foreign = world.call("DELETE", &path, Some(&ken.access), &Value::Null).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(me(&world, &hana.access).await.status, StatusCode::OK);
}
