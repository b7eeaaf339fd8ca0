//! Where a parcel goes.

use serde::{Deserialize, Serialize};

use crate::regions::{Country, Region};

/// A postal address. An order keeps a copy (C-03), so that moving house changes no parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    /// Who takes the parcel.
    #[cfg_attr(feature = "openapi", schema(example = "Hana Sato"))]
    pub name: String,
    /// Digits with `+`, spaces, hyphens and brackets.
    #[cfg_attr(feature = "openapi", schema(example = "+81-90-1234-5678"))]
    pub phone: String,
    /// As its country writes it: `150-0001`, `04524`, `100000`, `94105-1234`.
    #[cfg_attr(feature = "openapi", schema(example = "150-0001"))]
    pub postal_code: String,
    /// ISO 3166-2; says the country too.
    #[cfg_attr(feature = "openapi", schema(example = "JP-13"))]
    pub region: String,
    /// City, ward, town.
    #[cfg_attr(feature = "openapi", schema(example = "Shibuya-ku"))]
    pub city: String,
    /// Street, block, house number.
    #[cfg_attr(feature = "openapi", schema(example = "Jingumae 1-2-3"))]
    pub line1: String,
    /// Building, room; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    #[cfg_attr(feature = "openapi", schema(example = "Room 405"))]
    pub line2: String,
}

/// The field of an address that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AddressFault {
    /// Empty, over 100 characters, or not one line of text; so are `city`, `line1` and `line2`.
    Name,
    /// Fewer than 8 or more than 15 digits, or other characters.
    Phone,
    /// Not a postal code of the region's country.
    PostalCode,
    /// Not a region that is delivered to.
    Region,
    City,
    Line1,
    Line2,
}

impl AddressFault {
    /// The field's name in [`Address`].
    pub const fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::PostalCode => "postal_code",
            Self::Region => "region",
            Self::City => "city",
            Self::Line1 => "line1",
            Self::Line2 => "line2",
        }
    }

    /// What people call it, in the text catalogue.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "address-field-name",
            Self::Phone => "address-field-phone",
            Self::PostalCode => "address-field-postal-code",
            Self::Region => "address-field-region",
            Self::City => "address-field-city",
            Self::Line1 => "address-field-line1",
            Self::Line2 => "address-field-line2",
        }
    }
}

/// Characters of one line.
const LINE: usize = 100;

impl Address {
    /// The region it lies in, or everything that is wrong with it, in the order of the fields.
    pub fn check(&self) -> Result<Region, Vec<AddressFault>> {
        let region = Region::parse(&self.region);
        let mut faults = Vec::new();
        let mut must = |holds: bool, fault| {
            if !holds {
                faults.push(fault);
            }
        };
        must(is_line(&self.name) && !self.name.trim().is_empty(), AddressFault::Name);
        must(is_phone(&self.phone), AddressFault::Phone);
        must(
            region.is_err() || region.is_ok_and(|region| self.has_code_of(region.country())),
            AddressFault::PostalCode,
        );
        must(region.is_ok(), AddressFault::Region);
        must(is_line(&self.city) && !self.city.trim().is_empty(), AddressFault::City);
        must(is_line(&self.line1) && !self.line1.trim().is_empty(), AddressFault::Line1);
        must(is_line(&self.line2), AddressFault::Line2);
        match region {
            Ok(region) if faults.is_empty() => Ok(region),
            _ => Err(faults),
        }
    }

    fn has_code_of(&self, country: Country) -> bool {
        let code = self.postal_code.as_str();
        let shapes: &[&str] = match country {
            Country::Jp => &["999-9999", "9999999"],
            Country::Kr => &["99999"],
            Country::Cn => &["999999"],
            Country::Us => &["99999", "99999-9999"],
        };
        shapes.iter().any(|shape| {
            shape.len() == code.len()
                && shape.bytes().zip(code.bytes()).all(|(s, c)| if s == b'9' { c.is_ascii_digit() } else { s == c })
        })
    }
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= LINE && !text.chars().any(char::is_control)
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (8..=15).contains(&digits) && text.len() <= 32 && text.bytes().all(|b| b.is_ascii_digit() || b" +-()".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokyo() -> Address {
        Address {
            name: "Hana Sato".into(),
            phone: "+81-90-1234-5678".into(),
            postal_code: "150-0001".into(),
            region: "JP-13".into(),
            city: "Shibuya-ku".into(),
            line1: "Jingumae 1-2-3".into(),
            line2: String::new(),
        }
    }

    #[test]
    fn each_country_has_its_own_postal_codes() {
        for (region, good, bad) in [
            ("JP-13", "1500001", "15000"),
            ("KR-11", "04524", "150-0001"),
            ("CN-BJ", "100000", "10000"),
            ("US-CA", "94105-1234", "9410"),
        ] {
            let at = |code: &str| Address { region: region.into(), postal_code: code.into(), ..tokyo() };
            assert_eq!(at(good).check(), Ok(Region::parse(region).unwrap()));
            assert_eq!(at(bad).check(), Err(vec![AddressFault::PostalCode]), "{region} {bad}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let empty = Address { region: "FR-75".into(), line2: "a\u{7}".into(), ..Address::default() };
        let faults = empty.check().unwrap_err();
        use AddressFault::*;
        assert_eq!(faults, [Name, Phone, Region, City, Line1, Line2]);
    }
}
