//! The page where a buyer pays. Who has the link has the intent's secret; nobody types a number.

use std::fmt::Write;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use http::StatusCode;
use serde::Deserialize;

use super::Gateway;
use super::card::Card;
use super::intent::{Intent, Status};
use crate::page::{escaped, html};

pub fn routes(gateway: Gateway) -> Router {
    Router::new().route("/pay/{intent}", get(show).post(pay)).with_state(gateway)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    key: String,
}

#[derive(Deserialize)]
struct Choice {
    key: String,
    /// A card, or the answer to the bank's question: `confirm`, `refuse`.
    choice: String,
    #[serde(default)]
    save: Option<String>,
}

async fn show(State(it): State<Gateway>, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    match known(&it, &id, &asked.key) {
        Some(intent) => page(&intent).into_response(),
        None => unknown(),
    }
}

/// Post, redirect, get: reloading the page pays nothing again.
async fn pay(State(it): State<Gateway>, Path(id): Path<String>, Form(form): Form<Choice>) -> Response {
    if known(&it, &id, &form.key).is_none() {
        return unknown();
    }
    let card = Card::ALL.into_iter().find(|card| card.choice() == form.choice);
    match (card, form.choice.as_str()) {
        (Some(Card::Error), _) => {
            let sorry = html("The payment page is broken", "<p>Nothing was paid. Go back and try again.</p>");
            return (StatusCode::INTERNAL_SERVER_ERROR, sorry).into_response();
        }
        (Some(card), _) => it.with(|books, now_ms| books.pay(&id, card, form.save.is_some(), now_ms)),
        (None, answer @ ("confirm" | "refuse")) => {
            it.with(|books, now_ms| books.challenged(&id, answer == "confirm", now_ms));
        }
        _ => return (StatusCode::BAD_REQUEST, html("Unknown choice", "<p>Nothing was paid.</p>")).into_response(),
    }
    Redirect::to(&format!("/pay/{id}?key={}", form.key)).into_response()
}

fn known(it: &Gateway, id: &str, key: &str) -> Option<Intent> {
    it.with(|books, _| books.intent(id).filter(|intent| intent.secret == key).cloned())
}

fn unknown() -> Response {
    let body = "<p>This link is not known here. Open the payment from your order again.</p>";
    (StatusCode::NOT_FOUND, html("No such payment", body)).into_response()
}

fn page(it: &Intent) -> Html<String> {
    let sum = match it.currency.as_str() {
        "jpy" | "krw" => format!("{} {}", it.amount, it.currency.to_uppercase()),
        _ => format!("{}.{:02} {}", it.amount / 100, it.amount % 100, it.currency.to_uppercase()),
    };
    let mut body = format!("<p>To pay: <strong>{sum}</strong></p>");
    if let Some((.., sentence)) = it.failed {
        let _ = write!(body, "<p role=\"alert\"><strong>{sentence}</strong> Choose another card or try again.</p>");
    }
    let (title, rest) = match it.status {
        Status::RequiresPaymentMethod | Status::RequiresConfirmation => ("Pay", cards(it)),
        Status::RequiresAction => ("Your bank asks", question(it)),
        Status::Processing => ("Waiting for your bank", "<p role=\"status\">No answer yet.</p>".into()),
        Status::RequiresCapture | Status::Succeeded => ("Paid", done(it, "The payment was approved.")),
        Status::Canceled => ("Cancelled", done(it, "This payment was cancelled. Nothing is charged.")),
    };
    body.push_str(&rest);
    html(title, &body)
}

fn cards(it: &Intent) -> String {
    let mut out = format!(
        "<form method=\"post\"><input type=\"hidden\" name=\"key\" value=\"{}\"><fieldset><legend>Card</legend>",
        escaped(&it.secret)
    );
    for card in Card::ALL {
        let (value, label) = (card.choice(), card.label());
        let checked = if card == Card::Approve { " checked" } else { "" };
        let _ = write!(out, "<label><input type=\"radio\" name=\"choice\" value=\"{value}\"{checked}> {label}</label>");
    }
    out.push_str("</fieldset>");
    if it.customer.is_some() {
        out.push_str("<label><input type=\"checkbox\" name=\"save\" value=\"1\"> Keep this card for later</label>");
    }
    out.push_str("<p><button>Pay</button></p></form>");
    out
}

fn question(it: &Intent) -> String {
    let key = escaped(&it.secret);
    format!(
        "<p>Your bank wants to know that it is you.</p><form method=\"post\">\
         <input type=\"hidden\" name=\"key\" value=\"{key}\">\
         <p><button name=\"choice\" value=\"confirm\">Yes, I am paying</button> \
         <button class=\"second\" name=\"choice\" value=\"refuse\">No</button></p></form>"
    )
}

fn done(it: &Intent, sentence: &str) -> String {
    let back = it.return_url.as_deref().filter(|url| url.starts_with("http"));
    let link = back.map_or_else(
        || "<p>You can close this page.</p>".to_owned(),
        |url| format!("<p><a href=\"{}\">Back to the shop</a></p>", escaped(url)),
    );
    format!("<p role=\"status\">{sentence}</p>{link}")
}
