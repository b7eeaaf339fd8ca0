//! The pull half of an exchange: rows after each cursor, with the lane and the digest of the same
//! snapshot.

use petpro_domain::Code;
use petpro_domain::wire::{Limits, PullReply, PullScope, Snapshot, SyncReply, SyncRequest};

use super::{Caller, Desk, Feed, Head};

/// Adds the rows asked for to a reply that [`super::push`] began. `feed` must be one snapshot that
/// includes the push. Where the server was restored in between, the reply says so and is empty.
pub fn pull<F: Feed>(
    feed: &mut F,
    desk: &Desk,
    caller: &Caller,
    ask: &SyncRequest,
    reply: &mut SyncReply,
) -> Result<(), F::Error> {
    if reply.code.is_some() {
        return Ok(());
    }
    let epoch = feed.epoch()?;
    if epoch != reply.epoch {
        *reply = SyncReply { epoch, code: Some(Code::SyncEpoch), push: vec![], pull: vec![], ..reply.clone() };
        return Ok(());
    }
    let mut bytes = desk.limits.pull_bytes;
    for wanted in &ask.pull {
        let mut part = scope(feed, desk, caller, ask, wanted, bytes)?;
        part.s.clone_from(&wanted.s);
        let used: usize = part.rows.iter().map(|row| row.d.as_ref().map_or(64, |d| d.get().len() + 64)).sum();
        // A catalogue page may be cut short; a writable scope is always delivered.
        bytes = bytes.saturating_sub(used as u32).max(desk.limits.pull_bytes / 8);
        reply.pull.push(part);
    }
    Ok(())
}

/// A scope's snapshot file, unless what was deleted after it is forgotten: who loaded it could never
/// hear of that.
pub(super) fn usable<F: Feed>(feed: &mut F, s: &str, head: &Head) -> Result<Option<Snapshot>, F::Error> {
    Ok(feed.snapshot(s)?.filter(|snapshot| snapshot.to >= head.floor))
}

fn scope<F: Feed>(
    feed: &mut F,
    desk: &Desk,
    caller: &Caller,
    ask: &SyncRequest,
    wanted: &PullScope,
    bytes: u32,
) -> Result<PullReply, F::Error> {
    let mut part = PullReply {
        s: wanted.s.clone(),
        from: wanted.cur,
        to: wanted.cur,
        head: 0,
        more: false,
        reset: false,
        code: None,
        lane: None,
        digest: None,
        snapshot: None,
        rows: vec![],
    };
    if !caller.reads(&wanted.s, desk) {
        part.code = Some(Code::ScopeForbidden);
        return Ok(part);
    }
    let head = feed.head(&wanted.s)?.unwrap_or_default();
    if wanted.cur > head.head {
        // A cursor of the future within one epoch: the device takes it like a new epoch.
        part.code = Some(Code::SyncEpoch);
        return Ok(part);
    }
    part.head = head.head;
    if wanted.cur > 0 && wanted.cur.max(wanted.load) < head.floor {
        part.reset = true;
        part.from = 0;
    }
    let read_only = wanted.s.starts_with("catalog:");
    if part.from == 0 && (read_only || part.reset) {
        part.snapshot = usable(feed, &wanted.s, &head)?;
    }
    let limits = Limits { pull_bytes: if read_only { bytes } else { desk.limits.pull_bytes }, ..desk.limits };
    let page = feed.page(&wanted.s, part.from, &limits)?;
    part.more = page.more;
    part.rows = page.rows;
    part.to = match (part.more, part.rows.last()) {
        (true, Some(last)) => last.seq,
        _ => head.head,
    };
    if !part.more {
        part.digest = Some(format!("{:016x}", head.digest));
    }
    if let Some(device) = ask.device
        && caller.writes(&wanted.s)
    {
        part.lane = feed.lane(device, &wanted.s)?;
    }
    Ok(part)
}
