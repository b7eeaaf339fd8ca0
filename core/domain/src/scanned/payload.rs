//! PetPro's own codes: `petpro:1:<kind>:…`.

use serde::{Deserialize, Serialize};

use crate::ids::{ClinicId, ProductId};
use crate::pass::{PassText, Seal};

/// What one of our codes says. A signature is only carried here: who trusts a code checks it first, see
/// [`Keyring`](crate::pass::Keyring).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// `petpro:1:product:<id>`, on a shelf or a leaflet.
    Product(ProductId),
    /// `petpro:1:clinic:<id>:<seal>`, at a clinic's door; the seal is key id and signature in base64url.
    Clinic(ClinicId, Seal),
    /// `PETPRO:1:PASS:<bytes>`, an appointment on a phone or on paper, or a vaccination proof, in base45.
    Pass(PassText),
}

impl Payload {
    /// Reads a text; none where it is not ours, of another version, or not whole.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(pass) = PassText::parse(text) {
            return Some(Self::Pass(pass));
        }
        let (kind, rest) = text.strip_prefix("petpro:1:")?.split_once(':')?;
        match kind {
            "product" => rest.parse().ok().map(Self::Product),
            "clinic" => {
                let (id, seal) = rest.split_once(':')?;
                Some(Self::Clinic(id.parse().ok()?, Seal::parse(seal)?))
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
            Self::Clinic(id, seal) => write!(f, "petpro:1:clinic:{id}:{}", seal.as_str()),
            Self::Pass(pass) => write!(f, "{pass}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 68 bytes in base64url.
    const SEAL: usize = 91;
    const ID: &str = "01970000-0000-7000-8000-000000000001";

    #[test]
    fn each_kind_is_read_and_written_alike() {
        let seal = "A".repeat(SEAL - 1) + "Q";
        for (text, payload) in [
            (format!("petpro:1:product:{ID}"), Payload::Product(ID.parse().unwrap())),
            (format!("petpro:1:clinic:{ID}:{seal}"), Payload::Clinic(ID.parse().unwrap(), Seal::parse(&seal).unwrap())),
            ("PETPRO:1:PASS:%69 VD92EX0".into(), Payload::Pass(PassText::parse("PETPRO:1:PASS:%69 VD92EX0").unwrap())),
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
            format!("petpro:1:clinic:{ID}:{}", "A".repeat(SEAL + 1)),
            format!("petpro:1:clinic:{ID}:{}", "é".repeat(SEAL / 2)),
            "PETPRO:1:PASS:".into(),
            "PETPRO:1:PASS:A".into(),
            "PETPRO:1:PASS:::::".into(),
            "PETPRO:1:PASS:bb8".into(),
            "petpro:1:pass:BB8".into(),
            "PETPRO:2:PASS:BB8".into(),
            " PETPRO:1:PASS:BB8".into(),
            format!("PETPRO:1:PASS:{}", "BB8".repeat(330)),
            "petpro:".into(),
        ] {
            assert_eq!(Payload::parse(&text), None, "{text}");
        }
    }
}
