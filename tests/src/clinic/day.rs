//! What happens at the desks.

use petpro_client::store::desk;
use petpro_domain::checkin::{How, Verdict, Weights};
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::pet::{Species, Visitor};
use petpro_domain::wire::{CheckinRecord, CheckinVoid, OpBody, WalkedIn};
use petpro_sync::device::{Change, Event, intent};
use petpro_sync::planted::Planted;

use super::oracle::{Made, Oracle};
use super::place::{Place, Shown};
use super::{DAYS, Summary, TABLETS};
use crate::fullstack::dice::Dice;
use crate::fullstack::drain;
use crate::fullstack::files;
use crate::fullstack::world::{Plan, World};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A clinic in the middle of its days.
struct Clinic {
    world: World,
    place: Place,
    oracle: Oracle,
}

/// Lives the days, heals everything, and judges.
pub fn run(seed: u64, passes: usize, sum: &mut Summary) -> anyhow::Result<()> {
    let mut dice = Dice::new(seed);
    let plan = Plan {
        phones: TABLETS,
        taps: 0,
        goods: 1,
        faults: [0, 10, 30][dice.below(3)],
        kills: true,
        restores: dice.chance(40),
        copies: dice.chance(40),
        catalogue: 0,
        skew: false,
    };
    let scratch = files::scratch()?;
    let mut world = World::at(scratch.path().to_owned(), plan, dice, Planted::NONE, seed)?;
    world._scratch = Some(scratch);
    let place = Place::open(&mut world)?;
    let mut clinic = Clinic { world, place, oracle: Oracle::default() };
    for day in 0..DAYS {
        clinic.day(day, passes)?;
    }
    drain::drain(&mut clinic.world)?;
    clinic.oracle.judge(&mut clinic.world, &clinic.place)?;
    sum.device_days = TABLETS as u64 * DAYS;
    sum.checkins = clinic.oracle.made.len() as u64;
    sum.repeats = clinic.oracle.repeats();
    sum.counts = clinic.world.counts;
    Ok(())
}

impl Clinic {
    /// A morning's bookings, then one pass after the other, ten hours long.
    fn day(&mut self, day: u64, passes: usize) -> anyhow::Result<()> {
        let restores_at = (self.world.plan.restores && day == DAYS - 2).then(|| self.world.dice.below(passes));
        let backs_up_at = (self.world.plan.restores && day == DAYS - 3).then(|| self.world.dice.below(passes));
        // Nine in ten are known in the morning; the others are made while tablets are offline.
        self.place.book(&mut self.world, passes * 9 / 10)?;
        for p in 0..self.world.phones.len() {
            self.be_online(p, true)?;
        }
        self.go_by(5 * MINUTE)?;
        for n in 0..passes {
            if backs_up_at == Some(n) {
                self.world.count("server backed up").backend.back_up()?;
            }
            if restores_at == Some(n) {
                self.world.restore_server()?;
            }
            if n % 10 == 9 {
                self.place.book(&mut self.world, 1)?;
            }
            self.mishap()?;
            let p = self.world.dice.below(self.world.phones.len());
            let online = self.world.dice.chance(10);
            self.be_online(p, online)?;
            self.pass(p)?;
            if self.world.dice.chance(5) {
                self.walk_in(p)?;
            }
            let pause = self.world.dice.between(MINUTE, 5 * MINUTE);
            self.go_by(pause)?;
        }
        for p in 0..self.world.phones.len() {
            if self.world.phones[p].waiting()? > 0 && !self.world.phones[p].online {
                self.world.count("left unsent overnight");
            }
        }
        self.go_by(12 * HOUR)
    }

    fn go_by(&mut self, ms: i64) -> anyhow::Result<()> {
        // What is on its way arrives first, then the rest at once: hours without anybody are no work.
        for _ in 0..200 {
            self.world.pass_time()?;
            if self.world.phones.iter().all(|phone| phone.flights.is_empty()) {
                break;
            }
        }
        self.world.now_ms += ms;
        self.world.backend.set_clock(self.world.now_ms);
        self.world.pass_time()?;
        self.world.check_liveness()
    }

    fn be_online(&mut self, p: usize, online: bool) -> anyhow::Result<()> {
        if self.world.phones[p].held.is_some() && online {
            return crate::fullstack::talk::sign_in_again(&mut self.world, p);
        }
        if self.world.phones[p].online != online {
            self.world.phones[p].online = online;
            self.world.give(p, Event::Online(online))?;
        }
        Ok(())
    }

    /// What goes wrong now and then.
    fn mishap(&mut self) -> anyhow::Result<()> {
        let p = self.world.dice.below(self.world.phones.len());
        match self.world.dice.below(1_000) {
            0..15 => self.world.kill(p),
            15..25 => {
                self.world.count("clock set days off");
                let days = self.world.dice.between(-10, 10);
                self.world.phones[p].skew_ms = days * 24 * HOUR;
                Ok(())
            }
            25..35 => {
                // Off and on: what its monotonic clock says means nothing any more.
                self.world.count("switched off");
                let boots = ["boot", "second boot", "third boot", "fourth boot"];
                let now = boots.iter().position(|boot| *boot == self.world.phones[p].boot).unwrap_or(0);
                self.world.phones[p].boot = boots[(now + 1).min(boots.len() - 1)];
                self.world.kill(p)
            }
            35..45 if self.world.plan.copies => self.world.copy_phone(p),
            45..48 if self.world.plan.copies => self.put_copy_back(p),
            48..50 if self.world.plan.copies && self.world.phones.len() <= TABLETS => self.world.clone_phone(),
            50..55 => self.world.count("server restarted").backend.restart(),
            55..60 => self.world.count("server killed").backend.kill(),
            _ => Ok(()),
        }
    }

    fn put_copy_back(&mut self, p: usize) -> anyhow::Result<()> {
        let before = self.world.phones[p].durable.clone();
        self.world.put_copy_back(p)?;
        for op in before.difference(&self.world.phones[p].durable) {
            self.oracle.lose(*op);
        }
        Ok(())
    }

    /// Somebody shows a pass at this desk; some of them were at another one already.
    fn pass(&mut self, p: usize) -> anyhow::Result<()> {
        let again = self.world.dice.chance(8);
        let Some(shown) = self.place.next(&mut self.world.dice, again) else { return Ok(()) };
        let booking = shown.booking;
        self.check_in(p, &shown)?;
        // The same owner at the next desk, a minute later, with nobody online.
        if self.world.dice.chance(6) {
            let other = (p + 1) % self.world.phones.len();
            self.be_online(other, false)?;
            if !self.world.phones[p].online {
                self.world.count("repeat at another desk, both offline");
            }
            self.check_in(other, &shown)?;
        }
        if self.world.dice.chance(3) { self.void(p, booking) } else { Ok(()) }
    }

    fn check_in(&mut self, p: usize, shown: &Shown) -> anyhow::Result<()> {
        let phone = &self.world.phones[p];
        let (visit, own) = phone
            .account()
            .readers
            .read(|conn| Ok((desk::visit(conn, shown.booking)?, desk::own_checkin(conn, shown.booking)?)))?;
        let verdict = match (&visit, own) {
            (None, None) => Verdict::NotYetKnown,
            (Some(visit), None) if visit.row.arrival.is_none() => Verdict::Genuine,
            _ => Verdict::AlreadyCheckedIn,
        };
        let (unknown, repeat) = (visit.is_none(), own.is_some());
        let record = CheckinRecord {
            clinic: self.place.clinic,
            pass: Some(shown.pass.clone()),
            booking: Some(shown.booking),
            how: How::Scan,
            verdict,
            sig_ok: true,
            scale: Weights::default(),
            actor: None,
        };
        if unknown {
            self.world.count("check-in of a booking that had not reached the tablet");
        }
        if repeat {
            self.world.count("repeat at the same desk");
        }
        if let Some(op) = self.write(p, &OpBody::CheckinRecord(record))? {
            let made = Made { booking: shown.booking, at_ms: self.world.now_ms, p, lost: false };
            self.oracle.made.insert(op, made);
            self.world.give(p, Event::Enqueued)?;
        }
        Ok(())
    }

    /// Somebody stands there who has not booked.
    fn walk_in(&mut self, p: usize) -> anyhow::Result<()> {
        let said = WalkedIn {
            clinic: self.place.clinic,
            service: self.place.service,
            pets: vec![Visitor { id: None, name: "Sora".into(), species: Species::Bird }],
            owner: "Rin".into(),
            note: String::new(),
            scale: Weights::default(),
            actor: None,
        };
        if let Some(op) = self.write(p, &OpBody::WalkedIn(said))? {
            self.world.count("came without a booking");
            let made = Made { booking: BookingId(op.0), at_ms: self.world.now_ms, p, lost: false };
            self.oracle.made.insert(op, made);
            self.oracle.walk_ins.insert(op);
            self.world.give(p, Event::Enqueued)?;
        }
        Ok(())
    }

    fn void(&mut self, p: usize, booking: BookingId) -> anyhow::Result<()> {
        let own = self.world.phones[p].account().readers.read(|conn| desk::own_checkin(conn, booking))?;
        let Some((id, _)) = own else { return Ok(()) };
        let void = CheckinVoid { id, reason: "the wrong dog".into(), actor: None };
        if let Some(op) = self.write(p, &OpBody::CheckinVoid(void))? {
            self.world.count("check-in voided");
            self.oracle.voided.insert(id, op);
            self.world.give(p, Event::Enqueued)?;
        }
        Ok(())
    }

    /// One transaction on the tablet; none where the process died before it.
    fn write(&mut self, p: usize, body: &OpBody) -> anyhow::Result<Option<OpId>> {
        let fuse = self.world.dice.chance(2).then(|| self.world.phones[p].light_fuse(0));
        let now = self.world.phones[p].now(self.world.now_ms);
        let dice = &mut self.world.dice;
        let op = intent(body, vec![], &now, &mut || dice.bits());
        let id = op.id;
        let scope = self.world.phones[p].scope();
        self.world.phones[p].commit(Change::enqueue(&scope, op))?;
        if fuse.is_some_and(|fuse| fuse.burnt()) {
            self.world.count("killed in a check-in").phones[p].rise()?;
            self.world.begin(p)?;
            return Ok(None);
        }
        self.world.phones[p].put_out_fuse();
        self.world.phones[p].durable.insert(id);
        Ok(Some(id))
    }
}
