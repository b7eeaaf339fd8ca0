//! The state between two events. Nothing here is on disk: after a restart the device says hello
//! and finds out again.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::wire::{HelloRequest, Limits, OpState, PROTO, PullScope, PushScope, Snapshot, SyncRequest};

use super::pace::{CAP_MS, Pace};
use super::snapshot::{Fetch, load_of};
use super::{Ask, Call, Change, Done, Effect, Event, Failure, Health, Now, Random, Scope, Store, Write};
use crate::planted::{Bug, Planted};

/// What the shell knows about itself.
#[derive(Clone, Debug)]
pub struct Config {
    /// The app's version.
    pub app: String,
    pub platform: String,
    /// Compared with the keystore's by the shell; told to the server.
    pub install_nonce: String,
    /// The market whose catalogue is followed; `None`: the server's first.
    pub market: Option<String>,
    /// A call without an answer for so long is given up, ms.
    pub patience_ms: i64,
    pub planted: Planted,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            app: env!("CARGO_PKG_VERSION").into(),
            platform: "cli".into(),
            install_nonce: String::new(),
            market: None,
            patience_ms: 30_000,
            planted: Planted::NONE,
        }
    }
}

/// The device half of the engine. Feed it events with [`Device::step`].
#[derive(Clone, Debug)]
pub struct Device {
    pub(super) config: Config,
    pub(super) online: bool,
    pub(super) session: Session,
    pub(super) greeting: Option<Greeting>,
    pub(super) flight: Option<Flight>,
    pub(super) pace: Pace,
    /// There may be something to pull.
    pub(super) stale: bool,
    /// The last call of this kind was an exchange and not a member of a file.
    exchanged: bool,
    /// Ops per lane and request; halved by a 413.
    pub(super) batch: usize,
    /// Lanes whose next op the server does not know yet.
    pub(super) held: BTreeMap<String, String>,
    /// Members in a row that did not come.
    pub(super) cuts: u32,
    /// Monotonic ms since when a new token is being fetched.
    pub(super) refreshing: Option<i64>,
    /// The token was refreshed for this very attempt.
    pub(super) refreshed: bool,
    pub(super) told: Option<Health>,
}

/// Whether the account's scopes can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Session {
    /// Nobody is signed in: catalogues only.
    None,
    In,
    /// Signed in, but the token is over, the device revoked or the app too old.
    Held(Health),
}

/// What the last hello said.
#[derive(Clone, Debug)]
pub(super) struct Greeting {
    pub epoch: String,
    pub server: String,
    pub limits: Limits,
    pub scopes: Vec<Followed>,
    /// Said with a token: account scopes are among them.
    pub signed: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Followed {
    pub s: String,
    /// A file to begin with instead of page after page.
    pub snapshot: Option<Snapshot>,
}

/// The one call under way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub id: u64,
    pub sent: i64,
    pub signed: bool,
    /// What was pushed: scope, seq, id, and whether it carried a receipt.
    pub pushed: Vec<(String, u64, petpro_domain::ids::OpId, bool)>,
    pub member: Option<Fetch>,
}

/// Whether a scope is read only, in a file of its own, and public.
pub(super) fn is_catalog(s: &str) -> bool {
    s.starts_with("catalog:")
}

impl Device {
    /// A device that is online and signed out; [`Event::Start`] sets it going.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            online: true,
            session: Session::None,
            greeting: None,
            flight: None,
            pace: Pace::default(),
            stale: true,
            exchanged: false,
            batch: usize::MAX,
            held: BTreeMap::new(),
            cuts: 0,
            refreshing: None,
            refreshed: false,
            told: None,
        }
    }

    /// Takes one event and appends what has to be done to `out`.
    ///
    /// On an error of the store nothing of the event's change is on disk; the device behaves as if
    /// the answer had been lost and tries again after a pause. The effects in `out` stand.
    pub fn step<S: Store>(
        &mut self,
        event: Event,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let done = self.take(event, now, rng, store, out).and_then(|()| self.go(now, rng, store, out));
        if done.is_err() {
            self.flight = None;
            self.stale = true;
            self.pace.failed(now.mono, 0, rng);
        }
        self.wake(now, out);
        done
    }

    fn take<S: Store>(
        &mut self,
        event: Event,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        match event {
            Event::Start | Event::Enqueued => {}
            Event::Online(online) => {
                self.online = online;
                self.flight = None;
                self.refreshing = None;
                self.stale = true;
                self.pace.reset();
            }
            Event::SignedIn | Event::SignedOut => {
                self.session = if matches!(event, Event::SignedIn) { Session::In } else { Session::None };
                self.greeting = None;
                self.flight = None;
                self.refreshing = None;
                self.refreshed = false;
                self.held.clear();
                self.pace.reset();
                self.tell(Health::Ok, out);
            }
            Event::Copied => self.fork(now, rng, store, out)?,
            Event::Poke => {
                self.stale = true;
                self.pace.reset();
            }
            Event::Wake => self.overdue(now, rng, store, out)?,
            Event::Refreshed(ok) => {
                if self.refreshing.take().is_some() {
                    self.refreshed = ok;
                    if !ok {
                        self.hold(Health::HeldAuth, out);
                    }
                }
            }
            Event::Hello { call, reply } => {
                if self.landed(call).is_some() {
                    self.greeted(reply, now, rng, store, out)?;
                }
            }
            Event::Synced { call, reply } => {
                let flight = self.landed(call);
                if flight.is_some() || self.config.planted.has(Bug::StaleReply) {
                    self.synced(reply, flight, now, rng, store, out)?;
                }
            }
            Event::Member { call, rows } => {
                if let Some(flight) = self.landed(call) {
                    self.loaded(flight, rows, store, out)?;
                }
            }
            Event::Failed { call, why } => {
                if let Some(flight) = self.landed(call) {
                    self.failed(flight, why, now, rng, store, out)?;
                }
            }
        }
        Ok(())
    }

    /// Whether this call is the one under way.
    pub fn awaits(&self, call: u64) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.id == call)
    }

    /// The answer to the call under way; any other one is of a call that was given up.
    fn landed(&mut self, call: u64) -> Option<Flight> {
        match &self.flight {
            Some(flight) if flight.id == call => self.flight.take(),
            _ => None,
        }
    }

    fn overdue<S: Store>(
        &mut self,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let late = |since: i64| now.mono - since >= self.config.patience_ms;
        if self.refreshing.is_some_and(late) {
            self.refreshing = None;
            self.pace.failed(now.mono, 0, rng);
        }
        if self.flight.as_ref().is_some_and(|flight| late(flight.sent))
            && let Some(flight) = self.flight.take()
        {
            self.failed(flight, Failure::Transport, now, rng, store, out)?;
        }
        Ok(())
    }

    fn failed<S: Store>(
        &mut self,
        flight: Flight,
        why: Failure,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        if let Some(fetch) = flight.member {
            return self.cut(&fetch.s, why, now, rng, store);
        }
        self.stale = true;
        match why {
            Failure::Transport | Failure::Gone => self.pace.failed(now.mono, 0, rng),
            Failure::SlowDown { after_ms } => self.pace.failed(now.mono, after_ms.unwrap_or(0), rng),
            Failure::Unauthenticated if self.refreshed || !flight.signed => self.hold(Health::HeldAuth, out),
            Failure::Unauthenticated => {
                self.refreshing = Some(now.mono);
                out.push(Effect::Refresh);
            }
            Failure::NotYours => self.hold(Health::HeldForbidden, out),
            Failure::Upgrade => self.hold(Health::HeldUpgrade, out),
            Failure::TooLarge => self.halve(&flight, now, rng, store, out)?,
        }
        if self.config.planted.has(Bug::NoRetry) {
            self.pace.until = Some(i64::MAX);
        }
        Ok(())
    }

    /// Half as much next time; one op alone that is too large for the way is refused.
    fn halve<S: Store>(
        &mut self,
        flight: &Flight,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        match flight.pushed.as_slice() {
            [] => self.pace.failed(now.mono, 0, rng),
            [(_, _, op, _)] => {
                let (op, st, code) = (*op, OpState::Rejected, Some(Code::TooLarge));
                let done = Done { op, st, code, detail: None, rcpt: None, at: None, done_ms: now.wall };
                store.commit(Change::durable(vec![Write::Settle(done)]))?;
                out.push(Effect::Settled { op, st, code });
            }
            many => self.batch = (self.batch.min(many.len()) / 2).max(1),
        }
        Ok(())
    }

    /// Stops the account's scopes until the user has done something about it.
    fn hold(&mut self, health: Health, out: &mut Vec<Effect>) {
        self.session = Session::Held(health);
        self.greeting = None;
        self.refreshed = false;
        self.tell(health, out);
    }

    pub(super) fn tell(&mut self, health: Health, out: &mut Vec<Effect>) {
        if self.told != Some(health) {
            self.told = Some(health);
            out.push(Effect::Health { s: None, health });
        }
    }

    /// Sends the next call if there is one to send, nothing is under way, and no pause runs.
    fn go<S: Store>(
        &mut self,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let idle = self.flight.is_none() && self.refreshing.is_none() && self.online;
        if !idle || self.session == Session::Held(Health::HeldUpgrade) {
            return Ok(());
        }
        if self.pace.until.is_some_and(|until| now.mono < until) {
            return Ok(());
        }
        self.pace.until = None;
        let signed = self.session == Session::In;
        let (mut pushed, mut member) = (Vec::new(), None);
        let ask = match self.greeting.clone() {
            Some(greeting) if greeting.signed == signed => {
                // They take turns: a person who taps all the time must not keep a catalogue from coming.
                let mut next = if self.exchanged { self.next_member(&greeting, store)? } else { None };
                let exchange = match next {
                    Some(_) => None,
                    None => self.exchange(&greeting, now, store, &mut pushed)?,
                };
                self.exchanged = exchange.is_some();
                if next.is_none() && exchange.is_none() {
                    next = self.next_member(&greeting, store)?;
                }
                match (exchange, next) {
                    (Some(ask), _) => Ask::Sync(ask),
                    (None, Some((ask, of))) => {
                        member = Some(of);
                        ask
                    }
                    (None, None) => return Ok(()),
                }
            }
            _ => Ask::Hello(self.hello(signed, now, rng, store)?),
        };
        let signed = signed && member.is_none(); // the file is public
        let id = rng();
        self.flight = Some(Flight { id, sent: now.mono, signed, pushed, member });
        out.push(Effect::Send(Call { id, signed, ask }));
        Ok(())
    }

    fn hello<S: Store>(
        &mut self,
        signed: bool,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
    ) -> Result<HelloRequest, S::Error> {
        let mut meta = store.meta()?;
        if signed && meta.device.is_none() {
            meta.device = Some(super::lane::new_name(now, rng));
            store.commit(Change::durable(vec![Write::Meta(meta.clone())]))?;
        }
        Ok(HelloRequest {
            proto: PROTO,
            app: self.config.app.clone(),
            device: meta.device.filter(|_| signed),
            prev: meta.prev.filter(|_| signed),
            platform: self.config.platform.clone(),
            install_nonce: self.config.install_nonce.clone(),
            scopes: store.scopes()?.into_iter().map(|scope| scope.name).collect(),
        })
    }

    /// The next exchange, or `None` where there is nothing to push and nothing to pull.
    fn exchange<S: Store>(
        &mut self,
        greeting: &Greeting,
        now: &Now,
        store: &mut S,
        pushed: &mut Vec<(String, u64, petpro_domain::ids::OpId, bool)>,
    ) -> Result<Option<SyncRequest>, S::Error> {
        let known = store.scopes()?;
        let find = |s: &str| known.iter().find(|scope| scope.name == s);
        let mut push = Vec::new();
        // While a base is loaded beside the shown one its results could not be committed with it.
        let loading = known.iter().any(|scope| !is_catalog(&scope.name) && scope.stage.is_some());
        if greeting.signed && !loading {
            let limits = greeting.limits;
            for Followed { s, .. } in greeting.scopes.iter().filter(|scope| !is_catalog(&scope.s)) {
                if self.held.get(s) == Some(&greeting.server) {
                    continue;
                }
                let most = self.batch.min(limits.ops as usize);
                let ops = store.pending(s, most, limits.push_bytes as usize)?;
                pushed.extend(ops.iter().map(|op| (s.clone(), op.seq, op.id, op.rcpt.is_some())));
                if !ops.is_empty() {
                    push.push(PushScope { s: s.clone(), ops });
                }
            }
        }
        if push.is_empty() && !std::mem::take(&mut self.stale) {
            return Ok(None);
        }
        self.stale = false;
        let by_page = |followed: &&Followed| load_of(followed, find(&followed.s), greeting).is_none();
        let pull: Vec<_> = greeting
            .scopes
            .iter()
            .filter(by_page)
            .map(|Followed { s, .. }| {
                let (cur, load) = find(s).map_or((0, 0), |scope| cursor(scope, greeting));
                PullScope { s: s.clone(), cur, load }
            })
            .collect();
        if push.is_empty() && pull.is_empty() {
            return Ok(None);
        }
        let device = store.meta()?.device.filter(|_| greeting.signed);
        Ok(Some(SyncRequest { proto: PROTO, epoch: greeting.epoch.clone(), device, at: now.at(), push, pull }))
    }

    /// The one timer: for the answer under way, the refresh, or the next attempt.
    fn wake(&self, now: &Now, out: &mut Vec<Effect>) {
        let waits = [
            self.flight.as_ref().map(|flight| flight.sent + self.config.patience_ms),
            self.refreshing.map(|since| since + self.config.patience_ms),
            self.pace.until.filter(|_| self.online),
        ];
        if let Some(mono) = waits.into_iter().flatten().min()
            && mono != i64::MAX
        {
            out.push(Effect::Wake { mono: mono.clamp(now.mono, now.mono + CAP_MS) });
        }
    }
}

/// Where the next page of a scope begins, and the head when the load that it belongs to began.
pub(super) fn cursor(scope: &Scope, greeting: &Greeting) -> (u64, u64) {
    match &scope.stage {
        Some(stage) if stage.epoch == greeting.epoch => (stage.cur, stage.fresh),
        Some(_) => (0, 0),
        None if scope.epoch == greeting.epoch => (scope.cur, scope.fresh),
        None => (0, 0),
    }
}
