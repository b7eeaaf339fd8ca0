//! Where tokens live: in the platform's keystore where a shell gives one, else in a file that only
//! the owner may read. Never in the database, never in a log.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use petpro_domain::ids::{ClinicId, HouseholdId, TabletId, UserId};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use petpro_domain::Code;

/// What a device keeps secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Random, made once an installation: a database file that names another one was copied here.
    #[serde(default)]
    pub install_nonce: String,
    /// Who is signed in; none for a guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Login>,
    /// What makes this device a clinic's tablet; its sign-in is `login`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablet: Option<Enrolment>,
    /// This phone's Ed25519 private key for showing passes, 32 bytes in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass_key: Option<String>,
    /// The root's public key of the server's passes, pinned when it was first met; a tablet has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The name of the tablet that this device was until its clinic took it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<String>,
    /// What a tablet that was taken back could not send any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

/// Unsent check-ins of a clinic that took this tablet back, sealed to the server: nobody can read
/// them here. They go once they are delivered, or once the clinic's admin does not want them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub tablet: TabletId,
    /// The tablet's key, to prove whose they are.
    pub key: String,
    /// RFC 9180, base64url: what opens it, and the ops.
    pub enc: String,
    pub sealed: String,
    /// How many.
    pub ops: u32,
}

/// A clinic's tablet: who it is, its own key, and whom it trusts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    pub tablet: TabletId,
    pub clinic: ClinicId,
    /// As the admin called it.
    pub name: String,
    /// Its Ed25519 private key, 32 bytes in base64url.
    pub key: String,
    /// The root's public key in base64url, pinned: a list of keys that another one signed is refused.
    pub root: String,
    /// The server's X25519 key in base64url: what is left when the tablet is taken back is sealed to it.
    #[serde(default)]
    pub seal: String,
}

/// One sign-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    pub user: UserId,
    /// Whose cart this person fills.
    pub household: HouseholdId,
    /// The e-mail address, to show who is signed in.
    pub username: String,
    pub access_token: String,
    pub refresh_token: String,
    /// Of a tablet: the clinic whose check-ins it writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinic: Option<ClinicId>,
    /// False once the server refused to refresh: what is pending waits until the same person signs in.
    pub good: bool,
}

/// A place for [`Kept`]. Several processes may share it, so it is read anew before it is changed.
pub trait Secrets: Send + Sync {
    /// What is kept, or the default where nothing is.
    fn load(&self) -> Result<Kept>;
    /// Replaces it; on the medium when this returns.
    fn save(&self, kept: &Kept) -> Result<()>;
}

/// `secrets.json`, readable by its owner only.
#[derive(Clone, Debug)]
pub struct SecretsFile {
    path: PathBuf,
}

impl SecretsFile {
    /// The file in this data directory.
    pub fn in_dir(data: &Path) -> Self {
        Self { path: data.join("secrets.json") }
    }
}

impl Secrets for SecretsFile {
    fn load(&self) -> Result<Kept> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Error::caused(Code::StoreCorrupt, "secrets.json cannot be read", error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Kept::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Written beside its place and moved there, so that a crash leaves the old tokens or the new ones.
    fn save(&self, kept: &Kept) -> Result<()> {
        let making = self.path.with_extension(format!("json-{}", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&making)?;
        serde_json::to_writer(&mut file, kept)
            .map_err(|error| Error::caused(Code::FileUnreadable, "secrets.json cannot be written", error))?;
        file.flush()?;
        file.sync_all()?;
        drop(file);
        Ok(fs::rename(&making, &self.path)?)
    }
}
