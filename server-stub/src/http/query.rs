//! Query strings that are read or refused like bodies.

use axum::extract::FromRequestParts;
use http::request::Parts;
use petpro_domain::Code;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::state::AppState;

/// The query; `malformed` where it cannot be read.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|_| Problem::new(Code::Malformed).because("query"))
    }
}
