//! Where things ship from and to: ISO 3166-2 regions, and how far apart they are (C-50).
//!
//! Distance is a band from a committed integer table: no coordinates, no floats, so that every
//! device and the server agree. Regions lie in areas; areas have bands between them.

mod cn;
mod jp;
mod kr;
mod names;
mod us;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::code::Code;
use crate::texts::Lang;

/// Number of distance bands: 0 is the same region, 1 the same area, 5 an island or the far end.
/// The last row of a shipping table with fewer rows is for everything beyond it too.
pub const BANDS: usize = 6;

/// A country with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Country {
    /// Japan: 47 prefectures.
    Jp,
    /// South Korea: 17 provinces and cities.
    Kr,
    /// China: 31 provinces, regions and cities of the mainland.
    Cn,
    /// United States: 50 states and the capital.
    Us,
}

/// The regions of a country and the bands between its areas.
struct Table {
    /// Part of the code after the country, and the area it lies in. Sorted by code.
    regions: &'static [(&'static str, u8)],
    /// `bands[a][b]` for b <= a; the diagonal is the band between two regions of one area.
    bands: &'static [&'static [u8]],
}

/// One region, `JP-13` on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Region {
    country: Country,
    index: u8,
}

/// Not the code of a region that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 3166-2 region of JP, KR, CN or US")]
pub struct UnknownRegion;

impl UnknownRegion {
    /// `address-invalid`.
    pub const fn code(self) -> Code {
        Code::AddressInvalid
    }
}

impl Country {
    /// All with a table.
    pub const ALL: [Self; 4] = [Self::Jp, Self::Kr, Self::Cn, Self::Us];

    /// ISO 3166-1: `JP`.
    pub const fn iso(self) -> &'static str {
        match self {
            Self::Jp => "JP",
            Self::Kr => "KR",
            Self::Cn => "CN",
            Self::Us => "US",
        }
    }

    const fn table(self) -> &'static Table {
        match self {
            Self::Jp => &jp::TABLE,
            Self::Kr => &kr::TABLE,
            Self::Cn => &cn::TABLE,
            Self::Us => &us::TABLE,
        }
    }

    /// Its regions, by code.
    pub fn regions(self) -> impl Iterator<Item = Region> {
        (0..self.table().regions.len() as u8).map(move |index| Region { country: self, index })
    }
}

impl Region {
    /// From its code, `JP-13`.
    pub fn parse(code: &str) -> Result<Self, UnknownRegion> {
        let (country, rest) = code.split_once('-').ok_or(UnknownRegion)?;
        let country = Country::ALL.into_iter().find(|c| c.iso() == country).ok_or(UnknownRegion)?;
        let index = country.table().regions.binary_search_by_key(&rest, |(code, _)| code).map_err(|_| UnknownRegion)?;
        Ok(Self { country, index: index as u8 })
    }

    /// The country it lies in.
    pub const fn country(self) -> Country {
        self.country
    }

    /// Its name in this language, its code where there is none.
    pub fn name(self, lang: Lang) -> String {
        match self.country {
            Country::Jp => names::JP[usize::from(self.index)][lang as usize].to_owned(),
            _ => self.to_string(),
        }
    }

    /// How far a parcel goes, 0 to [`BANDS`] - 1; `None` across a border, where nobody ships.
    pub fn band(self, to: Self) -> Option<u8> {
        if self.country != to.country {
            return None;
        }
        if self.index == to.index {
            return Some(0);
        }
        let table = self.country.table();
        let (a, b) = (self.area(), to.area());
        Some(table.bands[a.max(b)][a.min(b)])
    }

    fn area(self) -> usize {
        usize::from(self.country.table().regions[usize::from(self.index)].1)
    }
}

impl std::fmt::Display for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.country.iso(), self.country.table().regions[usize::from(self.index)].0)
    }
}

impl std::fmt::Debug for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Region {
    type Err = UnknownRegion;
    fn from_str(code: &str) -> Result<Self, UnknownRegion> {
        Self::parse(code)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_whole() {
        for (country, regions) in [(Country::Jp, 47), (Country::Kr, 17), (Country::Cn, 31), (Country::Us, 51)] {
            let table = country.table();
            assert_eq!(table.regions.len(), regions, "{country:?}");
            assert!(table.regions.is_sorted_by(|a, b| a.0 < b.0), "{country:?}: sorted, none twice");
            for (area, row) in table.bands.iter().enumerate() {
                assert_eq!(row.len(), area + 1, "{country:?}: the lower triangle");
                assert!(row.iter().all(|band| (1..BANDS as u8).contains(band)), "{country:?}");
                assert!(
                    table.regions.iter().any(|(_, a)| usize::from(*a) == area),
                    "{country:?}: area {area} is empty"
                );
            }
            assert!(table.regions.iter().all(|(_, area)| usize::from(*area) < table.bands.len()), "{country:?}");
        }
    }

    #[test]
    fn the_way_there_is_as_far_as_the_way_back() {
        for country in Country::ALL {
            for from in country.regions() {
                for to in country.regions() {
                    assert_eq!(from.band(to), to.band(from));
                    assert_eq!(from == to, from.band(to) == Some(0), "{from} to {to}");
                }
            }
        }
    }

    #[test]
    fn known_ways_have_their_bands() {
        let band = |from: &str, to: &str| Region::parse(from).unwrap().band(Region::parse(to).unwrap());
        assert_eq!(band("JP-13", "JP-13"), Some(0)); // within Tokyo
        assert_eq!(band("JP-13", "JP-14"), Some(1)); // to Kanagawa
        assert_eq!(band("JP-13", "JP-27"), Some(3)); // to Osaka
        assert_eq!(band("JP-13", "JP-47"), Some(5)); // to Okinawa
        assert_eq!(band("KR-11", "KR-26"), Some(3)); // Seoul to Busan
        assert_eq!(band("CN-SH", "CN-XJ"), Some(5)); // Shanghai to Xinjiang
        assert_eq!(band("US-CA", "US-NY"), Some(4));
        assert_eq!(band("JP-13", "KR-11"), None);
    }

    #[test]
    fn a_prefecture_has_its_name_in_every_language() {
        let named = |code: &str| Lang::ALL.map(|lang| Region::parse(code).unwrap().name(lang));
        assert_eq!(named("JP-13"), ["Tokyo", "東京都", "도쿄도", "东京都"]);
        assert_eq!(named("JP-47"), ["Okinawa", "沖縄県", "오키나와현", "冲绳县"]);
        assert_eq!(Region::parse("KR-11").unwrap().name(Lang::Ko), "KR-11");
    }

    #[test]
    fn a_code_travels_as_it_is_and_an_unknown_one_is_refused() {
        for country in Country::ALL {
            for region in country.regions() {
                let sent = serde_json::to_string(&region).unwrap();
                assert_eq!(serde_json::from_str::<Region>(&sent).unwrap(), region);
            }
        }
        for wrong in ["JP-48", "JP-1", "JP", "", "FR-75", "jp-13", "JP-013"] {
            assert_eq!(Region::parse(wrong), Err(UnknownRegion), "{wrong}");
        }
    }
}
