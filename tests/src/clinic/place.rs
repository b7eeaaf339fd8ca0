//! The clinic itself: at the server, its tablets, and the bookings of its days.

use ed25519_dalek::SigningKey;
use petpro_domain::booking::Booking;
use petpro_domain::catalog::Names;
use petpro_domain::clinic::{Clinic, Hours, Policy, Zone};
use petpro_domain::ids::{BookingId, ClinicId, ServiceId, v7};
use petpro_domain::pass::{Appointment, Patient};
use petpro_domain::pet::{Species, Visitor};
use petpro_server::bookings::{self, Visit};
use petpro_server::feed::{self, OnTx};
use petpro_server::state::AppState;
use petpro_server::store::{Failure, Tx};
use petpro_server::{clinics, tablets};
use petpro_sync::planted::Planted;

use super::TABLETS;
use crate::fullstack::dice::Dice;
use crate::fullstack::files::Lives;
use crate::fullstack::phone::Phone;
use crate::fullstack::talk;
use crate::fullstack::world::World;

const MINUTE: i64 = 60_000;

/// The clinic and the passes of its visits.
pub struct Place {
    pub clinic: ClinicId,
    pub service: ServiceId,
    /// Not shown yet, the next one first.
    waiting: Vec<Shown>,
    /// Shown at least once.
    seen: Vec<Shown>,
}

/// A pass that somebody brings.
#[derive(Clone, Debug)]
pub struct Shown {
    pub booking: BookingId,
    /// As it is read.
    pub pass: String,
}

impl Place {
    /// A clinic that never closes, and its tablets, enrolled one by one.
    pub fn open(world: &mut World) -> anyhow::Result<Self> {
        let id = |dice: &mut Dice| {
            let bits = dice.bits().to_be_bytes();
            v7(1, [bits[0], bits[1], bits[2], bits[3], bits[4], bits[5], bits[6], bits[7], 0, 1])
        };
        let place = Self {
            clinic: ClinicId(id(&mut world.dice)),
            service: ServiceId(id(&mut world.dice)),
            waiting: vec![],
            seen: vec![],
        };
        let (clinic, now_ms) = (place.clinic, world.now_ms);
        world.backend.write(&world.runtime, move |_, tx| {
            feed::begin(tx, "e-0", now_ms)?;
            OnTx::write(tx, now_ms, |ledger| clinics::put_clinic(ledger, "jp", clinic, &profile())).map(drop)
        })?;
        for n in 0..TABLETS {
            let issue = move |app: &AppState, tx: &mut Tx| {
                tablets::issue(&app.random, tx, clinic, &format!("Desk {n}"), now_ms)
            };
            let code = world.backend.write(&world.runtime, issue)?;
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&world.dice.bits().to_be_bytes());
            let (tablet, tokens) = talk::enrol(world, &code, SigningKey::from_bytes(&seed))?;
            let lives = Lives::new(world.root.join(format!("tablet-{n}")))?;
            let mut phone = Phone::new(lives, tokens.user, tokens.household, 0, Planted::NONE);
            phone.tablet = Some(tablet);
            phone.tokens = Some(tokens);
            phone.open()?;
            world.phones.push(phone);
            world.begin(n)?;
        }
        Ok(place)
    }

    /// So many visits more, each half an hour long, from now on.
    pub fn book(&mut self, world: &mut World, visits: usize) -> anyhow::Result<()> {
        let (clinic, service, now_ms) = (self.clinic, self.service, world.now_ms);
        let mut made = Vec::with_capacity(visits);
        for n in 0..visits {
            let mut random = [0; 10];
            random[..8].copy_from_slice(&world.dice.bits().to_be_bytes());
            let id = BookingId(v7(now_ms.unsigned_abs(), random));
            let starts_ms = now_ms + (n as i64 + 1) * 3 * MINUTE;
            made.push((id, visit(id, clinic, service, starts_ms)));
        }
        let passes: Vec<Shown> = made.iter().map(|(id, row)| signed(world.backend.state(), *id, row)).collect();
        world.backend.write(&world.runtime, move |app, tx| save(app, tx, &made, now_ms))?;
        // The order in which people come is not that in which they booked.
        for shown in passes {
            let at = world.dice.below(self.waiting.len() + 1);
            self.waiting.insert(at, shown);
        }
        Ok(())
    }

    /// The next pass at a desk: a new one, or one that was shown before.
    pub fn next(&mut self, dice: &mut Dice, again: bool) -> Option<Shown> {
        if again && !self.seen.is_empty() {
            return Some(self.seen[dice.below(self.seen.len())].clone());
        }
        let shown = self.waiting.pop()?;
        self.seen.push(shown.clone());
        Some(shown)
    }
}

fn profile() -> Clinic {
    Clinic {
        names: Names { en: "Sakura Animal Clinic".into(), ..Names::default() },
        address: Names::default(),
        phone: String::new(),
        zone: Zone::parse("Asia/Tokyo").expect("a zone of this world"),
        hours: Hours::default(),
        policy: Policy::default(),
        about: Names::default(),
        closed: false,
    }
}

fn visit(id: BookingId, clinic: ClinicId, service: ServiceId, starts_ms: i64) -> Booking {
    let pets = vec![Visitor { id: None, name: "Mochi".into(), species: Species::Dog }];
    let confirmed = Booking::confirmed(id, (clinic, service), (starts_ms, starts_ms + 30 * MINUTE));
    Booking { pets, owner: "Hana".into(), ..confirmed }
}

/// Writes the visits.
fn save(app: &AppState, tx: &mut Tx, made: &[(BookingId, Booking)], now_ms: i64) -> Result<(), Failure> {
    let save = |ledger: &mut OnTx| {
        made.iter().try_for_each(|(id, row)| {
            let visit = Visit { id: *id, household: None, user: None, row: row.clone(), refused: None, next_ms: None };
            bookings::save(app, ledger, &visit, now_ms)
        })
    };
    OnTx::write(tx, now_ms, save).map(drop)
}

/// The pass of a visit, on paper.
fn signed(app: &AppState, booking: BookingId, row: &Booking) -> Shown {
    let said = Appointment {
        booking,
        clinic: row.clinic,
        version: row.pass_v,
        from_s: u32::try_from(row.starts_ms / 1_000).unwrap_or(0),
        minutes: 1_440,
        owner: row.owner.clone(),
        pets: vec![Patient { species: Species::Dog, name: "Mochi".into() }],
        phone: None,
    };
    let text = app.keys.passes.sign_pass(&said, row.starts_ms).expect("a server has a key");
    Shown { booking, pass: text.to_string() }
}
