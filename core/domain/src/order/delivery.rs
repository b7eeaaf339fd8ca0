//! Ways of delivery of a shop: which table prices them, and when the parcel may arrive.
//!
//! Estimate = the shop's processing days (business days of its own calendar) + the carrier's days
//! for that distance, in days of the shop's country.

use std::collections::BTreeMap;

use crate::catalog::{Shipping, Shop};
use crate::ids::ShopId;
use crate::pricing::Terms;
use crate::regions::{Country, Region};
use crate::texts::day_of;

/// The way that every shop offers and that is taken where none is chosen.
pub const STANDARD: &str = "standard";

/// One way of delivery, with the days it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// `standard`, `express`.
    pub id: String,
    /// Which `shipping` row prices it.
    pub table: String,
    /// First and last day, `YYYY-MM-DD`.
    pub earliest: String,
    pub latest: String,
}

const DAY_MS: i64 = 86_400_000;

/// The ways in which a shop delivers to `to`, the standard one first; none across a border.
pub fn deliveries(shop: &Shop, tables: &BTreeMap<String, Shipping>, to: Region, now_ms: i64) -> Vec<Delivery> {
    let Ok(from) = Region::parse(&shop.region) else { return vec![] };
    let Some(band) = from.band(to) else { return vec![] };
    let today = (now_ms + offset_ms(from.country())).div_euclid(DAY_MS);
    let ready = packed(shop, today);
    let standard = std::iter::once((STANDARD, &shop.shipping));
    let others = shop.deliveries.iter().map(|(id, table)| (id.as_str(), table));
    standard
        .chain(others)
        .filter_map(|(id, table)| {
            let [first, last] = tables.get(table)?.days(band);
            let day = |days: u32| iso_day(ready + i64::from(days));
            Some(Delivery { id: id.into(), table: table.clone(), earliest: day(first), latest: day(last) })
        })
        .collect()
}

/// The day on which the parcel leaves: so many business days after today.
fn packed(shop: &Shop, today: i64) -> i64 {
    let mut day = today;
    let mut left = shop.processing_days;
    // A calendar that never opens is no calendar: then every day counts.
    let opens = shop.closed.len() < 7;
    while left > 0 {
        day += 1;
        let closed = opens && (shop.closed.contains(&weekday(day)) || shop.holidays.contains(&iso_day(day)));
        left -= u32::from(!closed);
    }
    day
}

/// 1 is Monday, 7 is Sunday; 1970-01-01 was a Thursday.
fn weekday(day: i64) -> u8 {
    ((day + 3).rem_euclid(7) + 1) as u8
}

/// Estimates need the day, not the hour: one offset per country, the westernmost's for the United States.
const fn offset_ms(country: Country) -> i64 {
    3_600_000
        * match country {
            Country::Jp | Country::Kr => 9,
            Country::Cn => 8,
            Country::Us => -8,
        }
}

/// The day (since 1970-01-01) in the country of a region at this time; UTC's for a region that is unknown.
pub fn day_in(region: &str, at_ms: i64) -> i64 {
    (at_ms + offset_of(region)).div_euclid(DAY_MS)
}

/// When that day begins there, ms since 1970.
pub fn day_begins(region: &str, day: i64) -> i64 {
    day * DAY_MS - offset_of(region)
}

fn offset_of(region: &str) -> i64 {
    Region::parse(region).map_or(0, |region| offset_ms(region.country()))
}

/// Days since 1970-01-01 as `YYYY-MM-DD` (Gregorian).
pub fn iso_day(days: i64) -> String {
    let day = day_of(days.saturating_mul(86_400_000), 0);
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

impl Terms {
    /// The same terms with the chosen ways of delivery; the shop whose choice it does not offer.
    ///
    /// # Errors
    /// That shop.
    pub fn delivered(mut self, chosen: &BTreeMap<ShopId, String>) -> Result<Self, ShopId> {
        for (id, way) in chosen {
            let shop = self.shops.get_mut(id).ok_or(*id)?;
            if way != STANDARD {
                shop.shipping = shop.deliveries.get(way).ok_or(*id)?.clone();
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Names;
    use crate::money::Currency;

    fn shop(processing_days: u32) -> Shop {
        Shop {
            names: Names::default(),
            region: "JP-13".into(),
            currency: Currency::Jpy,
            free_shipping_from: None,
            shipping: "parcel".into(),
            processing_days,
            deliveries: BTreeMap::from([("express".into(), "air".into())]),
            closed: vec![6, 7],
            holidays: vec!["2026-01-12".into()],
        }
    }

    fn tables() -> BTreeMap<String, Shipping> {
        let table = |days: Vec<[u32; 2]>| Shipping { currency: Currency::Jpy, weights_g: vec![1], rates: vec![], days };
        BTreeMap::from([
            ("parcel".into(), table(vec![[1, 1], [1, 2], [1, 2], [2, 3], [2, 3], [3, 5]])),
            ("air".into(), table(vec![[1, 1]])),
        ])
    }

    /// 2026-01-09T20:00:00Z: already Saturday morning in Tokyo.
    const FRIDAY_EVENING: i64 = 1_767_988_800_000;

    fn tokyo_to(to: &str, processing_days: u32) -> Vec<Delivery> {
        deliveries(&shop(processing_days), &tables(), Region::parse(to).unwrap(), FRIDAY_EVENING)
    }

    /// covers: S0-157
    #[test]
    fn an_estimate_is_business_days_of_the_shop_and_days_of_the_carrier() {
        let ways = tokyo_to("JP-13", 1);
        // Saturday, Sunday and the holiday on Monday are no business days: packed on Tuesday.
        assert_eq!((ways[0].id.as_str(), ways[0].earliest.as_str()), ("standard", "2026-01-14"));
        let far = tokyo_to("JP-47", 2);
        assert_eq!((far[0].earliest.as_str(), far[0].latest.as_str()), ("2026-01-17", "2026-01-19"));
    }

    #[test]
    fn a_short_table_holds_for_everything_beyond_it_and_nothing_crosses_a_border() {
        let far = tokyo_to("JP-47", 1);
        assert_eq!((far[1].id.as_str(), far[1].latest.as_str()), ("express", "2026-01-14"));
        assert!(tokyo_to("KR-11", 1).is_empty());
    }

    #[test]
    fn days_are_gregorian() {
        for (days, iso) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_453, "2025-12-31")] {
            assert_eq!(iso_day(days), iso);
        }
    }

    #[test]
    fn a_chosen_way_takes_its_own_table_and_an_unknown_one_names_the_shop() {
        let id = ShopId(uuid::Uuid::nil());
        let terms = || Terms { shops: BTreeMap::from([(id, shop(1))]), shipping: tables(), ..Terms::default() };
        let chosen = |way: &str| BTreeMap::from([(id, way.to_owned())]);
        assert_eq!(terms().delivered(&chosen("express")).unwrap().shops[&id].shipping, "air");
        assert_eq!(terms().delivered(&chosen("standard")).unwrap().shops[&id].shipping, "parcel");
        assert_eq!(terms().delivered(&chosen("drone")).unwrap_err(), id);
    }
}
