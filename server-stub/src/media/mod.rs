//! Pictures by the hash of their bytes: public, and never another picture under the same address.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header};
use petpro_domain::Code;
use sha2::{Digest, Sha256};
use utoipa_axum::routes;

use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Bytes by their SHA-256 in hex.
pub const TABLES: &str = "CREATE TABLE media(sha TEXT PRIMARY KEY, bytes BLOB NOT NULL);";

/// Keeps a picture; gives its address' hash. The same bytes are kept once.
pub fn put(tx: &mut Tx, bytes: &[u8]) -> Result<String, Failure> {
    let sha = hex::encode(Sha256::digest(bytes));
    tx.exec("INSERT INTO media(sha, bytes) VALUES ($1, $2) ON CONFLICT (sha) DO NOTHING", values![&sha, bytes])?;
    Ok(sha)
}

pub fn routes() -> Vec<Route> {
    vec![row(Policy::Public, routes!(picture)).refuses(&[Code::NotFound])]
}

/// A product picture. It never changes: caches may keep it for ever.
#[utoipa::path(get, path = "/media/{file}", tag = "media",
    params(("file" = String, Path, description = "SHA-256 in hex and `.png`",
        example = "0000000000000000000000000000000000000000000000000000000000000000.png")),
    responses((status = 200, content_type = "image/png", body = Vec<u8>)))]
async fn picture(State(app): State<AppState>, Path(file): Path<String>) -> Result<Response, Problem> {
    let sha = file.strip_suffix(".png").filter(|sha| sha.len() == 64).ok_or(Problem::new(Code::NotFound))?;
    let bytes = app
        .store
        .read(|tx| tx.query_row("SELECT bytes FROM media WHERE sha = $1", values![sha], |row| row.get::<Vec<u8>>(0)))?;
    let bytes = bytes.ok_or(Problem::new(Code::NotFound))?;
    const HEADERS: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((HEADERS, bytes).into_response())
}
