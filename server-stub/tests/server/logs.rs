//! Logs carry ids and codes, never what people wrote.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::world::{LOG, World};

/// covers: S0-005, S1-008
#[tokio::test]
async fn a_request_is_one_json_line_with_its_id_route_and_status() {
    let world = World::new();
    let request = Request::get("/api/v1/users/me?q=secret").header("x-request-id", "log-test-0001").body(Body::empty());
    world.send(request.unwrap()).await;
    let log = LOG.get().unwrap().text();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["request_id"] == "log-test-0001" && line["target"] == "access").unwrap();
    assert_eq!(
        (&line["route"], &line["status"], &line["method"]),
        (&json!("/api/v1/users/me"), &json!(401), &json!("GET"))
    );
    assert!(line["timestamp"].is_string() && line["us"].is_u64());
}

/// covers: S1-008
#[tokio::test]
async fn the_log_tells_who_did_what_and_why_it_was_refused() {
    let world = World::new();
    let hana = world.sign_up("audit@petpro.example").await;
    let ask = |method: &str, path: &str, id: &str, access: Option<&str>, body: Value| {
        let mut request = Request::builder().method(method).uri(path).header("x-request-id", id);
        if let Some(access) = access {
            request = request.header("authorization", format!("Bearer {access}"));
        }
        world.send(request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap())
    };
    let login = json!({"username": "audit@petpro.example", "password": crate::world::PASSWORD});
    let wrong = json!({"username": "audit@petpro.example", "password": "not the password"});
    ask("POST", "/auth/login", "audit-login", None, login).await;
    ask("POST", "/auth/login", "audit-wrong", None, wrong).await;
    ask("GET", "/api/v1/users/me", "audit-read", Some(&hana.access), Value::Null).await;
    ask("DELETE", "/api/v1/users/me/devices/7", "audit-foreign", Some(&hana.access), Value::Null).await;
    ask("GET", "/api/v1/users/me", "audit-nobody", None, Value::Null).await;
    let log = LOG.get().unwrap().text();
    let line = |id: &str| {
        log.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .find(|line| line["request_id"] == id && line["target"] == "access")
            .unwrap()
    };
    for (id, user, status, code) in [
        ("audit-login", json!(hana.user), 200, Value::Null),
        ("audit-wrong", Value::Null, 401, json!("credentials-wrong")),
        ("audit-read", json!(hana.user), 200, Value::Null),
        ("audit-foreign", json!(hana.user), 404, json!("not-found")),
        ("audit-nobody", Value::Null, 401, json!("unauthenticated")),
    ] {
        let line = line(id);
        assert_eq!((&line["user"], &line["status"], &line["code"]), (&user, &json!(status), &code), "{id}");
    }
}

/// covers: S1-008
#[tokio::test]
async fn nothing_that_people_wrote_is_in_the_log() {
    const CANARY: &str = "kanarienvogel77";
    let world = World::new();
    let email = format!("{CANARY}@petpro.example");
    let new = json!({"username": email, "password": format!("{CANARY}-password"), "name": format!("Frau {CANARY}")});
    world.post("/auth/register", &new).await;
    world.post("/auth/register", &new).await;
    let login = json!({"username": email, "password": format!("{CANARY}-password")});
    let tokens = world.post("/auth/login", &login).await.json();
    let access = tokens["access_token"].as_str().unwrap();
    world.post("/auth/login", &json!({"username": email, "password": CANARY})).await;
    world.post("/auth/login", &json!({"username": email, CANARY: 1})).await;
    world.post("/auth/register", &json!({"username": CANARY, "password": CANARY})).await;
    world.post("/auth/refresh", &json!({"refresh_token": CANARY})).await;
    world.call("GET", "/api/v1/users/me", Some(access), &Value::Null).await;
    world.call("GET", &format!("/api/v1/users/me?{CANARY}=1"), Some(CANARY), &Value::Null).await;
    world.call("DELETE", &format!("/api/v1/users/me/devices/{CANARY}"), Some(access), &Value::Null).await;
    world.get(&format!("/{CANARY}")).await;
    let odd = Request::get("/livez").header("x-request-id", format!("{CANARY} {CANARY}")).header("user-agent", CANARY);
    world.send(odd.body(Body::empty()).unwrap()).await;

    let log = LOG.get().unwrap().text();
    assert!(log.contains("credentials"), "the log is on");
    let leak = log.lines().find(|line| line.contains(CANARY) || line.contains(access));
    assert_eq!(leak, None);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert!(!log.contains(refresh));
}
