//! A pass as the text of a QR code.

use serde::{Deserialize, Serialize};

use super::base45;

/// In front of every pass and proof. Capitals, because a QR code has no small letters in its dense mode.
pub const PREFIX: &str = "PETPRO:1:PASS:";
/// A pass of eight pets with the longest names in full is 720 characters.
const LONGEST: usize = 1_000;

/// A text in the form of a pass: our prefix and base45 after it. Says nothing of who signed it, see [`super::Keyring`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PassText(String);

/// The text is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a pass")]
pub struct NoPass;

impl PassText {
    /// Reads a text as it came out of a code.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.strip_prefix(PREFIX).filter(|_| text.len() <= LONGEST).and_then(base45::decode)?;
        (!bytes.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The whole text, to be drawn.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without the prefix.
    fn bare(&self) -> &str {
        &self.0[PREFIX.len()..]
    }

    /// What it stands for.
    pub fn bytes(&self) -> Vec<u8> {
        base45::decode(self.bare()).unwrap_or_default()
    }

    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut text = PREFIX.to_owned();
        base45::encode(bytes, &mut text);
        Self(text)
    }
}

impl TryFrom<String> for PassText {
    type Error = NoPass;

    fn try_from(text: String) -> Result<Self, NoPass> {
        Self::parse(&text).ok_or(NoPass)
    }
}

impl From<PassText> for String {
    fn from(text: PassText) -> Self {
        text.0
    }
}

impl std::fmt::Display for PassText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
