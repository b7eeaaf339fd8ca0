//! Where an owner begins: the next visit, orders under way, the shop's shelves. From the device alone.

use petpro_domain::Lang;
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::Say;
use super::booking::{Booking, Bookings};
use super::order::{Orders, Summary};
use super::pets::{Card, Pets};
use super::shelves::Shelf;

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Home {
    /// "Hello" and, where there are pets, theirs are the names: "Hello, you and Mochi".
    pub greeting: Say,
    /// The visit that comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<Booking>,
    /// Orders that are neither over nor called off, newest first.
    pub orders: Vec<Summary>,
    /// In the shop's order; empty before the catalogue has arrived.
    pub shelves: Vec<Shelf>,
    pub pets: Vec<Card>,
    /// Nothing has arrived yet: the first sync is under way, or there was never a network.
    pub bare: bool,
}

/// What of an order is over: nothing more comes of it.
const OVER: &[&str] = &["DELIVERED", "COMPLETED", "EXPIRED", "CANCELLED", "REFUNDED", "REJECTED"];

/// The screen; `shelves` is none before the catalogue has arrived.
pub fn screen(lang: Lang, bookings: Bookings, orders: Orders, pets: Pets, shelves: Option<Vec<Shelf>>) -> Home {
    let names: Vec<&str> = pets.pets.iter().map(|pet| pet.name.as_str()).collect();
    let greeting = match names.as_slice() {
        [] => Say::plain(lang, "home-hello"),
        names => Say::new(lang, "home-hello-pets", &[("pets", Arg::from(names.join(", ")))]),
    };
    Home {
        greeting,
        visit: bookings.coming.into_iter().next(),
        orders: orders.orders.into_iter().filter(|order| !OVER.contains(&order.state)).collect(),
        bare: shelves.is_none(),
        shelves: shelves.unwrap_or_default(),
        pets: pets.pets,
    }
}
