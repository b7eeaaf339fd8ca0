//! A clinic's tablet: enrolled by a code, signed in by a key that never leaves it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use petpro_domain::Code;
use petpro_domain::ids::{ClinicId, TabletId};
use serde::{Deserialize, Serialize};

use super::{Enrolment, Tokens};
use crate::error::{Error, Result};
use crate::transport::{Fault, Http};
use crate::world::Randomness;

/// What an enrolment gives.
#[derive(Deserialize)]
pub struct Enrolled {
    pub tablet: TabletId,
    pub clinic: ClinicId,
    pub name: String,
    pub root: String,
    pub seal: String,
    #[serde(flatten)]
    pub tokens: Tokens,
}

#[derive(Serialize)]
struct Enrol<'a> {
    code: &'a str,
    key: String,
}

#[derive(Deserialize)]
struct Challenge {
    challenge: String,
}

/// That whoever asks holds a tablet's key.
#[derive(Serialize)]
pub(super) struct Proof {
    challenge: String,
    signature: String,
}

#[derive(Serialize)]
struct Answer {
    tablet: TabletId,
    #[serde(flatten)]
    proof: Proof,
}

/// A new private key.
pub fn new_key(randomness: &dyn Randomness) -> SigningKey {
    let mut seed = [0; 32];
    randomness.fill(&mut seed);
    SigningKey::from_bytes(&seed)
}

/// Enrols this device with a code that an admin of the clinic was shown.
pub async fn enrol(http: &Http, code: &str, key: &SigningKey) -> Result<Enrolled, Fault> {
    let key = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    http.post("/api/v1/tablets", None, &Enrol { code, key }).await
}

/// Signs in with the tablet's own key: a challenge, signed.
pub async fn sign_in_tablet(http: &Http, enrolment: &Enrolment) -> Result<Tokens> {
    let proof = prove(http, enrolment.tablet, &enrolment.key).await?;
    Ok(http.post("/auth/tablet", None, &Answer { tablet: enrolment.tablet, proof }).await?)
}

/// A challenge of the server and the tablet's signature over it.
pub(super) async fn prove(http: &Http, tablet: TabletId, key: &str) -> Result<Proof> {
    #[derive(Serialize)]
    struct Nothing {}
    let key = URL_SAFE_NO_PAD.decode(key).ok().and_then(|bytes| bytes.try_into().ok());
    let key = key.ok_or_else(|| Error::new(Code::StoreCorrupt, "the tablet's key cannot be read"))?;
    let Challenge { challenge } = http.post("/auth/tablet/challenge", None, &Nothing {}).await?;
    let bytes = URL_SAFE_NO_PAD.decode(&challenge).unwrap_or_default();
    let signed = [b"petpro tablet".as_slice(), tablet.bytes(), &bytes].concat();
    let signature = URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(&key).sign(&signed).to_bytes());
    Ok(Proof { challenge, signature })
}
