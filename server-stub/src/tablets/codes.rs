//! One-time codes: shown to an admin of the clinic, typed or scanned at the tablet.

use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, ClinicId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::audit::{self, When};
use crate::clinics;
use crate::clock::Random;
use crate::http::Body;
use crate::idempotency::{Key, Reply, once};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Ten minutes: as long as it takes to walk to the tablet.
const LIFE_MS: i64 = 600_000;

/// What the new tablet is called.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTablet {
    #[schema(example = "Front desk", max_length = 40)]
    pub name: String,
}

/// A code that enrols one tablet, once.
#[derive(Serialize, utoipa::ToSchema)]
pub struct EnrolCode {
    /// Eight letters and digits in two groups.
    #[schema(example = "K7QM-2XRD")]
    pub code: String,
    /// Until then, server time, ms.
    pub until_ms: i64,
}

/// A code for a new tablet of my clinic.
#[utoipa::path(post, path = "/api/v1/clinics/{id}/tablets", tag = "clinics", request_body = NewTablet,
    params(("id" = ClinicId, Path)), responses((status = 201, body = EnrolCode)))]
pub async fn make(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
    key: Key,
    Body { value: new, digest }: Body<NewTablet>,
) -> Result<Reply, Problem> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
        return Err(Problem::new(Code::Invalid).at("/name", Code::Invalid, "1 to 40 characters in one line"));
    }
    let (now_ms, its) = (app.clock.now_ms(), app.clone());
    let caller = who.clone();
    let write = move |tx: &mut Tx, _| {
        let clinic = clinics::staff::admin(tx, &caller, &clinic)?;
        let code = issue(&its.random, tx, clinic, &name, now_ms)?;
        let by = audit::person(tx, &caller)?;
        audit::note(tx, clinic, by, What::TabletCode, &name, When::now(now_ms))?;
        Reply::json(StatusCode::CREATED, &EnrolCode { code, until_ms: now_ms + LIFE_MS })
    };
    once(&app, &who, key, digest, write).await
}

/// Makes a code for a tablet of this name.
pub fn issue(random: &Random, tx: &mut Tx, clinic: ClinicId, name: &str, now_ms: i64) -> Result<String, Failure> {
    // Forty random bits in the letters of a booking's code.
    let code = typed::code(BookingId(random.id(now_ms)));
    tx.exec(
        "INSERT INTO enrol_code(hash, clinic, name, until_ms) VALUES ($1, $2, $3, $4)",
        values![hash(&code), clinic, name, now_ms + LIFE_MS],
    )?;
    Ok(typed::grouped(&code))
}

/// Takes a code: for which clinic it is, and the name it gives. Once, and in time: the statement
/// that takes it says so.
pub(super) fn take(tx: &mut Tx, text: &str, now_ms: i64) -> Result<Option<(ClinicId, String)>, Failure> {
    let Some(code) = typed::parse(text) else { return Ok(None) };
    tx.query_row(
        "UPDATE enrol_code SET used_ms = $2 WHERE hash = $1 AND used_ms IS NULL AND until_ms > $2
         RETURNING clinic, name",
        values![hash(&code), now_ms],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(code.as_bytes()).to_vec()
}
