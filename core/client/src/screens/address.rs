//! The form of an address: what it asks for, and where can be delivered to.

use petpro_domain::Lang;
use petpro_domain::order::AddressFault;
use petpro_domain::regions::Region;
use serde::Serialize;

use super::Say;

/// The form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AddressForm"))]
pub struct Form {
    /// In the order in which they are asked for.
    pub fields: Vec<Asked>,
    /// Every region of the market's country, by its code.
    pub regions: Vec<Place>,
    /// The one that is chosen first.
    pub region: Region,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AddressField"))]
pub struct Asked {
    /// Its name in an address: `postal_code`.
    pub field: AddressFault,
    /// "Postal code".
    pub label: Say,
    /// It may be left empty.
    pub optional: bool,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RegionName"))]
pub struct Place {
    pub region: Region,
    /// "Tokyo".
    pub name: String,
}

const FIELDS: [AddressFault; 7] = [
    AddressFault::Name,
    AddressFault::Phone,
    AddressFault::PostalCode,
    AddressFault::Region,
    AddressFault::City,
    AddressFault::Line1,
    AddressFault::Line2,
];

/// The form for a country, beginning with `home`.
pub fn form(lang: Lang, home: Region) -> Form {
    let asked = |field: AddressFault| Asked {
        field,
        label: Say::plain(lang, field.label()),
        optional: field == AddressFault::Line2,
    };
    let place = |region: Region| Place { region, name: region.name(lang) };
    Form { fields: FIELDS.map(asked).into(), regions: home.country().regions().map(place).collect(), region: home }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_every_field_and_names_the_countrys_regions() {
        let home = Region::parse("JP-27").unwrap();
        let form = form(Lang::Ja, home);
        assert_eq!(form.fields.len(), 7);
        assert_eq!(form.regions.len(), 47);
        let name = form.regions.iter().find(|place| place.region == home).unwrap().name.as_str();
        assert_eq!(name, "大阪府");
    }
}
