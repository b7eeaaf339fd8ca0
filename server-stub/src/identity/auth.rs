//! `/auth`: register, login, refresh, logout.

use axum::extract::State;
use axum::{Extension, Json};
use http::{HeaderMap, StatusCode, header};
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};
use petpro_domain::texts::Lang;
use serde::{Deserialize, Serialize};

use super::sessions::{self, Turn};
use super::tokens::{self, Subject};
use super::{passwords, users};
use crate::http::{Body, Caller, Limit};
use crate::outbox;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// Who wants to come in. `username` is the e-mail address.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[schema(example = "hana@petpro.example", max_length = 254)]
    pub username: String,
    #[schema(example = "correct horse battery", min_length = 8, max_length = 128)]
    pub password: String,
}

/// Who wants to join.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The e-mail address.
    #[schema(example = "mika@petpro.example", max_length = 254)]
    pub username: String,
    #[schema(example = "correct horse battery", min_length = 8, max_length = 128)]
    pub password: String,
    /// How to be addressed; may be empty.
    #[serde(default)]
    #[schema(example = "Mika", max_length = 100)]
    pub name: String,
}

/// Who joined. Signing in is another call.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Registered {
    pub id: UserId,
    pub household: HouseholdId,
}

/// A signed-in family's next pair of tokens.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: String,
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    pub expires_in: u32,
    pub user: UserId,
    pub household: HouseholdId,
}

/// Tokens, and for the log whose they are.
pub type SignedIn = (Extension<UserId>, Json<Tokens>);

/// A refresh token, for its successor or its end.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[schema(example = "AZjA3gAAcACAAAAAAAAAAAAAAAAAAAAB")]
    pub refresh_token: String,
}

/// Makes an account with a household of its own.
#[utoipa::path(post, path = "/auth/register", tag = "identity", request_body = Registration,
    responses((status = 201, body = Registered)))]
pub async fn register(
    State(app): State<AppState>,
    headers: HeaderMap,
    Body { value: new, .. }: Body<Registration>,
) -> Result<(StatusCode, Extension<UserId>, Json<Registered>), Problem> {
    let email = users::email(&new.username)?;
    let name = users::name(&new.name)?;
    passwords::check(&new.password, &email)?;
    let hash = app.passwords.hash(new.password, app.random.bytes()).await?;
    let now = app.clock.now_ms();
    let (user, household) = (UserId(app.random.id(now)), HouseholdId(app.random.id(now)));
    let (event, lang) = (app.random.id(now), spoken(&headers));
    app.store
        .write(move |tx| {
            users::insert(tx, user, household, &email, &name, &hash, now)?;
            if let Some(lang) = lang {
                users::speaks(tx, user, lang)?;
            }
            let body = serde_json::json!({"user": user, "household": household});
            outbox::put(tx, event, "user-events", "UserRegistered", &body, now)?;
            Ok::<_, Problem>(())
        })
        .await?;
    Ok((StatusCode::CREATED, Extension(user), Json(Registered { id: user, household })))
}

/// Signs in: a new family of tokens. An unknown user and a wrong password get the same answer
/// after the same work.
#[utoipa::path(post, path = "/auth/login", tag = "identity", request_body = Credentials,
    responses((status = 200, body = Tokens)))]
pub async fn login(
    State(app): State<AppState>,
    headers: HeaderMap,
    Body { value: who, .. }: Body<Credentials>,
) -> Result<SignedIn, Problem> {
    let email = who.username.trim().to_lowercase();
    app.rates.check(Limit::Login, Caller::account(&email))?;
    let found = app.store.read(|tx| users::by_email(tx, &email))?;
    let (user, hash) =
        found.map_or((None, None), |found| (Some((found.subject, found.disabled)), Some(found.password)));
    let right = app.passwords.verify(who.password, hash).await?;
    let Some(((id, household, epoch), false)) = user.filter(|_| right) else {
        app.metrics.auth_failure("credentials");
        return Err(Problem::new(Code::CredentialsWrong));
    };
    let now = app.clock.now_ms();
    let session = SessionId(app.random.id(now));
    let lang = spoken(&headers);
    let start = move |tx: &mut Tx| {
        if let Some(lang) = lang {
            users::speaks(tx, id, lang)?;
        }
        sessions::start(tx, session, id, household, now)
    };
    app.store.write(start).await.map_err(|cause: Failure| Problem::from(cause))?;
    pair(&app, &Subject { user: id, household, session, epoch }, 1)
}

/// The next pair of a family. Within a minute the same token gives the same successor; later it
/// counts as stolen and ends the family.
#[utoipa::path(post, path = "/auth/refresh", tag = "identity", request_body = Refresh,
    responses((status = 200, body = Tokens)))]
pub async fn refresh(
    State(app): State<AppState>,
    Body { value: asked, .. }: Body<Refresh>,
) -> Result<SignedIn, Problem> {
    let Some((family, n)) = tokens::read_refresh(&app.keys, &asked.refresh_token) else {
        app.metrics.auth_failure("refresh-forged");
        return Err(Problem::new(Code::SessionEnded));
    };
    let (now, rules) = (app.clock.now_ms(), app.config.sessions.clone());
    match app.store.write(move |tx| sessions::turn(tx, family, n, now, &rules)).await? {
        Turn::Next(subject, n) => pair(&app, &subject, n),
        Turn::Over(code) => {
            app.metrics.auth_failure(code.name());
            Err(Problem::new(code))
        }
    }
}

/// Ends the family. What the device has not sent yet stays on the device.
#[utoipa::path(post, path = "/auth/logout", tag = "identity", request_body = Refresh, responses((status = 204)))]
pub async fn logout(
    State(app): State<AppState>,
    Body { value: asked, .. }: Body<Refresh>,
) -> Result<StatusCode, Problem> {
    let (family, _) =
        tokens::read_refresh(&app.keys, &asked.refresh_token).ok_or_else(|| Problem::new(Code::SessionEnded))?;
    let now = app.clock.now_ms();
    app.store
        .write(move |tx| sessions::end(tx, family, "logout", now).map_err(|cause: Failure| Problem::from(cause)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's language, where it says one.
fn spoken(headers: &HeaderMap) -> Option<Lang> {
    let accept = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    Some(Lang::negotiate(accept))
}

/// Token `n` of a family and an access token.
pub fn pair(app: &AppState, subject: &Subject, n: u64) -> Result<SignedIn, Problem> {
    let expires_in = app.config.sessions.access_seconds;
    let tokens = Tokens {
        access_token: tokens::access(&app.keys, subject, app.clock.now_ms(), expires_in)?,
        refresh_token: tokens::refresh(&app.keys, subject.session, n),
        token_type: "Bearer",
        expires_in,
        user: subject.user,
        household: subject.household,
    };
    Ok((Extension(subject.user), Json(tokens)))
}
