//! Pieces of orders: a shop's part, amounts, addresses, days.

use petpro_domain::Lang;
use petpro_domain::order::{Address, BillLine, ShopBill};
use petpro_domain::regions::Region;
use petpro_domain::texts::{self, Arg, day_of};

use super::build::status;
use super::{Line, Part, Source};
use crate::screens::{Amount, Say, titled};

pub(super) fn part(source: &Source<'_>, shop: &ShopBill) -> Part {
    let lang = source.lang;
    let name = match source.shops.get(&shop.shop) {
        Some(row) => row.names.text(lang).to_owned(),
        None => Say::plain(lang, "cart-no-shop").text,
    };
    let line = |line: &BillLine| {
        let name = titled(line.names.text(lang), &line.label);
        let args = [("n", Arg::from(line.qty)), ("name", Arg::from(name))];
        Line { say: Say::new(lang, "order-units", &args), amount: Amount::new(lang, line.net) }
    };
    let args = [("shop", Arg::from(name)), ("number", Arg::from(&shop.number))];
    Part {
        number: shop.number.clone(),
        title: Say::new(lang, "order-shop-part", &args),
        state: shop.status.name(),
        status: status(lang, shop.status),
        lines: shop.lines.iter().map(line).collect(),
        arrives: arrives(lang, &shop.earliest, &shop.latest),
        parcel: shop.tracking.as_ref().map(|parcel| {
            let args = [("carrier", Arg::from(&parcel.carrier)), ("number", Arg::from(&parcel.number))];
            Say::new(lang, "order-parcel", &args)
        }),
        total: Amount::new(lang, shop.total),
    }
}

/// First and last day of a delivery; one day where both are the same.
pub(in crate::screens) fn arrives(lang: Lang, earliest: &str, latest: &str) -> Say {
    let (from, to) = (day(lang, earliest), day(lang, latest));
    if from == to {
        return Say::new(lang, "checkout-arrives-on", &[("from", Arg::from(from))]);
    }
    Say::new(lang, "checkout-arrives", &[("from", Arg::from(from)), ("to", Arg::from(to))])
}

/// `2026-01-14` as the language writes it; as it is where it is none.
fn day(lang: Lang, iso: &str) -> String {
    let mut parts = iso.split('-');
    let mut next = || parts.next()?.parse::<u16>().ok();
    match (next(), next().and_then(|n| u8::try_from(n).ok()), next().and_then(|n| u8::try_from(n).ok())) {
        (Some(year), Some(month), Some(day)) => texts::date(lang, texts::Day { year: year.into(), month, day }),
        _ => iso.to_owned(),
    }
}

/// Day and time of day.
pub(in crate::screens) fn moment(lang: Lang, at_ms: i64, offset_minutes: i32) -> String {
    let minutes = at_ms.div_euclid(60_000) + i64::from(offset_minutes);
    let of_day = minutes.rem_euclid(1_440);
    format!("{} {:02}:{:02}", texts::date(lang, day_of(at_ms, offset_minutes)), of_day / 60, of_day % 60)
}

/// An address as a parcel carries it; the region by its name where it has one.
pub(in crate::screens) fn address(lang: Lang, address: &Address) -> Vec<String> {
    let Address { name, postal_code, region, city, line1, line2, phone } = address;
    let region = Region::parse(region).map_or_else(|_| region.clone(), |known| known.name(lang));
    let place = format!("{postal_code} {region} {city}");
    [name, &place, line1, line2, phone].into_iter().filter(|line| !line.is_empty()).cloned().collect()
}
