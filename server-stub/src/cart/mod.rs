//! The cart over REST, for clients without the op log. Reads are priced by the domain; changes are
//! ops judged by the same function as those of a device, after what a person waits for: stock.

mod change;
mod routes;
mod view;

pub use routes::routes;
pub use view::{CartView, view};

/// Where totals are estimated for until an address is chosen, by market (C-50).
const REGIONS: &[(&str, &str)] = &[("jp", "JP-13"), ("kr", "KR-11"), ("cn", "CN-BJ"), ("us", "US-CA")];

fn default_region(market: &str) -> &'static str {
    REGIONS.iter().find(|(known, _)| *known == market).map_or("JP-13", |(_, region)| region)
}
