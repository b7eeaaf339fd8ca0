//! A pulled part of a scope becomes commands: rows, cursor, digest, and whether it goes beside the
//! shown base first.

use petpro_domain::wire::{PullReply, Row, digest_of};

use super::engine::{Greeting, cursor, is_catalog};
use super::{Pulled, Scope, Stage, Store, Write};

/// What a part does to a base.
pub(super) struct Part {
    pub writes: Vec<Write>,
    /// The shown base is complete up to the part's `to` afterwards.
    pub whole: bool,
    pub changed: bool,
    /// Ours and the server's digest, where they differ.
    pub mismatch: Option<(u64, u64)>,
    pub rows: u64,
}

/// `None`: the part does not begin where this base ends; it is a stale answer.
pub(super) fn merge<S: Store>(
    store: &S,
    greeting: &Greeting,
    part: PullReply,
    trust_stale: bool,
) -> Result<Option<Part>, S::Error> {
    let known = store.scopes()?.into_iter().find(|scope| scope.name == part.s);
    let known = known.unwrap_or_else(|| Scope { name: part.s.clone(), next_seq: 1, ..Scope::default() });
    let known = Scope { load: None, ..known }; // pages have taken over
    let (at, _) = cursor(&known, greeting);
    let stale =
        (part.from != at && part.from != 0) || part.to < part.from || (part.from == 0 && at != 0 && !part.reset);
    if stale && !trust_stale {
        return Ok(None);
    }
    let stage = known.stage.clone().filter(|stage| stage.epoch == greeting.epoch && part.from != 0);
    // An account's base is never shown half; a catalogue that was never there may fill in sight.
    let empty = known.cur == 0 && known.stage.is_none();
    let catalog = is_catalog(&part.s);
    let beside = stage.is_some() || (part.more && !(catalog && (empty || part.from != 0)));
    let mut writes = Vec::new();
    if part.more && part.from != 0 && beside && stage.is_none() {
        // More changed than one answer carries: load the scope again, beside the shown one.
        let begin = Stage { epoch: greeting.epoch.clone(), ..Stage::default() };
        writes.push(Write::Clear { s: part.s.clone(), stage: true });
        writes.push(Write::Scope(Scope { stage: Some(begin), ..known }));
        return Ok(Some(Part { writes, whole: false, changed: false, mismatch: None, rows: 0 }));
    }
    let (before, fresh) = match &stage {
        Some(stage) => (stage.digest, stage.fresh),
        None if part.from == 0 => (0, part.head),
        None => (known.digest, known.fresh),
    };
    let lookup = part.from != 0;
    let (rows, digest) = shares(store, &part.s, part.rows, before, lookup.then_some(fresh), stage.is_some())?;
    let theirs = part.digest.as_deref().and_then(|hex| u64::from_str_radix(hex, 16).ok());
    let mismatch = theirs.filter(|theirs| *theirs != digest).map(|theirs| (digest, theirs));
    if mismatch.is_some() && part.from != 0 {
        // Under no epoch the cursor counts as 0; the shown base stays until the new one is there.
        writes.push(Write::Scope(Scope { epoch: String::new(), stage: None, ..known }));
        return Ok(Some(Part { writes, whole: false, changed: false, mismatch, rows: 0 }));
    }
    let (s, count, more) = (part.s, rows.len() as u64, part.more);
    let done = Scope {
        epoch: greeting.epoch.clone(),
        cur: part.to,
        digest,
        fresh: if more { fresh } else { 0 },
        stage: None,
        ..known.clone()
    };
    if part.from == 0 {
        let cleared = beside || !empty || !more;
        if cleared {
            writes.push(Write::Clear { s: s.clone(), stage: beside });
        }
    }
    if !rows.is_empty() {
        writes.push(Write::Rows { s: s.clone(), rows, stage: beside });
    }
    if beside && more {
        let stage = Stage { epoch: greeting.epoch.clone(), cur: part.to, digest, fresh };
        writes.push(Write::Scope(Scope { stage: Some(stage), ..known }));
    } else {
        if beside {
            writes.push(Write::Swap { s });
        }
        writes.push(Write::Scope(done));
    }
    let changed = count > 0 || part.from == 0;
    Ok(Some(Part { writes, whole: !more, changed: changed && !(beside && more), mismatch, rows: count }))
}

/// Each row's share of the digest, and the digest with them in and what they replace out. Rows up
/// to `fresh` replace nothing; with `None` none does.
pub(super) fn shares<S: Store>(
    store: &S,
    s: &str,
    rows: Vec<Row>,
    mut digest: u64,
    fresh: Option<u64>,
    stage: bool,
) -> Result<(Vec<Pulled>, u64), S::Error> {
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        if fresh.is_some_and(|fresh| row.seq > fresh) {
            digest ^= store.share(s, &row.t, &row.id, stage)?.unwrap_or(0);
        }
        let share = match &row.d {
            Some(d) if row.x == 0 => digest_of(&row.t, &row.id, row.seq, d.get()),
            _ => 0,
        };
        digest ^= share;
        out.push(Pulled { row, share });
    }
    Ok((out, digest))
}
