//! One op, judged once: by id, in its own savepoint, with its result kept.

use petpro_domain::Code;
use petpro_domain::cart::{At, LINE_TTL_MS, Rows, SavedLine, Verdict, apply};
use petpro_domain::ids::{DeviceId, HouseholdId, UserId};
use petpro_domain::wire::{Lane, Op, OpBody, OpState, Receipt};

use super::{Desk, Judged, Ledger, order, rows};
use crate::planted::Bug;

/// One op to judge.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Whose op it is; the caller has checked that they may write in `s`.
    pub user: UserId,
    /// Which device pushed it; none where it was asked for by a request.
    pub device: Option<DeviceId>,
    /// The scope, `household:<id>`, `clinic:<id>` or `vendor:<id>`.
    pub s: &'a str,
    pub op: &'a Op,
    /// See [`At::age_ms`]; `None` for an op made here and now.
    pub age_ms: Option<i64>,
    /// The device was never switched off since, so that `age_ms` is what really passed.
    pub sure: bool,
    /// The cursor of the device that pushed it; no rule looks at it (a planted bug does).
    pub seen: u64,
}

impl Case<'_> {
    /// Whose lane it rides, where that is a household's.
    pub fn household(&self) -> Option<HouseholdId> {
        self.s.strip_prefix("household:")?.parse().ok()
    }
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
    let body = case.op.body().ok().flatten();
    let rides = match &body {
        Some(body) => lane(case.s) == Some(body.lane()),
        None => lane(case.s).is_some(), // of a newer app: held
    };
    if !rides {
        return Ok((Verdict::rejected(Code::Invalid), None));
    }
    match body {
        Some(OpBody::OrderPlace(body)) => return order::place(ledger, desk, case, &body),
        Some(body) if !body.is_cart() => return Ok((beside(ledger, desk, case, &body)?, None)),
        _ => {}
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

fn lane(s: &str) -> Option<Lane> {
    match s.split_once(':')?.0 {
        "household" => Some(Lane::Household),
        "clinic" => Some(Lane::Clinic),
        "vendor" => Some(Lane::Vendor),
        _ => None,
    }
}

/// What is changed beside the cart: no contribution has a part in it, and its room decides.
fn beside<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case, body: &OpBody) -> Result<Verdict, L::Error> {
    let verdict = apply(case.op, &Rows::default(), &at(desk, case));
    match verdict.st {
        OpState::Applied => ledger.beside(case, body, desk.now_ms),
        _ => Ok(verdict),
    }
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
        let dots = std::mem::take(&mut line.dots);
        line.touched_ms = desk.now_ms;
        rows::write_line(ledger, s, *id, &line)?;
        if !dots.is_empty() {
            let mut saved = rows::saved(ledger, s, *id)?.unwrap_or_else(|| SavedLine {
                variant: line.variant,
                options: line.options.clone(),
                dots: vec![],
                why: String::new(),
            });
            saved.dots.extend(dots);
            saved.dots.sort_unstable();
            saved.why = "expired".into();
            rows::write_saved(ledger, s, *id, &saved)?;
        }
    }
    Ok(idle.len())
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
