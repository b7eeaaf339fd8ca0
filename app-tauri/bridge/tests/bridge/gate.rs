//! Who is refused, and with what.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn without_the_token_of_this_run_nothing_is_read_or_changed() {
    let world = World::new().await;
    let paths = ["/invoke/cart", "/still", "/frame?width=1&height=1&at_ms=0"];
    let wrong = "0".repeat(64);
    for token in ["", "x", &wrong, &world.token[1..], &world.token.to_uppercase(), &format!("{0}{0}", world.token)] {
        for path in paths {
            let sent = world.ask(Method::POST, path).header("x-petpro-token", token).json(&json!({})).send().await;
            assert_eq!(sent.unwrap().status(), StatusCode::UNAUTHORIZED, "{path} with {token:?}");
        }
        for path in [format!("/events?token={token}"), format!("/picture/{wrong}?token={token}")] {
            let sent = world.ask(Method::GET, &path).send().await.unwrap();
            assert_eq!(sent.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    let sent = world.ask(Method::POST, "/invoke/cart").json(&json!({})).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::UNAUTHORIZED, "without any token");
}

#[tokio::test]
async fn a_page_of_another_site_is_refused_even_with_the_token() {
    let world = World::new().await;
    let port = world.address.port();
    let other_port = format!("http://127.0.0.1:{}", port.wrapping_add(1));
    for origin in ["http://evil.example", "null", "https://127.0.0.1", &other_port, "file://"] {
        let sent = world.call("cart", &json!({})).header("origin", origin);
        // `header` adds: the first one would still be the page's own.
        let mut request = sent.build().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        assert_eq!(world.client.execute(request).await.unwrap().status(), StatusCode::FORBIDDEN, "{origin}");
    }
    let sent = world.ask(Method::GET, "/").header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::FORBIDDEN, "a link or an image on another site");
}

#[tokio::test]
async fn a_name_that_was_pointed_at_this_machine_is_not_this_host() {
    let world = World::new().await;
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "0.0.0.0:80", ""] {
        let sent = world.call("cart", &json!({})).header("host", host).send().await;
        assert_eq!(sent.unwrap().status(), StatusCode::FORBIDDEN, "{host:?}");
    }
}

#[tokio::test]
async fn another_method_than_the_routes_own_is_refused() {
    let world = World::new().await;
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
        let sent = world.ask(method.clone(), "/invoke/cart").header("x-petpro-token", &world.token).send().await;
        assert_eq!(sent.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED, "{method} /invoke/cart");
    }
    for path in ["/", "/events", "/assets/app-1.js"] {
        let sent = world.ask(Method::POST, path).header("x-petpro-token", &world.token).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::METHOD_NOT_ALLOWED, "POST {path}");
    }
    let preflight = world.ask(Method::OPTIONS, "/invoke/cart").header("x-petpro-token", &world.token);
    let answer = preflight.header("access-control-request-method", "POST").send().await.unwrap();
    assert!(!answer.headers().contains_key("access-control-allow-origin"), "no other origin is ever allowed");
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused() {
    let world = World::new().await;
    let large = json!({"text": "x".repeat(65 << 10)});
    assert_eq!(world.call("find", &large).send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let frame = world.ask(Method::POST, "/frame?width=3841&height=2160&at_ms=0");
    let sent = frame.header("x-petpro-token", &world.token).body(vec![0; 3_841 * 2_160]).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_path_leads_to_a_file_that_was_built_or_to_nothing() {
    let world = World::new().await;
    for path in [
        "/../secret.html",
        "/assets/../../secret.html",
        "/..%2fsecret.html",
        "/%2e%2e/secret.html",
        "//secret.html",
        "/assets/..\\..\\secret.html",
        "/notes.txt",
        "/assets",
        "/index.html/",
        "/index.html%00",
    ] {
        // By hand: a client tidies such a path up before it sends it.
        let mut stream = TcpStream::connect(world.address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", world.address);
        let text = tokio::task::spawn_blocking(move || {
            stream.write_all(head.as_bytes()).unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        });
        let text = text.await.unwrap();
        assert!(text.starts_with("HTTP/1.1 404") || text.starts_with("HTTP/1.1 400"), "{path}: {text}");
        assert!(!text.contains("beside the pages"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy_that_keeps_other_code_out() {
    let world = World::new().await;
    for path in ["/", "/nothing", "/events"] {
        let answer = world.ask(Method::GET, path).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer", "the first address carries the token");
    }
}
