//! What a search found.

use petpro_domain::Lang;
use petpro_domain::catalog::Level;
use petpro_domain::ids::{ProductId, VariantId};
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::{Amount, Say, product::availability};
use crate::state::{Found, Hit};

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Search {
    /// What was asked for.
    pub query: String,
    /// "12 products".
    pub count: Say,
    /// What to try where nothing was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Say>,
    /// Best first.
    pub hits: Vec<Row>,
}

/// One product of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ProductRow"))]
pub struct Row {
    /// Which one.
    pub product: ProductId,
    /// The one that "add" takes: the first that is there, else the first.
    pub variant: Option<VariantId>,
    /// Its name.
    pub name: String,
    /// The maker.
    pub brand: String,
    /// SHA-256 of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Who sells it.
    pub shop: String,
    /// Its lowest price; "from" it where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Say>,
    /// Of that variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Say>,
    /// The whole row for a screen reader.
    pub spoken: Say,
}

/// The list.
pub fn screen(lang: Lang, found: &Found) -> Search {
    let n = found.hits.len();
    Search {
        query: found.query.clone(),
        count: Say::new(lang, "search-count", &[("n", Arg::from(n))]),
        hint: (n == 0).then(|| Say::plain(lang, "search-none")),
        hits: found.hits.iter().map(|hit| row(lang, hit)).collect(),
    }
}

/// One product as lists show it.
pub(super) fn row(lang: Lang, hit: &Hit) -> Row {
    let there = |offer: &&crate::state::Offer| !offer.gone && offer.level != Level::None;
    let first = hit.variants.iter().find(there).or(hit.variants.first());
    let lowest =
        hit.variants.iter().filter(|offer| !offer.gone).map(|offer| offer.price).min_by_key(|price| price.amount);
    let several = hit.variants.iter().any(|offer| Some(offer.price) != lowest);
    let price = lowest.map(|lowest| {
        let amount = Amount::new(lang, lowest).text;
        let key = if several { "search-price-from" } else { "search-price" };
        Say::new(lang, key, &[("amount", Arg::from(amount))])
    });
    let told = price.as_ref().map_or_else(String::new, |price| price.text.clone());
    let spoken = [("name", Arg::from(&hit.name)), ("shop", Arg::from(&hit.shop_name)), ("price", Arg::from(told))];
    Row {
        product: hit.product,
        variant: first.map(|offer| offer.variant),
        name: hit.name.clone(),
        brand: hit.brand.clone(),
        image: hit.image.clone(),
        shop: hit.shop_name.clone(),
        availability: first.map(|offer| availability(lang, offer)),
        spoken: Say::new(lang, "search-row-label", &spoken),
        price,
    }
}

impl Search {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![self.count.text.clone()];
        out.extend(self.hint.iter().map(|say| say.text.clone()));
        self.hits.iter().for_each(|row| out.extend(row.lines()));
        out
    }
}

impl Row {
    /// What a terminal shows.
    pub(super) fn lines(&self) -> [String; 2] {
        let told: Vec<&str> = self.price.iter().chain(&self.availability).map(|say| say.text.as_str()).collect();
        let ids = match self.variant {
            Some(variant) => format!("    {} / {variant}", self.product),
            None => format!("    {}", self.product),
        };
        [format!("  {} · {} · {}", self.name, self.shop, told.join(" · ")), ids]
    }
}
