//! A clinic's desk on its tablet: the day's board, check-ins, and what follows. Nothing here waits for
//! a network; everything is saved on this tablet first and says so until it is sent.

use petpro_domain::Code;
use petpro_domain::booking::Status;
use petpro_domain::checkin::{How, typed};
use petpro_domain::clinic::{Clinic, Zone};
use petpro_domain::ids::{BookingId, ClinicId, OpId};
use petpro_domain::wire::{BookingStep, CheckinRecord, CheckinVoid, OpBody};
use rusqlite::Connection;

use super::scale::{AtScale, weights};
use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::screens::board::{self, Board, Day, Room};
use crate::state::Received;
use crate::store::desk::{self, Visit};
use crate::store::{meta, ops};

impl PetPro {
    /// The board of today, or of another day (`2026-11-22`) of the clinic's own calendar.
    pub fn board(&self, date: Option<&str>) -> Result<Board> {
        guard(|| self.on_day(date, board::screen))
    }

    /// The waiting room's display: numbers, no names.
    pub fn waiting_room(&self) -> Result<Room> {
        guard(|| self.on_day(None, board::room))
    }

    /// Checks a visit in that was found by its typed code or on the board. Always saved; a second
    /// check-in of the same visit is kept beside the first and both desks see it. What the scale showed
    /// goes into the pets' own histories.
    pub fn check_in(&self, booking: &str, scale: &[AtScale]) -> Result<Received> {
        guard(|| {
            let visit = self.find_visit(booking)?;
            let how = if typed::parse(booking).is_some() { How::Typed } else { How::List };
            let verdict = self.verdict_by_hand(visit.id, &visit.row)?;
            let pets: Vec<&str> = visit.row.pets.iter().map(|pet| pet.name.as_str()).collect();
            let record = CheckinRecord {
                clinic: visit.row.clinic,
                pass: None,
                booking: Some(visit.id),
                how,
                verdict,
                sig_ok: false,
                scale: weights(&pets, scale)?,
                actor: self.actor()?,
            };
            self.write_checkin(record)
        })
    }

    /// Saves a check-in and says what was saved.
    pub(super) fn write_checkin(&self, record: CheckinRecord) -> Result<Received> {
        let (booking, verdict) = (record.booking, record.verdict);
        let (id, _) =
            self.write_intent(&[Topic::Outbox, Topic::Board], |_| Ok((OpBody::CheckinRecord(record), vec![])))?;
        let visit = match booking {
            Some(booking) => self.on_tablet(|conn, _| desk::visit(conn, booking))?,
            None => None,
        };
        let first = visit.as_ref().and_then(|visit| visit.row.arrival.as_ref()).filter(|arrival| arrival.checkin != id);
        Ok(Received {
            id,
            booking,
            verdict,
            pets: visit.as_ref().map(|visit| board::pets(&visit.row)).unwrap_or_default(),
            repeat_of: first.map(|arrival| arrival.checkin),
        })
    }

    /// Undoes a check-in; the next oldest one of the visit counts then.
    pub fn void_check_in(&self, checkin: &str, reason: &str) -> Result<()> {
        guard(|| {
            let id: OpId = parse(checkin, Code::NotFound)?;
            self.on_tablet(|conn, _| desk::booking_of_checkin(conn, id))?
                .ok_or_else(|| Error::new(Code::NotFound, "no check-in of this id is known here"))?;
            let void = CheckinVoid { id, reason: reason.trim().into(), actor: self.actor()? };
            self.write_intent(&[Topic::Outbox, Topic::Board], |_| Ok((OpBody::CheckinVoid(void), vec![]))).map(drop)
        })
    }

    /// Moves a visit on: `IN_PROGRESS`, `COMPLETED` or `NO_SHOW`. `booking-state` where it cannot go there.
    pub fn step_visit(&self, booking: &str, to: Status) -> Result<()> {
        guard(|| {
            let visit = self.find_visit(booking)?;
            let event = to.by_desk().ok_or_else(|| Error::new(Code::Invalid, "a desk does not move a visit there"))?;
            petpro_domain::booking::next(visit.row.st, event)
                .ok_or_else(|| Error::new(Code::BookingState, "the visit stands where this cannot happen"))?;
            let step = BookingStep { booking_id: visit.id, to, actor: self.actor()? };
            self.write_intent(&[Topic::Outbox, Topic::Board], |_| Ok((OpBody::BookingStep(step), vec![]))).map(drop)
        })
    }

    /// A visit by its typed code or its id; `not-found` where this tablet knows none. Two visits of
    /// one code are told apart by today.
    pub(super) fn find_visit(&self, text: &str) -> Result<Visit> {
        let absent = || Error::new(Code::NotFound, "no booking of this code is known here");
        self.on_tablet(|conn, _| {
            if let Ok(id) = text.trim().parse::<BookingId>() {
                return desk::visit(conn, id)?.ok_or_else(absent);
            }
            let code = typed::parse(text).ok_or_else(absent)?;
            let now_ms = self.inner.config.clock.wall_ms() + meta::server_offset_ms(conn)?;
            let found = desk::by_code(conn, &code)?;
            found.into_iter().min_by_key(|visit| (visit.row.starts_ms - now_ms).abs()).ok_or_else(absent)
        })
    }

    pub(super) fn on_day<T>(&self, date: Option<&str>, show: impl Fn(petpro_domain::Lang, &Day) -> T) -> Result<T> {
        let lang = self.lang();
        self.on_tablet(|conn, clinic| {
            let now_ms = self.inner.config.clock.wall_ms() + meta::server_offset_ms(conn)?;
            let row: Option<Clinic> = desk::row(conn, "clinic", &clinic.to_string())?;
            let utc = || Zone::parse("UTC").expect("every zone data has it");
            let (name, zone) = match row {
                Some(row) => (row.names.text(lang).to_owned(), row.zone),
                None => (String::new(), utc()), // the first sync has not come yet
            };
            let day = match date {
                Some(date) => date.parse().map_err(|_| Error::new(Code::Invalid, "a day is written 2026-11-22"))?,
                None => zone.day(now_ms).unwrap_or_default(),
            };
            let span = zone.whole_day(day).ok_or_else(|| Error::new(Code::Invalid, "the calendar has no such day"))?;
            let visits = desk::visits(conn, span.from_ms, span.to_ms)?;
            let unsent = ops::waiting(conn)? as u32;
            let iso = |at_ms| zone.day(at_ms).map(|day| day.to_string()).unwrap_or_default();
            let day = Day {
                clinic: &name,
                zone: &zone,
                date: day.to_string(),
                before: iso(span.from_ms - 1),
                after: iso(span.to_ms),
                today: (span.from_ms..span.to_ms).contains(&now_ms),
                now_ms,
                visits: &visits,
                unsent,
            };
            Ok(show(lang, &day))
        })
    }

    /// Reads the tablet's own file; `not-a-tablet` where this device is none.
    pub(super) fn on_tablet<T>(&self, read: impl FnOnce(&Connection, ClinicId) -> Result<T>) -> Result<T> {
        self.inner.files(|files| {
            let clinic = files.account.clinic();
            let clinic = clinic.ok_or_else(|| Error::new(Code::NotATablet, "this device is no clinic's tablet"))?;
            files.account.readers.read(|conn| read(conn, clinic))
        })
    }
}
