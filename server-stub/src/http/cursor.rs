//! Page cursors: opaque, and only ours.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_domain::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::keys::Keys;
use crate::problem::Problem;

/// Where a page ended: the sort key of its last row. `list` keeps one list's cursors out of another.
pub struct Cursor;

impl Cursor {
    /// As it is sent.
    pub fn write(keys: &Keys, list: &str, last: &impl Serialize) -> String {
        let place = serde_json::to_vec(last).unwrap_or_default();
        let (_, mac) = keys.cursors.mac(&[list.as_bytes(), &[0], &place]);
        URL_SAFE_NO_PAD.encode([&mac[..8], &place].concat())
    }

    /// The place, or `cursor-invalid`.
    pub fn read<T: DeserializeOwned>(keys: &Keys, list: &str, text: &str) -> Result<T, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let place =
            bytes.split_at_checked(8).filter(|(mac, place)| keys.cursors.check(&[list.as_bytes(), &[0], place], mac));
        place.and_then(|(_, place)| serde_json::from_slice(place).ok()).ok_or_else(|| Problem::new(Code::CursorInvalid))
    }
}
