//! What a person chose for this device: its language, and whose it is.

use std::fs;
use std::path::Path;

use petpro_domain::{Code, Lang};
use serde::{Deserialize, Serialize};

use super::{PetPro, Topic, guard};
use crate::config::Config;
use crate::error::{Error, Result};

/// `settings.json` of the data directory; not secret, and not worth refusing to open for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Settings {
    /// None: the one that the shell was started with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// None: nobody was asked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// Whose device this is: it decides what the app begins with, and gives no rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A pet owner's.
    Owner,
    /// A clinic's desk.
    Clinic,
    /// A shop's.
    Shop,
}

impl Settings {
    /// As chosen before; nothing where the file is missing or damaged.
    pub fn load(data: &Path) -> Self {
        let kept = fs::read(data.join("settings.json")).ok();
        kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    fn save(&self, data: &Path) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(|error| Error::caused(Code::Internal, "settings", error))?;
        let making = data.join("settings.json-new");
        fs::write(&making, json)?;
        Ok(fs::rename(&making, data.join("settings.json"))?)
    }
}

impl Config {
    /// In the language that a person chose on this device, where one did; for shells whose command line names none.
    #[must_use]
    pub fn as_chosen(mut self) -> Self {
        if let Some(lang) = Settings::load(&self.data).lang {
            self.lang = lang.tag().into();
        }
        self
    }
}

impl PetPro {
    /// The person's language.
    pub fn lang(&self) -> Lang {
        *self.inner.lang.read()
    }

    /// What was chosen so far.
    pub fn settings(&self) -> Settings {
        Settings::load(&self.inner.config.data)
    }

    /// Every screen is in this language from now on, and after the next start.
    pub fn speak(&self, lang: Lang) -> Result<()> {
        guard(|| {
            Settings { lang: Some(lang), ..self.settings() }.save(&self.inner.config.data)?;
            *self.inner.lang.write() = lang;
            self.inner.bell.ring(&Topic::ALL);
            Ok(())
        })
    }

    /// This device is such a one's from now on.
    pub fn be(&self, role: Role) -> Result<Settings> {
        guard(|| {
            Settings { role: Some(role), ..self.settings() }.save(&self.inner.config.data)?;
            self.inner.bell.ring(&[Topic::Session]);
            Ok(self.settings())
        })
    }
}
