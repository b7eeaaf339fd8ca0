//! What the page gets.

use futures_util::StreamExt;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn a_command_gives_its_screen() {
    let world = World::new().await;
    let answer: Value = world.call("cart", &json!({})).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["gives"]["title"]["text"], "Cart");
}

#[tokio::test]
async fn a_refusal_is_an_answer_with_a_code_and_words_in_the_persons_language() {
    let world = World::new().await;
    world.call("speak", &json!({"lang": "ja"})).send().await.unwrap();
    let answer = world.call("add", &json!({"variant": "no-id", "n": 1})).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "the bridge did what it was asked");
    let refused = answer.json::<Value>().await.unwrap()["refused"].clone();
    assert_eq!(refused["code"], "product-unknown");
    let title = refused["title"].as_str().unwrap();
    assert!(!title.is_ascii() && refused["next"].as_str().unwrap().ends_with('。'), "{refused}");
}

#[tokio::test]
async fn an_unknown_command_and_wrong_arguments_are_refused() {
    let world = World::new().await;
    for (command, args) in [("no_such", json!({})), ("add", json!({"variant": 7})), ("cart", json!({"more": 1}))] {
        let answer: Value = world.call(command, &args).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["refused"]["code"], "invalid", "{command}");
    }
}

#[tokio::test]
async fn an_open_stream_says_so_and_then_tells_what_changed() {
    let world = World::new().await;
    let stream = world.ask(Method::GET, &format!("/events?token={}", world.token)).send().await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    let mut events = stream.bytes_stream().map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap());
    assert!(events.next().await.unwrap().contains("data: []"), "whoever was away asks for everything");
    world.call("speak", &json!({"lang": "ko"})).send().await.unwrap();
    let told = loop {
        let event = events.next().await.unwrap();
        if event.contains("cart") {
            break event;
        }
    };
    assert!(told.contains("inbox") && told.contains("session"), "a language changes every screen: {told}");
}

#[tokio::test]
async fn a_picture_that_is_not_here_is_nothing_and_no_error() {
    let world = World::new().await;
    for name in ["0".repeat(64), "..%2f..%2fsecret".into()] {
        let asked = world.ask(Method::GET, &format!("/picture/{name}")).header("x-petpro-token", &world.token);
        assert_eq!(asked.send().await.unwrap().status(), StatusCode::NO_CONTENT, "{name}");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_by_its_code() {
    let world = World::new().await;
    let sent = world.ask(Method::POST, "/still").header("x-petpro-token", &world.token).body("not a picture").send();
    let answer: Value = sent.await.unwrap().json().await.unwrap();
    assert_eq!(answer["refused"]["code"], "image-unreadable");
    let frame = world.ask(Method::POST, "/frame?width=640&height=480&at_ms=0").header("x-petpro-token", &world.token);
    let answer: Value = frame.body(vec![0; 10]).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["refused"]["code"], "image-unreadable", "a frame of another size than it says");
}

#[tokio::test]
async fn the_pages_are_served_with_their_kinds() {
    let world = World::new().await;
    let page = world.ask(Method::GET, "/").send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers()["cache-control"], "no-cache");
    let script = world.ask(Method::GET, "/assets/app-1.js").send().await.unwrap();
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
}
