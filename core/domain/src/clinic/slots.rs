//! Which beginnings are free.

use serde::{Deserialize, Serialize};

use super::hours::days_of;
use super::{Care, Clinic, Resource, Span, within};
use crate::ids::ResourceId;

/// What free times follow from.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub clinic: &'a Clinic,
    pub care: &'a Care,
    /// In the order in which they are taken.
    pub resources: &'a [(ResourceId, Resource)],
    /// Each span that a resource is taken for; one that can serve several is here once for each.
    pub taken: &'a [(ResourceId, Span)],
    /// Beginnings in this window.
    pub window: Span,
    /// Server time, ms.
    pub now_ms: i64,
}

impl Ask<'_> {
    /// The resources in the order in which they are taken when this one is to come first.
    pub fn preferring(&self, first: Option<ResourceId>) -> Vec<(ResourceId, Resource)> {
        let mut all = self.resources.to_vec();
        all.sort_by_key(|(id, _)| Some(*id) != first); // stable: the others keep their order
        all
    }
}

/// A beginning that is free, and what would serve it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slot {
    pub starts_ms: i64,
    pub ends_ms: i64,
    pub resources: Vec<ResourceId>,
}

impl Slot {
    /// Whether this one serves it; nobody asked for is anybody.
    pub fn is_of(&self, wanted: Option<ResourceId>) -> bool {
        wanted.is_none_or(|wanted| self.resources.contains(&wanted))
    }
}

/// All free beginnings in order: each opening is walked from its first instant on in steps of
/// elapsed minutes. Where one opening goes on in the next, what is booked may too.
pub fn slots(ask: &Ask) -> Vec<Slot> {
    let window = bookable(ask);
    let zone = &ask.clinic.zone;
    if ask.clinic.closed || ask.care.gone || window.is_empty() || !ask.care.faults().is_empty() {
        return vec![];
    }
    let hours = Open::of(ask, window);
    let step = minutes(ask.care.step);
    let mut starts: Vec<i64> = days_of(zone, window)
        .into_iter()
        .flat_map(|day| ask.clinic.hours.spans_of(zone, day))
        .flat_map(|span| (span.from_ms..span.to_ms).step_by(step as usize))
        .filter(|start| (window.from_ms..window.to_ms).contains(start))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter().filter_map(|start| hours.slot(ask, start)).collect()
}

/// The slot that begins exactly then; `None` where it is not offered, or not free.
pub fn fits(ask: &Ask, starts_ms: i64) -> Option<Slot> {
    let window = Span::new(starts_ms, starts_ms.saturating_add(1));
    slots(&Ask { window, ..*ask }).pop()
}

/// The window without what is too soon or too far ahead.
fn bookable(ask: &Ask) -> Span {
    let policy = &ask.clinic.policy;
    let soonest = ask.now_ms + minutes(policy.book_min);
    let latest = ask.now_ms + i64::from(policy.ahead_days) * 24 * minutes(60);
    Span::new(ask.window.from_ms.max(soonest), ask.window.to_ms.min(latest))
}

fn minutes(n: u32) -> i64 {
    i64::from(n) * 60_000
}

/// Opening times around a window, of the clinic and of each resource.
struct Open {
    clinic: Vec<Span>,
    /// Those that have hours of their own.
    own: Vec<(ResourceId, Vec<Span>)>,
}

impl Open {
    fn of(ask: &Ask, window: Span) -> Self {
        let zone = &ask.clinic.zone;
        let around = Span::new(window.from_ms, window.to_ms + minutes(ask.care.minutes));
        let own = |(id, resource): &(ResourceId, Resource)| Some((*id, resource.hours.as_ref()?.spans(zone, around)));
        Self { clinic: ask.clinic.hours.spans(zone, around), own: ask.resources.iter().filter_map(own).collect() }
    }

    fn slot(&self, ask: &Ask, starts_ms: i64) -> Option<Slot> {
        let span = Span::new(starts_ms, starts_ms + minutes(ask.care.minutes));
        if !within(&self.clinic, span) {
            return None;
        }
        let mut chosen: Vec<ResourceId> = Vec::with_capacity(ask.care.needs.len());
        for kind in &ask.care.needs {
            let fit = ask.resources.iter().find(|(id, resource)| {
                resource.kind == *kind
                    && !resource.gone
                    && !chosen.contains(id)
                    && self.own.iter().all(|(other, open)| other != id || within(open, span))
                    && most_at_once(ask.taken, *id, span) < usize::from(resource.capacity)
            });
            chosen.push(fit?.0);
        }
        Some(Slot { starts_ms, ends_ms: span.to_ms, resources: chosen })
    }
}

/// How many bookings of this resource there are at once, at the fullest instant of the span.
fn most_at_once(taken: &[(ResourceId, Span)], id: ResourceId, span: Span) -> usize {
    let meeting: Vec<Span> = taken.iter().filter(|(other, it)| *other == id && it.meets(span)).map(|it| it.1).collect();
    // It is fullest where one of them begins, or at the beginning of the span.
    let at = |instant: i64| meeting.iter().filter(|it| it.from_ms <= instant && instant < it.to_ms).count();
    let begins = meeting.iter().map(|it| it.from_ms.max(span.from_ms));
    begins.map(at).max().unwrap_or_default()
}
