//! What a shell decides before it opens the core.

use std::path::PathBuf;
use std::sync::Arc;

use petpro_domain::clinic::Zone;

use crate::session::{Secrets, SecretsFile};
use crate::world::{Clock, Randomness, System};

/// The data directory, the server, the person's language and market, and the outside world.
#[derive(Clone)]
pub struct Config {
    /// Holds `guest.db`, `accounts/<user>.db`, `catalog-<market>.db`, `secrets.json`, `sync.lock`; made if missing.
    pub data: PathBuf,
    /// The server's address without a path: `https://petpro.example`.
    pub server: String,
    /// `en`, `ja`, `ko` or `zh`; another one reads English.
    pub lang: String,
    /// The market whose catalogue is kept: `jp`.
    pub market: String,
    /// Where the person is: which day is today. UTC without one.
    pub zone: Option<Zone>,
    /// The app's platform, as the list of devices names it.
    pub platform: String,
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
    pub secrets: Arc<dyn Secrets>,
}

impl Config {
    /// This machine's clock and randomness, secrets in a file of the data directory, English, Japan.
    pub fn new(data: impl Into<PathBuf>, server: impl Into<String>) -> Self {
        let data = data.into();
        Self {
            secrets: Arc::new(SecretsFile::in_dir(&data)),
            data,
            server: server.into(),
            lang: "en".into(),
            market: "jp".into(),
            zone: None,
            platform: std::env::consts::OS.into(),
            clock: Arc::new(System),
            randomness: Arc::new(System),
        }
    }
}
