//! The push half of an exchange: lanes in order, each op once, a poison op alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{DeviceId, OpId, UserId};
use petpro_domain::wire::{LaneState, Op, OpResult, OpState, PushReply, PushScope, SyncReply, SyncRequest};

use super::{Caller, Case, Desk, Feed, Judged, Ledger, judge, pull};
use crate::planted::Bug;

/// So many panics of one op, and it is rejected as `invalid`.
const STRIKES: u32 = 3;

/// Push and pull in one transaction.
pub fn exchange<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    caller: &Caller,
    ask: &SyncRequest,
) -> Result<SyncReply, L::Error> {
    let mut reply = push(ledger, desk, caller, ask)?;
    pull(ledger, desk, caller, ask, &mut reply)?;
    Ok(reply)
}

/// Judges the pushed ops and begins the reply; [`pull`] completes it. The caller has checked `proto`
/// and that `ask.device` is the session's. With another epoch nothing is applied (`sync-epoch`).
pub fn push<L: Ledger>(ledger: &mut L, desk: &Desk, caller: &Caller, ask: &SyncRequest) -> Result<SyncReply, L::Error> {
    let mut reply = SyncReply {
        epoch: ledger.epoch()?,
        server_ms: desk.now_ms,
        server: desk.version.into(),
        code: None,
        push: vec![],
        pull: vec![],
    };
    if ask.epoch != reply.epoch && !desk.planted.has(Bug::OldEpochPush) {
        reply.code = Some(Code::SyncEpoch);
        return Ok(reply);
    }
    for part in &ask.push {
        let who = caller.who.zip(ask.device);
        reply.push.push(match who {
            Some(((user, _), device)) if caller.writes(&part.s) => lane(ledger, desk, user, device, ask, part)?,
            _ => refused(part),
        });
    }
    if ask.epoch != reply.epoch {
        reply.code = Some(Code::SyncEpoch); // reached by a planted bug only
    }
    Ok(reply)
}

fn refused(part: &PushScope) -> PushReply {
    PushReply { s: part.s.clone(), through: 0, results: vec![], code: Some(Code::ScopeForbidden), expected: None }
}

/// One lane of a request, and how far it was judged before.
struct Part<'a> {
    user: UserId,
    ask: &'a SyncRequest,
    push: &'a PushScope,
    through: u64,
}

/// Judges one op; `None`: no result yet.
type JudgeOne<L> = fn(&mut L, &Desk, &Case) -> Result<Option<Judged>, <L as Feed>::Error>;

/// The ops of a lane under one savepoint. Where one of them makes the server panic, all are undone
/// and judged again under a savepoint each.
fn lane<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    user: UserId,
    device: DeviceId,
    ask: &SyncRequest,
    push: &PushScope,
) -> Result<PushReply, L::Error> {
    let through = ledger.lane(device, &push.s)?.map_or(0, |lane| lane.through);
    let part = Part { user, ask, push, through };
    let ids: Vec<OpId> = push.ops.iter().map(|op| op.id).collect();
    ledger.prefetch(&ids)?;
    let mark = ledger.savepoint()?;
    let together: JudgeOne<L> = |ledger, desk, case| judge(ledger, desk, case).map(Some);
    let done = match catch_unwind(AssertUnwindSafe(|| ops(ledger, desk, &part, together))) {
        Ok(done) => {
            let done = done?;
            ledger.release(mark)?;
            done
        }
        Err(_panic) => {
            ledger.rollback(mark)?;
            ops(ledger, desk, &part, judge_alone)?
        }
    };
    let (reply, last) = done;
    if let Some(lane) = last {
        ledger.set_lane(device, &push.s, lane)?;
    }
    Ok(reply)
}

/// The reply, and where the lane stands if it moved.
fn ops<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    part: &Part,
    judge_one: JudgeOne<L>,
) -> Result<(PushReply, Option<LaneState>), L::Error> {
    let Part { user, ask, push, mut through } = *part;
    let mut last = None;
    let mut reply = PushReply { s: push.s.clone(), through, results: vec![], code: None, expected: None };
    let seen = ask.pull.iter().find(|pull| pull.s == push.s).map_or(0, |pull| pull.cur);
    for op in &push.ops {
        let case = Case {
            user,
            device: ask.device,
            s: &push.s,
            op,
            age_ms: Some(age(ask, op)),
            sure: same_boot(ask, op),
            seen,
        };
        if op.seq <= through {
            match ledger.judged(op.id)? {
                None => {
                    reply.code = Some(Code::SyncForked);
                    reply.expected = Some(op.seq);
                    break;
                }
                Some(_) => reply.results.push(result(op, judge(ledger, desk, &case)?)),
            }
            continue;
        }
        if op.seq > through + 1 && !desk.planted.has(Bug::GapSkipped) {
            reply.code = Some(Code::SyncGap);
            reply.expected = Some(through + 1);
            break;
        }
        let Some(judged) = judge_one(ledger, desk, &case)? else { break };
        let held = judged.st == OpState::Held;
        reply.results.push(result(op, judged));
        if held {
            break;
        }
        through = op.seq;
        last = Some(LaneState { through, op: op.id });
    }
    reply.through = through;
    Ok((reply, last))
}

/// One op under its own savepoint. If it makes the server panic it is undone alone and tried again
/// with the device's next attempt; the third time it is rejected.
fn judge_alone<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case) -> Result<Option<Judged>, L::Error> {
    let mark = ledger.savepoint()?;
    match catch_unwind(AssertUnwindSafe(|| judge(ledger, desk, case))) {
        Ok(judged) => {
            let judged = judged?;
            ledger.release(mark)?;
            Ok(Some(judged))
        }
        Err(_panic) => {
            ledger.rollback(mark)?;
            if ledger.strike(case.op.id)? < STRIKES {
                return Ok(None);
            }
            let verdict = Verdict::rejected(Code::Invalid);
            let rejected = Judged {
                op: case.op.id,
                s: case.s.into(),
                hash: case.op.hash(),
                st: verdict.st,
                code: verdict.code,
                detail: None,
                at: ledger.newest(case.s)?,
                at_ms: desk.now_ms,
                rcpt: None,
            };
            ledger.record(&rejected)?;
            Ok(Some(rejected))
        }
    }
}

/// Ms since the op was made: by the monotonic clock within one boot, else by the device's own wall
/// clock against itself. The server's clock has no part in it; a device may claim any time.
fn age(ask: &SyncRequest, op: &Op) -> i64 {
    if same_boot(ask, op) { ask.at.mono.saturating_sub(op.at.mono) } else { ask.at.wall.saturating_sub(op.at.wall) }
}

fn same_boot(ask: &SyncRequest, op: &Op) -> bool {
    ask.at.boot == op.at.boot && !op.at.boot.is_empty()
}

fn result(op: &Op, judged: Judged) -> OpResult {
    OpResult {
        seq: op.seq,
        id: op.id,
        st: judged.st,
        code: judged.code,
        at: Some(judged.at),
        detail: judged.detail,
        rcpt: judged.rcpt,
    }
}
