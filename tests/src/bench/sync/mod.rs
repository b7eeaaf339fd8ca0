//! `bench sync`: the device's writes and reads, the first sync, and the server's ingest.

pub mod first;
pub mod floors;
pub mod ingest;
pub mod local;
pub mod rebase;

use super::Size;
use super::figure::Report;
use super::machine::Place;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    floors::noise(place, size, report)?;
    local::run(place, size, report)?;
    rebase::run(place, size, report)?;
    ingest::run(place, size, report)?;
    first::run(place, size, report)
}
