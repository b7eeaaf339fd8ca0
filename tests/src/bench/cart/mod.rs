//! `bench cart`: what a cart costs to price and to read.

pub mod pricing;
pub mod read;

use super::Size;
use super::figure::Report;
use super::machine::Place;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    pricing::run(size, report)?;
    read::run(place, size, report)
}
