//! The cart over REST, for clients without the op log. Reads are priced by the domain; changes are
//! ops judged by the same function as those of a device, after what a person waits for: stock.

mod change;
mod routes;
mod view;

pub use routes::routes;
pub use view::{CartView, orderable, view};

use crate::state::AppState;

/// Where totals are estimated for until an address is chosen, by market (C-50).
const REGIONS: &[(&str, &str)] = &[("jp", "JP-13"), ("kr", "KR-11"), ("cn", "CN-BJ"), ("us", "US-CA")];

/// That of the default market.
pub fn home_region(app: &AppState) -> &'static str {
    let market = app.config.markets.first().map_or("jp", String::as_str);
    REGIONS.iter().find(|(known, _)| *known == market).map_or("JP-13", |(_, region)| region)
}
