//! A code becomes a tablet.

use axum::extract::State;
use axum::{Extension, Json};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::audit::{By, What};
use petpro_domain::ids::{ClinicId, HouseholdId, SessionId, TabletId, UserId};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::audit::{self, When};
use crate::http::Body;
use crate::identity::{self, Role, Subject, Tokens, sessions, users};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;
use crate::values;

/// What a tablet brings along.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    #[schema(example = "K7QM-2XRD")]
    pub code: String,
    /// Its Ed25519 public key, 32 bytes in base64url; the private one never leaves it.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub key: String,
}

/// What it gets: who it is, whom it trusts, and its first tokens.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Enrolled {
    pub tablet: TabletId,
    pub clinic: ClinicId,
    /// As the admin called it.
    pub name: String,
    /// The root's public key in base64url. Pinned: lists of keys that another one signed are refused.
    pub root: String,
    /// The server's X25519 key in base64url, to seal what cannot be sent once it is taken back.
    pub seal: String,
    #[serde(flatten)]
    pub tokens: Tokens,
}

/// Enrols a tablet. A code works once; whether it was wrong, used or late is not told.
#[utoipa::path(post, path = "/api/v1/tablets", tag = "clinics", request_body = Enrol,
    responses((status = 201, body = Enrolled)))]
pub async fn enrol(
    State(app): State<AppState>,
    Body { value: asked, .. }: Body<Enrol>,
) -> Result<(StatusCode, Extension<UserId>, Json<Enrolled>), Problem> {
    let key = key(&asked.key)
        .ok_or_else(|| Problem::new(Code::Invalid).at("/key", Code::Invalid, "an Ed25519 public key in base64url"))?;
    let now_ms = app.clock.now_ms();
    let id = TabletId(app.random.id(now_ms));
    let (user, household) = (UserId(app.random.id(now_ms)), HouseholdId(app.random.id(now_ms)));
    let session = SessionId(app.random.id(now_ms));
    let write = move |tx: &mut Tx| {
        let taken = codes::take(tx, &asked.code, now_ms)?;
        let (clinic, name) = taken.ok_or_else(|| Problem::new(Code::EnrolCode))?;
        users::insert(tx, user, household, &format!("tablet:{id}"), &name, "-", now_ms)?; // no hash: no password opens it
        users::become_only(tx, user, Role::Tablet)?;
        tx.exec(
            "INSERT INTO tablet(id, clinic, user_id, name, key, enrolled_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            values![id, clinic, user, &name, key.to_vec(), now_ms],
        )?;
        sessions::start(tx, session, user, household, now_ms)?;
        audit::note(
            tx,
            clinic,
            By::Tablet { tablet: id, actor: None, gone: false },
            What::TabletEnrolled,
            &name,
            When::now(now_ms),
        )?;
        Ok::<_, Problem>((clinic, name))
    };
    let (clinic, name) = app.store.write(write).await?;
    let (who, Json(tokens)) = identity::pair(&app, &Subject { user, household, session, epoch: 1 }, 1)?;
    let (root, seal) = (app.keys.passes.rooted().root, app.keys.seal.public().to_owned());
    Ok((StatusCode::CREATED, who, Json(Enrolled { tablet: id, clinic, name, root, seal, tokens })))
}

/// A key that signatures can be checked with.
fn key(text: &str) -> Option<[u8; 32]> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak()).map(|_| bytes)
}
