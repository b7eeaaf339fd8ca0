//! `POST /api/v1/webhooks/carriers/{carrier}`: a carrier's word, believed by its signature.

use axum::Json;
use axum::extract::{Path, Request, State};
use petpro_domain::Code;
use serde::{Deserialize, Serialize};

use super::parcel::{self, ParcelEvent, Stage};
use crate::http::believe;
use crate::orders;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// An event is less than a kilobyte.
const LARGEST: usize = 64 << 10;

/// It was heard.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Heard {
    pub received: bool,
}

/// What a carrier sends; more of it is passed over.
#[derive(Deserialize)]
struct Told {
    data: Tracked,
}

#[derive(Deserialize)]
struct Tracked {
    tracking_number: String,
    event: Word,
}

#[derive(Deserialize)]
struct Word {
    id: String,
    status: Stage,
    /// Seconds since 1970.
    at: i64,
    #[serde(default)]
    place: String,
}

/// A carrier tells where a parcel is, signed in `Carrier-Signature`. The same event again, or the
/// number of a parcel that is not from here, is answered the same and has no effect.
#[utoipa::path(post, path = "/api/v1/webhooks/carriers/{carrier}", tag = "orders",
    params(("carrier" = String, Path, example = "sandbox"),
        ("Carrier-Signature" = Option<String>, Header, description = "`t=…,v1=…` over `t.body`")),
    responses((status = 200, body = Heard)))]
pub async fn webhook(
    State(app): State<AppState>,
    Path(carrier): Path<String>,
    request: Request,
) -> Result<Json<Heard>, Problem> {
    let known = app.keys.parties.carrier.as_ref().filter(|_| carrier == app.config.shipping.carrier);
    let Some(party) = known else { return Err(Problem::new(Code::NotFound)) };
    let signed = request.headers().get("carrier-signature").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = crate::http::read(request, LARGEST).await?;
    let now_s = app.clock.now_ms().div_euclid(1_000);
    if let Err(doubt) = believe(&signed.unwrap_or_default(), &body, &party.webhook_secrets, now_s) {
        app.metrics.count("petpro_webhooks_total", doubt.name());
        tracing::warn!(target: "audit", why = doubt.name(), "a carrier's webhook was not believed");
        return Err(Problem::new(Code::SignatureInvalid));
    }
    let malformed = |cause: serde_json::Error| Problem::new(Code::Malformed).at("", Code::Malformed, cause.to_string());
    let Told { data } = serde_json::from_slice(&body).map_err(malformed)?;
    let its = app.clone();
    let hear = move |tx: &mut Tx| {
        let Word { id, status, at, place } = &data.event;
        // People read the place: one line of text, not what a stranger may think of.
        let place = place.chars().filter(|c| !c.is_control()).take(100).collect();
        let event = ParcelEvent { at_ms: at.saturating_mul(1_000), stage: *status, place };
        orders::write(&its, tx, |ledger| parcel::told(&its, ledger, &data.tracking_number, id, &event))
    };
    let (fresh, pokes) = app.store.write(hear).await.map_err(|cause: Failure| Problem::from(cause))?;
    app.live.tell(pokes);
    app.metrics.count("petpro_webhooks_total", if fresh { "kept" } else { "repeated" });
    Ok(Json(Heard { received: true }))
}
