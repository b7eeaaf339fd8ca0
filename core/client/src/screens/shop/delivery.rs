//! Terms of delivery as a form: a table by weight and distance for each way, all of it as it is typed; and
//! what one parcel costs by what stands in the form.

use std::collections::BTreeMap;

use petpro_domain::catalog::Shipping;
use petpro_domain::money::{Currency, Money};
use petpro_domain::order::STANDARD;
use petpro_domain::regions::{BANDS, Region};
use petpro_domain::shop::{DeliveryTerms, Parcel, TermsFault};
use petpro_domain::texts::{self, Arg};
use petpro_domain::{Code, Lang};
use serde::{Deserialize, Serialize};

use super::{At, Shop};
use crate::screens::{Problem, Say};

/// The form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DeliveryForm"))]
pub struct Terms {
    /// The version that is changed; a shell gives it back as it came.
    pub version: String,
    /// Goods from this amount on are delivered free; empty: never.
    pub free_from: String,
    /// Business days until a parcel leaves.
    pub processing_days: String,
    pub ways: Vec<Way>,
}

/// A way of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DeliveryWay"))]
pub struct Way {
    /// `standard`.
    pub id: String,
    /// Upper bounds of the weight bands, kilograms: `2`, `0.5`.
    pub weights: Vec<String>,
    pub rows: Vec<WayRow>,
}

/// What it costs, for one distance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DeliveryRow"))]
pub struct WayRow {
    /// One price a weight band, in the currency's digits.
    pub rates: Vec<String>,
    /// The carrier's first and last day.
    pub first_day: String,
    pub last_day: String,
}

/// The screen around the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DeliveryDesk"))]
pub struct Delivery {
    /// "Delivery".
    pub title: Say,
    pub shop: Shop,
    pub shops: Vec<Shop>,
    /// "Amounts in JPY".
    pub amounts: Say,
    pub form: Terms,
    /// What each way is called, by its id.
    pub names: BTreeMap<String, Say>,
    /// "Same prefecture", "Far islands": one a distance.
    pub distances: Vec<Say>,
    /// Where an example may go.
    pub destinations: Vec<Destination>,
    /// The shop's own region, an example's first destination.
    pub home: Region,
}

/// A region by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Destination {
    pub region: Region,
    pub name: String,
}

/// A parcel that somebody asks the price of, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ParcelTry"))]
pub struct Try {
    pub way: String,
    /// `JP-13`.
    pub to: String,
    /// Kilograms.
    pub weight: String,
    /// What the goods cost.
    pub goods: String,
}

/// What it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ParcelPrice"))]
pub struct Example {
    /// "A 3 kg parcel of ¥4,000 to Tokyo costs ¥780. ¥980 more and delivery is free."
    #[serde(skip_serializing_if = "Option::is_none")]
    pub say: Option<Say>,
    /// Why there is no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What is wrong with the terms that were typed, in words.
    pub faults: Vec<Say>,
}

/// The screen; `from` is where the shop sends from.
pub fn delivery(at: &At<'_>, currency: Currency, from: Region, terms: &DeliveryTerms, version: u64) -> Delivery {
    let lang = at.lang;
    let names = terms.tables.keys().map(|way| (way.clone(), name(lang, way)));
    let place = |region: Region| Destination { region, name: region.name(lang) };
    Delivery {
        title: Say::plain(lang, "shop-delivery-title"),
        shop: at.shop.clone(),
        shops: at.shops.to_vec(),
        amounts: Say::new(lang, "shop-amounts-in", &[("currency", Arg::from(currency.iso()))]),
        form: form(currency, terms, version),
        names: names.collect(),
        distances: (0..BANDS).map(|band| Say::plain(lang, DISTANCES[band])).collect(),
        destinations: from.country().regions().map(place).collect(),
        home: from,
    }
}

const DISTANCES: [&str; BANDS] =
    ["shop-distance-0", "shop-distance-1", "shop-distance-2", "shop-distance-3", "shop-distance-4", "shop-distance-5"];

fn name(lang: Lang, way: &str) -> Say {
    match way {
        STANDARD => Say::plain(lang, "shop-way-standard"),
        "express" => Say::plain(lang, "shop-way-express"),
        other => Say::new(lang, "shop-way-other", &[("way", Arg::from(other))]),
    }
}

fn form(currency: Currency, terms: &DeliveryTerms, version: u64) -> Terms {
    let amount = |amount: i64| Money::new(amount, currency).written();
    // The standard way first, as buyers see them.
    let mut ways: Vec<(&String, &Shipping)> = terms.tables.iter().collect();
    ways.sort_by_key(|(way, _)| (way.as_str() != STANDARD, (*way).clone()));
    let way = |(id, table): (&String, &Shipping)| Way {
        id: id.clone(),
        weights: table.weights_g.iter().map(|grams| kilograms(*grams)).collect(),
        rows: table
            .rates
            .iter()
            .enumerate()
            .map(|(band, rates)| {
                let [first, last] = table.days(band as u8);
                let rates = rates.iter().map(|rate| amount(*rate)).collect();
                WayRow { rates, first_day: first.to_string(), last_day: last.to_string() }
            })
            .collect(),
    };
    Terms {
        version: version.to_string(),
        free_from: terms.free_shipping_from.map(amount).unwrap_or_default(),
        processing_days: terms.processing_days.to_string(),
        ways: ways.into_iter().map(way).collect(),
    }
}

/// The terms that a form says, and the version that they change.
///
/// # Errors
/// What is wrong with them.
pub fn read(currency: Currency, form: &Terms) -> Result<(DeliveryTerms, u64), Vec<TermsFault>> {
    let mut faults = Vec::new();
    let mut or = |fault, read: Option<i64>| {
        if read.is_none() && !faults.contains(&fault) {
            faults.push(fault);
        }
        read.unwrap_or_default()
    };
    let amount = |text: &str| Money::parse(text, currency).map(|money| money.amount);
    let number = |text: &str| text.trim().parse::<u32>().ok().map(i64::from);
    let small = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let free_shipping_from =
        (!form.free_from.trim().is_empty()).then(|| or(TermsFault::Threshold, amount(&form.free_from)));
    let processing_days = small(or(TermsFault::Processing, number(&form.processing_days)));
    let mut tables = BTreeMap::new();
    for way in &form.ways {
        let mut table = Shipping { currency, weights_g: vec![], rates: vec![], days: vec![] };
        for weight in &way.weights {
            table.weights_g.push(small(or(TermsFault::Weights, grams(weight).map(i64::from))));
        }
        for row in &way.rows {
            table.rates.push(row.rates.iter().map(|rate| or(TermsFault::Rates, amount(rate))).collect());
            let mut day = |text: &str| small(or(TermsFault::Days, number(text)));
            table.days.push([day(&row.first_day), day(&row.last_day)]);
        }
        tables.insert(way.id.clone(), table);
    }
    let terms = DeliveryTerms { free_shipping_from, processing_days, tables };
    faults.extend(terms.faults(currency).into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
    let version = form.version.parse().unwrap_or_default();
    if faults.is_empty() { Ok((terms, version)) } else { Err(faults) }
}

/// What one parcel costs by what stands in the form, computed as a cart's is.
pub fn example(lang: Lang, currency: Currency, from: Region, form: &Terms, parcel: &Try) -> Example {
    let terms = match read(currency, form) {
        Ok((terms, _)) => terms,
        Err(faults) => {
            let said = faults.into_iter().map(|fault| fault_in_words(lang, fault)).collect();
            return Example { say: None, problem: None, faults: said };
        }
    };
    let typed = (grams(&parcel.weight), Money::parse(&parcel.goods, currency), Region::parse(&parcel.to));
    let (Some(weight_g), Some(goods), Ok(to)) = typed else {
        return Example { say: None, problem: Some(Problem::new(lang, Code::Invalid)), faults: vec![] };
    };
    match terms.example(&parcel.way, from, to, Parcel { weight_g, goods: goods.amount }) {
        Ok(priced) => {
            let mut args = vec![
                ("weight", Arg::from(kilograms(weight_g))),
                ("goods", Arg::from(texts::money(lang, goods))),
                ("place", Arg::from(to.name(lang))),
                ("price", Arg::from(texts::money(lang, priced.shipping))),
                ("parcels", Arg::Count(priced.parcels)),
            ];
            let key = match (priced.shipping.is_positive(), priced.missing_to_free) {
                (false, _) => "shop-example-free",
                (true, Some(missing)) => {
                    args.push(("missing", Arg::from(texts::money(lang, missing))));
                    "shop-example-missing"
                }
                (true, None) => "shop-example",
            };
            Example { say: Some(Say::new(lang, key, &args)), problem: None, faults: vec![] }
        }
        Err(refused) => Example { say: None, problem: Some(Problem::new(lang, refused.code())), faults: vec![] },
    }
}

/// What is wrong, in words.
pub fn fault_in_words(lang: Lang, fault: TermsFault) -> Say {
    Say::plain(
        lang,
        match fault {
            TermsFault::Threshold => "shop-fault-threshold",
            TermsFault::Processing => "shop-fault-processing",
            TermsFault::Ways => "shop-fault-ways",
            TermsFault::Weights => "shop-fault-weights",
            TermsFault::Rates => "shop-fault-rates",
            TermsFault::Days => "shop-fault-days",
        },
    )
}

/// `2`, `0.5`: no zeros at the end.
fn kilograms(grams: u32) -> String {
    let text = format!("{}.{:03}", grams / 1_000, grams % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Kilograms with up to three decimals.
fn grams(text: &str) -> Option<u32> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if part.len() > 3 || whole.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    let thousandths: u32 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(1_000)?.checked_add(thousandths)
}
