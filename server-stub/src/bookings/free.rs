//! Which times are free.

use petpro_domain::clinic::{Ask, Slot, Span, fits, slots};
use petpro_domain::ids::{BookingId, ResourceId};

use super::cells;
use crate::clinics::Offered;
use crate::store::{Failure, Tx};

/// Other times that are named where the wanted one is not free.
const OTHERS: usize = 6;
const DAY_MS: i64 = 86_400_000;

/// The free times of a window.
pub fn times(tx: &mut Tx, of: &Offered, window: Span, now_ms: i64) -> Result<Vec<Slot>, Failure> {
    let taken = taken(tx, of, window, None)?;
    Ok(slots(&ask(of, &taken, window, now_ms)))
}

/// The slot that begins then, if it is free apart from this booking.
pub fn slot(
    tx: &mut Tx,
    of: &Offered,
    starts_ms: i64,
    but: Option<BookingId>,
    now_ms: i64,
) -> Result<Option<Slot>, Failure> {
    slot_with(tx, of, starts_ms, (None, but), now_ms)
}

/// The same, served by this resource where it is free.
pub fn slot_with(
    tx: &mut Tx,
    of: &Offered,
    starts_ms: i64,
    (resource, but): (Option<ResourceId>, Option<BookingId>),
    now_ms: i64,
) -> Result<Option<Slot>, Failure> {
    if !(0..i64::MAX / 2).contains(&starts_ms) {
        return Ok(None);
    }
    let window = Span::new(starts_ms, starts_ms + 1);
    let taken = taken(tx, of, window, but)?;
    let ask = ask(of, &taken, window, now_ms);
    let resources = ask.preferring(resource);
    Ok(fits(&Ask { resources: &resources, ..ask }, starts_ms))
}

/// Free times as near to the wanted one as there are, in their order.
pub fn others(tx: &mut Tx, of: &Offered, starts_ms: i64, now_ms: i64) -> Result<Vec<i64>, Failure> {
    let near = starts_ms.clamp(now_ms, now_ms.saturating_add(i64::from(of.clinic.policy.ahead_days) * DAY_MS));
    let window = Span::new(near - 3 * DAY_MS, near + 7 * DAY_MS);
    let mut all: Vec<i64> = times(tx, of, window, now_ms)?.into_iter().map(|slot| slot.starts_ms).collect();
    all.sort_by_key(|start| start.abs_diff(near));
    all.truncate(OTHERS);
    all.sort_unstable();
    Ok(all)
}

fn ask<'a>(of: &'a Offered, taken: &'a [(ResourceId, Span)], window: Span, now_ms: i64) -> Ask<'a> {
    Ask { clinic: &of.clinic, care: &of.care, resources: &of.resources, taken, window, now_ms }
}

/// What is taken of the clinic's resources wherever a booking could meet that begins in the window.
fn taken(tx: &mut Tx, of: &Offered, window: Span, but: Option<BookingId>) -> Result<Vec<(ResourceId, Span)>, Failure> {
    let resources: Vec<ResourceId> = of.resources.iter().map(|(id, _)| *id).collect();
    let around = Span::new(window.from_ms, window.to_ms + i64::from(of.care.minutes) * 60_000);
    cells::taken(tx, &resources, around, but)
}
