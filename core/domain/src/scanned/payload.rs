//! PetPro's own codes: `petpro:1:<kind>:…`.

use serde::{Deserialize, Serialize};

use crate::ids::{ClinicId, ProductId};

/// What one of our codes says. A signature is only carried here: who trusts a code checks it first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// `petpro:1:product:<id>`, on a shelf or a leaflet.
    Product(ProductId),
    /// `petpro:1:clinic:<id>:<signature>`, at a clinic's door; the signature is Ed25519 in base64url.
    Clinic(ClinicId, String),
    /// `petpro:1:pass:<pass>`, an appointment on a phone or on paper: signed bytes in base64url, the phone's own
    /// signature after a dot.
    Pass(String),
}

/// 64 bytes in base64url without padding.
const SIGNATURE: usize = 86;
/// Two signed layers are about 400 characters; a QR code that a phone reads with ease holds no more than this.
const LONGEST_PASS: usize = 1_000;

impl Payload {
    /// Reads a text; none where it is not ours, of another version, or not whole.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.strip_prefix("petpro:1:")?.split_once(':')?;
        match kind {
            "product" => rest.parse().ok().map(Self::Product),
            "clinic" => {
                let (id, signature) = rest.split_once(':')?;
                let signed = signature.len() == SIGNATURE && signature.bytes().all(is_base64url);
                signed.then_some(())?;
                Some(Self::Clinic(id.parse().ok()?, signature.to_owned()))
            }
            "pass" => {
                let mut layers = rest.split('.');
                let is_layer = |layer: &str| !layer.is_empty() && layer.bytes().all(is_base64url);
                let whole = rest.len() <= LONGEST_PASS
                    && layers.next().is_some_and(is_layer)
                    && layers.next().is_none_or(is_layer)
                    && layers.next().is_none();
                whole.then(|| Self::Pass(rest.to_owned()))
            }
            _ => None,
        }
    }
}

/// As it is printed; [`Payload::parse`] reads it back.
impl std::fmt::Display for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Product(id) => write!(f, "petpro:1:product:{id}"),
            Self::Clinic(id, signature) => write!(f, "petpro:1:clinic:{id}:{signature}"),
            Self::Pass(pass) => write!(f, "petpro:1:pass:{pass}"),
        }
    }
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01970000-0000-7000-8000-000000000001";

    #[test]
    fn each_kind_is_read_and_written_alike() {
        let signature = "A".repeat(SIGNATURE);
        for (text, payload) in [
            (format!("petpro:1:product:{ID}"), Payload::Product(ID.parse().unwrap())),
            (format!("petpro:1:clinic:{ID}:{signature}"), Payload::Clinic(ID.parse().unwrap(), signature.clone())),
            ("petpro:1:pass:aGVsbG8.d29ybGQ".to_owned(), Payload::Pass("aGVsbG8.d29ybGQ".into())),
            ("petpro:1:pass:aGVsbG8".to_owned(), Payload::Pass("aGVsbG8".into())),
        ] {
            assert_eq!(Payload::parse(&text), Some(payload.clone()));
            assert_eq!(payload.to_string(), text);
        }
    }

    #[test]
    fn another_shops_code_and_one_that_is_not_whole_are_not_ours() {
        for text in [
            format!("othershop:1:product:{ID}"),
            format!("petpro:2:product:{ID}"),
            format!("PETPRO:1:PRODUCT:{ID}"),
            format!("petpro:1:coupon:{ID}"),
            "petpro:1:product:not-an-id".into(),
            format!("petpro:1:clinic:{ID}"),
            format!("petpro:1:clinic:{ID}:short"),
            format!("petpro:1:clinic:{ID}:{}", "é".repeat(SIGNATURE / 2)),
            "petpro:1:pass:".into(),
            "petpro:1:pass:a.b.c".into(),
            "petpro:1:pass:a.".into(),
            "petpro:1:pass:a b".into(),
            format!("petpro:1:pass:{}", "a".repeat(LONGEST_PASS + 1)),
            "petpro:".into(),
        ] {
            assert_eq!(Payload::parse(&text), None, "{text}");
        }
    }
}
