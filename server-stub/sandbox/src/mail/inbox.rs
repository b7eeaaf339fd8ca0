//! The caught mails as a page and as JSON.

use std::fmt::Write;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;

use super::{Mail, Mails};
use crate::page::{escaped, html};

pub fn routes(mails: Mails) -> Router {
    Router::new()
        .route("/mails", get(list))
        .route("/mails.json", get(json))
        .route("/mails/{number}", get(one))
        .with_state(mails)
}

async fn json(State(it): State<Mails>) -> Json<Vec<Mail>> {
    Json(it.all())
}

async fn list(State(it): State<Mails>) -> Html<String> {
    let mails = it.all();
    if mails.is_empty() {
        return html("Mails", "<p>No mail yet.</p>");
    }
    let mut body =
        String::from("<table><thead><tr><th scope=\"col\">To</th><th scope=\"col\">Subject</th></tr></thead><tbody>");
    for mail in mails.iter().rev() {
        let (to, subject) = (escaped(&mail.to.join(", ")), escaped(&mail.subject));
        let _ = write!(body, "<tr><td>{to}</td><td><a href=\"/mails/{}\">{subject}</a></td></tr>", mail.number);
    }
    body.push_str("</tbody></table>");
    html("Mails", &body)
}

async fn one(State(it): State<Mails>, Path(number): Path<usize>) -> Response {
    let all = it.all();
    let Some(mail) = number.checked_sub(1).and_then(|at| all.get(at)) else {
        return (StatusCode::NOT_FOUND, html("No such mail", "<p><a href=\"/mails\">All mails</a></p>"))
            .into_response();
    };
    let body = format!(
        "<p>From {} to {}</p><pre style=\"white-space:pre-wrap\">{}</pre><p><a href=\"/mails\">All mails</a></p>",
        escaped(&mail.from),
        escaped(&mail.to.join(", ")),
        escaped(&mail.text)
    );
    html(&mail.subject, &body).into_response()
}
