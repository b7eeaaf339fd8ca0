//! `POST /api/v1/webhooks/payments/{provider}`: believed or refused at once, kept, answered, and only
//! then looked at.

use axum::Json;
use axum::extract::{Path, Request, State};
use petpro_domain::Code;
use serde::Serialize;

use super::events;
use super::gateway::Event;
use crate::http::believe;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// An event is a few kilobytes.
const LARGEST: usize = 256 << 10;

/// It is kept.
#[derive(Serialize, utoipa::ToSchema)]
pub struct WebhookKept {
    pub received: bool,
}

/// The payment provider tells what happened, signed in `Stripe-Signature`. The same event again is
/// answered like the first and has no effect.
#[utoipa::path(post, path = "/api/v1/webhooks/payments/{provider}", tag = "payments",
    params(("provider" = String, Path, example = "stripe"),
        ("Stripe-Signature" = Option<String>, Header, description = "`t=…,v1=…` over `t.body`")),
    responses((status = 200, body = WebhookKept)))]
pub async fn webhook(
    State(app): State<AppState>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Json<WebhookKept>, Problem> {
    let Some(gateway) = app.gateway.as_ref().filter(|_| provider == "stripe") else {
        return Err(Problem::new(Code::NotFound));
    };
    let signed = request.headers().get("stripe-signature").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = crate::http::read(request, LARGEST).await?;
    let now_ms = app.clock.now_ms();
    let believed = believe(&signed.unwrap_or_default(), &body, gateway.webhook_secrets(), now_ms.div_euclid(1_000));
    if let Err(doubt) = believed {
        app.metrics.count("petpro_webhooks_total", doubt.name());
        tracing::warn!(target: "audit", why = doubt.name(), "a webhook was not believed");
        let (its, body) = (app.clone(), body.clone());
        let written: Result<(), Failure> =
            app.store.write(move |tx: &mut Tx| events::doubted(&its, tx, &body, doubt.name())).await;
        if let Err(cause) = written {
            tracing::warn!(%cause, "a refused webhook is in no timeline");
        }
        return Err(Problem::new(Code::SignatureInvalid));
    }
    let malformed = |cause: String| Problem::new(Code::Malformed).at("", Code::Malformed, cause);
    let event: Event = serde_json::from_slice(&body).map_err(|cause| malformed(cause.to_string()))?;
    let text = String::from_utf8(body.to_vec()).map_err(|cause| malformed(cause.to_string()))?;
    let kept = app.store.write(move |tx: &mut Tx| events::keep(tx, &event, &text, now_ms)).await;
    let fresh = kept.map_err(|cause: Failure| Problem::from(cause))?;
    app.metrics.count("petpro_webhooks_total", if fresh { "kept" } else { "repeated" });
    Ok(Json(WebhookKept { received: true }))
}
