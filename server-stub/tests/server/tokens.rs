//! Access tokens: which are believed, and that nothing else is.

use axum::middleware::from_fn_with_state;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::StatusCode;
use jsonwebtoken::{Algorithm, Header};
use petpro_server::http::headers_checked;
use petpro_server::store::{Failure, Tx};
use petpro_server::values;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::identity::{HANA, MINUTE_MS, me};
use crate::world::World;

/// covers: S1-009, S1-018
#[tokio::test]
async fn an_access_token_ends_after_ten_minutes() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    world.clock.step(10 * MINUTE_MS - 1_000);
    assert_eq!(me(&world, &hana.access).await.status, StatusCode::OK);
    world.clock.step(1_000);
    let late = me(&world, &hana.access).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::UNAUTHORIZED, "token-expired"));
    assert!(late.header("www-authenticate").starts_with("Bearer"));
}

/// Its signature is not checked again, everything else is.
/// covers: S1-009, S1-018
#[tokio::test]
async fn a_token_that_was_seen_before_vouches_for_no_other_and_ends_with_its_session() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    for _ in 0..2 {
        assert_eq!(me(&world, &hana.access).await.status, StatusCode::OK);
    }
    let (signed, signature) = hana.access.rsplit_once('.').unwrap();
    let mut other = BASE64.decode(signature).unwrap();
    other[5] ^= 1;
    let altered = me(&world, &format!("{signed}.{}", BASE64.encode(&other))).await;
    assert_eq!((altered.status, altered.code().as_str()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    let session = hana.claims()["sid"].as_str().unwrap().to_owned();
    let session: petpro_domain::ids::SessionId = session.parse().unwrap();
    let end = move |tx: &mut Tx| {
        let update = "UPDATE session SET ended_ms = 1, ended_why = 'revoked' WHERE id = $1";
        tx.exec(update, values![session])
    };
    assert_eq!(world.state.store.write::<_, Failure>(end).await.unwrap(), 1);
    let ended = me(&world, &hana.access).await;
    assert_eq!((ended.status, ended.code().as_str()), (StatusCode::UNAUTHORIZED, "session-ended"));
}

/// An ID token, or a token of another service that shares the key, is no access token here.
/// covers: S1-009, S1-018
#[tokio::test]
async fn a_token_of_our_own_key_for_something_else_is_refused() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let key = &world.state.keys.tokens[0];
    let signed = |change: Value| {
        let mut claims = hana.claims();
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let mut header = Header::new(Algorithm::EdDSA);
        (header.typ, header.kid) = (Some("at+jwt".into()), Some(key.kid.clone()));
        jsonwebtoken::encode(&header, &claims, &key.sign).unwrap()
    };
    let now = world.state.clock.now_ms() / 1_000;
    assert_eq!(me(&world, &signed(json!({}))).await.status, StatusCode::OK);
    for (change, code) in [
        (json!({"aud": "petpro-shops"}), "unauthenticated"),
        (json!({"iss": "somebody"}), "unauthenticated"),
        (json!({"nbf": now + 60}), "unauthenticated"),
        (json!({"exp": now}), "token-expired"),
        (json!({"ep": 9}), "session-ended"),
        (json!({"sid": hana.user}), "session-ended"),
        (json!({"hid": hana.user}), "session-ended"),
    ] {
        let answer = me(&world, &signed(change.clone())).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, code), "{change}");
    }
}

/// covers: S1-009, S1-012, S1-018, S1-089
#[tokio::test]
async fn a_token_with_another_algorithm_key_type_or_content_is_refused() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let ken = world.sign_up("ken@petpro.example").await;
    let parts: Vec<&str> = hana.access.split('.').collect();
    let header = |change: Value| {
        let mut header: Value = serde_json::from_slice(&BASE64.decode(parts[0]).unwrap()).unwrap();
        header.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        BASE64.encode(header.to_string())
    };
    assert_eq!(serde_json::from_slice::<Value>(&BASE64.decode(parts[0]).unwrap()).unwrap()["alg"], "EdDSA");
    let kens_claims = ken.access.split('.').nth(1).unwrap();
    for (why, forged) in [
        ("no signature", format!("{}.{}.", header(json!({"alg": "none"})), parts[1])),
        ("symmetric", format!("{}.{}.{}", header(json!({"alg": "HS256"})), parts[1], parts[2])),
        ("rsa", format!("{}.{}.{}", header(json!({"alg": "RS256"})), parts[1], parts[2])),
        ("unknown key", format!("{}.{}.{}", header(json!({"kid": "t9"})), parts[1], parts[2])),
        ("another type", format!("{}.{}.{}", header(json!({"typ": "JWT"})), parts[1], parts[2])),
        ("another's claims", format!("{}.{kens_claims}.{}", parts[0], parts[2])),
        ("a refresh token", hana.refresh.clone()),
        ("rubbish", "rubbish".into()),
    ] {
        let answer = me(&world, &forged).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "unauthenticated"), "{why}");
    }
    assert_eq!(me(&world, &hana.access).await.status, StatusCode::OK);
}

/// covers: S1-019
#[tokio::test]
async fn headers_do_not_say_who_somebody_is() {
    let world = World::new();
    let hana = world.sign_up(HANA).await;
    let ken = world.sign_up("ken@petpro.example").await;
    let ask = |access: Option<&str>| {
        let mut request =
            http::Request::get("/api/v1/users/me").header("x-user-id", &hana.user).header("x-user-roles", "admin");
        if let Some(access) = access {
            request = request.header("authorization", format!("Bearer {access}"));
        }
        request.body(axum::body::Body::empty()).unwrap()
    };
    assert_eq!(world.send(ask(None)).await.status, StatusCode::UNAUTHORIZED);
    let answer = world.send(ask(Some(&ken.access))).await.json();
    assert_eq!((&answer["id"], &answer["roles"]), (&json!(ken.user), &json!(["buyer"])));
}

/// A route of the test's own behind the layer that every request passes.
/// covers: S1-019
#[tokio::test]
async fn what_a_gateway_would_say_of_the_caller_is_forgotten_at_the_door() {
    let world = World::new();
    let names = async |headers: http::HeaderMap| headers.keys().map(|name| name.as_str()).collect::<Vec<_>>().join(" ");
    let router = axum::Router::new()
        .route("/names", axum::routing::get(names))
        .layer(from_fn_with_state(world.state.clone(), headers_checked));
    let ask =
        http::Request::get("/names").header("x-user-id", "1").header("X-User-Roles", "admin").header("x-kept", "1");
    let answer = router.oneshot(ask.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(crate::world::Answer::read(answer).await.bytes, b"x-kept");
}
