//! A catalogue from the server's snapshot file: one call a member, one transaction a member.
//!
//! A member leaves exactly what a page up to its last row would: the same rows, cursor and digest.
//! So pages can take over at any member, and pushes go out between two of them.

use petpro_domain::wire::{Row, Snapshot};

use super::base::shares;
use super::engine::{Flight, Followed, Greeting, cursor, is_catalog};
use super::{Ask, Change, Device, Effect, Failure, Load, Member, Now, Random, Scope, Stage, Store, Write};
use crate::planted::Bug;

/// Members that may fail in a row before pages go on instead.
const CUTS: u32 = 3;

/// Which member of which scope's file was asked for.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    pub s: String,
    load: Load,
}

/// The file that a scope is, or will be, loaded from; pages leave it alone meanwhile.
pub(super) fn load_of(followed: &Followed, known: Option<&Scope>, greeting: &Greeting) -> Option<Load> {
    if !is_catalog(&followed.s) {
        return None; // an account's rows come whole, with its results
    }
    let begun = known.and_then(|scope| {
        let epoch = scope.stage.as_ref().map_or(&scope.epoch, |stage| &stage.epoch);
        scope.load.clone().filter(|load| *epoch == greeting.epoch && bytes(load, load.member).is_some())
    });
    let at = known.map_or(0, |scope| cursor(scope, greeting).0);
    let announced = followed.snapshot.clone().filter(|_| at == 0).map(|snapshot| Load { snapshot, member: 0 });
    begun.or(announced.filter(|load| bytes(load, 0).is_some()))
}

/// Where a member lies in its file.
fn bytes(load: &Load, member: usize) -> Option<(u64, u64)> {
    let Snapshot { members, bytes, .. } = &load.snapshot;
    let from = *members.get(member)?;
    Some((from, members.get(member + 1).copied().unwrap_or(*bytes)))
}

impl Device {
    /// The next member to ask for, with the scope it is for.
    pub(super) fn next_member<S: Store>(
        &self,
        greeting: &Greeting,
        store: &mut S,
    ) -> Result<Option<(Ask, Fetch)>, S::Error> {
        let known = store.scopes()?;
        for followed in &greeting.scopes {
            let scope = known.iter().find(|scope| scope.name == followed.s);
            let Some(load) = load_of(followed, scope, greeting) else { continue };
            let Some((from, to)) = bytes(&load, load.member) else { continue };
            let then = bytes(&load, load.member + 1).map(|(_, end)| end);
            let ask = Ask::Member(Member { id: load.snapshot.id.clone(), from, to, then });
            return Ok(Some((ask, Fetch { s: followed.s.clone(), load })));
        }
        Ok(None)
    }

    /// A member's rows, into the base or beside it.
    pub(super) fn loaded<S: Store>(
        &mut self,
        flight: Flight,
        rows: Vec<Row>,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let (Some(greeting), Some(Fetch { s, load })) = (self.greeting.clone(), flight.member) else { return Ok(()) };
        let known = store.scopes()?.into_iter().find(|scope| scope.name == s);
        let known = known.unwrap_or_else(|| Scope { name: s.clone(), next_seq: 1, ..Scope::default() });
        let (at, _) = cursor(&known, &greeting);
        let first = load.member == 0;
        let (to, members) = (load.snapshot.to, load.snapshot.members.len());
        let last = load.member + 1 == members;
        let fits = rows.iter().all(|row| row.x == 0 && row.d.is_some() && row.seq > at && row.seq <= to)
            && rows.is_sorted_by(|one, next| one.seq < next.seq);
        let Some(end) =
            rows.last().map(|row| row.seq).filter(|_| fits && (first || known.load.as_ref() == Some(&load)))
        else {
            out.push(Effect::Odd("a snapshot's member does not fit"));
            return self.leave(&s, store);
        };
        let stage = known.stage.clone().filter(|_| !first);
        let beside = if first { known.cur != 0 || known.stage.is_some() } else { stage.is_some() };
        let before = match &stage {
            _ if first => 0,
            Some(stage) => stage.digest,
            None => known.digest,
        };
        let count = rows.len() as u64;
        let (rows, digest) = shares(store, &s, rows, before, None, beside)?;
        let mut writes = Vec::new();
        if first {
            writes.push(Write::Clear { s: s.clone(), stage: beside });
        }
        writes.push(Write::Rows { s: s.clone(), rows, stage: beside });
        let of = load.snapshot.rows;
        let (epoch, cur) = (greeting.epoch, if last { to } else { end });
        let step = if self.config.planted.has(Bug::MemberSkipped) { 2 } else { 1 };
        let load = (!last).then(|| Load { member: load.member + step, ..load });
        writes.push(Write::Scope(match beside {
            true => Scope { stage: Some(Stage { epoch, cur, digest, fresh: to }), load, ..known },
            false => Scope { epoch, cur, digest, fresh: to, stage: None, load, ..known },
        }));
        store.commit(Change::cache(writes))?;
        self.pace.reset();
        self.cuts = 0;
        self.stale |= last;
        out.push(Effect::Progress { s: s.clone(), rows: count, of: Some(of) });
        if !beside {
            out.push(Effect::Changed { s });
        }
        Ok(())
    }

    /// A member that did not come. A cut connection goes on at the same member; a file that is gone,
    /// or a server that wants no more of this, leaves the rest to pages.
    pub(super) fn cut<S: Store>(
        &mut self,
        s: &str,
        why: Failure,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
    ) -> Result<(), S::Error> {
        self.cuts += 1;
        match why {
            Failure::Transport if self.cuts < CUTS => {
                self.pace.failed(now.mono, 0, rng);
                return Ok(());
            }
            Failure::Transport => self.pace.failed(now.mono, 0, rng),
            Failure::SlowDown { after_ms } => self.pace.failed(now.mono, after_ms.unwrap_or(0), rng),
            _ => {}
        }
        self.leave(s, store)
    }

    /// No more of this file: pages go on where it ended.
    pub(super) fn leave<S: Store>(&mut self, s: &str, store: &mut S) -> Result<(), S::Error> {
        self.cuts = 0;
        self.stale = true;
        if let Some(greeting) = &mut self.greeting {
            greeting.scopes.iter_mut().filter(|scope| scope.s == s).for_each(|scope| scope.snapshot = None);
        }
        let begun = store.scopes()?.into_iter().find(|scope| scope.name == s && scope.load.is_some());
        match begun {
            Some(scope) => store.commit(Change::cache(vec![Write::Scope(Scope { load: None, ..scope })])),
            None => Ok(()),
        }
    }
}
