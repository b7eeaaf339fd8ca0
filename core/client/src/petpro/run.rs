//! One turn of syncing: the engine's effects become requests and timers, their outcomes
//! its events. Steps of the engine write to the disk and run where blocking is allowed.

use std::pin::Pin;
use std::time::Duration;

use petpro_domain::Code;
use petpro_sync::device::{Ask, Config, Device, Effect, Event, Health};
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::calls::{self, Outcome};
use super::turn::Turn;
use super::{PetPro, Topic};
use crate::error::{Error, Result};
use crate::session::Kept;
use crate::state::Synced;
use crate::store::{Durability, Owner, SyncStore, meta, ops};
use crate::transport::{Download, Fault};

/// How long the archive is kept.
const KEPT_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;

/// A call or a refresh under way.
type Flying = Pin<Box<dyn Future<Output = Landed> + Send>>;

/// What came back.
pub(super) enum Landed {
    Call(Outcome),
    /// A member of a snapshot file, and the rest of the file.
    Member(Outcome, Option<Download>),
    Token(Result<String>),
}

pub(super) struct Run {
    petpro: PetPro,
    _turn: Turn,
    device: Device,
    token: Option<String>,
    pub flying: Option<Flying>,
    /// The snapshot file under way; other calls may come between two members.
    download: Option<Download>,
    /// When the engine wants [`Event::Wake`].
    pub wake: Option<Instant>,
    /// The last failure; none after a success.
    pub fault: Option<Fault>,
    pub told: Synced,
}

impl Run {
    /// Moves a promised guest's cart in, and greets the engine.
    pub async fn begin(petpro: &PetPro, turn: Turn) -> Result<Self> {
        let config = &petpro.inner.config;
        if let Err(error) = petpro.move_guest_in() {
            tracing::warn!(code = %error.code(), "the guest's cart stays for the next try");
        }
        let kept = config.secrets.load()?;
        let login = kept.login.as_ref();
        if login.is_some_and(|login| !login.good) {
            return Err(Error::new(Code::Unauthenticated, "sign in again"));
        }
        let device = Device::new(Config {
            app: env!("CARGO_PKG_VERSION").into(),
            platform: config.platform.clone(),
            install_nonce: kept.install_nonce.clone(),
            market: Some(config.market.clone()),
            ..Config::default()
        });
        let mut run = Self {
            petpro: petpro.clone(),
            _turn: turn,
            device,
            token: login.map(|login| login.access_token.clone()),
            flying: None,
            download: None,
            wake: None,
            fault: None,
            told: Synced::default(),
        };
        if run.is_copy(&kept)? {
            run.step(Event::Copied).await?;
            run.note_nonce(&kept)?;
        }
        run.forget_old()?;
        let event = if run.token.is_some() { Event::SignedIn } else { Event::SignedOut };
        run.step(event).await?;
        Ok(run)
    }

    /// Was this account's file made on another installation? (A backup put on a second phone.)
    fn is_copy(&self, kept: &Kept) -> Result<bool> {
        let noted = self
            .petpro
            .inner
            .files(|files| files.account.readers.read(|conn| meta::get::<String>(conn, "install_nonce")))?;
        match noted {
            Some(noted) => Ok(noted != kept.install_nonce),
            None => self.note_nonce(kept).map(|()| false),
        }
    }

    /// Accepted intents are kept for a server that is restored within 30 days. Not judged by a clock
    /// that is known to be off: set far ahead it would empty the archive.
    fn forget_old(&self) -> Result<()> {
        let wall = self.petpro.inner.config.clock.wall_ms();
        self.petpro.inner.files(|files| {
            files.account.writer.lock().write(Durability::Normal, |tx| {
                match meta::get::<Option<i64>>(tx, "server_offset_ms")?.flatten() {
                    Some(offset) if offset.abs() < DAY_MS => ops::forget_before(tx, wall - KEPT_DAYS * DAY_MS),
                    _ => Ok(()),
                }
            })
        })
    }

    fn note_nonce(&self, kept: &Kept) -> Result<()> {
        self.petpro.inner.files(|files| {
            let mut writer = files.account.writer.lock();
            writer.write(Durability::Full, |tx| meta::set(tx, "install_nonce", &kept.install_nonce))
        })
    }

    /// Gives the engine one event and carries out what it asks for.
    pub async fn step(&mut self, event: Event) -> Result<()> {
        let (petpro, mut device) = (self.petpro.clone(), self.device.clone());
        let stepped = spawn_blocking(move || {
            let boot = petpro.inner.config.clock.boot();
            let now = petpro.inner.now(&boot);
            let mut out = Vec::new();
            let done = petpro.inner.files(|files| {
                let mut store = SyncStore { account: &files.account, catalog: &files.catalog, wall_ms: now.wall };
                device.step(event, &now, &mut petpro.inner.random(), &mut store, &mut out)
            });
            (device, out, done)
        });
        let (device, effects, done) =
            stepped.await.map_err(|error| Error::caused(Code::Internal, "a step of the engine panicked", error))?;
        self.device = device;
        self.wake = None;
        for effect in effects {
            self.obey(effect)?;
        }
        done
    }

    fn obey(&mut self, effect: Effect) -> Result<()> {
        let inner = &self.petpro.inner;
        match effect {
            Effect::Send(call) => {
                self.told.trips += 1;
                let (inner, token) = (inner.clone(), self.token.clone());
                let of_file = matches!(call.ask, Ask::Member(_));
                let mut open = if of_file { self.download.take() } else { None };
                self.flying = Some(Box::pin(async move {
                    let outcome = calls::make(inner, call, token, &mut open).await;
                    if of_file { Landed::Member(outcome, open) } else { Landed::Call(outcome) }
                }));
            }
            Effect::Refresh => {
                let (petpro, used) = (self.petpro.clone(), self.token.clone().unwrap_or_default());
                self.flying = Some(Box::pin(async move { Landed::Token(petpro.renew(&used).await) }));
            }
            Effect::Wake { mono } => {
                let wait = mono.saturating_sub_unsigned(inner.config.clock.mono_ms()).max(0);
                self.wake = Some(Instant::now() + Duration::from_millis(wait as u64));
            }
            Effect::Settled { op, st, code } => {
                tracing::info!(%op, ?st, ?code, "settled");
                self.told.settled += 1;
                inner.bell.ring(&[Topic::Outbox, Topic::Cart, Topic::Board, Topic::Pets, Topic::Shop]);
            }
            Effect::Changed { s } if s.starts_with("clinic:") => inner.bell.ring(&[Topic::Board]),
            Effect::Changed { s } if s.starts_with("user:") => inner.bell.ring(&[Topic::Cart, Topic::Inbox]),
            Effect::Changed { s } if s.starts_with("household:") => inner.bell.ring(&[Topic::Cart, Topic::Pets]),
            Effect::Changed { s } if s.starts_with("vendor") => inner.bell.ring(&[Topic::Shop]),
            // Prices and shops of the cart come from the catalogue.
            Effect::Changed { .. } => inner.bell.ring(&[Topic::Cart]),
            Effect::Progress { s, rows, of } => {
                self.told.rows += rows;
                inner.progress.send_replace(Some(crate::state::Progress { scope: s, rows: self.told.rows, of }));
            }
            Effect::Health { health, .. } => return held(health),
            Effect::Renamed { fork } => tracing::warn!(fork, "this device took a new name"),
            Effect::Mismatch { s, ours, theirs } => {
                tracing::error!(%s, ours = format!("{ours:016x}"), theirs = format!("{theirs:016x}"), "digest differs");
            }
            Effect::Odd(what) => tracing::error!(what, "the server broke the protocol"),
        }
        Ok(())
    }

    /// Takes what came back from the network.
    pub async fn land(&mut self, landed: Landed) -> Result<()> {
        self.flying = None;
        match landed {
            Landed::Call((event, fault)) => {
                self.petpro.inner.note_reach(fault.as_ref());
                self.fault = fault;
                self.step(event).await?;
                if self.fault.is_none() { self.heard() } else { Ok(()) }
            }
            Landed::Member((event, fault), download) => {
                self.fault = fault;
                self.download = download;
                self.step(event).await
            }
            Landed::Token(Ok(token)) => {
                self.token = Some(token);
                self.step(Event::Refreshed(true)).await
            }
            Landed::Token(Err(error)) if error.code() == Code::Unauthenticated => {
                self.step(Event::Refreshed(false)).await
            }
            Landed::Token(Err(error)) => Err(error),
        }
    }

    /// Notes when the server was last heard, and how far this device's clock is off.
    fn heard(&self) -> Result<()> {
        let inner = &self.petpro.inner;
        let (wall, boot) = (inner.config.clock.wall_ms(), inner.config.clock.boot());
        let (offset, ahead) = {
            let offset = inner.offset.lock();
            (offset.ms(), offset.mono_ms())
        };
        inner.files(|files| {
            files.account.writer.lock().write(Durability::Normal, |tx| {
                meta::set(tx, "synced_ms", wall)?;
                meta::set(tx, "server_offset_ms", offset)?;
                meta::set_true_now(tx, &boot, ahead)
            })?;
            files.catalog.writer.lock().write(Durability::Normal, |tx| meta::set(tx, "current_ms", wall))
        })
    }

    /// What the event stream is opened with.
    pub fn token(&self) -> Option<String> {
        self.token.clone()
    }

    /// Nothing is under way and nothing is planned: everything pushed and pulled.
    pub fn is_done(&self) -> bool {
        self.flying.is_none() && self.wake.is_none()
    }

    /// What is still pending, for the final report.
    pub fn report(mut self) -> Result<Synced> {
        self.told.pending = self.petpro.inner.files(|files| match files.account.owner {
            Owner::Guest => Ok(0),
            _ => files.account.readers.read(ops::waiting),
        })? as u32;
        Ok(self.told)
    }
}

/// What a person has to do before anything more can be sent.
fn held(health: Health) -> Result<()> {
    let (code, why) = match health {
        Health::Ok | Health::HeldServer => return Ok(()),
        Health::HeldAuth => (Code::Unauthenticated, "sign in again"),
        Health::HeldUpgrade => (Code::UpgradeRequired, "this app is too old for the server"),
        Health::HeldForbidden => (Code::DeviceNotYours, "this device was removed from the account"),
    };
    Err(Error::new(code, why))
}
