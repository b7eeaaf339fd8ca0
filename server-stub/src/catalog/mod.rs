//! Goods and terms: owns what is sold, publishes it to `catalog:<market>`, answers for one product.

mod cards;
mod parsed;
mod read;
mod routes;
pub mod tables;
mod variant;
mod write;

pub use cards::{Card, Cards, Cold, Warm, cards};
pub use read::{Past, Priced, card, markets, of_product, only_variant, priced, shop, terms, variant};
pub use routes::routes;
pub use variant::level_name;
pub use write::{
    put_category, put_market, put_product, put_shop, put_terms, put_variant, set_gone, set_level, set_price,
};

/// The feed's scope of a market.
pub fn scope(market: &str) -> String {
    format!("catalog:{market}")
}
