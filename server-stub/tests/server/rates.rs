//! Too often is told, with when to come back.

use http::StatusCode;
use petpro_server::config::Rates;
use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

fn limited(rates: Rates) -> World {
    let dir = tempfile::tempdir().unwrap();
    let config = petpro_server::config::Config { rates, ..World::config(dir.path()) };
    World::of(dir, config)
}

/// covers: S0-005, S1-006, S1-090
#[tokio::test]
async fn the_request_after_the_last_is_refused_with_when_to_come_back() {
    let world = limited(Rates { default: 3, ..Rates::default() });
    let me = || world.call("GET", "/api/v1/users/me", None, &Value::Null);
    for left in ["2", "1", "0"] {
        let answer = me().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=3;w=60");
        assert!(
            answer.header("ratelimit").starts_with(&format!("\"default\";r={left};t=")),
            "{}",
            answer.header("ratelimit")
        );
    }
    let refused = me().await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "rate-limited"));
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "one of three a minute comes back within 20 s: {wait}");
    assert_eq!(refused.json()["retry_after"], json!(wait));
    assert_eq!(refused.header("ratelimit-policy"), "\"default\";q=3;w=60");
    assert!(refused.header("ratelimit").starts_with("\"default\";r=0;t="), "{}", refused.header("ratelimit"));
    assert_eq!(world.get("/livez").await.status, StatusCode::OK, "probes are not counted");
}

/// covers: S1-006
#[tokio::test]
async fn sign_in_is_stricter_and_its_alias_shares_the_limit() {
    let world = limited(Rates { login: 2, ..Rates::default() });
    let body = json!({"username": "hana@petpro.example", "password": PASSWORD});
    assert_eq!(world.post("/auth/login", &body).await.code(), "credentials-wrong");
    assert_eq!(world.post("/member/login", &body).await.code(), "credentials-wrong");
    assert_eq!(world.post("/auth/login", &body).await.code(), "rate-limited");
    assert_eq!(world.post("/member/login", &body).await.code(), "rate-limited");
}

/// covers: S1-006
#[tokio::test]
async fn one_account_cannot_be_tried_from_many_addresses() {
    let world = limited(Rates { login: 2, proxies: 1, ..Rates::default() });
    let from = |address: &str| {
        let body = json!({"username": "hana@petpro.example", "password": PASSWORD}).to_string();
        let request = http::Request::post("/auth/login")
            .header("content-type", "application/json")
            .header("x-forwarded-for", address)
            .body(axum::body::Body::from(body));
        world.send(request.unwrap())
    };
    assert_eq!(from("10.0.0.1").await.code(), "credentials-wrong");
    assert_eq!(from("10.0.0.2").await.code(), "credentials-wrong");
    let refused = from("10.0.0.3").await;
    assert_eq!((refused.code().as_str(), refused.header("retry-after").is_empty()), ("rate-limited", false));
}

/// covers: S1-006
#[tokio::test]
async fn one_user_does_not_use_up_anothers_share() {
    let world = limited(Rates { default: 2, register: 9, ..Rates::default() });
    let (hana, ken) = (world.sign_up("hana@petpro.example").await, world.sign_up("ken@petpro.example").await);
    async fn me(world: &World, access: &str) -> u16 {
        world.call("GET", "/api/v1/users/me", Some(access), &Value::Null).await.status.as_u16()
    }
    let statuses = [
        me(&world, &hana.access).await,
        me(&world, &hana.access).await,
        me(&world, &hana.access).await,
        me(&world, &ken.access).await,
    ];
    assert_eq!(statuses, [200, 200, 429, 200]);
}
