//! Photos of pets: whose they are, who may see them and for how long.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use image::{ImageFormat, RgbImage};
use petpro_domain::clinic::StaffRole;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::pets::mochi;
use crate::world::{Answer, Person, World};

fn photo(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(300, 200, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 30]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

impl World {
    async fn put_photo(&self, who: &Person, pet: &str, bytes: &[u8]) -> Answer {
        let path = format!("/api/v1/users/me/pets/{pet}/photo");
        self.call("PUT", &path, Some(&who.access), &json!({"photo": STANDARD.encode(bytes)})).await
    }

    /// A pet of theirs with a photo.
    pub async fn pictured(&self, who: &Person) -> String {
        let pet = self.dog(who).await;
        self.put_photo(who, &pet, &photo(ImageFormat::Png)).await;
        pet
    }

    async fn photo(&self, who: &Person, pet: &str, query: &str) -> Answer {
        self.read_as(who, &format!("/api/v1/pets/{pet}/photo{query}")).await
    }
}

#[tokio::test]
async fn a_photo_is_kept_small_and_a_cache_asks_whether_it_may_still_show_it() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let pet = world.dog(&hana).await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let kept = world.put_photo(&hana, &pet, &photo(format)).await;
        assert_eq!(kept.status, StatusCode::OK, "{format:?}: {}", kept.text());
    }
    let (large, small) = (world.photo(&hana, &pet, "").await, world.photo(&hana, &pet, "?small=true").await);
    let size = |answer: &Answer| {
        let image = image::load_from_memory_with_format(&answer.bytes, ImageFormat::Jpeg).unwrap();
        (image.width(), image.height())
    };
    assert_eq!((size(&large), size(&small)), ((300, 200), (160, 106)));
    assert_eq!((large.header("content-type"), large.header("cache-control")), ("image/jpeg", "private, no-cache"));
    let pets = world.read_as(&hana, "/api/v1/users/me/pets").await.json();
    let tag = format!("\"{}\"", text(&pets["pets"][0]["photo"]));
    assert_eq!(large.header("etag"), tag);
    let bearer = format!("Bearer {}", hana.access);
    let headers = [("authorization", bearer.as_str()), ("if-none-match", tag.as_str())];
    let again = world.with_headers("GET", &format!("/api/v1/pets/{pet}/photo"), &headers, vec![]).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn a_clinic_sees_the_photo_of_who_comes_and_nobody_else_does() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (desk, elsewhere) = (world.sign_up("desk@example.com").await, world.sign_up("other@example.com").await);
    world.employ(&desk, "umeda", StaffRole::Desk).await;
    world.employ(&elsewhere, "sapporo", StaffRole::Admin).await;
    let stranger = world.sign_up("stranger@example.com").await;
    let booked = world.booked(&hana, "umeda", "check-up").await;
    let pet = text(&booked["pets"][0]["id"]).to_owned();
    world.put_photo(&hana, &pet, &photo(ImageFormat::Png)).await;
    assert_eq!(world.photo(&desk, &pet, "").await.status, StatusCode::OK);
    for who in [&elsewhere, &stranger] {
        assert_eq!(world.photo(who, &pet, "").await.code(), "not-found", "{}", who.email);
        assert_eq!(world.put_photo(who, &pet, &photo(ImageFormat::Png)).await.code(), "not-found");
    }
    world.post_as(&hana, &format!("/api/v1/bookings/{}/cancel", text(&booked["id"])), &Value::Null).await;
    assert_eq!(world.photo(&desk, &pet, "").await.code(), "not-found", "nobody comes any more");
}

#[tokio::test]
async fn what_is_no_photo_is_refused_and_the_one_before_stays() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let pet = world.dog(&hana).await;
    world.put_photo(&hana, &pet, &photo(ImageFormat::Png)).await;
    let before = world.photo(&hana, &pet, "").await.bytes;
    let cut = &photo(ImageFormat::Jpeg)[..400];
    for (bytes, code) in [
        (&b"GIF89a\x01\0\x01\0"[..], "image-unsupported"),
        (b"%PDF-1.7", "image-unreadable"),
        (cut, "image-unreadable"),
    ] {
        assert_eq!(world.put_photo(&hana, &pet, bytes).await.code(), code);
    }
    let path = format!("/api/v1/users/me/pets/{pet}/photo");
    let wrong = world.call("PUT", &path, Some(&hana.access), &json!({"photo": "not base64!"})).await;
    assert_eq!(wrong.code(), "invalid");
    assert_eq!(world.photo(&hana, &pet, "").await.bytes, before);
}

#[tokio::test]
async fn a_photo_outlives_a_changed_profile_and_not_the_pet() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let pet = world.dog(&hana).await;
    world.put_photo(&hana, &pet, &photo(ImageFormat::Png)).await;
    let path = format!("/api/v1/users/me/pets/{pet}");
    let mut older = mochi();
    older["name"] = json!("Old Mochi");
    let changed = world.call("PUT", &path, Some(&hana.access), &older).await.json();
    assert!(changed["photo"].is_string(), "{changed}");
    let removed = world.call("DELETE", &format!("{path}/photo"), Some(&hana.access), &Value::Null).await;
    assert_eq!(
        (removed.status, world.photo(&hana, &pet, "").await.status),
        (StatusCode::NO_CONTENT, StatusCode::NOT_FOUND)
    );
    world.put_photo(&hana, &pet, &photo(ImageFormat::Png)).await;
    world.call("DELETE", &path, Some(&hana.access), &Value::Null).await;
    assert_eq!(world.photo(&hana, &pet, "").await.status, StatusCode::NOT_FOUND);
}
