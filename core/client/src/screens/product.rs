//! The product page: what is offered, what is left, choose a quantity, add to the cart.

use petpro_domain::Lang;
use petpro_domain::cart::MAX_QTY;
use petpro_domain::catalog::Level;
use petpro_domain::ids::{ProductId, ShopId, VariantId};
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::{Amount, Press, Say, ago};
use crate::state::{Hit, Offer};

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Product {
    /// Which one.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// The maker.
    pub brand: String,
    /// SHA-256 of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Who sells it.
    pub shop: ShopId,
    /// "Sold by Hakata Aqua".
    pub sold_by: Say,
    /// What can be chosen; the one that was scanned comes first.
    pub variants: Vec<Variant>,
}

/// One size or flavour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ProductVariant"))]
pub struct Variant {
    /// Which one.
    pub variant: VariantId,
    /// `1.5 kg`; empty where there is only one.
    pub label: String,
    /// "Barcode 9520000000004".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Say>,
    /// Price of one.
    pub price: Amount,
    /// "In stock", "Limited Stock Available", "Out of stock", "No longer sold".
    pub availability: Say,
    /// "As of 5 minutes ago": stock on this device is what was last heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Say>,
    /// The quantity to begin with, the least and the most that can be chosen.
    pub quantity: Quantity,
    /// "Add to Cart".
    pub add: Press,
}

/// A stepper: from `min` to `max`, beginning at `start`. All 0 where nothing can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Quantity {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
    /// What is chosen first.
    pub start: u32,
}

/// The page of a product.
pub fn screen(lang: Lang, hit: &Hit) -> Product {
    Product {
        product: hit.product,
        name: hit.name.clone(),
        brand: hit.brand.clone(),
        image: hit.image.clone(),
        shop: hit.shop,
        sold_by: Say::new(lang, "product-sold-by", &[("shop", Arg::from(&hit.shop_name))]),
        variants: hit.variants.iter().map(|offer| variant(lang, &hit.name, offer)).collect(),
    }
}

fn variant(lang: Lang, name: &str, offer: &Offer) -> Variant {
    let sold = !offer.gone && offer.level != Level::None;
    let as_of = offer.level_age_ms.filter(|_| !offer.gone).map(|age| ago(lang, age).text);
    Variant {
        variant: offer.variant,
        label: offer.label.clone(),
        barcode: offer.gtin.as_ref().map(|gtin| {
            let printed =
                petpro_domain::gtin::Gtin::parse(gtin).map_or_else(|_| gtin.clone(), |g| g.printed().to_owned());
            Say::new(lang, "product-barcode", &[("gtin", Arg::from(printed))])
        }),
        price: Amount::new(lang, offer.price),
        availability: availability(lang, offer),
        as_of: as_of.map(|when| Say::new(lang, "product-as-of", &[("when", Arg::from(when))])),
        quantity: if sold {
            Quantity { min: 1, max: MAX_QTY, start: 1 }
        } else {
            Quantity { min: 0, max: 0, start: 0 }
        },
        add: Press { label: Say::new(lang, "product-add", &[("name", Arg::from(name))]), enabled: sold },
    }
}

pub(super) fn availability(lang: Lang, offer: &Offer) -> Say {
    Say::plain(
        lang,
        match (offer.gone, offer.level) {
            (true, _) => "product-gone",
            (_, Level::Plenty) => "product-plenty",
            (_, Level::Few) => "product-few",
            (_, Level::None) => "product-none",
        },
    )
}

impl Product {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.name, self.brand), self.sold_by.text.clone()];
        for variant in &self.variants {
            let mut text = format!("  {} {} · {}", variant.label, variant.price, variant.availability);
            text.extend(variant.as_of.iter().map(|say| format!(" ({say})")));
            out.push(text);
            out.extend(variant.barcode.iter().map(|say| format!("    {say}")));
            out.push(format!("    {}", variant.variant));
        }
        out
    }
}
