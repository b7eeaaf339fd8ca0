//! Passes of live visits: one for each phone, always by a key that counts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use petpro_domain::pass::{KeyList, PassText, Refused, Signer};
use petpro_server::clock::Random;
use petpro_server::{bookings, keys};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::Device;
use crate::world::World;

fn phone_key() -> Signer {
    Signer::from_seed(&[7; 32])
}

/// The phone says which key it signs half minutes with; that key.
async fn tells_its_key(world: &World, phone: &mut Device) -> String {
    let key = URL_SAFE_NO_PAD.encode(phone_key().public().0);
    let op = phone.op("pass.key", &[], &json!({"key": key}));
    world.sync(phone, &[op], 0).await;
    key
}

#[tokio::test]
async fn each_phone_has_a_pass_that_follows_its_visit() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let mut phone = world.device(&hana).await;
    let key = tells_its_key(&world, &mut phone).await;
    let passes = world.household_rows(&phone, "pass").await;
    assert_eq!(passes[0]["id"], format!("{}/{}", text(&booked["id"]), &key[..16]));
    let first = text(&passes[0]["d"]["text"]).to_owned();
    // Moved: another pass, and paper of before opens nothing.
    let path = format!("/api/v1/bookings/{}", text(&booked["id"]));
    let paper = world.read_as(&hana, &format!("{path}/pass")).await.json();
    let by_paper = format!("/api/v1/bookings/qr/{}", escaped(text(&paper["text"])));
    assert_eq!(world.read_as(&hana, &by_paper).await.json()["id"], booked["id"]);
    let to = world.free("umeda", "check-up").await;
    world.post_as(&hana, &format!("{path}/move"), &json!({"starts_ms": to})).await;
    let moved = world.household_rows(&phone, "pass").await;
    assert_ne!(moved[0]["d"]["text"], first);
    assert_eq!(world.read_as(&hana, &by_paper).await.code(), "booking-not-active");
    // One letter of another value, in the middle of the signed bytes.
    let mut forged: Vec<char> = text(&moved[0]["d"]["text"]).chars().collect();
    let place = "PETPRO:1:PASS:".len() + 62;
    forged[place] = if forged[place] == '0' { '1' } else { '0' };
    let forged = format!("/api/v1/bookings/qr/{}", escaped(&forged.into_iter().collect::<String>()));
    assert_eq!(world.read_as(&hana, &forged).await.code(), "code-unrecognized");
    world.post_as(&hana, &format!("{path}/cancel"), &Value::Null).await;
    assert_eq!(world.household_rows(&phone, "pass").await, Vec::<Value>::new());
    assert_eq!(world.read_as(&hana, &format!("{path}/pass")).await.status, StatusCode::GONE);
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[tokio::test]
async fn a_pass_is_signed_anew_when_its_key_is_taken_back() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.booked(&hana, "umeda", "check-up").await;
    let mut phone = world.device(&hana).await;
    tells_its_key(&world, &mut phone).await;
    bookings::renew(&world.state).await.unwrap();
    let first = text(&world.household_rows(&phone, "pass").await[0]["d"]["text"]).to_owned();
    let passes = &world.state.keys.passes;
    let list: KeyList = serde_json::from_str(&passes.list().list).unwrap();
    let key = list.keys[0].id.parse().unwrap();
    let path = world.dir.path().join("keys.json");
    let now_ms = world.state.clock.now_ms();
    keys::change(&path, keys::Change::RevokeKey(key), &Random::seeded(9), now_ms).unwrap();
    keys::turn(&world.state).await.unwrap();
    let believed = |text: &str| {
        let shown = phone_key().show(&PassText::parse(text).unwrap(), now_ms).unwrap();
        passes.with_ring(|ring| ring.pass(shown.as_str(), Some(now_ms)).map(drop))
    };
    assert_eq!(believed(&first), Err(Refused::RevokedKey));
    bookings::renew(&world.state).await.unwrap();
    let anew = text(&world.household_rows(&phone, "pass").await[0]["d"]["text"]).to_owned();
    assert_eq!(believed(&anew), Ok(()));
    let before = world.state.store.queries();
    bookings::renew(&world.state).await.unwrap();
    assert_eq!(world.state.store.queries() - before, 1, "nothing is looked at twice");
}
