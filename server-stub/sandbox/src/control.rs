//! `POST /control/…` with JSON: what a test or a demo makes the stand-ins do. Open to everybody who can
//! reach the port, so it listens on this machine only unless somebody asks for more.
//!
//! | what shall happen | path | body |
//! |---|---|---|
//! | a buyer pays (without the page) | `pay` | `{"intent":"pi_…","card":"approve","save":true}` |
//! | … is refused | `pay` | `"card":"decline"` or `"insufficient_funds"` |
//! | … the bank asks first (then on the page: `confirm`, `refuse`) | `pay` | `"card":"challenge"` |
//! | … the bank does not answer for a minute, then refuses | `pay` | `"card":"time_out"` |
//! | the minute is over (webhooks are stamped by this clock: at most 300 s ahead are believed) | `clock` | `{"seconds":60}` |
//! | webhooks are lost from now on | `webhooks` | `{"every":"drop"}` |
//! | … come twice | `webhooks` | `{"every":"duplicate"}` |
//! | … are as they should be again | `webhooks` | `{"every":"plain"}` |
//! | the next ones suffer these, one each | `webhooks` | `{"next":["drop","duplicate",{"delay":5000},"reorder","wrong_signature","next_week"]}` |
//! | webhooks go there | `webhooks` | `{"gateway_to":"http://…/api/v1/webhooks/payments/stripe","carrier_to":"http://…"}` |
//! | the gateway is down, up | `gateway` | `{"down":true}`, `{"down":false}` |
//! | its next capture is done but never answered | `gateway` | `{"fail":["capture","hang_after"]}` |
//! | … hangs undone, breaks, is too much | `gateway` | `"hang_before"`, `"error"`, `"too_many"` |
//! | refunds wait for a bank, fail, succeed | `gateway` | `{"refunds_end":"pending"}`, `"failed"`, `"succeeded"` |
//! | one refund is decided | `refunds` | `{"id":"re_…","status":"failed"}` |
//! | a parcel goes on: one stage, or to this one | `carrier` | `{"tracking_number":"…","to":"delivered"}` |
//! | the mail server is down; refuses the next for now, for good; forgets | `mail` | `{"down":true}`, `{"refuse_later":1}`, `{"refuse_never":1}`, `{"clear":true}` |
//!
//! A payment at a page makes three events: created, `amount_capturable_updated`, `succeeded` (the
//! capture); a refused one `payment_failed`. `GET /control/state` counts, and names every rule of a
//! real gateway that is broken.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Shared;
use crate::carrier::Stage;
use crate::gateway::{Card, Fault, RefundOutcome};
use crate::webhook::{Mishap, Sender};

pub fn routes(shared: Shared) -> Router {
    Router::new()
        .route("/control/state", get(state))
        .route("/control/clock", post(clock))
        .route("/control/webhooks", post(webhooks))
        .route("/control/deliver", post(deliver))
        .route("/control/gateway", post(gateway))
        .route("/control/pay", post(pay))
        .route("/control/refunds", post(refunds))
        .route("/control/carrier", post(carrier))
        .route("/control/mail", post(mail))
        .with_state(shared)
}

/// Counts, and every rule of a real gateway that is broken: none, or the stand-in is wrong.
async fn state(State(it): State<Shared>) -> Json<Value> {
    let (intents, received, refunded, broken) = it.gateway.with(|books, _| {
        let sums = books.intents().fold((0, 0, 0), |(n, received, refunded), intent| {
            (n + 1, received + intent.received, refunded + intent.refunded)
        });
        (sums.0, sums.1, sums.2, books.broken_rules())
    });
    let (accepted, refused, waiting) = it.webhooks.counts();
    Json(json!({
        "now_ms": it.clock.now_ms(),
        "gateway": {"intents": intents, "received": received, "refunded": refunded, "broken_rules": broken},
        "webhooks": {"accepted": accepted, "refused": refused, "waiting": waiting},
        "carrier": {"parcels": it.carrier.numbers()},
        "mails": it.mails.all().len(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ahead {
    seconds: i64,
}

async fn clock(State(it): State<Shared>, Json(ahead): Json<Ahead>) -> Json<Value> {
    it.clock.advance(ahead.seconds * 1_000);
    it.gateway.with(|_, _| ());
    Json(json!({"now_ms": it.clock.now_ms()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoil {
    #[serde(default)]
    next: Vec<Mishap>,
    #[serde(default)]
    every: Option<Every>,
    #[serde(default)]
    gateway_to: Option<String>,
    #[serde(default)]
    carrier_to: Option<String>,
}

/// Of all webhooks from now on.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Every {
    Drop,
    Duplicate,
    /// As it should be.
    Plain,
}

async fn webhooks(State(it): State<Shared>, Json(spoil): Json<Spoil>) -> StatusCode {
    match spoil.every {
        Some(Every::Drop) => it.webhooks.spoil_all(Some(Mishap::Drop)),
        Some(Every::Duplicate) => it.webhooks.spoil_all(Some(Mishap::Duplicate)),
        Some(Every::Plain) => it.webhooks.spoil_all(None),
        None => {}
    }
    it.webhooks.spoil(&spoil.next);
    for (sender, url) in [(Sender::Gateway, spoil.gateway_to), (Sender::Carrier, spoil.carrier_to)] {
        if let Some(url) = url {
            it.webhooks.send_to(sender, &url);
        }
    }
    StatusCode::NO_CONTENT
}

async fn deliver(State(it): State<Shared>) -> Json<Value> {
    let accepted = it.webhooks.deliver(it.clock.now_ms(), 1).await;
    Json(json!({"accepted": accepted}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trouble {
    #[serde(default)]
    down: Option<bool>,
    /// The end of a path (`capture`) and what its next call suffers.
    #[serde(default)]
    fail: Option<(String, Fault)>,
    /// Of refunds from now on.
    #[serde(default)]
    refunds_end: Option<RefundOutcome>,
}

async fn gateway(State(it): State<Shared>, Json(trouble): Json<Trouble>) -> StatusCode {
    if let Some(down) = trouble.down {
        it.gateway.down(down);
    }
    if let Some((on, fault)) = trouble.fail {
        it.gateway.fail(&on, fault);
    }
    if let Some(outcome) = trouble.refunds_end {
        it.gateway.with(|books, _| books.refunds_end = outcome);
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    intent: String,
    card: Card,
    #[serde(default)]
    save: bool,
}

/// What the hosted page does, for scripts.
async fn pay(State(it): State<Shared>, Json(pay): Json<Pay>) -> Result<Json<Value>, StatusCode> {
    let status = it.gateway.pay(&pay.intent, pay.card, pay.save).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(json!({"status": status})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundEnd {
    id: String,
    status: RefundOutcome,
}

async fn refunds(State(it): State<Shared>, Json(end): Json<RefundEnd>) -> StatusCode {
    let done = it.gateway.with(|books, now_ms| books.end_refund(&end.id, end.status, now_ms));
    if done { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    #[serde(default)]
    tracking_number: Option<String>,
    #[serde(default)]
    to: Option<Stage>,
    #[serde(default)]
    down: Option<bool>,
}

async fn carrier(State(it): State<Shared>, Json(step): Json<Move>) -> Result<Json<Value>, StatusCode> {
    if let Some(down) = step.down {
        it.carrier.down(down);
    }
    let Some(number) = step.tracking_number else { return Ok(Json(json!({}))) };
    let stage = it.carrier.advance(&number, step.to).ok_or(StatusCode::CONFLICT)?;
    Ok(Json(json!({"status": stage})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MailTrouble {
    #[serde(default)]
    down: Option<bool>,
    #[serde(default)]
    refuse_later: usize,
    #[serde(default)]
    refuse_never: usize,
    #[serde(default)]
    clear: bool,
}

async fn mail(State(it): State<Shared>, Json(trouble): Json<MailTrouble>) -> StatusCode {
    if let Some(down) = trouble.down {
        it.mails.down(down);
    }
    it.mails.refuse(trouble.refuse_later, trouble.refuse_never);
    if trouble.clear {
        it.mails.clear();
    }
    StatusCode::NO_CONTENT
}
