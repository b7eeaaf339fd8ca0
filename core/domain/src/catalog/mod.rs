//! The rows of `catalog:<market>`: public, read-only, the versioned inputs of pricing (C-50).
//!
//! Stock is not here as a number, only as a [`Level`] that changes when a threshold is crossed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{CategoryId, ProductId, ShopId, VariantId};
use crate::money::Currency;
use crate::texts::Lang;

/// A text in the four languages; English is the fallback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Names {
    pub en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ja: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ko: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
}

impl Names {
    /// In this language, in English where it has none.
    pub fn text(&self, lang: Lang) -> &str {
        let own = match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
            Lang::Ko => &self.ko,
            Lang::Zh => &self.zh,
        };
        if own.is_empty() { &self.en } else { own }
    }
}

/// Row `market`, id = its code (`jp`): what a device needs before an address is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Market {
    pub currency: Currency,
    /// ISO 3166-2 of the region that totals are estimated for (`JP-13`).
    pub region: String,
}

/// Row `category`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    pub names: Names,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CategoryId>,
    /// Order on screen.
    pub position: u32,
}

/// Row `shop`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shop {
    pub names: Names,
    /// ISO 3166-2 of where it ships from.
    pub region: String,
    pub currency: Currency,
    /// Goods from this amount on ship free (minor units).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_shipping_from: Option<i64>,
    /// Which `shipping` row prices its parcels.
    pub shipping: String,
    pub processing_days: u32,
    /// Other ways of delivery than the standard one (`express`) and the `shipping` row of each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deliveries: BTreeMap<String, String>,
    /// Weekdays without business, 1 is Monday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<u8>,
    /// Further days without business, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}

/// Row `shipping`: the price of a parcel by weight and distance (minor units).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shipping {
    pub currency: Currency,
    /// Upper bounds in grams, ascending; a heavier cart is several parcels of the last band.
    pub weights_g: Vec<u32>,
    /// `rates[distance band][weight band]`.
    pub rates: Vec<Vec<i64>>,
    /// First and last day of the carrier by distance band; a short list's last entry is for
    /// everything beyond it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<[u32; 2]>,
}

impl Shipping {
    /// The carrier's days for this distance; one to three where the table does not say.
    pub fn days(&self, band: u8) -> [u32; 2] {
        self.days.get(usize::from(band)).or(self.days.last()).copied().unwrap_or([1, 3])
    }
}

/// Row `tax`, id = country and class (`JP:standard`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tax {
    /// Basis points: 1000 is 10 %.
    pub rate_bp: u32,
}

/// Row `product`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    pub shop: ShopId,
    pub category: CategoryId,
    pub names: Names,
    pub brand: String,
    /// SHA-256 in hex of its picture, served as `/media/{sha256}.png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// Row `variant`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Variant {
    pub product: ProductId,
    pub shop: ShopId,
    /// GTIN as 14 digits, or none for goods without a barcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Size or flavour (`1.5 kg`); empty where there is one variant only.
    #[serde(default)]
    pub label: String,
    pub price: i64,
    pub currency: Currency,
    pub weight_g: u32,
    /// Class of the `tax` row (`standard`, `reduced`).
    pub tax: String,
    pub level: Level,
    /// The most a shop sells in one order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_order: Option<u32>,
    /// Off sale: still in carts, can no longer be ordered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// How much is there, as far as everybody may know without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Plenty,
    Few,
    None,
}

/// The row ids as typed values, for readers of a feed.
pub type ProductRow = (ProductId, Product);
/// A variant with its id.
pub type VariantRow = (VariantId, Variant);
