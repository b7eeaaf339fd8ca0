//! What a hello and an exchange change.

use petpro_domain::Code;
use petpro_domain::wire::{HelloReply, OpState, PullReply, PushReply, SyncReply};

use super::base::{self, Part};
use super::engine::{Flight, Followed, Greeting, Session, is_catalog};
use super::{Change, Device, Done, Effect, Health, Meta, Now, Random, Store, Write};
use crate::planted::Bug;

impl Device {
    pub(super) fn greeted<S: Store>(
        &mut self,
        reply: HelloReply,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let signed = self.session == super::engine::Session::In;
        if signed {
            let meta = store.meta()?;
            match &meta.epoch {
                Some(epoch) if *epoch != reply.epoch => return self.adopt(reply.epoch, now, rng, store, out),
                Some(_) if meta.prev.is_none() => {}
                _ => {
                    let meta = Meta { epoch: Some(reply.epoch.clone()), prev: None, ..meta };
                    store.commit(Change::durable(vec![Write::Meta(meta)]))?;
                }
            }
            for scope in &reply.scopes {
                if self.is_forked(store, &scope.s, scope.lane.as_ref())? {
                    return self.fork(now, rng, store, out);
                }
            }
        }
        let market = self.config.market.as_ref().filter(|market| reply.markets.contains(market));
        let catalog = market.or(reply.markets.first()).map(|market| format!("catalog:{market}"));
        let mut follow = Vec::new();
        for scope in reply.scopes {
            if if is_catalog(&scope.s) { catalog.as_ref() == Some(&scope.s) } else { signed } {
                follow.push(Followed { s: scope.s, snapshot: scope.snapshot });
            }
        }
        if signed {
            for scope in store.scopes()? {
                if !is_catalog(&scope.name) && !follow.iter().any(|followed| followed.s == scope.name) {
                    self.forbid(&scope.name, now, store, out)?;
                }
            }
        }
        if self.greeting.as_ref().is_some_and(|old| old.server != reply.server) {
            self.held.clear();
        }
        self.stale = true;
        self.greeting =
            Some(Greeting { epoch: reply.epoch, server: reply.server, limits: reply.limits, scopes: follow, signed });
        Ok(())
    }

    /// `flight` is `None` only where a planted bug lets an old answer in.
    pub(super) fn synced<S: Store>(
        &mut self,
        reply: SyncReply,
        flight: Option<Flight>,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let Some(greeting) = self.greeting.clone() else { return Ok(()) };
        if reply.code.is_some() || reply.epoch != greeting.epoch {
            return self.estranged(&greeting, now, rng);
        }
        if greeting.signed && self.lane_is_lost(&reply, store, out)? {
            return self.fork(now, rng, store, out);
        }
        if reply.server != greeting.server && !reply.server.is_empty() {
            self.greeting = None; // another version may have other limits: hello again, after this
        }
        let (catalogs, account): (Vec<_>, Vec<_>) = reply.pull.into_iter().partition(|part| is_catalog(&part.s));
        let mut moved = false;
        for part in catalogs {
            moved |= self.page(&greeting, part, store, out)?;
        }
        let waited = flight.as_ref().is_some_and(|flight| !flight.pushed.is_empty());
        let settled = self.account(&greeting, account, &reply.push, flight.as_ref(), now, store, out)?;
        match settled {
            None => self.pace.failed(now.mono, 0, rng), // rows that do not fit: as if lost
            // An op without a result made the server stumble: not again at once.
            Some(Settled { ops: 0, moved: false }) if waited && !moved && self.held.is_empty() => {
                self.pace.failed(now.mono, 0, rng);
            }
            Some(_) => {
                self.pace.reset();
                self.refreshed = false;
                self.batch = self.batch.saturating_mul(2);
                // A catalogue that still arrives heals no account.
                if !matches!(self.session, Session::Held(_)) {
                    self.tell(Health::Ok, out);
                }
            }
        }
        Ok(())
    }

    /// The server speaks of another history than the hello did: say hello again.
    fn estranged<E>(&mut self, greeting: &Greeting, now: &Now, rng: &mut Random) -> Result<(), E> {
        let _ = greeting;
        self.greeting = None;
        self.stale = true;
        // A server that keeps changing its mind must not be asked in a tight loop.
        self.pace.failed(now.mono, 0, rng);
        Ok(())
    }

    fn lane_is_lost<S: Store>(&self, reply: &SyncReply, store: &S, out: &mut Vec<Effect>) -> Result<bool, S::Error> {
        if self.config.planted.has(Bug::DropByNumber) {
            return Ok(false);
        }
        for part in &reply.push {
            match part.code {
                Some(Code::SyncForked) => return Ok(true),
                // Reordered on the way: what is expected is still here and is sent again. Within one
                // epoch the server cannot know less of a lane than was settled.
                Some(Code::SyncGap) if store.pending_at(&part.s, part.expected.unwrap_or(0))?.is_none() => {
                    out.push(Effect::Odd("gap"));
                    return Ok(true);
                }
                _ => {}
            }
        }
        for part in &reply.pull {
            if self.is_forked(store, &part.s, part.lane.as_ref())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One page of a catalogue, in its own file and its own transaction.
    fn page<S: Store>(
        &mut self,
        greeting: &Greeting,
        part: PullReply,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<bool, S::Error> {
        if part.code.is_some() {
            out.push(Effect::Odd("catalogue refused"));
            return Ok(false);
        }
        if part.reset && part.snapshot.is_some() {
            let s = part.s.clone();
            if let Some(greeting) = &mut self.greeting {
                let followed = greeting.scopes.iter_mut().find(|scope| scope.s == s);
                followed.into_iter().for_each(|scope| scope.snapshot.clone_from(&part.snapshot));
            }
            return self.restart(&s, store).map(|()| true);
        }
        let (s, more) = (part.s.clone(), part.more);
        let stale = self.config.planted.has(Bug::StaleReply);
        let Some(merged) = base::merge(store, greeting, part, stale)? else { return Ok(false) };
        let Part { writes, changed, mismatch, rows, .. } = merged;
        store.commit(Change::cache(writes))?;
        self.stale |= more || mismatch.is_some();
        if let Some((ours, theirs)) = mismatch {
            self.leave(&s, store)?; // a file that made it would make it again
            out.push(Effect::Mismatch { s: s.clone(), ours, theirs });
        }
        if more || rows > 0 {
            let of = greeting.scopes.iter().find(|scope| scope.s == s).and_then(|scope| scope.snapshot.as_ref());
            out.push(Effect::Progress { s: s.clone(), rows, of: of.map(|snapshot| snapshot.rows) });
        }
        if changed {
            out.push(Effect::Changed { s });
        }
        Ok(rows > 0 || more)
    }

    /// The account's scopes and the results, in one transaction: what an op did is in the base in
    /// the very moment the op stops being pending. `None` where the rows do not fit the bases.
    #[expect(clippy::too_many_arguments, reason = "one call site; the pieces of one reply")]
    fn account<S: Store>(
        &mut self,
        greeting: &Greeting,
        parts: Vec<PullReply>,
        push: &[PushReply],
        flight: Option<&Flight>,
        now: &Now,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<Option<Settled>, S::Error> {
        let mut merged = Vec::new();
        let mut forbidden: Vec<String> =
            push.iter().filter(|part| part.code == Some(Code::ScopeForbidden)).map(|part| part.s.clone()).collect();
        for part in parts {
            let s = part.s.clone();
            match part.code {
                Some(Code::ScopeForbidden) => forbidden.push(s),
                Some(_) => {
                    out.push(Effect::Odd("cursor ahead of the server"));
                    self.restart(&s, store)?;
                    return Ok(None);
                }
                None => match base::merge(store, greeting, part, self.config.planted.has(Bug::StaleReply))? {
                    Some(part) => merged.push((s, part)),
                    None => return Ok(None),
                },
            }
        }
        forbidden.dedup();
        for s in &forbidden {
            self.forbid(s, now, store, out)?;
        }
        let whole = merged.iter().all(|(_, part)| part.whole && part.mismatch.is_none());
        if !whole {
            return self.load(merged, store, out).map(Some);
        }
        let done = self.results(push, flight, now, store)?;
        let moved = merged.iter().any(|(_, part)| part.rows > 0) || !forbidden.is_empty();
        let (mut writes, mut changed) = (Vec::new(), Vec::new());
        for (s, part) in merged {
            writes.extend(part.writes);
            changed.extend((part.changed || !done.is_empty()).then_some(Effect::Changed { s }));
        }
        let settles = done.iter().cloned().map(Write::Settle);
        if self.config.planted.has(Bug::SplitPull) {
            store.commit(Change::cache(settles.collect()))?;
        } else {
            writes.extend(settles);
        }
        store.commit(Change::cache(writes))?;
        let ops = done.len();
        out.extend(done.into_iter().map(|done| Effect::Settled { op: done.op, st: done.st, code: done.code }));
        out.extend(changed);
        Ok(Some(Settled { ops, moved }))
    }

    /// Pages of a scope that one answer cannot hold go beside the base; nothing is settled until
    /// the last one is there, because the results speak of rows that are not.
    fn load<S: Store>(
        &mut self,
        parts: Vec<(String, Part)>,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<Settled, S::Error> {
        let mut writes = Vec::new();
        for (s, part) in parts {
            if let Some((ours, theirs)) = part.mismatch {
                out.push(Effect::Mismatch { s: s.clone(), ours, theirs });
            }
            if !part.whole {
                out.push(Effect::Progress { s, rows: part.rows, of: None });
                writes.extend(part.writes);
            }
        }
        store.commit(Change::cache(writes))?;
        self.stale = true;
        Ok(Settled { ops: 0, moved: true })
    }

    fn results<S: Store>(
        &mut self,
        push: &[PushReply],
        flight: Option<&Flight>,
        now: &Now,
        store: &S,
    ) -> Result<Vec<Done>, S::Error> {
        let mut done = Vec::new();
        for part in push {
            for result in &part.results {
                if result.st == OpState::Held {
                    let server = self.greeting.as_ref().map(|greeting| greeting.server.clone()).unwrap_or_default();
                    self.held.insert(part.s.clone(), server);
                    continue;
                }
                let mut rcpt = result.rcpt.clone();
                let carried = flight.is_some_and(|flight| flight.pushed.iter().any(|p| p.2 == result.id && p.3));
                if carried && self.config.planted.has(Bug::OlderReceiptWins) {
                    rcpt = None;
                }
                done.push(Done {
                    op: result.id,
                    st: result.st,
                    code: result.code,
                    detail: result.detail.clone(),
                    rcpt,
                    at: result.at,
                    done_ms: now.wall,
                });
            }
            if self.config.planted.has(Bug::DropByNumber) {
                for seq in 1..=part.through {
                    let Some(op) = store.pending_at(&part.s, seq)? else { continue };
                    if !done.iter().any(|done| done.op == op) {
                        let st = OpState::Applied;
                        done.push(Done { op, st, code: None, detail: None, rcpt: None, at: None, done_ms: now.wall });
                    }
                }
            }
        }
        Ok(done)
    }

    /// The scope is loaded from 0 again; what is shown stays until it is there.
    fn restart<S: Store>(&mut self, s: &str, store: &mut S) -> Result<(), S::Error> {
        self.stale = true;
        for scope in store.scopes()?.into_iter().filter(|scope| scope.name == s) {
            let scope = super::Scope { epoch: String::new(), stage: None, load: None, ..scope };
            store.commit(Change::cache(vec![Write::Scope(scope)]))?;
        }
        Ok(())
    }

    /// The scope may not be followed any more: its base goes, its pending ops are refused, visibly.
    fn forbid<S: Store>(&mut self, s: &str, now: &Now, store: &mut S, out: &mut Vec<Effect>) -> Result<(), S::Error> {
        let (st, code) = (OpState::Rejected, Some(Code::Forbidden));
        let pending = store.pending(s, usize::MAX, usize::MAX)?;
        let mut writes = Vec::new();
        for op in &pending {
            let done = Done { op: op.id, st, code, detail: None, rcpt: None, at: None, done_ms: now.wall };
            writes.push(Write::Settle(done));
        }
        writes.push(Write::Forget { s: s.into() });
        store.commit(Change::durable(writes))?;
        if let Some(greeting) = &mut self.greeting {
            greeting.scopes.retain(|scope| scope.s != s);
        }
        out.extend(pending.iter().map(|op| Effect::Settled { op: op.id, st, code }));
        out.push(Effect::Changed { s: s.into() });
        Ok(())
    }
}

/// What an exchange brought for the account.
struct Settled {
    ops: usize,
    moved: bool,
}
