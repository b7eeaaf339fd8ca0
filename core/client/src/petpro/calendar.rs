//! A clinic's calendar on its tablet: shown, and changed, with or without a network.

use petpro_domain::Code;
use petpro_domain::booking::{Event, next};
use petpro_domain::clinic::{Care, Clinic, Resource, Span, Zone};
use petpro_domain::ids::{ResourceId, ServiceId};
use petpro_domain::pet::{Species, Visitor};
use petpro_domain::texts::Arg;
use petpro_domain::wire::{BookingEnter, BookingMove, OpBody, can_walk_in};
use serde::Deserialize;

use super::{PetPro, Topic, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::calendar::{self, Calendar, Placed, Placing, Source, View};
use crate::screens::clinic::{Time, day_of, when};
use crate::screens::{Problem, Say, board};
use crate::store::desk::{self, Visit};
use crate::store::meta;

const DAY_MS: i64 = 86_400_000;
/// Other times that are named where the wanted one is not free.
const OTHERS: usize = 6;

/// Somebody at the counter or on the telephone wants a time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "DeskEntry"))]
pub struct Entry {
    pub service: String,
    /// Server time of a beginning, ms.
    pub starts_ms: i64,
    /// Who or what should serve them, where it is free.
    #[serde(default)]
    pub resource: Option<String>,
    /// One to four, by name and species.
    pub pets: Vec<(String, Species)>,
    /// First name of who brings them.
    pub owner: String,
    #[serde(default)]
    pub note: String,
}

/// What a calendar is drawn from.
struct Drawn {
    clinic: Clinic,
    days: Vec<Span>,
    resources: Vec<(ResourceId, Resource)>,
    cares: Vec<(ServiceId, Care)>,
    visits: Vec<Visit>,
    now_ms: i64,
}

impl Drawn {
    fn source<'a>(&'a self, view: View, placing: Option<&'a Placing>) -> Source<'a> {
        let Self { clinic, days, resources, cares, visits, now_ms } = self;
        Source { clinic, view, days, resources, cares, visits, placing, now_ms: *now_ms }
    }
}

impl PetPro {
    /// The calendar of a day, or of the week of a day (`2026-11-22`; today without one). With something to be
    /// placed, it marks where that can begin.
    pub fn calendar(&self, day: Option<&str>, view: View, placing: Option<&Placing>) -> Result<Calendar> {
        guard(|| {
            let drawn = self.drawn(day, view, placing)?;
            Ok(calendar::screen(self.lang(), &drawn.source(view, placing)))
        })
    }

    /// Gives a visit another time, or somebody else to serve it. Saved first, then asked for; without a network the
    /// answer comes with the sync. Where this tablet or the server knows that it is taken: other times.
    pub async fn move_visit(&self, booking: &str, starts_ms: i64, resource: Option<&str>) -> Result<Placed> {
        guard_async(async {
            let visit = self.find_visit(booking)?;
            if next(visit.row.st, Event::Moved).is_none() {
                return Err(Error::new(Code::BookingState, "the visit stands where it cannot be moved"));
            }
            let resource = resource.map(|id| parse::<ResourceId>(id, Code::NotFound)).transpose()?;
            let wish = (Placing::Visit(visit.id), starts_ms, resource);
            let body =
                OpBody::BookingMove(BookingMove { booking_id: visit.id, starts_ms, resource, actor: self.actor()? });
            self.place(wish, &board::pets(&visit.row), body).await
        })
        .await
    }

    /// Books a time for somebody at the counter or on the telephone; as [`PetPro::move_visit`].
    pub async fn enter_visit(&self, entry: &Entry) -> Result<Placed> {
        guard_async(async {
            let service: ServiceId = parse(&entry.service, Code::NotFound)?;
            let resource = entry.resource.as_deref().map(|id| parse::<ResourceId>(id, Code::NotFound)).transpose()?;
            let pet = |(name, species): &(String, Species)| Visitor {
                id: None,
                name: name.trim().to_owned(),
                species: *species,
            };
            let pets: Vec<Visitor> = entry.pets.iter().map(pet).collect();
            let (owner, note) = (entry.owner.trim().to_owned(), entry.note.trim().to_owned());
            if !can_walk_in(&pets, &owner, &note) {
                return Err(Error::new(Code::Invalid, "one to four pets, with names of 40 letters"));
            }
            let names = pets.iter().map(|pet| pet.name.as_str()).collect::<Vec<_>>().join(", ");
            let (clinic, starts_ms) = (self.on_tablet(|_, clinic| Ok(clinic))?, entry.starts_ms);
            let actor = self.actor()?;
            let body = BookingEnter { clinic, service, starts_ms, resource, pets, owner, note, actor };
            self.place((Placing::Service(service), starts_ms, resource), &names, OpBody::BookingEnter(body)).await
        })
        .await
    }

    async fn place(
        &self,
        (placing, starts_ms, resource): (Placing, i64, Option<ResourceId>),
        pets: &str,
        body: OpBody,
    ) -> Result<Placed> {
        let lang = self.lang();
        let (zone, known) = self.known_free(&placing, starts_ms, resource)?;
        let time = |starts_ms: i64| {
            let local = zone.local(starts_ms)?;
            Some(Time { starts_ms, text: when(lang, &local), day: day_of(lang, &local), local })
        };
        let taken = |others: Vec<i64>| Placed {
            say: Say::plain(lang, "calendar-taken"),
            waits: false,
            problem: Some(Problem::new(lang, Code::SlotTaken)),
            others: others.into_iter().filter_map(time).collect(),
        };
        if let Err(others) = known {
            return Ok(taken(others));
        }
        let (op, _) = self.write_intent(&[Topic::Outbox, Topic::Board], |_| Ok((body, vec![])))?;
        self.look().await;
        let answer = self.outbox()?;
        if let Some(refused) = answer.attention.iter().find(|it| it.op == op && it.st == "rejected") {
            self.dismiss(&op.to_string())?; // it is told here and now
            let others = refused.detail.as_deref().and_then(|detail| serde_json::from_str(detail).ok());
            let problem = Problem::new(lang, refused.code.unwrap_or(Code::Other));
            return Ok(Placed { problem: Some(problem), ..taken(others.unwrap_or_default()) });
        }
        let said = time(starts_ms).map(|time| time.text).unwrap_or_default();
        let waits = answer.pending.iter().any(|it| it.op == op);
        let key = if waits { "calendar-placed-unsent" } else { "calendar-placed" };
        let say = Say::new(lang, key, &[("pets", Arg::from(pets)), ("when", Arg::from(&said))]);
        Ok(Placed { say, waits, problem: None, others: vec![] })
    }

    /// Whether this begins at a time that is free as far as this tablet knows, or which are.
    fn known_free(
        &self,
        placing: &Placing,
        starts_ms: i64,
        resource: Option<ResourceId>,
    ) -> Result<(Zone, std::result::Result<(), Vec<i64>>)> {
        let zone = self.drawn(None, View::Day, None)?.clinic.zone;
        let day = zone.day(starts_ms).ok_or_else(|| Error::new(Code::Invalid, "not a time of the calendar"))?;
        let drawn = self.drawn(Some(&day.to_string()), View::Week, Some(placing))?;
        let source = drawn.source(View::Week, Some(placing));
        let (service, but) = match placing {
            Placing::Visit(id) => {
                let visit = drawn.visits.iter().find(|visit| visit.id == *id);
                (visit.map(|visit| visit.row.service), Some(*id))
            }
            Placing::Service(id) => (Some(*id), None),
        };
        let care = drawn.cares.iter().find(|(id, _)| Some(*id) == service);
        let care = &care.ok_or_else(|| Error::new(Code::NotFound, "the clinic offers no such service"))?.1;
        let free = |window| calendar::free_slots(&source, care, but, resource, window);
        let wanted = |slot: &petpro_domain::clinic::Slot| resource.is_none_or(|id| slot.resources.contains(&id));
        if free(Span::new(starts_ms, starts_ms + 1)).iter().any(wanted) {
            return Ok((zone, Ok(())));
        }
        let week = Span::new(starts_ms - 3 * DAY_MS, starts_ms + 3 * DAY_MS);
        let mut others: Vec<i64> = free(week).into_iter().filter(wanted).map(|slot| slot.starts_ms).collect();
        others.sort_by_key(|start| start.abs_diff(starts_ms));
        others.truncate(OTHERS);
        others.sort_unstable();
        Ok((zone, Err(others)))
    }

    fn drawn(&self, day: Option<&str>, view: View, placing: Option<&Placing>) -> Result<Drawn> {
        self.on_tablet(|conn, clinic_id| {
            let now_ms = self.inner.config.clock.wall_ms() + meta::server_offset_ms(conn)?;
            let clinic: Option<Clinic> = desk::row(conn, "clinic", &clinic_id.to_string())?;
            let clinic = clinic.ok_or_else(|| Error::new(Code::CatalogMissing, "the first sync has not come"))?;
            let zone = &clinic.zone;
            let wrong = || Error::new(Code::Invalid, "a day is written 2026-11-22");
            let first = match day {
                Some(day) => day.parse().map_err(|_| wrong())?,
                None => zone.day(now_ms).ok_or_else(wrong)?,
            };
            let mut days = vec![zone.whole_day(first).ok_or_else(wrong)?];
            if view == View::Week {
                let weekday = zone.local(days[0].from_ms).map_or(1, |local| local.weekday);
                for _ in 1..weekday {
                    let before = zone.day(days[0].from_ms - 1).and_then(|day| zone.whole_day(day));
                    days = vec![before.ok_or_else(wrong)?];
                }
                while days.len() < 7 {
                    let after = days.last().and_then(|day| zone.whole_day(zone.day(day.to_ms)?));
                    days.push(after.ok_or_else(wrong)?);
                }
            }
            let (from_ms, to_ms) = (days[0].from_ms - 4 * DAY_MS, days[days.len() - 1].to_ms + 4 * DAY_MS);
            let mut visits = desk::visits(conn, from_ms, to_ms)?;
            // What is to be placed here may come from any other day.
            if let Some(Placing::Visit(id)) = placing
                && visits.iter().all(|visit| visit.id != *id)
            {
                visits.extend(desk::visit(conn, *id)?);
            }
            let cares: Vec<(ServiceId, Care)> = desk::rows(conn, "care")?;
            let mut resources: Vec<(ResourceId, Resource)> = desk::rows(conn, "resource")?;
            // The server takes them in the order of their ids, people look for them by name; vets come first.
            resources.sort_by(|(_, one), (_, other)| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
            Ok(Drawn { days, resources, cares, visits, now_ms, clinic })
        })
    }
}
