//! What a tablet that was taken back could not send: sealed to the server (HPKE, RFC 9180: X25519,
//! HKDF-SHA-256, ChaCha20-Poly1305), so that the device keeps it without being able to read it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_domain::Code;
use petpro_domain::wire::{LEFT_BEHIND, Op};
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_CHACHA20_POLY1305 as HPKE;
use rustls::crypto::hpke::{Hpke, HpkePublicKey};
use serde::{Deserialize, Serialize};

use super::{Enrolment, Left, tablet};
use crate::error::{Error, Result};
use crate::transport::Http;

#[derive(Serialize)]
struct Delivery<'a> {
    enc: &'a str,
    sealed: &'a str,
    #[serde(flatten)]
    proof: tablet::Proof,
}

/// How many of them were new to the server.
#[derive(Deserialize)]
pub struct Delivered {
    pub taken: u32,
}

/// Seals ops to the server's key.
pub fn seal(enrolment: &Enrolment, ops: &[Op]) -> Result<Left> {
    let failed = |why: &str| Error::new(Code::Internal, format!("unsent check-ins could not be sealed: {why}"));
    let text = serde_json::to_vec(ops).map_err(|error| failed(&error.to_string()))?;
    let key = URL_SAFE_NO_PAD.decode(&enrolment.seal).map_err(|_| failed("the server's key cannot be read"))?;
    let sealed = HPKE.seal(LEFT_BEHIND, enrolment.tablet.bytes(), &text, &HpkePublicKey(key));
    let (enc, sealed) = sealed.map_err(|error| failed(&error.to_string()))?;
    Ok(Left {
        tablet: enrolment.tablet,
        key: enrolment.key.clone(),
        enc: URL_SAFE_NO_PAD.encode(enc.0),
        sealed: URL_SAFE_NO_PAD.encode(sealed),
        ops: ops.len() as u32,
    })
}

/// Sends them. `tablet-revoked` where the clinic's admin does not want them.
pub async fn deliver(http: &Http, left: &Left) -> Result<Delivered> {
    let proof = tablet::prove(http, left.tablet, &left.key).await?;
    let path = format!("/api/v1/tablets/{}/left", left.tablet);
    Ok(http.post(&path, None, &Delivery { enc: &left.enc, sealed: &left.sealed, proof }).await?)
}
