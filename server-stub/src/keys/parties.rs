//! What outside parties gave us: never in the database, never in a log.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{File, KeyError, replace_private};

/// Somebody outside with an API of theirs and webhooks to us. No `Debug`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Party {
    pub api_key: String,
    /// While a secret is being replaced both hold.
    pub webhook_secrets: Vec<String>,
}

/// A mail server that asks who sends.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Login {
    pub user: String,
    pub password: String,
}

/// All of them; each may be missing.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parties {
    /// The payment provider.
    pub gateway: Option<Party>,
    pub carrier: Option<Party>,
    pub smtp: Option<Login>,
}

impl Parties {
    /// Those of `self` where it has them, else those of `older`.
    fn over(self, older: Self) -> Self {
        Self {
            gateway: self.gateway.or(older.gateway),
            carrier: self.carrier.or(older.carrier),
            smtp: self.smtp.or(older.smtp),
        }
    }
}

/// Writes what was given into the key file, which must be there; the rest of it stays.
pub fn keep(path: &Path, given: Parties) -> Result<(), KeyError> {
    let mut file = File::read(path)?;
    file.parties = given.over(std::mem::take(&mut file.parties));
    replace_private(path, &file)
}
