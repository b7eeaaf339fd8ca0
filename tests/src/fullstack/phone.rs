//! A device: the client's real files and engine, and where its sign-in and its one call stand.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use parking_lot::Mutex;
use petpro_client::session::Tokens;
use petpro_client::store::{Account, Catalog, SyncStore};
use petpro_domain::ids::{ClinicId, HouseholdId, OpId, TabletId, UserId};
use petpro_sync::device::{Call, Change, Config, Device, Effect, Event, Health, Now, Store};

use petpro_sync::planted::Planted;

use super::dice::Dice;
use super::files::{self, Lives};
use super::net::{Answer, Luck, Request};

/// One phone of the household.
pub struct Phone {
    pub lives: Lives,
    pub user: UserId,
    pub household: HouseholdId,
    /// A clinic's tablet instead of a person's phone.
    pub tablet: Option<Tablet>,
    planted: Planted,
    files: Option<Files>,
    /// Wall clock minus true time, ms.
    pub skew_ms: i64,
    /// Names the time since it was switched on.
    pub boot: &'static str,
    pub tokens: Option<Tokens>,
    pub online: bool,
    /// Calls that are on their way, also those that the engine has given up (N3).
    pub flights: Vec<Flight>,
    /// Members of a snapshot file that this process has asked for.
    pub members: u32,
    /// The engine's timer, monotonic ms.
    pub wake: Option<i64>,
    /// It waits for a new access token.
    pub refreshing: bool,
    pub held: Option<Health>,
    /// Ops that a commit has confirmed and no older file has replaced (O10).
    pub durable: BTreeSet<OpId>,
}

/// What makes a phone a clinic's tablet.
#[derive(Clone)]
pub struct Tablet {
    pub id: TabletId,
    pub clinic: ClinicId,
    pub key: SigningKey,
}

struct Files {
    account: Account,
    catalog: Catalog,
    device: Device,
}

/// A call on its way.
pub struct Flight {
    pub call: Call,
    pub luck: Luck,
    /// Until it has arrived.
    pub request: Option<Request>,
    pub arrives_ms: i64,
    pub due_ms: i64,
    pub answer: Option<Answer>,
}

/// How many more commits the process lives, and whether it has died.
#[derive(Clone)]
pub struct Fuse(Arc<Mutex<(u32, bool)>>);

impl Fuse {
    pub fn burnt(&self) -> bool {
        self.0.lock().1
    }
}

impl Phone {
    pub fn new(lives: Lives, user: UserId, household: HouseholdId, skew_ms: i64, planted: Planted) -> Self {
        Self {
            lives,
            user,
            household,
            tablet: None,
            planted,
            files: None,
            skew_ms,
            boot: "boot",
            tokens: None,
            online: true,
            flights: vec![],
            members: 0,
            wake: None,
            refreshing: false,
            held: None,
            durable: BTreeSet::new(),
        }
    }

    /// The scope of its cart, or of its clinic.
    pub fn scope(&self) -> String {
        match &self.tablet {
            Some(tablet) => format!("clinic:{}", tablet.clinic),
            None => format!("household:{}", self.household),
        }
    }

    /// Opens the files of this life, as an app does that was just started.
    pub fn open(&mut self) -> petpro_client::Result<()> {
        let dir = self.lives.dir();
        let account = match &self.tablet {
            Some(tablet) => Account::open_tablet(&dir, self.user, tablet.clinic, self.household)?,
            None => Account::open_user(&dir, self.user, self.household)?,
        };
        let catalog = Catalog::open(&dir.join("catalog-jp.db"))?;
        let device = Device::new(Config { planted: self.planted, ..Config::default() });
        self.files = Some(Files { account, catalog, device });
        (self.wake, self.refreshing, self.held) = (None, false, None);
        self.flights.clear();
        self.members = 0;
        Ok(())
    }

    /// An orderly end of the process.
    pub fn close(&mut self) {
        self.files = None;
    }

    /// Gives one event to the engine. What it wants done is the world's to do.
    pub fn step(&mut self, event: Event, now_ms: i64, dice: &mut Dice) -> petpro_client::Result<Vec<Effect>> {
        let now = self.now(now_ms);
        let files = self.files.as_mut().expect("stepped while open");
        let mut store = SyncStore { account: &files.account, catalog: &files.catalog, wall_ms: now.wall };
        let mut effects = Vec::new();
        files.device.step(event, &now, &mut || dice.bits(), &mut store, &mut effects)?;
        Ok(effects)
    }

    /// The clocks as this phone believes them.
    pub fn now(&self, now_ms: i64) -> Now<'static> {
        Now { mono: now_ms, wall: now_ms + self.skew_ms, boot: self.boot }
    }

    /// The open account file.
    pub fn account(&self) -> &Account {
        &self.files.as_ref().expect("asked while open").account
    }

    /// The open catalogue file.
    pub fn catalog(&self) -> &Catalog {
        &self.files.as_ref().expect("asked while open").catalog
    }

    /// Nothing under way and nothing the engine waits for.
    pub fn is_quiet(&self) -> bool {
        self.flights.is_empty() && self.wake.is_none() && !self.refreshing && self.held.is_none()
    }

    /// A change past the person's taps.
    pub fn commit(&mut self, change: Change) -> petpro_client::Result<()> {
        let files = self.files.as_ref().expect("written while open");
        SyncStore { account: &files.account, catalog: &files.catalog, wall_ms: 0 }.commit(change)
    }

    /// How many ops wait.
    pub fn waiting(&self) -> petpro_client::Result<usize> {
        let files = self.files.as_ref().expect("asked while open");
        SyncStore { account: &files.account, catalog: &files.catalog, wall_ms: 0 }.waiting()
    }

    /// The process will die at its `commits`-th commit from now, just before it: what lies on the
    /// disk then is kept for the next life.
    pub fn light_fuse(&self, commits: u32) -> Fuse {
        let fuse = Fuse(Arc::new(Mutex::new((commits, false))));
        let (shared, from, to) = (fuse.clone(), self.lives.dir(), self.lives.next_dir());
        let hook = move || {
            let mut state = shared.0.lock();
            match *state {
                (0, false) => state.1 = files::copy(&from, &to).is_ok(),
                (left, burnt) => *state = (left.saturating_sub(1), burnt),
            }
        };
        self.account().writer.lock().before_commit(hook).expect("a hook on an open connection");
        fuse
    }

    pub fn put_out_fuse(&self) {
        self.account().writer.lock().before_commit(|| {}).expect("an open connection");
    }

    /// Killed now, between two transactions.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.lives.leave()?;
        self.rise()
    }

    /// Started again from what a burnt fuse has left.
    pub fn rise(&mut self) -> anyhow::Result<()> {
        self.files = None;
        self.lives.begin_next()?;
        Ok(self.open()?)
    }

    /// The files become those of an older copy.
    pub fn become_copy(&mut self, copy: &Path) -> anyhow::Result<()> {
        self.files = None;
        files::copy(copy, &self.lives.next_dir())?;
        self.lives.begin_next()?;
        Ok(self.open()?)
    }

    /// The ids in outbox and archive, read past the client's code.
    pub fn ops_on_disk(&self) -> anyhow::Result<Vec<OpId>> {
        let db = rusqlite::Connection::open(self.lives.dir().join("accounts").join(format!("{}.db", self.user)))?;
        let mut find = db.prepare("SELECT op_id FROM outbox UNION ALL SELECT op_id FROM op_done")?;
        let ids = find.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(ids.collect::<Result<Vec<_>, _>>()?.iter().filter_map(|id| OpId::from_slice(id)).collect())
    }
}
