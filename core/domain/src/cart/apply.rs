//! The rules of the cart, once. Pure: the same op on the same rows gives the same verdict on a
//! phone and on the server.

use super::{
    At, CartLine, Del, Dot, Guard, Locked, MAX_LINES, MAX_QTY, MOVED_TO_SAVED, Name, Options, Order, OrderState, Put,
    Rows, SavedLine, Verdict, beside, canonical,
};
use crate::code::Code;
use crate::ids::{self, LineId, OpId, VariantId};
use crate::wire::{CartAdd, CartRemove, CartSet, Lane, Op, OpBody, OpState, OrderPlace, SavedMove};

/// Cart ops older than this are refused with `op-expired`: nobody means them any more, ms.
const OP_TTL_MS: i64 = 180 * 86_400_000;
/// An order is placed within 48 h of the tap or asked for again, ms.
const ORDER_TTL_MS: i64 = 48 * 3_600_000;
/// The newest version of every kind.
const VERSION: u16 = 1;

/// Judges one op on the rows that [`super::needs`] named.
///
/// `held` for a kind or version this side does not know yet; `rejected` with `invalid`,
/// `op-version-unsupported`, `op-expired`, `order-expired`, `line-full` or `cart-changed`;
/// `superseded` for a set that met an unseen set; else `applied`, also where nothing was left to do.
pub fn apply(op: &Op, rows: &Rows, at: &At) -> Verdict {
    if op.v == 0 {
        return Verdict::rejected(Code::OpVersionUnsupported);
    }
    let body = match op.body() {
        Ok(Some(body)) if op.v <= VERSION => body,
        Ok(_) => return Verdict::held(),
        Err(_) if op.v > VERSION => return Verdict::held(),
        Err(_) => return Verdict::rejected(Code::Invalid),
    };
    let ages = !matches!(body, OpBody::OrderPlace(_)) && body.lane() == Lane::Household;
    if ages && at.age_ms.is_some_and(|age| age > OP_TTL_MS) {
        return Verdict::rejected(Code::OpExpired); // what a desk saw stays true
    }
    match body {
        OpBody::CartAdd(body) => add(op, &body, rows, at),
        OpBody::CartSet(body) => set(op, &body, rows, at),
        OpBody::CartRemove(body) => remove(op, &body, rows, at),
        OpBody::SavedMove(body) if body.to_saved => save(op, &body, rows, at),
        OpBody::SavedMove(body) => unsave(op, &body, rows, at),
        OpBody::OrderPlace(body) => place(op, &body, rows, at),
        // No rows of a cart: whoever keeps what it is about writes it.
        body => match beside::check(&body) {
            Ok(()) => Verdict::applied(),
            Err(code) => Verdict::rejected(code),
        },
    }
}

fn add(op: &Op, body: &CartAdd, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) || !(1..=MAX_QTY).contains(&body.n) {
        return Verdict::rejected(Code::Invalid);
    }
    let goods = Goods::open(rows, body.line, body.variant, &body.options);
    if goods.holds(op.id) || named_before(rows, op.id) {
        return Verdict::applied();
    }
    goods.insert(Dot { id: op.id, n: body.n, set: false }, rows, at, Verdict::applied())
}

fn set(op: &Op, body: &CartSet, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) || !(1..=MAX_QTY).contains(&body.n) {
        return Verdict::rejected(Code::Invalid);
    }
    let mut goods = Goods::open(rows, body.line, body.variant, &body.options);
    let mut verdict = goods.delete_named(op, rows);
    if let Some(unseen) = goods.line.dots.iter().find(|dot| dot.set && dot.id != op.id) {
        verdict.st = OpState::Superseded;
        verdict.detail = Some(unseen.n.to_string());
        return goods.close(rows, at, verdict);
    }
    if goods.holds(op.id) || named_before(rows, op.id) {
        return goods.close(rows, at, verdict);
    }
    goods.insert(Dot { id: op.id, n: body.n, set: true }, rows, at, verdict)
}

fn remove(op: &Op, body: &CartRemove, rows: &Rows, at: &At) -> Verdict {
    let known = rows.line(body.line).map(|row| (row.variant, &row.options));
    let known = known.or(rows.saved(body.line).map(|row| (row.variant, &row.options)));
    let Some((variant, options)) = known else {
        let mut verdict = Verdict::applied();
        bury_unknown(op, rows, &mut verdict);
        return verdict;
    };
    let mut goods = Goods::open(rows, body.line, variant, options);
    let verdict = goods.delete_named(op, rows);
    goods.close(rows, at, verdict)
}

/// Locked contributions are skipped: whether they are bought is the order's to say. A name that is
/// not here yet (after a restore) is left alone too: its add will put it into the cart.
fn save(op: &Op, body: &SavedMove, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) {
        return Verdict::rejected(Code::Invalid);
    }
    let mut goods = Goods::open(rows, body.line, body.variant, &body.options);
    let moved: Vec<Dot> = goods.line.dots.extract_if(.., |dot| op.obs.contains(&dot.id)).collect();
    if goods.saved.dots.len() + moved.len() > at.room.dots {
        return Verdict::rejected(Code::LineFull);
    }
    goods.save(moved, "user");
    goods.close(rows, at, Verdict::applied())
}

fn unsave(op: &Op, body: &SavedMove, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) {
        return Verdict::rejected(Code::Invalid);
    }
    let mut goods = Goods::open(rows, body.line, body.variant, &body.options);
    let moved: Vec<Dot> = goods.saved.dots.extract_if(.., |dot| op.obs.contains(&dot.id)).collect();
    let mut verdict = Verdict::applied();
    if moved.is_empty() {
        return verdict;
    }
    if goods.has_no_room(rows, at) {
        verdict.detail = Some(MOVED_TO_SAVED.into());
        return verdict;
    }
    if goods.in_line() + moved.len() > at.room.dots {
        return Verdict::rejected(Code::LineFull);
    }
    goods.line.dots.extend(moved);
    goods.line.dots.sort_unstable();
    goods.close(rows, at, verdict)
}

fn place(op: &Op, body: &OrderPlace, rows: &Rows, at: &At) -> Verdict {
    let mut names: Vec<OpId> = body.lines.iter().flat_map(|line| line.obs.iter().copied()).collect();
    let named = names.len();
    names.sort_unstable();
    names.dedup();
    let mut lines: Vec<LineId> = body.lines.iter().map(|line| line.line).collect();
    lines.sort_unstable();
    lines.dedup();
    if body.lines.len() > MAX_LINES || body.lines.iter().any(|line| line.obs.is_empty()) || named == 0 {
        return Verdict::rejected(Code::Invalid);
    }
    if names.len() != named || lines.len() != body.lines.len() {
        return Verdict::rejected(Code::Invalid);
    }
    let life = body.valid_until.saturating_sub(op.at.wall).min(ORDER_TTL_MS); // a device may claim any time
    if at.age_ms.is_some_and(|age| age < 0 || age > life) {
        return Verdict::rejected(Code::OrderExpired);
    }
    let mut verdict = Verdict::applied();
    for wanted in &body.lines {
        let Some(mut line) = rows.line(wanted.line).cloned() else { return Verdict::rejected(Code::CartChanged) };
        if line.variant != wanted.variant {
            return Verdict::rejected(Code::Invalid);
        }
        let mut units: u64 = 0;
        for name in &wanted.obs {
            let Some(found) = line.dots.iter().position(|dot| dot.id == *name) else {
                let holder = line.locked.iter().find(|locked| locked.dot.id == *name);
                let detail = holder.map(|locked| locked.order.to_string());
                return Verdict { detail, ..Verdict::rejected(Code::CartChanged) };
            };
            let dot = line.dots.remove(found);
            units += u64::from(dot.n);
            line.locked.push(Locked { order: body.order_id, dot });
            verdict.guards.push(Guard::Lock { order: body.order_id, line: wanted.line, name: *name });
        }
        if units.min(u64::from(MAX_QTY)) != u64::from(wanted.qty) {
            return Verdict::rejected(Code::CartChanged);
        }
        line.locked.sort_unstable();
        verdict.put.push(Put::Line(wanted.line, line));
    }
    let order = Order {
        st: OrderState::Pending,
        household: None,
        lines: body.lines.clone(),
        pay: body.pay,
        placed_ms: at.now_ms,
        bill: None,
    };
    verdict.put.push(Put::Order(body.order_id, order));
    verdict
}

/// A line's id says what is in it; another one would let two devices disagree about a line.
fn is_line(id: LineId, variant: VariantId, options: &Options) -> bool {
    ids::line(variant, &canonical(options)) == id
}

/// A remove or an order that was offered again before this op has already named it.
fn named_before(rows: &Rows, id: OpId) -> bool {
    matches!(rows.name(id), Some(Name::Dead | Name::Ordered(_)))
}

fn bury_unknown(op: &Op, rows: &Rows, verdict: &mut Verdict) {
    for name in &op.obs {
        if rows.name(*name) == Some(Name::Unknown) {
            verdict.guards.push(Guard::Bury(*name));
        }
    }
}

/// What there is of one line: in the cart, held by orders, and saved for later. A contribution is
/// in one of the three.
struct Goods {
    id: LineId,
    line: CartLine,
    saved: SavedLine,
}

impl Goods {
    fn open(rows: &Rows, id: LineId, variant: VariantId, options: &Options) -> Self {
        let line = rows.line(id).cloned().unwrap_or_else(|| CartLine {
            variant,
            options: options.clone(),
            dots: vec![],
            locked: vec![],
            touched_ms: 0,
        });
        let saved = rows.saved(id).cloned().unwrap_or_else(|| SavedLine {
            variant,
            options: options.clone(),
            dots: vec![],
            why: String::new(),
        });
        Self { id, line, saved }
    }

    /// Upsert by name: a re-offered op, or a pending one whose answer was lost, is not there twice.
    fn holds(&self, id: OpId) -> bool {
        self.line.dots.iter().chain(&self.saved.dots).any(|dot| dot.id == id)
            || self.line.locked.iter().any(|locked| locked.dot.id == id)
    }

    fn in_line(&self) -> usize {
        self.line.dots.len() + self.line.locked.len()
    }

    fn has_no_room(&self, rows: &Rows, at: &At) -> bool {
        rows.line(self.id).is_none() && rows.count >= at.room.lines
    }

    /// Deletes what is named, wherever it is. The order of a locked one goes on; it only has nothing
    /// to give back if it ends unpaid.
    fn delete_named(&mut self, op: &Op, rows: &Rows) -> Verdict {
        let mut verdict = Verdict::applied();
        self.line.dots.retain(|dot| !op.obs.contains(&dot.id));
        self.line.locked.retain(|locked| !op.obs.contains(&locked.dot.id));
        self.saved.dots.retain(|dot| !op.obs.contains(&dot.id));
        bury_unknown(op, rows, &mut verdict);
        verdict
    }

    fn save(&mut self, moved: Vec<Dot>, why: &str) {
        if !moved.is_empty() {
            self.saved.dots.extend(moved);
            self.saved.dots.sort_unstable();
            self.saved.why = why.into();
        }
    }

    fn insert(mut self, dot: Dot, rows: &Rows, at: &At, mut verdict: Verdict) -> Verdict {
        let no_room = self.has_no_room(rows, at);
        let there = if no_room { self.saved.dots.len() } else { self.in_line() };
        if there >= at.room.dots {
            return Verdict::rejected(Code::LineFull);
        }
        if no_room {
            verdict.detail = Some(MOVED_TO_SAVED.into());
            self.save(vec![dot], "overflow");
        } else {
            self.line.dots.push(dot);
            self.line.dots.sort_unstable();
        }
        self.close(rows, at, verdict)
    }

    /// Writes what changed; a row without contributions is no row.
    fn close(mut self, rows: &Rows, at: &At, mut verdict: Verdict) -> Verdict {
        let before = rows.line(self.id);
        if self.line.dots.is_empty() && self.line.locked.is_empty() {
            verdict.del.extend(before.map(|_| Del::Line(self.id)));
        } else if before.is_none_or(|row| row.dots != self.line.dots || row.locked != self.line.locked) {
            self.line.touched_ms = at.now_ms;
            verdict.put.push(Put::Line(self.id, self.line));
        }
        let before = rows.saved(self.id);
        if self.saved.dots.is_empty() {
            verdict.del.extend(before.map(|_| Del::Saved(self.id)));
        } else if before != Some(&self.saved) {
            verdict.put.push(Put::Saved(self.id, self.saved));
        }
        verdict
    }
}
