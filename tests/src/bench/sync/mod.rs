//! `bench sync`: the device's writes and reads, the first sync, and the server's ingest.

pub mod first;
pub mod floors;
pub mod ingest;
pub mod local;
pub mod rebase;

use super::Size;
use super::figure::Report;
use super::machine::Place;

type Part = fn(&Place, Size, &mut Report) -> anyhow::Result<()>;

/// The parts of this topic, in their order.
const PARTS: [(&str, Part); 5] = [
    ("noise", floors::noise),
    ("local", local::run),
    ("rebase", rebase::run),
    ("ingest", ingest::run),
    ("first", first::run),
];

/// All parts, or the one of this name.
pub fn run(place: &Place, size: Size, only: Option<&str>, report: &mut Report) -> anyhow::Result<()> {
    let wanted = |(name, _): &&(&str, Part)| only.is_none_or(|only| only == *name);
    let parts: Vec<_> = PARTS.iter().filter(wanted).collect();
    anyhow::ensure!(!parts.is_empty(), "sync has the parts {}", PARTS.map(|(name, _)| name).join(", "));
    parts.into_iter().try_for_each(|(_, part)| part(place, size, report))
}
