//! A carrier: parcels by tracking number, moved on by command, told of by signed webhooks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderMap, StatusCode};
use indexmap::IndexMap;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::webhook::{Sender, Webhooks};
use crate::{Clock, Settings};

/// How far a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Registered,
    PickedUp,
    InTransit,
    OutForDelivery,
    Delivered,
}

impl Stage {
    fn next(self) -> Self {
        match self {
            Self::Registered => Self::PickedUp,
            Self::PickedUp => Self::InTransit,
            Self::InTransit => Self::OutForDelivery,
            Self::OutForDelivery | Self::Delivered => Self::Delivered,
        }
    }

    fn place(self) -> &'static str {
        match self {
            Self::Registered => "shop",
            Self::PickedUp => "collection depot",
            Self::InTransit => "sorting centre",
            Self::OutForDelivery => "delivery van",
            Self::Delivered => "front door",
        }
    }
}

#[derive(Clone, Debug)]
struct Parcel {
    reference: String,
    events: Vec<(String, Stage, i64)>,
}

impl Parcel {
    fn stage(&self) -> Stage {
        self.events.last().map_or(Stage::Registered, |(_, stage, _)| *stage)
    }

    fn json(&self, number: &str) -> Value {
        let events: Vec<Value> = self.events.iter().map(event_json).collect();
        json!({"tracking_number": number, "reference": self.reference, "status": self.stage(), "events": events})
    }
}

fn event_json((id, stage, at_ms): &(String, Stage, i64)) -> Value {
    json!({"id": id, "status": stage, "at": at_ms / 1_000, "place": stage.place()})
}

#[derive(Default)]
struct Depot {
    parcels: IndexMap<String, Parcel>,
    events: u64,
    down: bool,
}

/// The carrier; clones are the same one.
#[derive(Clone)]
pub struct Carrier {
    depot: Arc<Mutex<Depot>>,
    webhooks: Arc<Webhooks>,
    clock: Clock,
    api_key: Arc<str>,
}

impl Carrier {
    pub(crate) fn new(settings: &Settings, clock: Clock, webhooks: Arc<Webhooks>) -> Self {
        Self { depot: Arc::default(), webhooks, clock, api_key: settings.api_key.as_str().into() }
    }

    /// Answers 503 until told otherwise.
    pub fn down(&self, down: bool) {
        self.depot.lock().down = down;
    }

    /// Moves a parcel on to this stage (or the next one) and tells the shop; `None` where there is
    /// no such parcel or it is that far already.
    pub fn advance(&self, number: &str, to: Option<Stage>) -> Option<Stage> {
        let now_ms = self.clock.now_ms();
        let (stage, body) = {
            let mut depot = self.depot.lock();
            let depot = &mut *depot;
            let parcel = depot.parcels.get_mut(number)?;
            let stage = to.unwrap_or_else(|| parcel.stage().next());
            if stage <= parcel.stage() && !parcel.events.is_empty() {
                return None;
            }
            depot.events += 1;
            let event = (format!("trk_{:08}", depot.events), stage, now_ms);
            let body = json!({"id": event.0, "type": "tracker.updated", "created": now_ms / 1_000,
                "data": {"tracking_number": number, "reference": parcel.reference, "event": event_json(&event)}});
            parcel.events.push(event);
            (stage, body)
        };
        self.webhooks.put(Sender::Carrier, body.to_string(), now_ms);
        Some(stage)
    }

    /// The tracking numbers known here.
    pub fn numbers(&self) -> Vec<String> {
        self.depot.lock().parcels.keys().cloned().collect()
    }
}

pub fn routes(carrier: Carrier) -> Router {
    Router::new()
        .route("/carrier/trackers", post(register))
        .route("/carrier/trackers/{number}", get(track))
        .with_state(carrier)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Registration {
    tracking_number: String,
    #[serde(default)]
    reference: String,
}

/// A number that is known stays as it is: 200 instead of 201.
async fn register(State(it): State<Carrier>, headers: HeaderMap, Json(new): Json<Registration>) -> Response {
    if let Some(refusal) = it.refusal(&headers) {
        return refusal;
    }
    let number = new.tracking_number;
    let shaped = (6..=40).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !shaped {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "tracking_number");
    }
    let mut depot = it.depot.lock();
    let status = if depot.parcels.contains_key(&number) { StatusCode::OK } else { StatusCode::CREATED };
    let parcel = depot.parcels.entry(number.clone()).or_insert(Parcel { reference: new.reference, events: vec![] });
    (status, Json(parcel.json(&number))).into_response()
}

async fn track(State(it): State<Carrier>, headers: HeaderMap, Path(number): Path<String>) -> Response {
    if let Some(refusal) = it.refusal(&headers) {
        return refusal;
    }
    match it.depot.lock().parcels.get(&number) {
        Some(parcel) => Json(parcel.json(&number)).into_response(),
        None => problem(StatusCode::NOT_FOUND, "unknown"),
    }
}

impl Carrier {
    fn refusal(&self, headers: &HeaderMap) -> Option<Response> {
        let given = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if given != format!("Bearer {}", self.api_key) {
            return Some(problem(StatusCode::UNAUTHORIZED, "key"));
        }
        self.depot.lock().down.then(|| problem(StatusCode::SERVICE_UNAVAILABLE, "down"))
    }
}

fn problem(status: StatusCode, what: &str) -> Response {
    (status, Json(json!({"error": what}))).into_response()
}
