//! What must be true at the end, from who stood where when.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use petpro_client::store::desk;
use petpro_domain::booking::{Booking, Status};
use petpro_domain::checkin::{Checkin, Class};
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::wire::{At, PROTO, PullReply, PullScope, SyncReply, SyncRequest};

use super::place::Place;
use crate::fullstack::drain::same_base;
use crate::fullstack::talk;
use crate::fullstack::world::World;

/// A check-in that a tablet has confirmed to its staff.
#[derive(Clone, Debug)]
pub struct Made {
    pub booking: BookingId,
    /// True time.
    pub at_ms: i64,
    pub p: usize,
    /// Its only copy went with a file that an older one replaced: it may or may not have been sent.
    pub lost: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Oracle {
    pub made: BTreeMap<OpId, Made>,
    /// Check-ins that were called a mistake, and by which op.
    pub voided: BTreeMap<OpId, OpId>,
    /// Check-ins that are visits of their own.
    pub walk_ins: std::collections::BTreeSet<OpId>,
    lost: std::collections::BTreeSet<OpId>,
}

impl Oracle {
    pub fn lose(&mut self, op: OpId) {
        self.lost.insert(op);
        if let Some(made) = self.made.get_mut(&op) {
            made.lost = true;
        }
    }

    /// Check-ins of a visit that had one already.
    pub fn repeats(&self) -> u64 {
        let visits: std::collections::BTreeSet<BookingId> = self.made.values().map(|made| made.booking).collect();
        (self.made.len() - visits.len()) as u64
    }

    pub fn judge(&self, world: &mut World, place: &Place) -> anyhow::Result<()> {
        let reply = pull_all(world, place)?;
        let (mut checkins, mut visits) = (BTreeMap::new(), BTreeMap::new());
        for row in &reply.rows {
            let Some(d) = &row.d else { continue };
            match row.t.as_str() {
                "checkin" => drop(checkins.insert(row.id.parse::<OpId>()?, serde_json::from_str::<Checkin>(d.get())?)),
                "booking" => {
                    drop(visits.insert(row.id.parse::<BookingId>()?, serde_json::from_str::<Booking>(d.get())?))
                }
                _ => {}
            }
        }
        self.nothing_is_lost(&checkins)?;
        self.one_counts(&checkins, &visits)?;
        for op in self.walk_ins.iter().filter(|op| checkins.contains_key(op)) {
            let visit = visits.get(&BookingId(op.0)).with_context(|| format!("walk-in {op} is no visit"))?;
            ensure!(visit.walk_in, "walk-in {op} became another visit: {visit:?}");
        }
        self.times_are_true(&checkins)?;
        for p in 0..world.phones.len() {
            ensure!(world.phones[p].waiting()? == 0, "tablet {p} still has something to send");
            world.check_disk(p)?;
            let phone = &world.phones[p];
            same_base(p, &phone.account().readers, &phone.scope(), &reply)?;
            self.both_desks_see_it(world, p, &checkins)?;
        }
        Ok(())
    }

    fn nothing_is_lost(&self, checkins: &BTreeMap<OpId, Checkin>) -> anyhow::Result<()> {
        for (op, made) in &self.made {
            let Some(row) = checkins.get(op) else {
                ensure!(made.lost, "check-in {op} of tablet {} is not at the server", made.p);
                continue;
            };
            ensure!(row.booking == Some(made.booking), "check-in {op} is of another booking: {row:?}");
            let voided = self.voided.get(op).filter(|void| !self.lost.contains(void));
            ensure!(
                voided.is_none() || row.void_ms.is_some(),
                "check-in {op} was called a mistake, and counts: {row:?}"
            );
        }
        let invented = checkins.keys().find(|id| !self.made.contains_key(id));
        ensure!(invented.is_none(), "check-in {invented:?} was never made");
        Ok(())
    }

    /// Of each visit exactly one check-in counts, all others name it, and the visit says the same.
    fn one_counts(
        &self,
        checkins: &BTreeMap<OpId, Checkin>,
        visits: &BTreeMap<BookingId, Booking>,
    ) -> anyhow::Result<()> {
        let mut by_visit: BTreeMap<BookingId, Vec<(OpId, &Checkin)>> = BTreeMap::new();
        for (id, row) in checkins {
            if let (Some(booking), None) = (row.booking, row.void_ms) {
                by_visit.entry(booking).or_default().push((*id, row));
            }
        }
        for (booking, rows) in &by_visit {
            let first: Vec<OpId> =
                rows.iter().filter(|(_, row)| row.class == Class::First).map(|(id, _)| *id).collect();
            ensure!(first.len() == 1, "booking {booking} has {} check-ins that count: {rows:?}", first.len());
            for (id, row) in rows {
                let flagged = *id == first[0] || row.class == Class::RepeatOf { of: first[0] };
                ensure!(flagged, "check-in {id} of {booking} does not name {}: {row:?}", first[0]);
            }
            // A restore may have forgotten the booking; its passes are genuine all the same.
            let Some(visit) = visits.get(booking) else { continue };
            let arrival = visit.arrival.as_ref().map(|arrival| arrival.checkin);
            ensure!(arrival == Some(first[0]), "booking {booking} says {arrival:?}, {} counts", first[0]);
            ensure!(visit.st == Status::CheckedIn, "booking {booking} is {:?}", visit.st);
        }
        for (booking, visit) in visits {
            let here = by_visit.contains_key(booking);
            ensure!(here || visit.arrival.is_none(), "booking {booking} is checked in by nobody: {visit:?}");
        }
        Ok(())
    }

    /// A tablet that was not switched off in between tells the true time, whatever its wall clock says.
    fn times_are_true(&self, checkins: &BTreeMap<OpId, Checkin>) -> anyhow::Result<()> {
        for (op, row) in checkins {
            let Some(made) = self.made.get(op) else { continue };
            let off_ms = (row.at_ms - made.at_ms).abs();
            // A request is on its way for up to 40 s, and looked at once a minute.
            ensure!(row.uncertain || off_ms <= 160_000, "check-in {op} is dated {off_ms} ms off: {row:?}");
        }
        Ok(())
    }

    /// What a desk shows of a visit: who counts, and every repeat.
    fn both_desks_see_it(&self, world: &World, p: usize, checkins: &BTreeMap<OpId, Checkin>) -> anyhow::Result<()> {
        for (id, row) in checkins.iter().filter(|(_, row)| row.void_ms.is_none()) {
            let (Class::RepeatOf { .. }, Some(booking)) = (row.class, row.booking) else { continue };
            let visit = world.phones[p].account().readers.read(|conn| desk::visit(conn, booking))?;
            let Some(visit) = visit else { continue };
            let flagged = visit.repeats.iter().any(|(repeat, _)| repeat == id) && !visit.unsent;
            ensure!(flagged, "tablet {p} does not show that {id} repeats: {visit:?}");
        }
        Ok(())
    }
}

/// Every row of the clinic, as a tablet reads them.
fn pull_all(world: &World, place: &Place) -> anyhow::Result<PullReply> {
    let tablet = world.phones[0].tablet.clone().context("a tablet")?;
    let tokens = talk::sign_in_tablet(world, &tablet)?;
    let hello = talk::hello(world, &tokens)?;
    let s = format!("clinic:{}", place.clinic);
    let mut all: Option<PullReply> = None;
    loop {
        let cur = all.as_ref().map_or(0, |all| all.to);
        let ask = SyncRequest {
            proto: PROTO,
            epoch: hello.epoch.clone(),
            device: None,
            at: At::default(),
            push: vec![],
            pull: vec![PullScope { s: s.clone(), cur, load: 0 }],
        };
        let mut reply: SyncReply = talk::sync(world, &tokens, &ask)?;
        let page = reply.pull.pop().context("the clinic is not in the answer")?;
        let more = page.more;
        match &mut all {
            Some(all) => {
                all.rows.extend(page.rows);
                all.to = page.to;
            }
            None => all = Some(page),
        }
        if !more {
            return all.context("a page");
        }
    }
}
