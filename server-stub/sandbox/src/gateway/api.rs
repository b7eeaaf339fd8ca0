//! The API over HTTP: `Bearer` key, forms in, JSON out, `Idempotency-Key` on every POST.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::Value;

use super::books::{Answer, Books};
use super::form::Form;
use super::refusal::Refusal;
use super::{Fault, Gateway};

/// The API and the hosted page.
pub fn routes(gateway: Gateway) -> Router {
    let api = Router::new().route("/v1/{*rest}", any(call)).with_state(gateway.clone());
    api.merge(gateway.pages())
}

async fn call(State(it): State<Gateway>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path().trim_start_matches("/v1/").to_owned();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if text("authorization") != format!("Bearer {}", it.api_key) {
        return refused(Refusal::unauthorised());
    }
    if it.is_down() {
        return refused(Refusal::down());
    }
    let fault = if method == Method::POST { it.fault(&path) } else { None };
    match fault {
        Some(Fault::HangBefore) => {
            tokio::time::sleep(it.hang).await;
            return refused(Refusal::down());
        }
        Some(Fault::TooMany) => return refused(Refusal::too_many()),
        _ => {}
    }
    let form = Form::parse(if method == Method::POST { &body } else { uri.query().unwrap_or_default().as_bytes() });
    let key = text("idempotency-key");
    let (status, body, replayed) = it.with(|books, now_ms| {
        let answer = |books: &mut Books| match fault {
            Some(Fault::Error) => Err(Refusal::broken()),
            _ => route(books, &method, &path, &form, now_ms),
        };
        if method == Method::POST && !key.is_empty() {
            return books.once(&key, &format!("{path}\n{}", form.canonical()), answer);
        }
        let answer = answer(books);
        let (status, body) = answer.map_or_else(|refusal| (refusal.status, refusal.body), |body| (200, body));
        (status, body, false)
    });
    if fault == Some(Fault::HangAfter) {
        tokio::time::sleep(it.hang).await;
    }
    answered(status, &body, replayed)
}

fn route(books: &mut Books, method: &Method, path: &str, form: &Form, now_ms: i64) -> Answer {
    let segments: Vec<&str> = path.split('/').collect();
    match (method.as_str(), segments.as_slice()) {
        ("POST", ["payment_intents"]) => books.create(form, now_ms),
        ("GET", ["payment_intents"]) => books.list(form),
        ("GET", ["payment_intents", id]) => books.one(id),
        ("POST", ["payment_intents", id, "confirm"]) => books.confirm(id, form, now_ms),
        ("POST", ["payment_intents", id, "capture"]) => books.capture(id, form, now_ms),
        ("POST", ["payment_intents", id, "cancel"]) => books.cancel(id, form, now_ms),
        ("POST", ["refunds"]) => books.refund(form, now_ms),
        ("GET", ["refunds"]) => books.list_refunds(form),
        ("GET", ["refunds", id]) => books.one_refund(id),
        ("POST", ["customers"]) => books.create_customer(form),
        ("GET", ["payment_methods"]) => books.list_methods(form),
        ("GET", ["payment_methods", id]) => books.one_method(id),
        ("POST", ["payment_methods", id, "detach"]) => books.detach(id),
        ("GET", ["events"]) => books.list_events(form),
        _ => Err(Refusal::missing("route", path)),
    }
}

fn refused(refusal: Refusal) -> Response {
    answered(refusal.status, &refusal.body, false)
}

fn answered(status: u16, body: &Value, replayed: bool) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(body)).into_response();
    if replayed {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}
