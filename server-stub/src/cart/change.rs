//! One change of a cart: availability first, then an op, judged like a device's.

use petpro_domain::Code;
use petpro_domain::cart::{CartLine, MAX_QTY, Options, canonical};
use petpro_domain::ids::{self, LineId, OpId, VariantId};
use petpro_domain::wire::{At, CartAdd, CartRemove, CartSet, Op, OpState};
use petpro_sync::server::{Case, Judged, Ledger, judge};
use serde::Serialize;

use crate::catalog;
use crate::feed::OnTx;
use crate::http::IfMatch;
use crate::identity::Principal;
use crate::inventory;
use crate::problem::Problem;
use crate::state::AppState;
use crate::sync::with_desk;

/// How many somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub qty: u32,
    /// Take what is there where that is less (C-36).
    pub clamp: bool,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Changed {
    pub line: LineId,
    /// Fewer than asked for.
    pub clamped: bool,
    /// `moved-to-saved` for the 51st line.
    pub note: Option<String>,
}

/// Who changes their cart, under which op id.
pub struct Hand<'a> {
    pub app: &'a AppState,
    pub who: &'a Principal,
    pub op: OpId,
}

impl Hand<'_> {
    fn scope(&self) -> String {
        format!("household:{}", self.who.household)
    }

    /// Adds units to the line of this variant and these options; makes the line where there is none.
    pub fn add(&self, ledger: &mut OnTx, variant: VariantId, options: Options, wish: Wish) -> Result<Changed, Problem> {
        if !(1..=MAX_QTY).contains(&wish.qty) {
            return Err(Problem::new(Code::QuantityInvalid).at("/qty", Code::QuantityInvalid, "1 to 999"));
        }
        let line = ids::line(variant, &canonical(&options));
        let has = self.line(ledger, line)?.map_or(0, |(_, row)| row.qty());
        let n = self.room(ledger, variant, has, wish)?;
        let judged = self.judge(ledger, "cart.add", vec![], &CartAdd { line, variant, options, n })?;
        Ok(Changed { line, clamped: n < wish.qty, note: judged.detail })
    }

    /// Makes a line hold this many; 0 removes it.
    pub fn set(&self, ledger: &mut OnTx, line: LineId, seen: IfMatch, wish: Wish) -> Result<Changed, Problem> {
        if wish.qty == 0 {
            return self.remove(ledger, line, seen);
        }
        if wish.qty > MAX_QTY {
            return Err(Problem::new(Code::QuantityInvalid).at("/qty", Code::QuantityInvalid, "0 to 999"));
        }
        let (seq, row) = self.line(ledger, line)?.ok_or(Problem::new(Code::NotFound))?;
        seen.check(seq)?;
        if row.dots.is_empty() {
            return Err(Problem::new(Code::LineLocked));
        }
        let n = self.room(ledger, row.variant, 0, wish)?;
        let obs = row.names();
        let body = CartSet { line, variant: row.variant, options: row.options, n };
        self.judge(ledger, "cart.set", obs, &body)?;
        Ok(Changed { line, clamped: n < wish.qty, note: None })
    }

    /// Removes what the caller could see. A line that was removed before stays so: that is success.
    pub fn remove(&self, ledger: &mut OnTx, line: LineId, seen: IfMatch) -> Result<Changed, Problem> {
        let done = Changed { line, clamped: false, note: None };
        let Some((seq, row)) = self.line(ledger, line)? else {
            let before = ledger.seq(&self.scope(), "cart_line", &line.to_string())?;
            return before.map(|_| done).ok_or(Problem::new(Code::NotFound));
        };
        seen.check(seq)?;
        self.judge(ledger, "cart.remove", row.names(), &CartRemove { line })?;
        Ok(done)
    }

    fn line(&self, ledger: &mut OnTx, line: LineId) -> Result<Option<(u64, CartLine)>, Problem> {
        let (scope, id) = (self.scope(), line.to_string());
        let Some(d) = ledger.row(&scope, "cart_line", &id)? else { return Ok(None) };
        let row = serde_json::from_str(&d).map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        Ok(ledger.seq(&scope, "cart_line", &id)?.map(|seq| (seq, row)))
    }

    /// How many of the wish can be had beside the `has` that are in the line: stock, and what the
    /// shop sells in one order.
    fn room(&self, ledger: &mut OnTx, variant: VariantId, has: u32, wish: Wish) -> Result<u32, Problem> {
        let row = catalog::variant(ledger.tx, variant)?.ok_or(Problem::new(Code::ProductUnknown))?;
        if row.gone {
            return Err(Problem::new(Code::ProductDiscontinued));
        }
        let available = inventory::stock(ledger.tx, variant)?.available();
        let left = u32::try_from(available - i64::from(has)).unwrap_or(0);
        let limit = row.max_per_order.unwrap_or(MAX_QTY).min(MAX_QTY);
        let most = left.min(limit.saturating_sub(has));
        if wish.qty <= most {
            return Ok(wish.qty);
        }
        if wish.clamp && most > 0 {
            return Ok(most);
        }
        let problem = if wish.qty > left { Code::StockInsufficient } else { Code::LimitExceeded };
        Err(Problem::new(problem).available(available.clamp(0, i64::from(limit))))
    }

    fn judge(&self, ledger: &mut OnTx, kind: &str, obs: Vec<OpId>, body: &impl Serialize) -> Result<Judged, Problem> {
        let now_ms = self.app.clock.now_ms();
        let b = serde_json::value::to_raw_value(body).map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        let at = At { wall: now_ms, ..At::default() };
        let op = Op { seq: 0, id: self.op, k: kind.into(), v: 1, obs, b, at, rcpt: None };
        let case =
            Case { user: self.who.user, device: None, s: &self.scope(), op: &op, age_ms: None, sure: true, seen: 0 };
        let judged = with_desk(self.app, |desk| judge(ledger, desk, &case))?;
        match (judged.st, judged.code) {
            (OpState::Rejected, code) => Err(Problem::new(code.unwrap_or(Code::Invalid))),
            _ => Ok(judged),
        }
    }
}
