//! A pass at a desk: how often its code is read when it is far, blurred and dim, and how long it takes from the text to
//! the verdict.

mod codes;
pub mod tablet;
mod verify;

use super::Size;
use super::figure::Report;
use super::machine::Place;

/// `--only`: `verify`, `photo`, `codes`.
pub fn run(place: &Place, size: Size, only: Option<&str>, report: &mut Report) -> anyhow::Result<()> {
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    if wanted("verify") || wanted("photo") {
        let tablet = tablet::Tablet::with_bookings(&place.dir().join("tablet"), size.rows)?;
        report.note(&format!("a tablet that knows {} bookings", size.rows));
        if wanted("verify") {
            verify::text(&tablet, size, report)?;
        }
        if wanted("photo") {
            verify::photo(&tablet, size, report)?;
        }
    }
    if wanted("codes") {
        codes::run(size, report)?;
    }
    Ok(())
}
