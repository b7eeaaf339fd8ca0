//! The ways in which each shop delivers these goods there, each with its cost and its days.

use std::collections::{BTreeMap, BTreeSet};

use petpro_domain::catalog::Names;
use petpro_domain::ids::ShopId;
use petpro_domain::money::Money;
use petpro_domain::order::{Delivery, STANDARD, deliveries};
use petpro_domain::pricing::price;
use serde::{Deserialize, Serialize};

use super::price::basket;
use super::{Priced, Wanted};

/// One shop's ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShopDelivery {
    pub shop: ShopId,
    pub names: Names,
    /// What is priced in the quote.
    #[schema(example = "standard")]
    pub chosen: String,
    pub options: Vec<DeliveryOption>,
}

/// One way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeliveryOption {
    #[schema(example = "express")]
    pub id: String,
    /// Nothing where the goods reach the shop's threshold.
    pub cost: Money,
    /// First and last day, `YYYY-MM-DD`.
    #[schema(example = "2026-01-06")]
    pub earliest: String,
    #[schema(example = "2026-01-07")]
    pub latest: String,
}

/// All ways of all shops. Each way is priced once, for all shops that offer it.
pub fn ways(priced: &Priced, wanted: &Wanted, now_ms: i64) -> Vec<ShopDelivery> {
    let shops: BTreeMap<ShopId, Vec<Delivery>> = priced
        .quote
        .shops
        .iter()
        .filter_map(|shop| {
            let row = priced.terms.shops.get(&shop.shop)?;
            Some((shop.shop, deliveries(row, &priced.terms.shipping, wanted.ship_to, now_ms)))
        })
        .collect();
    let ids: BTreeSet<&str> = shops.values().flatten().map(|way| way.id.as_str()).collect();
    let costs: BTreeMap<&str, BTreeMap<ShopId, Money>> =
        ids.into_iter().map(|way| (way, costs(priced, wanted, &shops, way))).collect();
    shops
        .iter()
        .map(|(id, ways)| ShopDelivery {
            shop: *id,
            names: priced.terms.shops[id].names.clone(),
            chosen: wanted.delivery.get(id).map_or(STANDARD, String::as_str).to_owned(),
            options: ways
                .iter()
                .filter_map(|way| {
                    let cost = *costs.get(way.id.as_str())?.get(id)?;
                    let Delivery { id, earliest, latest, .. } = way.clone();
                    Some(DeliveryOption { id, cost, earliest, latest })
                })
                .collect(),
        })
        .collect()
}

/// What each shop that offers `way` takes for it.
fn costs(
    priced: &Priced,
    wanted: &Wanted,
    shops: &BTreeMap<ShopId, Vec<Delivery>>,
    way: &str,
) -> BTreeMap<ShopId, Money> {
    let offers = |ways: &Vec<Delivery>| ways.iter().any(|known| known.id == way);
    let chosen = shops.iter().filter(|(_, ways)| offers(ways)).map(|(id, _)| (*id, way.to_owned())).collect();
    let Ok(terms) = priced.terms.clone().delivered(&chosen) else { return BTreeMap::new() };
    let basket = basket(wanted, &priced.rows, &terms);
    let quotes = basket.inputs.iter().filter_map(|inputs| price(inputs).ok());
    quotes.flat_map(|quote| quote.shops).map(|shop| (shop.shop, shop.shipping)).collect()
}
