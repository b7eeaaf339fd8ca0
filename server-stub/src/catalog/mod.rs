//! Goods and terms: owns what is sold, publishes it to `catalog:<market>` and to its shop, answers for one product,
//! for a category's and for what somebody searches.

mod browse;
mod cards;
mod kept;
mod own;
mod parsed;
mod prices;
mod read;
mod routes;
mod shelf;
pub mod tables;
mod variant;
mod write;

pub use cards::{Card, Cards, Cold, Warm, cards};
pub use kept::Shelves;
pub use own::{
    TERMS, change_variant, fill_next, own, own_page, own_scope, own_terms, own_variants, rename, set_terms, shops_of,
    titles,
};
pub use read::{Past, Priced, card, markets, of_product, only_variant, priced, shop, terms, variant};
pub use routes::routes;
pub use shelf::place_missing;
pub use variant::level_name;
pub use write::{
    put_category, put_market, put_product, put_shop, put_terms, put_variant, set_gone, set_level, set_price,
};

/// The feed's scope of a market.
pub fn scope(market: &str) -> String {
    format!("catalog:{market}")
}
