//! A server of a test's own: its folder, a clock that the test moves, seeded randomness.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, StatusCode};
use petpro_server::catalog::{Cards, Cold, Warm};
use petpro_server::clock::{Random, SteppedClock};
use petpro_server::config::{Config, Passwords, Rates, Shutdown};
use petpro_server::state::AppState;
use serde_json::{Value, json};
use tower::ServiceExt;

/// 2026-01-01T00:00:00Z.
pub const START_MS: i64 = 1_767_225_600_000;

pub const PASSWORD: &str = "correct horse battery";

pub struct World {
    /// Goes with the world.
    pub dir: tempfile::TempDir,
    pub clock: Arc<SteppedClock>,
    pub state: AppState,
    pub router: axum::Router,
}

/// All that the servers of this test binary have logged.
pub static LOG: std::sync::OnceLock<Log> = std::sync::OnceLock::new();

#[derive(Clone, Default)]
pub struct Log(Arc<parking_lot::Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock()).into_owned()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What came back, read to the end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl World {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = Self::config(dir.path());
        Self::of(dir, config)
    }

    /// Without rate limits, and with passwords that cost nothing.
    pub fn config(dir: &std::path::Path) -> Config {
        Config {
            data: dir.into(),
            rates: Rates { enabled: false, ..Rates::default() },
            passwords: Passwords { memory_kib: 64, passes: 1, ..Passwords::default() },
            shutdown: Shutdown { notice_seconds: 0, ..Shutdown::default() },
            ..Config::default()
        }
    }

    pub fn of(dir: tempfile::TempDir, config: Config) -> Self {
        Self::with(dir, config, SteppedClock::at(START_MS), Arc::new(Warm::default()))
    }

    /// On a clock that others follow too.
    pub fn on(dir: tempfile::TempDir, config: Config, clock: Arc<SteppedClock>) -> Self {
        Self::with(dir, config, clock, Arc::new(Warm::default()))
    }

    /// Another process on the same folder.
    pub fn again(dir: tempfile::TempDir, clock: Arc<SteppedClock>) -> Self {
        let config = Self::config(dir.path());
        Self::with(dir, config, clock, Arc::new(Warm::default()))
    }

    /// With a cache that remembers nothing.
    pub fn cold() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = Self::config(dir.path());
        Self::with(dir, config, SteppedClock::at(START_MS), Arc::new(Cold))
    }

    fn with(dir: tempfile::TempDir, config: Config, clock: Arc<SteppedClock>, cards: Arc<dyn Cards>) -> Self {
        LOG.get_or_init(|| {
            let log = Log::default();
            let subscriber = petpro_server::observe::logs::subscriber("trace,hyper=info", log.clone()).unwrap();
            tracing::subscriber::set_global_default(subscriber).unwrap();
            log
        });
        let state = AppState::open_with(config, clock.clone(), Random::seeded(7), cards).unwrap();
        Self { dir, clock, router: petpro_server::app(state.clone()), state }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        Answer::read(response).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }
}

/// Somebody who has signed in.
#[derive(Clone)]
pub struct Person {
    pub email: String,
    pub access: String,
    pub refresh: String,
    pub user: String,
    pub household: String,
}

impl World {
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, None, body).await
    }

    /// With a token and a JSON body (null: none).
    pub async fn call(&self, method: &str, path: &str, access: Option<&str>, body: &Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        if let Some(access) = access {
            request = request.header("authorization", format!("Bearer {access}"));
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.send(request.body(body).unwrap()).await
    }

    /// Moves the clock on, and waits until the writer's heart has beaten since.
    pub async fn later(&self, ms: i64) {
        self.clock.step(ms);
        let beat = || self.state.store.pulse().beat_us.load(std::sync::atomic::Ordering::Relaxed);
        while beat() < self.state.clock.mono_us() {
            tokio::task::yield_now().await;
        }
    }

    pub async fn sign_up(&self, email: &str) -> Person {
        let new = json!({"username": email, "password": PASSWORD});
        let answer = self.post("/auth/register", &new).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", LOG.get().unwrap().text());
        self.sign_in(email).await
    }

    pub async fn sign_in(&self, email: &str) -> Person {
        let answer = self.post("/auth/login", &json!({"username": email, "password": PASSWORD})).await;
        assert_eq!(answer.status, StatusCode::OK);
        Person { email: email.to_owned(), ..Person::of(&answer) }
    }
}

impl Person {
    pub fn of(answer: &Answer) -> Self {
        let body = answer.json();
        let text = |key: &str| body[key].as_str().unwrap().to_owned();
        Self {
            email: String::new(),
            access: text("access_token"),
            refresh: text("refresh_token"),
            user: text("user"),
            household: text("household"),
        }
    }
}

impl Person {
    /// What the access token says.
    pub fn claims(&self) -> Value {
        let claims = self.access.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
    }
}

impl Answer {
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        // An event stream has no end to wait for.
        let endless = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Body::empty() } else { body };
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Self { status: parts.status, headers: parts.headers, bytes }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}
