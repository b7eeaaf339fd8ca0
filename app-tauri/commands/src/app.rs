//! The open core, as a shell holds it.

use std::sync::Arc;

use petpro_client::pictures::{self, Caps, Frame, Job, Picture, Purpose, Scanner};
use petpro_client::state::Scanned;
use petpro_client::{Code, Config, Ear, Error, PetPro};
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use ts_rs::TS;

use crate::refused::Refused;
use crate::{keeper, table};

/// PetPro on this device, behind the command table. Cheap to clone.
#[derive(Clone)]
pub struct App {
    petpro: PetPro,
    /// Owns its buffers, so one is kept for as long as the app runs.
    camera: Arc<Mutex<Scanner>>,
}

/// What came of one frame of a camera.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields = nullable)]
pub struct Look {
    /// Codes that two looks agree on, each told once.
    pub accepted: Vec<Scanned>,
    /// Why nothing is read: `too-dark`, `blurred`, `too-small`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'static str>,
}

impl App {
    /// Opens the store and stays connected in the background; to be called inside a tokio runtime.
    pub fn open(config: Config) -> Result<Self, Refused> {
        let lang = petpro_client::texts::Lang::parse(&config.lang).unwrap_or_default();
        let petpro = PetPro::open(config).map_err(|error| Refused::of(lang, &error))?;
        tokio::spawn(keeper::keep(petpro.clone()));
        let scanner = Scanner::new(Job::film(Purpose::Product));
        Ok(Self { petpro, camera: Arc::new(Mutex::new(scanner)) })
    }

    /// Carries out a command of the table. `invalid` where there is none of this name, or it takes something else.
    pub async fn invoke(&self, name: &str, args: Value) -> Result<Value, Refused> {
        let (petpro, name) = (self.petpro.clone(), name.to_owned());
        self.blocking(move |handle| handle.block_on(table::dispatch(&petpro, &name, args))).await
    }

    /// What has changed, for events.
    pub fn listen(&self) -> Ear {
        self.petpro.listen()
    }

    /// A product's picture by its hash, PNG.
    pub async fn picture(&self, sha256: &str) -> Result<Vec<u8>, Refused> {
        let (petpro, sha256) = (self.petpro.clone(), sha256.to_owned());
        self.blocking(move |handle| handle.block_on(petpro.picture(&sha256))).await
    }

    /// The codes of a picture file's bytes and what they are here.
    pub async fn still(&self, file: Vec<u8>) -> Result<Vec<Scanned>, Refused> {
        let petpro = self.petpro.clone();
        self.blocking(move |_| {
            let picture = pictures::from_bytes(&file, Caps::default())?;
            petpro.scan_picture(&picture, Purpose::Product)
        })
        .await
    }

    /// The next frame of a camera: `luma` has a byte for each pixel, row by row. `at_ms` counts from anywhere.
    pub async fn frame(&self, luma: Vec<u8>, width: u32, height: u32, at_ms: u64) -> Result<Look, Refused> {
        let (petpro, camera) = (self.petpro.clone(), self.camera.clone());
        self.blocking(move |_| {
            if luma.len() as u64 != u64::from(width) * u64::from(height) || luma.is_empty() {
                return Err(Error::new(Code::ImageUnreadable, "the frame has another size than it says"));
            }
            let picture = Picture { luma, width, height };
            let seen = camera.blocking_lock().see(Frame { at_ms, ..picture.frame() });
            let accepted = seen.accepted.iter().map(|read| petpro.recognize(read)).collect::<Result<_, _>>()?;
            Ok(Look { accepted, hint: seen.stats.hint.map(hint) })
        })
        .await
    }

    /// Local calls flush to the disk, so none runs where others wait for their turn.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Handle) -> petpro_client::Result<T> + Send + 'static,
    ) -> Result<T, Refused> {
        let (handle, lang) = (Handle::current(), self.petpro.lang());
        let done = spawn_blocking(move || work(&handle)).await;
        let done = done.unwrap_or_else(|_| Err(Error::new(Code::Internal, "a panic was caught")));
        done.map_err(|error| {
            tracing::debug!(%error, "refused");
            Refused::of(lang, &error)
        })
    }
}

fn hint(hint: pictures::Hint) -> &'static str {
    match hint {
        pictures::Hint::TooDark => "too-dark",
        pictures::Hint::Blurred => "blurred",
        pictures::Hint::TooSmall => "too-small",
    }
}
