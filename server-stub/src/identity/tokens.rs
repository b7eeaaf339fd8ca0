//! The two tokens. An access token is a JWT signed with Ed25519 for ten minutes; a refresh token is
//! `family ‖ n ‖ HMAC(refresh key, family ‖ n)`, so the server stores a number, not a secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header, Validation};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, SessionId, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::keys::Keys;
use crate::problem::Problem;

const ISSUER: &str = "petpro";
const AUDIENCE: &str = "petpro-api";
/// RFC 9068: an ID token or anybody else's JWT is not an access token.
const TYPE: &str = "at+jwt";
/// Clocks of our own machines may differ this much.
const LEEWAY_S: i64 = 5;

/// What an access token says. Times in seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

/// Tokens whose signature was checked: somebody sends the same one for ten minutes, and a check is 42 us,
/// a look here one. Known by their SHA-256, so that nobody finds a token in memory; only times are left
/// to be checked, and whoever asks looks the session up each time.
pub struct Known(Cache<[u8; 32], Claims>);

impl Default for Known {
    /// Room for 20,000, a few megabytes; then the one that was not seen for longest goes.
    fn default() -> Self {
        Self(Cache::builder().max_capacity(20_000).eviction_policy(EvictionPolicy::lru()).build())
    }
}

impl Known {
    /// The claims of a token that we signed and whose time it is. The time is the passed-in clock's.
    pub fn check(&self, keys: &Keys, token: &str, now_ms: i64) -> Result<Claims, Problem> {
        let name = Sha256::digest(token).into();
        let claims = match self.0.get(&name) {
            Some(claims) => claims,
            None => {
                let claims = signed(keys, token)?;
                self.0.insert(name, claims.clone());
                claims
            }
        };
        let now = now_ms / 1_000;
        if claims.nbf > now + LEEWAY_S {
            return Err(Problem::new(Code::Unauthenticated).because("not yet valid"));
        }
        if claims.exp <= now {
            self.0.invalidate(&name);
            return Err(Problem::new(Code::TokenExpired));
        }
        Ok(claims)
    }
}

/// The claims of a token that we signed; the library's own check of its times is off.
fn signed(keys: &Keys, token: &str) -> Result<Claims, Problem> {
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
    let token = jsonwebtoken::decode::<Claims>(token, &key.check, &rules);
    token.map(|token| token.claims).map_err(|_| refused("signature or claims"))
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
