//! The rules of the cart, once. Pure: the same op on the same rows gives the same verdict on a
//! phone and on the server.

use super::{
    At, CartLine, Del, Dot, Guard, Locked, MAX_LINES, MAX_QTY, MOVED_TO_SAVED, Name, Options, Order, OrderState, Put,
    Rows, SavedLine, Verdict, canonical,
};
use crate::code::Code;
use crate::ids::{self, LineId, OpId, VariantId};
use crate::wire::{CartAdd, CartRemove, CartSet, Op, OpBody, OpState, OrderPlace, SavedMove};

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
    if !matches!(body, OpBody::OrderPlace(_)) && at.age_ms.is_some_and(|age| age > OP_TTL_MS) {
        return Verdict::rejected(Code::OpExpired);
    }
    match body {
        OpBody::CartAdd(body) => add(op, &body, rows, at),
        OpBody::CartSet(body) => set(op, &body, rows, at),
        OpBody::CartRemove(body) => remove(op, &body, rows, at),
        OpBody::SavedMove(body) if body.to_saved => save(op, &body, rows, at),
        OpBody::SavedMove(body) => unsave(op, &body, rows, at),
        OpBody::OrderPlace(body) => place(op, &body, rows, at),
    }
}

fn add(op: &Op, body: &CartAdd, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) || !(1..=MAX_QTY).contains(&body.n) {
        return Verdict::rejected(Code::Invalid);
    }
    let line = open(rows, body.line, body.variant, &body.options);
    if holds(&line, op.id) || named_before(rows, op.id) {
        return Verdict::applied();
    }
    if line.dots.len() + line.locked.len() >= at.room.dots {
        return Verdict::rejected(Code::LineFull);
    }
    insert(rows, body.line, line, Dot { id: op.id, n: body.n, set: false }, at, Verdict::applied())
}

fn set(op: &Op, body: &CartSet, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) || !(1..=MAX_QTY).contains(&body.n) {
        return Verdict::rejected(Code::Invalid);
    }
    let mut line = open(rows, body.line, body.variant, &body.options);
    let mut verdict = Verdict::applied();
    delete_named(op, &mut line, rows, &mut verdict);
    if let Some(unseen) = line.dots.iter().find(|dot| dot.set && dot.id != op.id) {
        verdict.st = OpState::Superseded;
        verdict.detail = Some(unseen.n.to_string());
        return close(rows, body.line, line, at, verdict);
    }
    if holds(&line, op.id) || named_before(rows, op.id) {
        return close(rows, body.line, line, at, verdict);
    }
    if line.dots.len() + line.locked.len() >= at.room.dots {
        return Verdict::rejected(Code::LineFull);
    }
    insert(rows, body.line, line, Dot { id: op.id, n: body.n, set: true }, at, verdict)
}

fn remove(op: &Op, body: &CartRemove, rows: &Rows, at: &At) -> Verdict {
    let mut verdict = Verdict::applied();
    let Some(mut line) = rows.line(body.line).cloned() else {
        bury_unknown(op, rows, &mut verdict);
        return verdict;
    };
    delete_named(op, &mut line, rows, &mut verdict);
    close(rows, body.line, line, at, verdict)
}

/// Locked contributions are skipped: whether they are bought is the order's to say.
fn save(op: &Op, body: &SavedMove, rows: &Rows, at: &At) -> Verdict {
    if !is_line(body.line, body.variant, &body.options) {
        return Verdict::rejected(Code::Invalid);
    }
    let mut verdict = Verdict::applied();
    let mut line = open(rows, body.line, body.variant, &body.options);
    let mut moved: u64 = 0;
    for (i, name) in op.obs.iter().enumerate() {
        if let Some(found) = line.dots.iter().position(|dot| dot.id == *name) {
            moved += u64::from(line.dots.remove(found).n);
        } else if rows.name(*name) == Some(Name::Unknown) {
            moved += u64::from(body.units.get(i).copied().unwrap_or(0).min(MAX_QTY));
            verdict.guards.push(Guard::Bury(*name));
        }
    }
    if moved > 0 {
        verdict.put.push(saved(rows, body.line, &line, moved, "user"));
    }
    close(rows, body.line, line, at, verdict)
}

fn unsave(op: &Op, body: &SavedMove, rows: &Rows, at: &At) -> Verdict {
    let line = open(rows, body.line, body.variant, &body.options);
    let Some(from) = rows.saved(body.line) else { return Verdict::applied() };
    if holds(&line, op.id) {
        return Verdict::applied();
    }
    let mut verdict = Verdict::applied();
    if rows.line(body.line).is_none() && rows.count >= at.room.lines {
        verdict.detail = Some(MOVED_TO_SAVED.into());
        return verdict;
    }
    if line.dots.len() + line.locked.len() >= at.room.dots {
        return Verdict::rejected(Code::LineFull);
    }
    verdict.del.push(Del::Saved(body.line));
    if named_before(rows, op.id) {
        return verdict;
    }
    let line = CartLine { variant: from.variant, options: from.options.clone(), ..line };
    insert(rows, body.line, line, Dot { id: op.id, n: from.n, set: false }, at, verdict)
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
    let life = (body.valid_until - op.at.wall).min(ORDER_TTL_MS);
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

fn open(rows: &Rows, id: LineId, variant: VariantId, options: &Options) -> CartLine {
    rows.line(id).cloned().unwrap_or_else(|| CartLine {
        variant,
        options: options.clone(),
        dots: vec![],
        locked: vec![],
        touched_ms: 0,
    })
}

/// Upsert by name: a re-offered op, or a pending one whose answer was lost, is not there twice.
fn holds(line: &CartLine, id: OpId) -> bool {
    line.dots.iter().any(|dot| dot.id == id) || line.locked.iter().any(|locked| locked.dot.id == id)
}

/// A remove or an order that was offered again before this op has already named it.
fn named_before(rows: &Rows, id: OpId) -> bool {
    matches!(rows.name(id), Some(Name::Dead | Name::Ordered(_)))
}

/// Deletes what is named, locked or not. The order of a locked one goes on; it only has nothing to
/// give back if it ends unpaid.
fn delete_named(op: &Op, line: &mut CartLine, rows: &Rows, verdict: &mut Verdict) {
    line.dots.retain(|dot| !op.obs.contains(&dot.id));
    line.locked.retain(|locked| !op.obs.contains(&locked.dot.id));
    bury_unknown(op, rows, verdict);
}

fn bury_unknown(op: &Op, rows: &Rows, verdict: &mut Verdict) {
    for name in &op.obs {
        if rows.name(*name) == Some(Name::Unknown) {
            verdict.guards.push(Guard::Bury(*name));
        }
    }
}

fn insert(rows: &Rows, id: LineId, mut line: CartLine, dot: Dot, at: &At, mut verdict: Verdict) -> Verdict {
    if rows.line(id).is_none() && rows.count >= at.room.lines {
        verdict.put.push(saved(rows, id, &line, u64::from(dot.n), "overflow"));
        verdict.detail = Some(MOVED_TO_SAVED.into());
        return verdict;
    }
    line.dots.push(dot);
    line.dots.sort_unstable();
    close(rows, id, line, at, verdict)
}

fn saved(rows: &Rows, id: LineId, line: &CartLine, units: u64, why: &str) -> Put {
    let before = rows.saved(id).map_or(0, |row| u64::from(row.n));
    Put::Saved(
        id,
        SavedLine {
            variant: line.variant,
            options: line.options.clone(),
            n: (before + units).min(u64::from(MAX_QTY)) as u32,
            why: why.into(),
        },
    )
}

/// Writes the line back if it changed; one without contributions is no row.
fn close(rows: &Rows, id: LineId, mut line: CartLine, at: &At, mut verdict: Verdict) -> Verdict {
    let before = rows.line(id);
    let same = before.is_some_and(|row| row.dots == line.dots && row.locked == line.locked);
    if line.dots.is_empty() && line.locked.is_empty() {
        if before.is_some() {
            verdict.del.push(Del::Line(id));
        }
    } else if !same {
        line.touched_ms = at.now_ms;
        verdict.put.push(Put::Line(id, line));
    }
    verdict
}
