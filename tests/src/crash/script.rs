//! The scenarios: phones and a server over files in one folder, and a mark for every promise.

use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;

use petpro_domain::ids::OpId;
use petpro_sync::device::Event;
use petpro_sync::planted::Planted;

use super::marks::{Mark, Pen};
use crate::fullstack::dice::Dice;
use crate::fullstack::phone::Phone;
use crate::fullstack::tap;
use crate::fullstack::world::{Plan, World};

/// More rounds than anything here needs.
const ROUNDS: usize = 400;

/// What happens while calls are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Forty taps without network.
    Offline,
    /// Each tap is carried to the server before the next one.
    OneByOne,
    /// Two phones meet after a day without network, twice.
    Backlogs,
    /// Server and phones end in order and start again, which empties every log into its database.
    Restarts,
    /// A backup is put in place: another history, and everything is offered again.
    AnotherHistory,
}

impl Scenario {
    pub const ALL: [Scenario; 5] =
        [Self::Offline, Self::OneByOne, Self::Backlogs, Self::Restarts, Self::AnotherHistory];

    pub fn phones(self) -> usize {
        match self {
            Self::Offline | Self::OneByOne => 1,
            Self::Backlogs | Self::Restarts | Self::AnotherHistory => 2,
        }
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|scenario| format!("{scenario:?}") == name);
        found.ok_or_else(|| format!("there is no scenario {name}"))
    }
}

/// A world without luck: nothing is lost on the way, nobody is killed.
pub(super) fn world(scenario: Scenario, root: &Path, seed: u64, planted: Planted) -> anyhow::Result<World> {
    let plan = Plan {
        phones: scenario.phones(),
        taps: 0,
        goods: 5,
        faults: 0,
        kills: false,
        restores: false,
        copies: false,
        catalogue: 0,
        skew: false,
    };
    World::at(root.to_owned(), plan, Dice::new(seed), planted, seed)
}

/// Plays a scenario below `dir`. This is what is recorded.
pub fn play(scenario: Scenario, dir: &Path) -> anyhow::Result<()> {
    let mut world = world(scenario, dir, 1, Planted::NONE)?;
    world.register()?;
    for _ in 0..scenario.phones() {
        world.buy_phone()?;
    }
    let mut play = Play { pen: Pen::new(dir)?, told: BTreeSet::new(), world };
    play.meet()?;
    let (user, household) = (play.world.phones[0].user, play.world.phones[0].household);
    play.pen.mark(&Mark::Ready { user, household })?;
    match scenario {
        Scenario::Offline => {
            play.part()?;
            play.taps(40)
        }
        Scenario::OneByOne => (0..25).try_for_each(|_| {
            play.taps(1)?;
            play.settle()
        }),
        Scenario::Backlogs => (0..2).try_for_each(|_| {
            play.part()?;
            play.taps(20)?;
            play.meet()
        }),
        Scenario::Restarts => (0..3).try_for_each(|_| {
            play.taps(6)?;
            play.meet()?;
            play.world.backend.restart()?;
            play.reopen()
        }),
        Scenario::AnotherHistory => {
            play.taps(8)?;
            play.meet()?;
            play.world.backend.back_up()?;
            play.taps(8)?;
            play.meet()?;
            play.pen.mark(&Mark::Closed)?;
            play.world.oracle.restored = true;
            play.world.backend.restore(&play.world.runtime, 0)?;
            play.pen.mark(&Mark::Restored)?;
            play.taps(4)?;
            play.meet()?;
            play.taps(4)
        }
    }
}

struct Play {
    world: World,
    pen: Pen,
    told: BTreeSet<OpId>,
}

impl Play {
    /// So many taps on every phone.
    fn taps(&mut self, n: usize) -> anyhow::Result<()> {
        for _ in 0..n {
            for phone in 0..self.world.phones.len() {
                self.tap(phone)?;
            }
        }
        Ok(())
    }

    fn tap(&mut self, phone: usize) -> anyhow::Result<()> {
        let World { phones, shelf, now_ms, dice, oracle, .. } = &mut self.world;
        let Some((op, meant)) = tap::tap(&mut phones[phone], shelf, *now_ms, dice)? else { return Ok(()) };
        self.pen.mark(&Mark::Saved { phone, op, meant: meant.clone() })?;
        oracle.mean(op, meant);
        self.world.give(phone, Event::Enqueued)?;
        self.tell()
    }

    /// What devices were told since.
    fn tell(&mut self) -> anyhow::Result<()> {
        for (op, st) in self.world.oracle.told() {
            if self.told.insert(op) {
                self.pen.mark(&Mark::Settled { op, st })?;
            }
        }
        Ok(())
    }

    fn settle(&mut self) -> anyhow::Result<()> {
        for _ in 0..ROUNDS {
            if self.world.phones.iter().all(Phone::is_quiet) {
                return Ok(());
            }
            self.world.pass_time()?;
            self.tell()?;
        }
        anyhow::bail!("the phones do not come to rest")
    }

    fn network(&mut self, online: bool) -> anyhow::Result<()> {
        for phone in 0..self.world.phones.len() {
            self.world.phones[phone].online = online;
            self.world.give(phone, Event::Online(online))?;
        }
        Ok(())
    }

    /// No network for anybody.
    fn part(&mut self) -> anyhow::Result<()> {
        self.network(false)
    }

    /// Everybody sends and hears everything.
    fn meet(&mut self) -> anyhow::Result<()> {
        self.network(true)?;
        for _ in 0..2 {
            for phone in 0..self.world.phones.len() {
                self.world.give(phone, Event::Poke)?;
            }
            self.settle()?;
        }
        Ok(())
    }

    fn reopen(&mut self) -> anyhow::Result<()> {
        for phone in 0..self.world.phones.len() {
            self.world.phones[phone].close();
            self.world.phones[phone].open()?;
            self.world.begin(phone)?;
        }
        Ok(())
    }
}
