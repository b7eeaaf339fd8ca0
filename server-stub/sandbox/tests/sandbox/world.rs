//! A sandbox with a clock that the test moves, and a receiver of its webhooks.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use parking_lot::Mutex;
use petpro_sandbox::{Clock, Sandbox, Settings};
use serde_json::Value;

/// 2026-01-01T00:00:00Z.
pub const START_MS: i64 = 1_767_225_600_000;

/// (signature, body) of each webhook that came.
pub type Received = Arc<Mutex<Vec<(String, String)>>>;

pub struct World {
    pub sandbox: Sandbox,
    pub client: reqwest::Client,
    pub received: Received,
    now: Arc<AtomicI64>,
}

impl World {
    pub async fn new() -> Self {
        let received = Received::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/hook", post(receive)).with_state(received.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let now = Arc::new(AtomicI64::new(START_MS));
        let base = now.clone();
        let settings = Settings {
            gateway_webhook: Some(hook.clone()),
            carrier_webhook: Some(hook),
            hang: Duration::from_millis(300),
            ..Settings::default()
        };
        let clock = Clock::over(move || base.load(Ordering::Relaxed));
        let sandbox = Sandbox::start(settings, clock).await.unwrap();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { sandbox, client, received, now }
    }

    pub fn step(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    pub async fn post(&self, path: &str, key: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self.client.post(format!("{}/v1/{path}", self.sandbox.url())).bearer_auth("sk_test_sandbox");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}/v1/{path}", self.sandbox.url())).bearer_auth("sk_test_sandbox");
        request.send().await.unwrap().json().await.unwrap()
    }

    /// An intent over ¥1,980 for order `o-1`; gives its id and its secret.
    pub async fn intent(&self) -> (String, String) {
        let form =
            [("amount", "1980"), ("currency", "jpy"), ("capture_method", "manual"), ("metadata[order_id]", "o-1")];
        let (status, body) = self.post("payment_intents", "", &form).await;
        assert_eq!(status, 200, "{body}");
        (body["id"].as_str().unwrap().into(), body["client_secret"].as_str().unwrap().into())
    }

    /// The types of the webhooks that came.
    pub fn kinds(&self) -> Vec<String> {
        let received = self.received.lock();
        let kind = |body: &String| serde_json::from_str::<Value>(body).unwrap()["type"].as_str().unwrap().to_owned();
        received.iter().map(|(_, body)| kind(body)).collect()
    }
}

async fn receive(State(received): State<Received>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("stripe-signature").or(headers.get("carrier-signature"));
    let signature = signature.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    received.lock().push((signature, String::from_utf8(body.to_vec()).unwrap()));
    StatusCode::NO_CONTENT
}
