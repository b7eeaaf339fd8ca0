//! The key file: secrets live outside the database, so that a restored backup neither leaks nor
//! forgets them. Made at the first start, mode 0600; each key has an id and the first one signs.

mod parties;
mod passes;
mod publish;
mod seal;

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::clock::Random;

pub use parties::{Login, Parties, Party, keep};
pub use passes::{Change, Passes, change, listed, sealed};
pub use publish::{publish, routes, take_back, turn};
pub use seal::Sealed;

/// What stands before the 32 bytes of an Ed25519 private key in PKCS#8 (RFC 8410).
const PKCS8_ED25519: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// What can be wrong with the key file, as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("cannot read or write the key file {}: {cause}", path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("the key file {} is damaged: {why}", path.display())]
    Damaged { path: PathBuf, why: String },
    #[error("the key file {} can be read by others; run: chmod 600 {}", .0.display(), .0.display())]
    Open(PathBuf),
    #[error("there is no key {0}; `petpro-server keys list` names them")]
    NoSuchKey(String),
}

/// All secrets of the server. No `Debug`: it must not get into a log.
pub struct Keys {
    /// Sign access tokens (Ed25519), newest first.
    pub tokens: Vec<TokenKey>,
    /// Makes refresh tokens.
    pub refresh: Ring,
    /// Signs receipts of accepted orders.
    pub receipts: Ring,
    /// Signs page cursors.
    pub cursors: Ring,
    /// Sign what tablets believe: passes, proofs, clinics' codes.
    pub passes: Passes,
    /// What tablets leave behind is sealed to it.
    pub seal: Sealed,
    /// What outside parties gave us.
    pub parties: Parties,
}

/// A key pair of access tokens.
pub struct TokenKey {
    pub kid: String,
    pub sign: EncodingKey,
    pub check: DecodingKey,
}

/// HMAC keys of one purpose, newest first.
pub struct Ring(Vec<(String, [u8; 32])>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    tokens: Vec<Entry>,
    refresh: Vec<Entry>,
    receipts: Vec<Entry>,
    cursors: Vec<Entry>,
    /// Missing in a file of before there were clinics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passes: Option<passes::Entries>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<seal::Entry>,
    #[serde(default)]
    parties: Parties,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kid: String,
    secret: String,
}

impl Keys {
    /// Reads `path`; makes it where there is none, and adds what an older version did not have.
    pub fn open(path: &Path, random: &Random) -> Result<Self, KeyError> {
        let at = |cause| KeyError::File { path: path.to_owned(), cause };
        let damaged = |why: String| KeyError::Damaged { path: path.to_owned(), why };
        if !path.try_exists().map_err(at)? {
            let made = serde_json::to_vec_pretty(&File::make(random)).map_err(|cause| damaged(cause.to_string()))?;
            write_private(path, &made).map_err(at)?;
        }
        let mut file = File::read(path)?;
        if file.passes.is_none() || file.seal.is_none() {
            file.passes = file.passes.or_else(|| Some(passes::Entries::make(random)));
            file.seal = file.seal.or_else(seal::Entry::make);
            replace_private(path, &file)?;
        }
        let tokens = file.tokens.iter().map(TokenKey::of).collect::<Option<Vec<_>>>();
        let rings = (Ring::of(&file.refresh), Ring::of(&file.receipts), Ring::of(&file.cursors));
        let (Some(tokens), (Some(refresh), Some(receipts), Some(cursors))) = (tokens, rings) else {
            return Err(damaged("every key is 32 bytes in base64, and every purpose has one".into()));
        };
        if tokens.is_empty() {
            return Err(damaged("no key for tokens".into()));
        }
        let passes = file.passes.as_ref().and_then(Passes::of);
        let passes = passes.ok_or_else(|| damaged("no root, or no key for passes that is not revoked".into()))?;
        let seal = file.seal.as_ref().and_then(Sealed::of);
        let seal = seal.ok_or_else(|| damaged("no pair of keys that tablets can seal to".into()))?;
        Ok(Self { tokens, refresh, receipts, cursors, passes, seal, parties: file.parties })
    }
}

impl File {
    fn make(random: &Random) -> Self {
        let one = |kid: &str| vec![Entry { kid: kid.into(), secret: STANDARD.encode(random.bytes::<32>()) }];
        Self {
            tokens: one("t1"),
            refresh: one("f1"),
            receipts: one("r1"),
            cursors: one("c1"),
            passes: Some(passes::Entries::make(random)),
            seal: seal::Entry::make(),
            parties: Parties::default(),
        }
    }

    fn read(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read(path).map_err(|cause| KeyError::File { path: path.to_owned(), cause })?;
        refuse_readable(path)?;
        serde_json::from_slice(&text)
            .map_err(|cause| KeyError::Damaged { path: path.to_owned(), why: cause.to_string() })
    }
}

impl Entry {
    fn bytes(&self) -> Option<[u8; 32]> {
        STANDARD.decode(&self.secret).ok()?.try_into().ok()
    }
}

impl TokenKey {
    fn of(entry: &Entry) -> Option<Self> {
        let seed = entry.bytes()?;
        let pair = SigningKey::from_bytes(&seed);
        let der = [PKCS8_ED25519.as_slice(), &seed].concat();
        Some(Self {
            kid: entry.kid.clone(),
            sign: EncodingKey::from_ed_der(&der),
            check: DecodingKey::from_ed_der(pair.verifying_key().as_bytes()),
        })
    }
}

impl Ring {
    fn of(entries: &[Entry]) -> Option<Self> {
        let keys = entries.iter().map(|entry| Some((entry.kid.clone(), entry.bytes()?))).collect::<Option<Vec<_>>>()?;
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// HMAC-SHA-256 over the parts under the newest key, and that key's id.
    pub fn mac(&self, parts: &[&[u8]]) -> (&str, [u8; 32]) {
        let (kid, key) = &self.0[0];
        (kid, hmac(key, parts).finalize().into_bytes().into())
    }

    /// Whether `mac` (or its first bytes, at least 8) is that of the parts under any key. Constant time.
    pub fn check(&self, parts: &[&[u8]], mac: &[u8]) -> bool {
        mac.len() >= 8 && self.0.iter().any(|(_, key)| hmac(key, parts).verify_truncated_left(mac).is_ok())
    }

    /// The MAC under the key of this id, for checking what names its key.
    pub fn mac_under(&self, kid: &str, parts: &[&[u8]]) -> Option<[u8; 32]> {
        let (_, key) = self.0.iter().find(|(known, _)| known == kid)?;
        Some(hmac(key, parts).finalize().into_bytes().into())
    }
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

#[cfg(unix)]
fn refuse_readable(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let meta = std::fs::metadata(path).map_err(|cause| KeyError::File { path: path.to_owned(), cause })?;
    if meta.permissions().mode() & 0o077 == 0 { Ok(()) } else { Err(KeyError::Open(path.to_owned())) }
}

#[cfg(not(unix))]
fn refuse_readable(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

fn write_private(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// A new file takes the old one's place: at no moment is there half a key file.
fn replace_private(path: &Path, file: &File) -> Result<(), KeyError> {
    let at = |cause| KeyError::File { path: path.to_owned(), cause };
    let text = serde_json::to_vec_pretty(file)
        .map_err(|cause| KeyError::Damaged { path: path.to_owned(), why: cause.to_string() })?;
    let part = path.with_extension("part");
    match std::fs::remove_file(&part) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(at(cause)),
        _ => {} // of a change that was cut short
    }
    write_private(&part, &text).map_err(at)?;
    std::fs::rename(&part, path).map_err(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.json");
        let made = Keys::open(&path, &Random::system()).unwrap();
        let again = Keys::open(&path, &Random::system()).unwrap();
        assert_eq!(made.refresh.mac(&[b"x"]), again.refresh.mac(&[b"x"]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert!(matches!(Keys::open(&path, &Random::system()), Err(KeyError::Open(_))));
        }
    }

    #[test]
    fn what_an_outside_party_gave_is_kept_beside_our_own_keys() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.json");
        let made = Keys::open(&path, &Random::system()).unwrap();
        let gateway = Party { api_key: "sk_1".into(), webhook_secrets: vec!["whsec_1".into()] };
        keep(&path, Parties { gateway: Some(gateway.clone()), ..Parties::default() }).unwrap();
        let login = Login { user: "petpro".into(), password: "pw".into() };
        keep(&path, Parties { smtp: Some(login.clone()), ..Parties::default() }).unwrap();
        let again = Keys::open(&path, &Random::system()).unwrap();
        assert!(again.parties.gateway == Some(gateway) && again.parties.smtp == Some(login));
        assert_eq!(made.refresh.mac(&[b"x"]), again.refresh.mac(&[b"x"]));
    }

    #[test]
    fn a_damaged_key_file_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.json");
        write_private(&path, b"{\"tokens\":[]}").unwrap();
        assert!(matches!(Keys::open(&path, &Random::system()), Err(KeyError::Damaged { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"{\"tokens\":[]}");
    }
}
