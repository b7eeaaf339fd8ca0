//! The caller, as a type: nothing in a header or a body says who somebody is (C-19).

use axum::extract::FromRequestParts;
use http::request::Parts;
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};

use crate::problem::Problem;

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

/// What somebody is. Shops, clinics and operators join with their own issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Buyer,
}

impl<S: Sync> FromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(Code::Unauthenticated))
    }
}

/// For routes of [`crate::policy::Policy::Anyone`].
impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Problem> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
