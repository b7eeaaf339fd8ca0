//! `bench cart`: what a cart costs to price and to read, and the shop section that fills it.

pub mod pricing;
pub mod read;
pub mod shop;

use super::Size;
use super::figure::Report;
use super::machine::Place;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    pricing::run(size, report)?;
    read::run(place, size, report)?;
    shop::run(place, size, report)
}
