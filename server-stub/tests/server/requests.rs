//! Bad input, and what every answer carries.

use axum::body::Body;
use http::{Request, StatusCode};
use petpro_domain::Code;
use petpro_domain::texts::{Lang, problem};
use petpro_server::config::{Config, Cors};
use petpro_server::state::Stage;
use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

fn login(body: impl Into<Body>) -> Request<Body> {
    Request::post("/auth/login").header("content-type", "application/json").body(body.into()).unwrap()
}

/// covers: S1-090
#[tokio::test]
async fn a_fault_in_a_body_is_named_by_a_pointer() {
    let world = World::new();
    for (body, pointer) in [
        (json!({"username": "a@b.example", "password": 1}).to_string(), "/password"),
        (json!({"username": ["a"], "password": "x"}).to_string(), "/username"),
        (json!({"username": "a@b.example", "password": "x", "admin": true}).to_string(), "/admin"),
        (json!({"username": "a@b.example"}).to_string(), ""),
        (json!([]).to_string(), ""),
        ("{\"username\":".into(), "/username"),
        ("{} {}".into(), ""),
        (String::new(), ""),
    ] {
        let answer = world.send(login(body.clone())).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "malformed"), "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], json!(pointer), "{body}");
    }
}

/// covers: S1-090
#[tokio::test]
async fn a_body_over_the_limit_is_refused_also_when_it_is_small_on_the_wire() {
    let world = World::new();
    let limit = world.state.config.limits.body_bytes;
    let big = json!({"username": "a".repeat(limit), "password": "x"}).to_string();
    let plain = world.send(login(big.clone())).await;
    assert_eq!((plain.status, plain.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));

    let zipped = gzip(big.as_bytes());
    assert!(zipped.len() < limit / 100);
    let mut request = login(zipped);
    request.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    let answer = world.send(request).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
}

/// covers: S1-090
#[tokio::test]
async fn what_cannot_be_read_in_a_path_or_query_is_a_problem_like_any_other() {
    let world = World::new();
    let hana = world.sign_up("hana@petpro.example").await;
    for (method, path, code) in [
        ("DELETE", "/api/v1/users/me/devices/7", "not-found"),
        ("GET", "/api/v1/cart?ship_to=JP-13&ship_to=JP-47", "malformed"),
        ("GET", "/api/v1/products/7", "product-unknown"),
    ] {
        let answer = world.call(method, path, Some(&hana.access), &Value::Null).await;
        assert_eq!(
            (answer.header("content-type"), answer.code().as_str()),
            ("application/problem+json", code),
            "{path}"
        );
    }
}

/// covers: S1-090
#[tokio::test]
async fn headers_over_the_limit_are_refused() {
    let world = World::new();
    let mut request = login("{}");
    request.headers_mut().insert("x-huge", "a".repeat(world.state.config.limits.header_bytes).parse().unwrap());
    assert_eq!(world.send(request).await.code(), "too-large");
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let world = World::new();
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let request = Request::post("/auth/login").header("content-type", kind).body(Body::from("{}")).unwrap();
        let answer = world.send(request).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type")
        );
    }
}

#[tokio::test]
async fn gzip_is_read_and_written() {
    let world = World::new();
    world.sign_up("hana@petpro.example").await;
    let body = json!({"username": "hana@petpro.example", "password": PASSWORD}).to_string();
    let mut request = login(gzip(body.as_bytes()));
    request.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    request.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let answer = world.send(request).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, "gzip"));
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&answer.bytes[..]), &mut text).unwrap();
    assert!(serde_json::from_str::<Value>(&text).unwrap()["access_token"].is_string());
}

#[tokio::test]
async fn an_unknown_method_is_told_apart_from_an_unknown_path() {
    let world = World::new();
    let method = world.call("DELETE", "/auth/login", None, &Value::Null).await;
    assert_eq!((method.status, method.code().as_str()), (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"));
    assert_eq!(method.header("allow"), "POST");
    assert_eq!(world.get("/auth/nothing").await.code(), "not-found");
}

#[tokio::test]
async fn problems_speak_the_callers_language() {
    let world = World::new();
    for (accept, lang) in [("ja-JP,en;q=0.5", Lang::Ja), ("ko", Lang::Ko), ("zh-CN", Lang::Zh), ("fr", Lang::En)] {
        let request = Request::get("/nothing").header("accept-language", accept).body(Body::empty()).unwrap();
        let answer = world.send(request).await;
        let words = problem(lang, Code::NotFound);
        assert_eq!(answer.header("content-language"), lang.tag());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!((&answer.json()["title"], &answer.json()["next"]), (&json!(words.title), &json!(words.next)));
    }
}

#[tokio::test]
async fn the_documents_status_codes_are_given_on_request() {
    let world = World::new();
    let new = json!({"username": "no-address", "password": PASSWORD}).to_string();
    let ask = |compat: Option<&str>| {
        let mut request = Request::post("/auth/register").header("content-type", "application/json");
        if let Some(compat) = compat {
            request = request.header("x-petpro-compat", compat);
        }
        request.body(Body::from(new.clone())).unwrap()
    };
    let (ours, spec) = (world.send(ask(None)).await, world.send(ask(Some("spec"))).await);
    assert_eq!(
        (ours.status.as_u16(), spec.status.as_u16()),
        (Code::EmailInvalid.status(), Code::EmailInvalid.spec_status())
    );
    assert_ne!(ours.status, spec.status);
    assert_eq!((spec.json()["status"].as_u64(), ours.code()), (Some(spec.status.as_u16().into()), spec.code()));
}

/// covers: S0-005, S1-005
#[tokio::test]
async fn every_request_has_an_id_that_its_problem_names() {
    let world = World::new();
    let ask = |id: &str| Request::get("/nothing").header("x-request-id", id).body(Body::empty()).unwrap();
    let named = world.send(ask("phone-1234-5678")).await;
    assert_eq!(
        (named.header("x-request-id"), &named.json()["instance"]),
        ("phone-1234-5678", &json!("phone-1234-5678"))
    );
    let forged = world.send(ask("x\" level=\"ERROR")).await;
    let made: uuid::Uuid = forged.header("x-request-id").parse().unwrap();
    assert_eq!(made.get_version_num(), 7);
    assert_eq!(forged.json()["instance"], json!(made));
}

/// covers: S1-010
#[tokio::test]
async fn only_listed_web_origins_get_permission() {
    let dir = tempfile::tempdir().unwrap();
    let cors = Cors { origins: vec!["https://shop.example".into()] };
    let config = Config { cors, ..World::config(dir.path()) };
    let world = World::of(dir, config);
    let ask = |method: &str, origin: &str| {
        Request::builder()
            .method(method)
            .uri("/auth/login")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .body(Body::empty())
            .unwrap()
    };
    for method in ["OPTIONS", "POST"] {
        let listed = world.send(ask(method, "https://shop.example")).await;
        assert_eq!(listed.header("access-control-allow-origin"), "https://shop.example");
        for origin in ["https://evil.example", "https://shop.example.evil.example", "null", "http://shop.example"] {
            let other = world.send(ask(method, origin)).await;
            assert_eq!(other.header("access-control-allow-origin"), "", "{origin}");
        }
    }
}

/// covers: S1-005
#[tokio::test]
async fn every_answer_forbids_sniffing_framing_and_shared_caches() {
    let world = World::new();
    for path in ["/livez", "/nothing"] {
        let answer = world.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn an_alias_gives_the_same_body_and_says_that_it_is_outdated() {
    let world = World::new();
    let (canonical, alias) = (world.get("/livez").await, world.get("/healthz").await);
    assert_eq!((canonical.status, &canonical.bytes), (alias.status, &alias.bytes));
    assert_eq!(alias.header("link"), "</livez>; rel=\"successor-version\"");
    assert_ne!(alias.header("deprecation"), "");
    assert_eq!(canonical.header("deprecation"), "");
}

#[tokio::test]
async fn a_server_that_goes_down_is_alive_but_not_ready() {
    let world = World::new();
    assert_eq!(world.get("/readyz").await.status, StatusCode::OK);
    world.state.stage.send_replace(Stage::Draining);
    let answer = world.get("/readyz").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert_eq!(world.get("/livez").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_full_disk_makes_it_not_ready_before_it_is_full() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = World::config(dir.path());
    config.limits.disk_reserve_bytes = u64::MAX;
    let world = World::of(dir, config);
    assert_eq!(world.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_dead_writer_is_not_alive() {
    let world = World::new();
    world.state.store.close();
    world.clock.step(11_000);
    assert_eq!(world.get("/livez").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn figures_count_requests_by_pattern_and_failures_by_reason() {
    let world = World::new();
    world.get("/api/v1/users/me").await;
    world.get("/nothing/at/all").await;
    let text = String::from_utf8(world.get("/metrics").await.bytes).unwrap();
    for line in [
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_route=\"/api/v1/users/me\",http_response_status_code=\"401\"} 1",
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_route=\"unmatched\",http_response_status_code=\"404\"} 1",
        "petpro_auth_failures_total{reason=\"unauthenticated\"} 1",
        "petpro_writer_healthy 1",
        "petpro_outbox_pending 0",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn figures_can_be_locked() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = World::config(dir.path());
    config.metrics_token = Some(petpro_server::config::Secret("scraper".into()));
    let world = World::of(dir, config);
    assert_eq!(world.get("/metrics").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.call("GET", "/metrics", Some("scraper"), &Value::Null).await.status, StatusCode::OK);
    assert_eq!(world.call("GET", "/metrics", Some("scrapes"), &Value::Null).await.status, StatusCode::UNAUTHORIZED);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn the_type_of_a_problem_is_a_page_that_explains_it_in_the_readers_language() {
    let world = World::new();
    let address = world.send(login("{}")).await.json()["type"].as_str().unwrap().to_owned();
    for lang in Lang::ALL {
        let request = Request::get(&address).header("accept-language", lang.tag()).body(Body::empty()).unwrap();
        let page = world.send(request).await;
        let html = String::from_utf8(page.bytes).unwrap();
        assert_eq!((page.status, page.headers["vary"].to_str().unwrap()), (StatusCode::OK, "accept-language"));
        let words = problem(lang, Code::Malformed);
        for part in [words.title, words.detail, words.next, format!("<html lang=\"{}\">", lang.tag())] {
            assert!(html.contains(&part), "{lang:?}: {part}");
        }
    }
    for code in Code::ALL {
        assert_eq!(world.get(&format!("/problems/{}", code.name())).await.status, StatusCode::OK, "{code}");
    }
    assert_eq!(world.get("/problems/made-up").await.code(), "not-found");
}
