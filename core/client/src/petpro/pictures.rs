//! Pictures of goods: fetched once, kept in the data directory under their own hash.

use std::fs;

use petpro_domain::Code;
use sha2::{Digest, Sha256};

use super::{PetPro, guard_async};
use crate::error::{Error, Result};

/// No picture of a product is larger.
const MOST: usize = 2 << 20;

impl PetPro {
    /// The PNG with this SHA-256 in hex, from this device or the server. What is not what it is called is refused.
    pub async fn picture(&self, sha256: &str) -> Result<Vec<u8>> {
        guard_async(async {
            if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
                return Err(Error::new(Code::NotFound, "no picture has such a name"));
            }
            let kept = self.inner.config.data.join("pictures").join(format!("{sha256}.png"));
            if let Ok(bytes) = fs::read(&kept) {
                return Ok(bytes);
            }
            let bytes = self.inner.http.file(&format!("/media/{sha256}.png"), MOST).await?;
            if hex(&Sha256::digest(&bytes)) != sha256 {
                return Err(Error::new(Code::ReplyBroken, "the picture is another one"));
            }
            // A full disk costs the next start a request, not this screen its picture.
            if let Err(error) = keep(&kept, &bytes) {
                tracing::info!(code = %error.code(), "a picture was not kept");
            }
            Ok(bytes)
        })
        .await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Written beside its place and moved there: a crash leaves none or the whole one.
fn keep(place: &std::path::Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let making = place.with_extension(format!("png-{}", std::process::id()));
    fs::write(&making, bytes)?;
    Ok(fs::rename(&making, place)?)
}
