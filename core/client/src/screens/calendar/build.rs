//! The calendar from the clinic's rows.

use petpro_domain::Lang;
use petpro_domain::booking::{Event, next};
use petpro_domain::checkin::typed;
use petpro_domain::clinic::{Ask, Care, Hours, Local, Opening, Slot, Span, TimeOfDay, slots};
use petpro_domain::ids::{BookingId, ResourceId};
use petpro_domain::texts::{self, Arg};

use super::lanes::lanes;
use super::{Block, Calendar, Column, Free, Line, Placing, Source, Stretch, View};
use crate::screens::board::{self, Place};
use crate::screens::clinic::day_of;
use crate::screens::workplace::{WEEKDAYS, line};
use crate::screens::{Press, Say};
use crate::store::desk::Visit;

const HOUR_MS: i64 = 3_600_000;
/// Hours that are shown of a day on which nobody opens and nobody comes.
const USUAL: (u16, u16) = (9, 18);

/// The screen in this language.
pub fn screen(lang: Lang, source: &Source<'_>) -> Calendar {
    let zone = &source.clinic.zone;
    let iso = |at_ms| zone.day(at_ms).map(|day| day.to_string()).unwrap_or_default();
    let (from_ms, to_ms) = match source.days {
        [first, .., last] => (first.from_ms, last.to_ms),
        [only] => (only.from_ms, only.to_ms),
        [] => (source.now_ms, source.now_ms),
    };
    let window = hours(source);
    let columns: Vec<Column> = match source.view {
        View::Week => source.days.iter().filter_map(|day| column(lang, source, *day, None, window)).collect(),
        View::Day => by_resource(lang, source, window),
    };
    let far = match source.view {
        View::Week => 7 * 24 * HOUR_MS,
        View::Day => 24 * HOUR_MS,
    };
    let written = |at_ms| zone.local(at_ms).map(|local| day_of(lang, &local)).unwrap_or_default();
    let placing = source.placing.and_then(|placing| called(lang, source, placing));
    let free = columns.iter().any(|column| !column.free.is_empty());
    Calendar {
        title: Say::plain(lang, "calendar-title"),
        view: source.view,
        span: match source.view {
            View::Day => written(from_ms),
            View::Week => format!("{} – {}", written(from_ms), written(to_ms - 1)),
        },
        zone: Say::new(lang, "clinic-zone", &[("zone", Arg::from(zone.name()))]),
        from: iso(from_ms),
        // Half a day beside the edge is that day, however long it is.
        before: iso(from_ms - far + 12 * HOUR_MS),
        after: iso(to_ms + 12 * HOUR_MS),
        today: iso(source.now_ms),
        none: (placing.is_some() && !free).then(|| Say::plain(lang, "times-none")),
        placing,
        columns,
    }
}

/// "Mochi", or "Check-up".
fn called(lang: Lang, source: &Source<'_>, placing: &Placing) -> Option<Say> {
    let name = match placing {
        Placing::Visit(id) => board::pets(&source.visits.iter().find(|visit| visit.id == *id)?.row),
        Placing::Service(id) => named(lang, source, *id),
    };
    Some(Say::new(lang, "calendar-placing", &[("name", Arg::from(&name))]))
}

fn named(lang: Lang, source: &Source<'_>, id: petpro_domain::ids::ServiceId) -> String {
    let care = source.cares.iter().find(|(own, _)| *own == id);
    care.map(|(_, care)| care.names.text(lang).to_owned()).unwrap_or_default()
}

fn by_resource(lang: Lang, source: &Source<'_>, window: (u16, u16)) -> Vec<Column> {
    let Some(day) = source.days.first() else { return vec![] };
    let own = source.resources.iter().filter(|(_, it)| !it.gone);
    let mut columns: Vec<Column> =
        own.filter_map(|(id, _)| column(lang, source, *day, Some(Some(*id)), window)).collect();
    // Who came when everybody was busy, or whom the server has not placed yet.
    columns.extend(column(lang, source, *day, Some(None), window).filter(|column| !column.blocks.is_empty()));
    columns
}

/// First and last hour of the clock that are shown, the same in every column.
fn hours(source: &Source<'_>) -> (u16, u16) {
    let zone = &source.clinic.zone;
    let clock = |at_ms: i64, up: bool| {
        let local = zone.local(at_ms)?;
        let (hour, minute) = local.time.split_once(':')?;
        Some(hour.parse::<u16>().ok()? + u16::from(up && minute != "00"))
    };
    let open =
        source.days.iter().flat_map(|day| source.clinic.hours.spans(zone, *day).into_iter().map(|it| (it, *day)));
    let shown = source.days.iter().flat_map(|day| {
        let here = source.visits.iter().filter(|visit| Place::of(visit, source.now_ms).is_some());
        here.map(|visit| (Span::new(visit.row.starts_ms, visit.row.ends_ms), *day))
            .filter(|(span, day)| (day.from_ms..day.to_ms).contains(&span.from_ms))
    });
    let mut all = (24, 0);
    for (span, day) in open.chain(shown) {
        let begins = if span.from_ms <= day.from_ms { Some(0) } else { clock(span.from_ms, false) };
        let ends = if span.to_ms >= day.to_ms { Some(24) } else { clock(span.to_ms, true) };
        if let (Some(begins), Some(ends)) = (begins, ends) {
            all = (all.0.min(begins), all.1.max(ends));
        }
    }
    if all.0 < all.1 { all } else { USUAL }
}

/// The column of a day; of a resource: `Some(Some(id))`, of nobody: `Some(None)`.
fn column(
    lang: Lang,
    source: &Source<'_>,
    day: Span,
    resource: Option<Option<ResourceId>>,
    (first, last): (u16, u16),
) -> Option<Column> {
    let zone = &source.clinic.zone;
    let date = zone.day(day.from_ms)?;
    let local = zone.local(day.from_ms)?;
    let shown = Opening { from: TimeOfDay::new(first, 0)?, to: TimeOfDay::new(last, 0)? };
    let span = *Hours::weekly(&[1, 2, 3, 4, 5, 6, 7], &[shown]).spans_of(zone, date).first()?;
    let at = |ms: i64| u32::try_from((ms.clamp(span.from_ms, span.to_ms) - span.from_ms) / 60_000).unwrap_or(0);
    let open =
        source.clinic.hours.spans(zone, day).into_iter().map(|it| Stretch { from: at(it.from_ms), to: at(it.to_ms) });
    let line = |ms: i64| Some(Line { at: at(ms), label: zone.local(ms)?.time });
    let lines = (span.from_ms..span.to_ms).step_by(HOUR_MS as usize).filter_map(line);
    let own: Vec<&Visit> = source
        .visits
        .iter()
        .filter(|visit| (day.from_ms..day.to_ms).contains(&visit.row.starts_ms))
        .filter(|visit| match resource {
            None => true,
            Some(Some(id)) => visit.row.resources.contains(&id),
            Some(None) => visit.row.resources.iter().all(|id| source.resources.iter().all(|(own, _)| own != id)),
        })
        .filter(|visit| Place::of(visit, source.now_ms).is_some())
        .collect();
    let spans: Vec<(i64, i64)> = own.iter().map(|visit| (visit.row.starts_ms, visit.row.ends_ms)).collect();
    let block = |(visit, (lane, lanes)): (&&Visit, (u32, u32))| {
        let mut block = block(lang, source, visit)?;
        (block.at, block.lane, block.lanes) = (at(visit.row.starts_ms), lane, lanes);
        block.minutes = at(visit.row.ends_ms).saturating_sub(block.at).max(5);
        Some(block)
    };
    let name = match resource {
        None => weekday(lang, &local),
        Some(Some(id)) => source.resources.iter().find(|(own, _)| *own == id).map(|(_, it)| it.name.clone())?,
        Some(None) => texts::text(lang, "calendar-nobody", &[]),
    };
    let to_place = |slot: Slot| {
        let clock = zone.local(slot.starts_ms)?;
        let label =
            format!("{}, {}", if resource.is_some() { name.clone() } else { weekday(lang, &clock) }, clock.time);
        let minutes = at(slot.ends_ms).saturating_sub(at(slot.starts_ms)).max(5);
        Some(Free { starts_ms: slot.starts_ms, at: at(slot.starts_ms), minutes, time: clock.time, label })
    };
    let now = (span.from_ms..span.to_ms).contains(&source.now_ms).then(|| at(source.now_ms));
    Some(Column {
        day: local.date.clone(),
        resource: resource.flatten(),
        hours: line_of(lang, source, &local, date),
        today: (day.from_ms..day.to_ms).contains(&source.now_ms),
        minutes: at(span.to_ms),
        lines: lines.collect(),
        open: open.filter(|it| it.from < it.to).collect(),
        now,
        blocks: own.iter().zip(lanes(&spans)).filter_map(block).collect(),
        free: free(source, day, resource).into_iter().filter_map(to_place).collect(),
        label: name,
    })
}

fn weekday(lang: Lang, local: &Local) -> String {
    let key = WEEKDAYS[usize::from(local.weekday.clamp(1, 7)) - 1];
    let day = local.date.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned();
    texts::text(lang, "calendar-day", &[("weekday", Arg::from(texts::text(lang, key, &[]))), ("day", Arg::from(day))])
}

fn line_of(lang: Lang, source: &Source<'_>, local: &Local, date: jiff::civil::Date) -> Say {
    let key = WEEKDAYS[usize::from(local.weekday.clamp(1, 7)) - 1];
    line(lang, texts::text(lang, key, &[]), source.clinic.hours.openings(date))
}

/// Without its place.
fn block(lang: Lang, source: &Source<'_>, visit: &Visit) -> Option<Block> {
    let row = &visit.row;
    let clock = |ms| source.clinic.zone.local(ms).map(|local| local.time);
    let (begins, ends) = (clock(row.starts_ms)?, clock(row.ends_ms)?);
    let pets = board::pets(row);
    let said = [("time", Arg::from(&begins)), ("pets", Arg::from(&pets)), ("owner", Arg::from(&row.owner))];
    let served = source.resources.iter().filter(|(id, _)| row.resources.contains(id)).map(|(_, it)| it.name.as_str());
    Some(Block {
        id: visit.id,
        at: 0,
        minutes: 0,
        lane: 0,
        lanes: 1,
        label: Say::new(lang, "board-card", &said),
        time: format!("{begins}–{ends}"),
        owner: row.owner.clone(),
        service: named(lang, source, row.service),
        served: served.collect::<Vec<_>>().join(", "),
        code: typed::grouped(&row.code),
        note: row.note.clone(),
        place: Place::of(visit, source.now_ms)?,
        shift: Press {
            label: Say::new(lang, "calendar-move", &[("pets", Arg::from(&pets))]),
            enabled: next(row.st, Event::Moved).is_some(),
        },
        unsent: visit.unsent,
        clash: row.clash,
        pets,
    })
}

/// Where what is to be placed can begin on this day, as far as this tablet knows.
fn free(source: &Source<'_>, day: Span, resource: Option<Option<ResourceId>>) -> Vec<Slot> {
    let Some((care, but)) = source.placing.and_then(|placing| wanted(source, placing)) else { return vec![] };
    if resource == Some(None) {
        return vec![];
    }
    let found = free_slots(source, care, but, resource.flatten(), day);
    let mine = |slot: &Slot| resource.flatten().is_none_or(|id| slot.resources.contains(&id));
    found.into_iter().filter(mine).collect()
}

fn wanted<'a>(source: &Source<'a>, placing: &Placing) -> Option<(&'a Care, Option<BookingId>)> {
    let (service, but) = match placing {
        Placing::Visit(id) => (source.visits.iter().find(|visit| visit.id == *id)?.row.service, Some(*id)),
        Placing::Service(id) => (*id, None),
    };
    let care = source.cares.iter().find(|(own, _)| *own == service)?;
    Some((&care.1, but))
}

/// The function that the server sells by, over what this tablet knows.
pub fn free_slots(
    source: &Source<'_>,
    care: &Care,
    but: Option<BookingId>,
    resource: Option<ResourceId>,
    window: Span,
) -> Vec<Slot> {
    let mut clinic = source.clinic.clone();
    clinic.policy.book_min = 0; // the desk knows what it can still do
    let others = source.visits.iter().filter(|visit| Some(visit.id) != but && visit.row.st.is_live());
    let taken: Vec<(ResourceId, Span)> = others
        .flat_map(|visit| visit.row.resources.iter().map(|id| (*id, Span::new(visit.row.starts_ms, visit.row.ends_ms))))
        .collect();
    let now_ms = source.now_ms;
    let ask = Ask { clinic: &clinic, care, resources: source.resources, taken: &taken, window, now_ms };
    let resources = ask.preferring(resource);
    slots(&Ask { resources: &resources, ..ask })
}
