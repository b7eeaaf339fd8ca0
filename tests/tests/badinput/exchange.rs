//! Requests to the sync routes that no healthy device sends.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{World, add, id};

const SYNC: &str = "/api/v1/sync";

#[tokio::test(flavor = "multi_thread")]
async fn with_another_epoch_nothing_is_applied() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let mut ask = raw.exchange(&[add(1, id(1), 1)]);
    ask["epoch"] = json!("e-of-another-history");
    let (status, reply) = world.post(SYNC, &raw.token, ask.to_string()).await;
    assert_eq!((status, reply["code"].as_str()), (200, Some("sync-epoch")));
    assert_eq!(world.op(&raw.token, &id(1).to_string()).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_a_newer_app_are_no_reason_to_refuse() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let mut op = add(1, id(1), 1);
    op["b"]["gift_wrap"] = json!({"paper": "blue"});
    op["mood"] = json!("merry");
    let mut ask = raw.exchange(&[op]);
    ask["battery"] = json!(17);
    let (status, reply) = world.post(SYNC, &raw.token, ask.to_string()).await;
    assert_eq!((status, results(&reply)), (200, vec!["applied".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_op_of_an_unknown_kind_is_held_and_stops_its_lane_only() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let mut unknown = add(2, id(2), 1);
    unknown["k"] = json!("pet.teleport");
    let ask = raw.exchange(&[add(1, id(1), 1), unknown, add(3, id(3), 1)]);
    let (status, reply) = world.post(SYNC, &raw.token, ask.to_string()).await;
    assert_eq!((status, results(&reply)), (200, vec!["applied".to_owned(), "held".to_owned()]));
    assert_eq!(reply["push"][0]["results"][1]["code"], "op-not-yet-supported");
    assert_eq!(reply["push"][0]["through"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_another_type_is_rejected_alone_and_its_successor_goes_on() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let mut poison = add(1, id(1), 1);
    poison["b"]["n"] = json!("two");
    let ask = raw.exchange(&[poison, add(2, id(2), 1)]);
    let (status, reply) = world.post(SYNC, &raw.token, ask.to_string()).await;
    assert_eq!((status, results(&reply)), (200, vec!["rejected".to_owned(), "applied".to_owned()]));
    assert_eq!(reply["push"][0]["results"][0]["code"], "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_an_exchange_is_malformed() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    for body in ["", "{", "[]", "null", r#"{"proto":1,"epoch":7}"#, r#"{"proto":1,"epoch":"e","push":{}}"#] {
        let (status, problem) = world.post(SYNC, &raw.token, body.to_owned()).await;
        assert_eq!((status, problem["code"].as_str()), (400, Some("malformed")), "{body:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_protocol_asks_for_an_upgrade() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let (status, problem) = world.post(SYNC, &raw.token, r#"{"proto":2,"shape":"unheard of"}"#.into()).await;
    assert_eq!((status, problem["code"].as_str()), (426, Some("upgrade-required")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_over_the_limit_is_too_large_and_nothing_of_it_is_applied() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let ops: Vec<Value> = (1..=201).map(|n| add(n, id(n), 1)).collect();
    let (status, problem) = world.post(SYNC, &raw.token, raw.exchange(&ops).to_string()).await;
    assert_eq!((status, problem["code"].as_str()), (413, Some("too-large")));
    assert_eq!(world.op(&raw.token, &id(1).to_string()).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_too_large() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let mut ask = raw.exchange(&[add(1, id(1), 1)]);
    ask["padding"] = json!("x".repeat(2 << 20));
    let (status, problem) = world.post(SYNC, &raw.token, ask.to_string()).await;
    assert_eq!((status, problem["code"].as_str()), (413, Some("too-large")));
    assert_eq!(world.op(&raw.token, &id(1).to_string()).await.0, 404);
}

/// C3: a connection that dies in the middle of a request.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_applies_nothing() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let body = raw.exchange(&[add(1, id(1), 1)]).to_string();
    let address = world.served.url.trim_start_matches("http://").to_owned();
    let mut socket = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST {SYNC} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        raw.token,
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&body.as_bytes()[..body.len() / 2]).await.unwrap();
    socket.shutdown().await.unwrap();
    let mut rest = Vec::new();
    socket.read_to_end(&mut rest).await.unwrap();
    assert_eq!(world.op(&raw.token, &id(1).to_string()).await.0, 404);
    // The whole of it is taken afterwards, as if nothing had been.
    let (status, reply) = world.post(SYNC, &raw.token, body).await;
    assert_eq!((status, results(&reply)), (200, vec!["applied".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_to_the_household_is_refused_in_that_scope_alone() {
    let world = World::new();
    let raw = world.raw(&world.phone("phone", 0).await).await;
    let mut ask = raw.exchange(&[add(1, id(1), 1)]);
    ask["push"][0]["s"] = json!("household:0197aaaa-0000-7000-8000-000000000001");
    ask["pull"] = json!([{"s": raw.scope, "cur": 0}]);
    let (status, reply) = world.post(SYNC, &raw.token, ask.to_string()).await;
    assert_eq!(status, 200);
    assert_eq!(reply["push"][0]["code"], "scope-forbidden");
    assert!(reply["pull"][0]["digest"].is_string(), "the other scope goes on: {reply}");
}

fn results(reply: &Value) -> Vec<String> {
    let all = reply["push"][0]["results"].as_array().cloned().unwrap_or_default();
    all.iter().map(|result| result["st"].as_str().unwrap_or("?").to_owned()).collect()
}
