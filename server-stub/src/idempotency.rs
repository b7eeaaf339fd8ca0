//! `Idempotency-Key`: a POST that is repeated has its effect once and gets the first answer again.
//! Key row, effect and stored answer are one command; the answer leaves after the commit.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use petpro_domain::Code;
use petpro_domain::ids::{OpId, derived};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::feed::{Poke, Told};
use crate::http::{RequestId, does_without};
use crate::identity::Principal;
use crate::problem::{Asked, Problem};
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE idempotency(
    user_id BLOB NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,              -- SHA-256 of method, path and canonical body
    status BIGINT NOT NULL,
    etag BIGINT,
    problem BIGINT NOT NULL,                -- 1: the body is problem+json
    body TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY(user_id, key)
);
CREATE INDEX idempotency_age ON idempotency(at_ms);
";

const DAY_MS: i64 = 86_400_000;

/// A request's key. A UUIDv7 is the op's id itself; anything else is hashed with the caller.
#[derive(Clone, Debug)]
pub struct Key {
    text: String,
    method_path: String,
    asked: Asked,
}

impl FromRequestParts<AppState> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let text = match parts.headers.get("idempotency-key") {
            Some(key) => {
                let text = key.to_str().unwrap_or_default();
                if text.is_empty() || text.len() > 255 || !text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
                    return Err(Problem::new(Code::IdempotencyKeyInvalid));
                }
                text.to_owned()
            }
            None if does_without(parts) => app.random.id(app.clock.now_ms()).to_string(),
            None => return Err(Problem::new(Code::IdempotencyKeyMissing)),
        };
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let asked = Asked::from_headers(&parts.headers, request_id);
        Ok(Self { text, method_path: format!("{} {}", parts.method, parts.uri.path()), asked })
    }
}

impl Key {
    /// In which language and dialect a refusal is kept.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The id of what this request does; the same request has the same one.
    pub fn op(&self, who: &Principal) -> OpId {
        op_of(who, &self.text)
    }
}

/// An answer that can be kept.
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    etag: Option<u64>,
    problem: bool,
    body: String,
    replayed: bool,
}

impl Reply {
    pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        Ok(Self { status, etag: None, problem: false, body, replayed: false })
    }

    /// With the version of what was written.
    #[must_use]
    pub fn version(mut self, version: u64) -> Self {
        self.etag = Some(version);
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let kind = if self.problem { "application/problem+json" } else { "application/json" };
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Some(version) = self.etag {
            headers.insert(header::ETAG, crate::http::etag(version));
        }
        if self.replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}

/// Runs `effect` under the key, or gives the kept answer. 2xx, 402, 409 and 422 are kept; after any
/// other answer nothing has happened and the same key may be tried again.
pub async fn once(
    app: &AppState,
    who: &Principal,
    key: Key,
    body: [u8; 32],
    mut effect: impl FnMut(&mut Tx, OpId) -> Result<Reply, Problem> + Send + 'static,
) -> Result<Reply, Problem> {
    let (user, now) = (who.user, app.clock.now_ms());
    let print = fingerprint(&key.method_path, &body);
    let op = op_of(who, &key.text);
    let reply = app
        .store
        .write(move |tx| {
            if let Some((known, reply)) = kept(tx, who_key(user, &key))? {
                return if known == print { Ok(reply) } else { Err(Problem::new(Code::IdempotencyKeyReused)) };
            }
            let reply = match tx.savepoint(|tx| effect(tx, op)) {
                Ok(reply) => reply,
                Err(problem) if is_final(problem.status()) => Reply::of_problem(&problem, &key.asked),
                Err(problem) => return Err(problem),
            };
            tx.exec(
                "INSERT INTO idempotency(user_id,key,fingerprint,status,etag,problem,body,at_ms)
                 VALUES($1,$2,$3,$4,$5,$6,$7,$8)",
                values![user, &key.text, print, reply.status.as_u16(), reply.etag, reply.problem, &reply.body, now],
            )?;
            Ok(reply)
        })
        .await?;
    if reply.replayed {
        app.metrics.count("petpro_idempotent_replays_total", "");
    }
    Ok(reply)
}

/// [`once`] for an effect that moves scopes: devices hear of them when the answer is durable, a replay tells nobody.
pub async fn once_told(
    app: &AppState,
    who: &Principal,
    key: Key,
    body: [u8; 32],
    mut effect: impl FnMut(&mut Tx, OpId) -> Result<(Reply, Vec<Poke>), Problem> + Send + 'static,
) -> Result<Reply, Problem> {
    let told = Told::default();
    let hears = told.clone();
    let reply = once(app, who, key, body, move |tx, op| {
        let (reply, pokes) = effect(tx, op)?;
        hears.hear(pokes);
        Ok(reply)
    })
    .await?;
    told.tell(app);
    Ok(reply)
}

/// The answer that is kept, for work that begins before [`once`]: nothing may begin under a key that
/// is another request's.
pub fn known(app: &AppState, who: &Principal, key: &Key, body: &[u8; 32]) -> Result<Option<Reply>, Problem> {
    match app.store.read(|tx| kept(tx, who_key(who.user, key)))? {
        Some((print, reply)) if print == fingerprint(&key.method_path, body) => {
            app.metrics.count("petpro_idempotent_replays_total", "");
            Ok(Some(reply))
        }
        Some(_) => Err(Problem::new(Code::IdempotencyKeyReused)),
        None => Ok(None),
    }
}

impl Reply {
    /// A refusal whose effect writes something all the same: it is kept like any answer.
    pub fn refused(problem: &Problem, asked: &Asked) -> Self {
        Self::of_problem(problem, asked)
    }

    fn of_problem(problem: &Problem, asked: &Asked) -> Self {
        let (status, body) = problem.body(asked);
        let body = serde_json::to_string(&body).unwrap_or_default();
        Self { status, etag: None, problem: true, body, replayed: false }
    }
}

fn who_key(user: petpro_domain::ids::UserId, key: &Key) -> [crate::store::Value; 2] {
    [user.into(), (&key.text).into()]
}

fn kept(tx: &mut Tx, who_key: [crate::store::Value; 2]) -> Result<Option<([u8; 32], Reply)>, Failure> {
    tx.query_row(
        "SELECT fingerprint, status, etag, problem, body FROM idempotency WHERE user_id=$1 AND key=$2",
        &who_key,
        |row| {
            let status = StatusCode::from_u16(row.get(1)?).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let reply = Reply { status, etag: row.get(2)?, problem: row.get(3)?, body: row.get(4)?, replayed: true };
            Ok((row.get(0)?, reply))
        },
    )
}

fn is_final(status: StatusCode) -> bool {
    matches!(status, StatusCode::PAYMENT_REQUIRED | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY)
}

fn fingerprint(method_path: &str, body: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(method_path.as_bytes());
    hash.update([0]);
    hash.update(body);
    hash.finalize().into()
}

fn op_of(who: &Principal, key: &str) -> OpId {
    match Uuid::parse_str(key) {
        Ok(id) if id.get_version_num() == 7 => OpId(id),
        _ => OpId(derived("idempotency", &[who.user.bytes(), key.as_bytes()])),
    }
}

/// Forgets answers that nobody asks for any more; at most 1,000 a call, so that it delays nobody.
pub async fn prune(app: &AppState) -> Result<usize, Failure> {
    let before = app.clock.now_ms() - i64::from(app.config.limits.idempotency_days) * DAY_MS;
    app.store
        .write(move |tx| {
            tx.exec(
                "DELETE FROM idempotency WHERE (user_id,key) IN
                     (SELECT user_id, key FROM idempotency WHERE at_ms < $1 ORDER BY at_ms LIMIT 1000)",
                values![before],
            )
        })
        .await
}
