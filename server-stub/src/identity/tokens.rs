//! The two tokens. An access token is a JWT signed with Ed25519 for ten minutes; a refresh token is
//! `family ‖ n ‖ HMAC(refresh key, family ‖ n)`, so the server stores a number, not a secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header, Validation};
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};
use serde::{Deserialize, Serialize};

use crate::keys::Keys;
use crate::problem::Problem;

const ISSUER: &str = "petpro";
const AUDIENCE: &str = "petpro-api";
/// RFC 9068: an ID token or anybody else's JWT is not an access token.
const TYPE: &str = "at+jwt";
/// Clocks of our own machines may differ this much.
const LEEWAY_S: i64 = 5;

/// What an access token says. Times in seconds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    pub sub: UserId,
    pub hid: HouseholdId,
    pub sid: SessionId,
    /// The user's epoch when it was made.
    pub ep: i64,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
}

/// For whom a token is made.
pub struct Subject {
    pub user: UserId,
    pub household: HouseholdId,
    pub session: SessionId,
    pub epoch: i64,
}

/// A signed access token.
pub fn access(keys: &Keys, subject: &Subject, now_ms: i64, seconds: u32) -> Result<String, Problem> {
    let now = now_ms / 1_000;
    let claims = Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: subject.user,
        hid: subject.household,
        sid: subject.session,
        ep: subject.epoch,
        iat: now,
        nbf: now,
        exp: now + i64::from(seconds),
    };
    let key = &keys.tokens[0];
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.into());
    header.kid = Some(key.kid.clone());
    jsonwebtoken::encode(&header, &claims, &key.sign).map_err(|cause| Problem::new(Code::Internal).because(cause))
}

/// The claims of a token that we signed and whose time it is. The time is the passed-in clock's,
/// so the library's own check of it is off.
pub fn check(keys: &Keys, token: &str, now_ms: i64) -> Result<Claims, Problem> {
    let refused = |why: &str| Problem::new(Code::Unauthenticated).because(why);
    let header = jsonwebtoken::decode_header(token).map_err(|_| refused("not a JWT"))?;
    if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(TYPE) {
        return Err(refused("algorithm or type not allowed"));
    }
    let key = keys.tokens.iter().find(|key| Some(&key.kid) == header.kid.as_ref());
    let key = key.ok_or_else(|| refused("unknown key id"))?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    let claims =
        jsonwebtoken::decode::<Claims>(token, &key.check, &rules).map_err(|_| refused("signature or claims"))?.claims;
    let now = now_ms / 1_000;
    if claims.nbf > now + LEEWAY_S {
        return Err(refused("not yet valid"));
    }
    if claims.exp <= now {
        return Err(Problem::new(Code::TokenExpired));
    }
    Ok(claims)
}

/// Refresh token `n` of a family.
pub fn refresh(keys: &Keys, family: SessionId, n: u64) -> String {
    let (_, mac) = keys.refresh.mac(&[b"refresh", family.bytes(), &n.to_be_bytes()]);
    let mut bytes = Vec::with_capacity(56);
    bytes.extend_from_slice(family.bytes());
    bytes.extend_from_slice(&n.to_be_bytes());
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Family and number of a refresh token that we made.
pub fn read_refresh(keys: &Keys, token: &str) -> Option<(SessionId, u64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (family, rest) = bytes.split_first_chunk::<16>()?;
    let (n, mac) = rest.split_first_chunk::<8>()?;
    (mac.len() == 32 && keys.refresh.check(&[b"refresh", family, n], mac))
        .then(|| Some((SessionId::from_slice(family)?, u64::from_be_bytes(*n))))
        .flatten()
}
