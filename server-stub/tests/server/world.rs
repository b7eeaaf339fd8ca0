//! A server of a test's own: its folder, a clock that the test moves, seeded randomness.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::{Request, StatusCode};
use petpro_server::clock::{Random, SteppedClock};
use petpro_server::state::{App, AppState};
use petpro_server::store::Store;
use serde_json::Value;
use tower::ServiceExt;

/// 2026-01-01T00:00:00Z.
pub const START_MS: i64 = 1_767_225_600_000;

pub struct World {
    pub dir: tempfile::TempDir,
    pub clock: Arc<SteppedClock>,
    pub state: AppState,
    pub router: axum::Router,
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
        let clock = SteppedClock::at(START_MS);
        let store = Store::open(dir.path(), clock.clone()).unwrap();
        let state = AppState::new(App { store, clock: clock.clone(), random: Random::seeded(7) });
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

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
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
