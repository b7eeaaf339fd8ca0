//! Opening, closing and what is behind the one object.

use std::path::PathBuf;

use parking_lot::{Mutex, RwLock};
use petpro_domain::{Code, Lang};
use petpro_sync::device::Now;
use tokio::sync::watch;

use super::pass::Ring;
use super::subscribe::Bell;
use super::turn::Turns;
use super::{PetPro, Topic, guard};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::session::{self, Kept, Login};
use crate::state::Progress;
use crate::store::{Account, Catalog, OpenLock, Salvaged, salvage};
use crate::transport::{Fault, Http, Offset};

pub(super) struct Inner {
    pub config: Config,
    pub http: Http,
    /// None while suspended. Local calls hold the read half, so that closing waits for them.
    files: RwLock<Option<Files>>,
    pub bell: Bell,
    pub offset: Mutex<Offset>,
    /// The keys of passes, opened once a list.
    pub ring: Mutex<Option<Ring>>,
    pub progress: watch::Sender<Option<Progress>>,
    pub turns: Turns,
    /// Chosen at run time; the device's own until then.
    pub lang: RwLock<Lang>,
    /// Whether the last try reached the server; none before the first.
    reached: Mutex<Option<bool>>,
}

/// The open files: one account's (or the guest's) and the market's catalogue.
pub(super) struct Files {
    pub account: Account,
    pub catalog: Catalog,
}

impl PetPro {
    /// Opens the data directory, made if missing. Needs no network.
    ///
    /// A store that is cut off or damaged (`store-corrupt`), foreign (`store-not-sqlite`),
    /// write-protected (`store-read-only`) or from a newer version (`store-newer`) is refused and
    /// not changed by a byte; only a damaged catalogue file is put aside and fetched again.
    pub fn open(config: Config) -> Result<Self> {
        guard(|| {
            let http = Http::new(&config.server)?;
            std::fs::create_dir_all(&config.data)?;
            let files = open_files(&config)?;
            let lang = Lang::parse(&config.lang).unwrap_or_default();
            let inner = Inner {
                config,
                http,
                files: RwLock::new(Some(files)),
                bell: Bell::default(),
                offset: Mutex::new(Offset::default()),
                ring: Mutex::default(),
                progress: watch::Sender::default(),
                turns: Turns::default(),
                lang: RwLock::new(lang),
                reached: Mutex::default(),
            };
            Ok(Self { inner: inner.into() })
        })
    }

    /// For a store that [`PetPro::open`] refuses as `store-corrupt`: copies what nobody else has
    /// (unsent intents, a guest's cart) row by row into a new file and says what was lost. The
    /// damaged file is put aside, never deleted; a store that is whole is left alone.
    pub fn repair(config: &Config) -> Result<Salvaged> {
        guard(|| {
            let _alone = OpenLock::take(&config.data)?;
            let kept = config.secrets.load()?;
            let file = account_file(config, &kept);
            match open_account(config, &kept) {
                Ok(_) => Err(Error::new(Code::Invalid, "the store is whole")),
                Err(error) if error.code() == Code::StoreCorrupt => salvage(&file, config.clock.wall_ms()),
                Err(error) => Err(error),
            }
        })
    }

    /// Closes the files before the phone freezes the app; whatever still reads or writes is waited
    /// for. Until [`PetPro::resume`] every call that needs them says `suspended`.
    pub fn suspend(&self) {
        *self.inner.files.write() = None;
    }

    /// Opens the files again; harmless when they are open.
    pub fn resume(&self) -> Result<()> {
        guard(|| {
            let mut files = self.inner.files.write();
            if files.is_none() {
                *files = Some(open_files(&self.inner.config)?);
            }
            drop(files);
            self.inner.bell.ring(&Topic::ALL);
            Ok(())
        })
    }
}

fn open_files(config: &Config) -> Result<Files> {
    let _alone = OpenLock::take(&config.data)?;
    let kept = session::with_nonce(config)?;
    let account = open_account(config, &kept)?;
    let catalog = Catalog::open(&config.data.join(format!("catalog-{}.db", config.market)))?;
    Ok(Files { account, catalog })
}

fn account_file(config: &Config, kept: &Kept) -> PathBuf {
    match &kept.login {
        Some(login) => config.data.join("accounts").join(format!("{}.db", login.user)),
        None => config.data.join("guest.db"),
    }
}

/// The file of whoever is signed in; the caller holds the open lock.
fn open_account(config: &Config, kept: &Kept) -> Result<Account> {
    match &kept.login {
        Some(Login { user, household, clinic: Some(clinic), .. }) => {
            Account::open_tablet(&config.data, *user, *clinic, *household)
        }
        Some(login) => Account::open_user(&config.data, login.user, login.household),
        None => Account::open_guest(&config.data, &*config.randomness, config.clock.wall_ms()),
    }
}

impl Inner {
    /// Runs `work` on the open files.
    pub fn files<T>(&self, work: impl FnOnce(&Files) -> Result<T>) -> Result<T> {
        match &*self.files.read() {
            Some(files) => work(files),
            None => Err(Error::new(Code::Suspended, "the files are closed")),
        }
    }

    /// Puts the file of whoever is signed in now in the place of the open one.
    pub fn switch_account(&self) -> Result<()> {
        let mut files = self.files.write();
        let Some(open) = files.as_mut() else { return Err(Error::new(Code::Suspended, "the files are closed")) };
        let _alone = OpenLock::take(&self.config.data)?;
        *self.ring.lock() = None; // another device's clinic may have another root
        open.account = open_account(&self.config, &self.config.secrets.load()?)?;
        Ok(())
    }

    /// The server answered, or this kept a request from it.
    pub fn note_reach(&self, fault: Option<&Fault>) {
        let now = fault.is_none_or(Fault::was_heard);
        let before = self.reached.lock().replace(now);
        if before != Some(now) {
            self.bell.ring(&[Topic::Outbox]);
        }
    }

    /// Whether the last try reached the server; none before the first.
    pub fn reached(&self) -> Option<bool> {
        *self.reached.lock()
    }

    /// The clocks as the engine takes them; `boot` outlives it.
    pub fn now<'a>(&self, boot: &'a str) -> Now<'a> {
        Now { mono: self.config.clock.mono_ms() as i64, wall: self.config.clock.wall_ms(), boot }
    }

    /// Eight random bytes at a time.
    pub fn random(&self) -> impl FnMut() -> u64 + use<'_> {
        || {
            let mut bytes = [0; 8];
            self.config.randomness.fill(&mut bytes);
            u64::from_be_bytes(bytes)
        }
    }
}
