//! A repeated POST has its effect once. A route of the test's own, over the real key, store and layers.

use axum::body::Body;
use axum::extract::State;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::post;
use axum::{Extension, Router};
use http::{Request, StatusCode};
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};
use petpro_server::http::identified;
use petpro_server::idempotency::{Key, Reply, once, prune};
use petpro_server::identity::{Principal, Role};
use petpro_server::problem::{Problem, rendered};
use petpro_server::state::AppState;
use petpro_server::store::Failure;
use petpro_server::{http as frame, values};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::World;

const KEY: &str = "0198c0de-0000-7000-8000-00000000000a";

/// Writes a row named by the op; `refuse` makes it end with that code after writing.
async fn make(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    frame::Body { value, digest }: frame::Body<Value>,
) -> Result<Reply, Problem> {
    once(&app, &who, key, digest, move |tx, op| {
        tx.exec("INSERT INTO setting(k,v) VALUES($1,$2)", values![op.to_string(), value.to_string()])?;
        match value["refuse"].as_str() {
            Some(code) => Err(Problem::new(Code::parse(code))),
            None => Ok(Reply::json(StatusCode::CREATED, &json!({"op": op}))?.version(7)),
        }
    })
    .await
}

struct Shop {
    world: World,
    router: Router,
}

impl Shop {
    fn new() -> Self {
        let world = World::new();
        let router = Router::new()
            .route("/things", post(make))
            .route("/others", post(make))
            .route(
                "/old-things",
                post(make)
                    .layer(from_fn_with_state("</things>".parse::<http::HeaderValue>().unwrap(), frame::by_alias)),
            )
            .layer(from_fn(rendered))
            .layer(from_fn_with_state(world.state.clone(), identified))
            .with_state(world.state.clone());
        Self { world, router }
    }

    async fn post(&self, user: u8, path: &str, key: Option<&str>, body: &str) -> crate::world::Answer {
        let who = Principal {
            user: UserId(uuid::Uuid::from_bytes([user; 16])),
            household: HouseholdId(uuid::Uuid::nil()),
            session: SessionId(uuid::Uuid::nil()),
            roles: vec![Role::Buyer],
            until_ms: 0,
        };
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let router = self.router.clone().layer(Extension(who));
        crate::world::Answer::read(router.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap())
            .await
    }

    fn effects(&self) -> usize {
        let rows = self.world.state.store.read(|tx| tx.query("SELECT k FROM setting", &[], |_| Ok(())));
        rows.map_err(|cause: Failure| cause).unwrap().len()
    }
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer_and_no_second_effect() {
    let shop = Shop::new();
    let first = shop.post(1, "/things", Some(KEY), r#"{"a":1,"b":2}"#).await;
    let again = shop.post(1, "/things", Some(KEY), r#"{ "b":2, "a":1 }"#).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (StatusCode::CREATED, ""));
    assert_eq!((again.status, again.header("idempotent-replayed")), (StatusCode::CREATED, "true"));
    assert_eq!((first.bytes, first.headers.get("etag")), (again.bytes.clone(), again.headers.get("etag")));
    assert_eq!(again.header("etag"), "\"7\"");
    assert_eq!(shop.effects(), 1);
}

#[tokio::test]
async fn a_uuid_of_version_7_is_the_op_and_any_other_key_becomes_one() {
    let shop = Shop::new();
    assert_eq!(shop.post(1, "/things", Some(KEY), "{}").await.json()["op"], json!(KEY));
    let op = |answer: crate::world::Answer| answer.json()["op"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
    let one = op(shop.post(1, "/things", Some("order of tuesday"), "{}").await);
    let two = op(shop.post(2, "/things", Some("order of tuesday"), "{}").await);
    assert_eq!((one.get_version_num(), two.get_version_num()), (8, 8));
    assert_ne!(one, two, "another caller's key is another key");
}

#[tokio::test]
async fn a_key_is_needed_usable_and_for_one_request() {
    let shop = Shop::new();
    let missing = shop.post(1, "/things", None, "{}").await;
    assert_eq!((missing.status, missing.code().as_str()), (StatusCode::BAD_REQUEST, "idempotency-key-missing"));
    let long = "k".repeat(256);
    for unusable in ["", long.as_str(), "tab\tbed"] {
        let answer = shop.post(1, "/things", Some(unusable), "{}").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "idempotency-key-invalid"));
    }
    assert_eq!(shop.effects(), 0);
    shop.post(1, "/things", Some(KEY), r#"{"a":1}"#).await;
    for (path, body) in [("/things", r#"{"a":2}"#), ("/others", r#"{"a":1}"#)] {
        let other = shop.post(1, path, Some(KEY), body).await;
        assert_eq!((other.status, other.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused"));
    }
    assert_eq!(shop.effects(), 1);
}

#[tokio::test]
async fn a_final_refusal_is_kept_without_its_effect() {
    let shop = Shop::new();
    let body = r#"{"refuse":"stock-insufficient"}"#;
    let first = shop.post(1, "/things", Some(KEY), body).await;
    let again = shop.post(1, "/things", Some(KEY), body).await;
    assert_eq!((first.status, first.code().as_str()), (StatusCode::CONFLICT, "stock-insufficient"));
    assert_eq!(
        (again.header("idempotent-replayed"), again.header("content-type")),
        ("true", "application/problem+json")
    );
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(shop.effects(), 0);
}

#[tokio::test]
async fn a_passing_refusal_is_not_kept() {
    let shop = Shop::new();
    for code in ["not-found", "forbidden", "precondition-failed", "slow-down", "internal"] {
        let refused = shop.post(1, "/things", Some(KEY), &json!({"refuse": code}).to_string()).await;
        assert_eq!((refused.code().as_str(), refused.header("idempotent-replayed")), (code, ""));
    }
    assert_eq!(shop.effects(), 0);
    assert_eq!(shop.post(1, "/things", Some(KEY), "{}").await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_alias_does_without_a_key() {
    let shop = Shop::new();
    for _ in 0..2 {
        assert_eq!(shop.post(1, "/old-things", None, "{}").await.status, StatusCode::CREATED);
    }
    assert_eq!(shop.effects(), 2);
}

#[tokio::test]
async fn answers_are_kept_for_their_days_and_not_longer() {
    let shop = Shop::new();
    let days = i64::from(shop.world.state.config.limits.idempotency_days);
    assert!(days >= 7);
    shop.post(1, "/things", Some(KEY), "{}").await;
    shop.world.clock.step(days * 86_400_000);
    assert_eq!(prune(&shop.world.state).await.unwrap(), 0);
    assert_eq!(shop.post(1, "/things", Some(KEY), "{}").await.header("idempotent-replayed"), "true");
    shop.world.clock.step(1);
    assert_eq!(prune(&shop.world.state).await.unwrap(), 1);
}
