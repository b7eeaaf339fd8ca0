//! The caller, as a type: nothing in a header or a body says who somebody is (C-19).

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use http::{HeaderMap, header};
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};

use super::sessions;
use crate::problem::Problem;
use crate::state::AppState;

/// Who is asking. The policy layer puts it there after it has checked the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub user: UserId,
    pub household: HouseholdId,
    /// The family of tokens it came with; ends at logout or when its device is revoked.
    pub session: SessionId,
    pub roles: Vec<Role>,
    /// When the access token ends, ms: an event stream ends with it.
    pub until_ms: i64,
}

/// What somebody is. Operators join with what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Buyer,
    /// Works for a shop.
    Vendor,
    /// Works for a clinic.
    Clinic,
    /// A clinic's tablet: nobody's person, so people's routes are closed to it.
    Tablet,
}

/// Whom the `Authorization` header speaks for; `None` where there is none. Signature, type,
/// audience and times come from the token, but the session and the user are looked up each time:
/// a revoked device or a disabled user ends at once, not when the token does.
pub fn authenticate(app: &AppState, headers: &HeaderMap) -> Result<Option<Principal>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(bearer).ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let claims = app.tokens.check(&app.keys, token, app.clock.now_ms())?;
    let state = app.store.read(|tx| sessions::state(tx, claims.sid, claims.sub, claims.hid))?;
    let Some(state) = state else { return Err(Problem::new(Code::SessionEnded)) };
    if state.ended || state.disabled || state.epoch != claims.ep {
        return Err(Problem::new(Code::SessionEnded));
    }
    Ok(Some(Principal {
        user: claims.sub,
        household: claims.hid,
        session: claims.sid,
        roles: state.roles,
        until_ms: claims.exp * 1_000,
    }))
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl FromRequestParts<AppState> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(Code::Unauthenticated))
    }
}

/// For routes of [`crate::policy::Policy::Anyone`].
impl OptionalFromRequestParts<AppState> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Option<Self>, Problem> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
