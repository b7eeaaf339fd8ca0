//! A tablet signs in with its own key: after weeks in a drawer its tokens are over, its key is not.

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use petpro_domain::Code;
use petpro_domain::ids::{ClinicId, HouseholdId, SessionId, TabletId, UserId};
use serde::{Deserialize, Serialize};

use crate::http::Body;
use crate::identity::{self, SignedIn, Subject, sessions};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// A challenge is answered within two minutes. Nothing is stored: the time is in it, under a MAC.
const LIFE_MS: i64 = 120_000;

/// What a tablet has to sign.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Challenge {
    #[schema(example = "AZqu1_YAAAB3p…")]
    pub challenge: String,
}

/// A signed challenge.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub tablet: TabletId,
    #[schema(example = "AZqu1_YAAAB3p2c")]
    pub challenge: String,
    #[schema(example = "AZqu1_YAAAB3p2c")]
    /// Ed25519 over `petpro tablet`, the tablet's id and the challenge; base64url.
    pub signature: String,
}

/// That whoever asks holds a tablet's key.
pub(super) struct Proof {
    pub challenge: String,
    pub signature: String,
}

/// A challenge for a tablet's key.
#[utoipa::path(post, path = "/auth/tablet/challenge", tag = "identity", responses((status = 200, body = Challenge)))]
pub async fn challenge(State(app): State<AppState>) -> Json<Challenge> {
    let at = app.clock.now_ms().to_be_bytes();
    let (_, mac) = app.keys.refresh.mac(&[b"tablet", &at]);
    Json(Challenge { challenge: URL_SAFE_NO_PAD.encode([at.as_slice(), &mac].concat()) })
}

/// Signs a tablet in. `tablet-revoked` is said only to who holds the key: then the clinic's data goes.
#[utoipa::path(post, path = "/auth/tablet", tag = "identity",
    request_body(content = Answer, example = json!({"tablet": "0197aaaa-0000-7000-8000-000000000001",
        "challenge": "AZqu1_YAAAB3p2c", "signature": "AZqu1_YAAAB3p2c"})),
    responses((status = 200, body = identity::Tokens)))]
pub async fn sign_in(
    State(app): State<AppState>,
    Body { value: answer, .. }: Body<Answer>,
) -> Result<SignedIn, Problem> {
    let found = proven(&app, answer.tablet, &Proof { challenge: answer.challenge, signature: answer.signature })?;
    if found.revoked {
        return Err(Problem::new(Code::TabletRevoked));
    }
    let now_ms = app.clock.now_ms();
    let session = SessionId(app.random.id(now_ms));
    let (user, household) = (found.user, found.household);
    let start = move |tx: &mut Tx| sessions::start(tx, session, user, household, now_ms);
    app.store.write(start).await.map_err(|cause: Failure| Problem::from(cause))?;
    identity::pair(&app, &Subject { user, household, session, epoch: found.epoch }, 1)
}

/// The tablet whose key has signed a fresh challenge of ours.
pub(super) fn proven(app: &AppState, tablet: TabletId, proof: &Proof) -> Result<Known, Problem> {
    let refused = || Problem::new(Code::SessionEnded);
    let challenge = URL_SAFE_NO_PAD.decode(&proof.challenge).map_err(|_| refused())?;
    let (at, mac) = challenge.split_first_chunk::<8>().ok_or_else(refused)?;
    let age_ms = app.clock.now_ms() - i64::from_be_bytes(*at);
    if !(0..=LIFE_MS).contains(&age_ms) || mac.len() != 32 || !app.keys.refresh.check(&[b"tablet", at], mac) {
        return Err(refused());
    }
    let found = app.store.read(|tx| known(tx, tablet))?.ok_or_else(refused)?;
    let signature = URL_SAFE_NO_PAD.decode(&proof.signature).ok();
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok()).ok_or_else(refused)?;
    let signed = [b"petpro tablet".as_slice(), tablet.bytes(), &challenge].concat();
    found.key.verify_strict(&signed, &signature).map_err(|_| {
        app.metrics.auth_failure("tablet-forged");
        refused()
    })?;
    Ok(found)
}

/// A tablet, revoked or not.
pub(super) struct Known {
    key: VerifyingKey,
    pub user: UserId,
    pub clinic: ClinicId,
    household: HouseholdId,
    epoch: i64,
    revoked: bool,
    /// The clinic's admin does not want what it left behind.
    pub unwanted: bool,
}

fn known(tx: &mut Tx, id: TabletId) -> Result<Option<Known>, Failure> {
    let select = "SELECT key, user_id, clinic, revoked_ms IS NOT NULL, unwanted FROM tablet WHERE id = $1";
    let row = tx.query_row(select, values![id], |row| {
        Ok((row.get::<Vec<u8>>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })?;
    let Some((key, user, clinic, revoked, unwanted)) = row else { return Ok(None) };
    let key: [u8; 32] = key.try_into().map_err(|_| Failure::Shape { index: 0 })?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| Failure::Shape { index: 0 })?;
    let subject = identity::users::subject(tx, user)?;
    Ok(subject.map(|(household, epoch)| Known { key, user, clinic, household, epoch, revoked, unwanted }))
}
