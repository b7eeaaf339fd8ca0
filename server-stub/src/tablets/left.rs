//! What a tablet could not send before it was taken back: sealed on the tablet, opened and judged here.

use axum::Json;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_domain::Code;
use petpro_domain::audit::{By, What};
use petpro_domain::ids::TabletId;
use petpro_domain::wire::{Limits, Op};
use petpro_sync::server::{Case, judge};
use serde::{Deserialize, Serialize};

use super::sign_in::{Proof, proven};
use crate::audit::{self, When};
use crate::feed::Told;
use crate::http::Body;
use crate::orders;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;
use crate::sync::with_desk;

/// A sealed outbox and the tablet's proof.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// HPKE (RFC 9180), base64url.
    #[schema(example = "AZqu1_YAAAB3p2c")]
    pub enc: String,
    #[schema(example = "AZqu1_YAAAB3p2c")]
    pub sealed: String,
    #[schema(example = "AZqu1_YAAAB3p2c")]
    pub challenge: String,
    #[schema(example = "AZqu1_YAAAB3p2c")]
    pub signature: String,
}

/// How many of its ops were judged; those known already keep their result.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Taken {
    pub taken: u32,
}

/// Takes what a tablet left behind. Again changes nothing. `tablet-revoked` where the clinic's admin
/// does not want it.
#[utoipa::path(post, path = "/api/v1/tablets/{id}/left", tag = "clinics", request_body = Left,
    params(("id" = TabletId, Path)), responses((status = 200, body = Taken)))]
pub async fn left(
    State(app): State<AppState>,
    Path(tablet): Path<String>,
    Body { value: left, .. }: Body<Left>,
) -> Result<Json<Taken>, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let id: TabletId = tablet.parse().map_err(|_| absent())?;
    app.store.read(|tx| super::name(tx, id))?.ok_or_else(absent)?;
    let known = proven(&app, id, &Proof { challenge: left.challenge, signature: left.signature })?;
    if known.unwanted {
        return Err(Problem::new(Code::TabletRevoked));
    }
    let broken =
        || Problem::new(Code::Invalid).at("/sealed", Code::Invalid, "not sealed to this server by this tablet");
    let (enc, sealed) = (URL_SAFE_NO_PAD.decode(left.enc).ok(), URL_SAFE_NO_PAD.decode(left.sealed).ok());
    let opened = enc.zip(sealed).and_then(|(enc, sealed)| app.keys.seal.open(&enc, id.bytes(), &sealed));
    let ops: Vec<Op> = serde_json::from_slice(&opened.ok_or_else(broken)?).map_err(|_| broken())?;
    let most = Limits::default().op_bytes as usize;
    if ops.iter().any(|op| op.b.get().len() > most) {
        return Err(Problem::new(Code::TooLarge));
    }
    let told = Told::default();
    let (its, hears) = (app.clone(), told.clone());
    let write = move |tx: &mut Tx| {
        let now_ms = its.clock.now_ms();
        let s = format!("clinic:{}", known.clinic);
        let (taken, pokes) = orders::write(&its, tx, |ledger| {
            for op in &ops {
                // Its clock is all that is known of when that was.
                let age_ms = Some(now_ms.saturating_sub(op.at.wall).max(0));
                let case = Case { user: known.user, device: None, s: &s, op, age_ms, sure: false, seen: 0 };
                with_desk(&its, |desk| judge(ledger, desk, &case))?;
            }
            let by = By::Tablet { tablet: id, actor: None, gone: false };
            audit::note(ledger.tx, known.clinic, by, What::LeftDelivered, &ops.len().to_string(), When::now(now_ms))?;
            Ok::<_, Problem>(ops.len() as u32)
        })?;
        hears.hear(pokes);
        Ok::<_, Problem>(taken)
    };
    let taken = app.store.write(write).await?;
    told.tell(&app);
    Ok(Json(Taken { taken }))
}
