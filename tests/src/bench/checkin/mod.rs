//! A pass at a desk: how often its code is read when it is far, blurred and dim, and how long it takes from the text to
//! the verdict.

mod codes;
pub mod passes;

use super::Size;
use super::figure::Report;
use super::machine::Place;

/// `--only`: `codes`.
pub fn run(_place: &Place, size: Size, only: Option<&str>, report: &mut Report) -> anyhow::Result<()> {
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    if wanted("codes") {
        codes::run(size, report)?;
    }
    Ok(())
}
