//! One op, judged once: by id, in its own savepoint, with its result kept.

use petpro_domain::Code;
use petpro_domain::cart::{At, CartLine, LINE_TTL_MS, Put, SavedLine, Verdict, apply};
use petpro_domain::ids::UserId;
use petpro_domain::wire::{Op, OpBody, OpState, Receipt};

use super::{Desk, Judged, Ledger, order, rows};
use crate::planted::Bug;

/// One op to judge.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Whose op it is; the caller has checked that they may write in `s`.
    pub user: UserId,
    /// The scope, `household:<id>`.
    pub s: &'a str,
    pub op: &'a Op,
    /// See [`At::age_ms`]; `None` for an op made here and now.
    pub age_ms: Option<i64>,
    /// The cursor of the device that pushed it; no rule looks at it (a planted bug does).
    pub seen: u64,
}

/// Judges an op, keeps its result and writes its effect: the one way into a cart, for a push and
/// for a REST route alike.
///
/// An op id known here gives the kept result without effect; the same id in another scope or with
/// other bytes is `invalid`. `held` keeps nothing. Where this returns an error the caller rolls its
/// transaction back.
pub fn judge<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case) -> Result<Judged, L::Error> {
    let op = case.op;
    let hash = op.hash();
    if let Some(kept) = ledger.judged(op.id)?
        && !desk.planted.has(Bug::NoDedupe)
    {
        if kept.s != case.s || kept.hash != hash {
            return Ok(judged(case, hash, Verdict::rejected(Code::Invalid), None, kept.at, desk));
        }
        if kept.st != OpState::Rejected || !order::may_override(ledger, desk, op)? {
            return Ok(kept);
        }
    }
    let (verdict, rcpt) = decide(ledger, desk, case)?;
    let at = ledger.newest(case.s)?;
    let result = judged(case, hash, verdict, rcpt, at, desk);
    if result.st != OpState::Held {
        ledger.record(&result)?;
    }
    Ok(result)
}

fn decide<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case) -> Result<(Verdict, Option<Receipt>), L::Error> {
    if !case.s.starts_with("household:") {
        return Ok((Verdict::rejected(Code::Invalid), None));
    }
    if let Ok(Some(OpBody::OrderPlace(body))) = case.op.body() {
        return order::place(ledger, desk, case, &body);
    }
    let planted = planted_names(ledger, desk, case)?;
    let op = planted.as_ref().unwrap_or(case.op);
    let rows = rows::load(ledger, desk, case.s, op)?;
    let verdict = apply(op, &rows, &at(desk, case));
    if let Err(_taken) = rows::guard(ledger, &verdict.guards)? {
        return Ok((Verdict::rejected(Code::CartChanged), None));
    }
    rows::write(ledger, case.s, &verdict.put, &verdict.del)?;
    Ok((verdict, None))
}

pub(super) fn at(desk: &Desk, case: &Case) -> At {
    At { now_ms: desk.now_ms, age_ms: case.age_ms, room: desk.room }
}

fn judged(case: &Case, hash: [u8; 32], verdict: Verdict, rcpt: Option<Receipt>, at: u64, desk: &Desk) -> Judged {
    Judged {
        op: case.op.id,
        s: case.s.into(),
        hash,
        st: verdict.st,
        code: verdict.code,
        detail: verdict.detail,
        at,
        at_ms: desk.now_ms,
        rcpt,
    }
}

/// Lines nobody touched for 30 days go to saved for later; locked contributions do not age.
/// Gives how many lines moved; call it again while that is `limit`.
pub fn expire_lines<L: Ledger>(ledger: &mut L, desk: &Desk, limit: usize) -> Result<usize, L::Error> {
    let idle = ledger.idle_lines(desk.now_ms - LINE_TTL_MS, limit)?;
    for (s, id) in &idle {
        let Some(mut line) = rows::line(ledger, s, *id)? else { continue };
        let units: u64 = line.dots.drain(..).map(|dot| u64::from(dot.n)).sum();
        line.touched_ms = desk.now_ms;
        rows::write_line(ledger, s, *id, &line)?;
        if units > 0 {
            save_units(ledger, s, *id, &line, units)?;
        }
    }
    Ok(idle.len())
}

fn save_units<L: Ledger>(
    ledger: &mut L,
    s: &str,
    id: petpro_domain::ids::LineId,
    line: &CartLine,
    units: u64,
) -> Result<(), L::Error> {
    let before = rows::saved(ledger, s, id)?.map_or(0, |row| u64::from(row.n));
    let row = SavedLine {
        variant: line.variant,
        options: line.options.clone(),
        n: (before + units).min(u64::from(petpro_domain::cart::MAX_QTY)) as u32,
        why: "expired".into(),
    };
    rows::write(ledger, s, &[Put::Saved(id, row)], &[])
}

/// The causal contexts of two planted bugs; `None` where none is planted.
fn planted_names<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case) -> Result<Option<Op>, L::Error> {
    let all = desk.planted.has(Bug::LastPushWins);
    if !all && !desk.planted.has(Bug::BaseSeqCausality) {
        return Ok(None);
    }
    let line = match case.op.body() {
        Ok(Some(OpBody::CartSet(body))) => body.line,
        Ok(Some(OpBody::CartRemove(body))) => body.line,
        _ => return Ok(None),
    };
    let mut op = case.op.clone();
    op.obs.clear();
    for name in rows::line(ledger, case.s, line)?.map(|row| row.names()).unwrap_or_default() {
        if all || ledger.judged(name)?.is_some_and(|kept| kept.at <= case.seen) {
            op.obs.push(name);
        }
    }
    Ok(Some(op))
}
