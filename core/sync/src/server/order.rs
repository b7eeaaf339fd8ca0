//! Orders: placed, claimed after a restore, paid, or ended unpaid.
//!
//! An order names its contributions for good only when it is paid; until then it locks them. No
//! pending order crosses an epoch and no receipt makes one: after a restore the provider's word
//! decides (`found`), then the receipt, and only an order that neither knows is judged anew.

use petpro_domain::Code;
use petpro_domain::cart::{self, Order, OrderState, Put, Verdict};
use petpro_domain::ids::OrderId;
use petpro_domain::wire::{Op, OpBody, OpState, OrderPlace, Pay, Receipt};

use super::judge::{Case, at};
use super::{Desk, FoundState, Ledger, Named, OrderEntry, Payment, Refusal, Step, rows};
use crate::planted::Bug;

type Outcome = (Verdict, Option<Receipt>);

/// Whether this op may be judged again although it was rejected: a clone offered it without the
/// receipt, or the provider knows its payment.
pub(super) fn may_override<L: Ledger>(ledger: &mut L, desk: &Desk, op: &Op) -> Result<bool, L::Error> {
    if desk.planted.has(Bug::NoReceiptOverride) {
        return Ok(false);
    }
    let Ok(Some(OpBody::OrderPlace(body))) = op.body() else { return Ok(false) };
    Ok(receipt(desk, op, body.order_id).is_some() || ledger.found(body.order_id)?.is_some_and(|found| !found.claimed))
}

/// Judges `order.place`.
pub(super) fn place<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    case: &Case,
    body: &OrderPlace,
) -> Result<Outcome, L::Error> {
    if let Some(known) = ledger.order(body.order_id)?
        && (known.op != case.op.id || known.order.st != OrderState::Rejected)
        && !desk.planted.has(Bug::NoDedupe)
    {
        return Ok((Verdict::rejected(Code::Invalid), None));
    }
    let rcpt = receipt(desk, case.op, body.order_id);
    let found = ledger.found(body.order_id)?.map(|found| found.st);
    match (found, rcpt.map(|rcpt| rcpt.verdict.as_str())) {
        (Some(FoundState::Captured), _) => claim(ledger, desk, case, body),
        (Some(FoundState::Refunded), _) => end(ledger, desk, case, body, OrderState::Refunded),
        (None, Some(_)) if desk.planted.has(Bug::ReceiptMakesPending) => accept(ledger, desk, case, body),
        (None, Some("paid:wallet")) => claim_wallet(ledger, desk, case, body),
        (Some(FoundState::Closed), _) | (None, Some(_)) => end(ledger, desk, case, body, OrderState::Expired),
        (None, None) => accept(ledger, desk, case, body),
    }
}

/// A new order: every named contribution is in the cart, free and as many as shown.
fn accept<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case, body: &OrderPlace) -> Result<Outcome, L::Error> {
    if ledger.unclaimed(case.s)? {
        return reject(ledger, desk, case, body, Verdict::rejected(Code::OrderUnclaimed));
    }
    let partial = planted_partial(ledger, desk, case, body)?;
    let op = partial.as_ref().unwrap_or(case.op);
    let loaded = rows::load(ledger, desk, case.s, op)?;
    let verdict = cart::apply(op, &loaded, &at(desk, case));
    if verdict.st != OpState::Applied {
        return reject(ledger, desk, case, body, verdict);
    }
    let Some(order) = verdict.put.iter().find_map(|put| match put {
        Put::Order(_, order) => Some(order.clone()),
        _ => None,
    }) else {
        return Ok((Verdict::rejected(Code::Invalid), None));
    };
    let mut entry = entry(case, body.order_id, order);
    let mark = ledger.savepoint()?;
    let refusal = match rows::guard(ledger, &verdict.guards)? {
        Err(_taken) => Some(Refusal { code: Code::CartChanged, detail: None }),
        Ok(()) => ledger.follow(&mut entry, Step::Place(body))?,
    };
    if let Some(Refusal { code, detail }) = refusal {
        ledger.rollback(mark)?;
        return reject(ledger, desk, case, body, Verdict { detail, ..Verdict::rejected(code) });
    }
    ledger.release(mark)?;
    rows::write(ledger, case.s, &verdict.put, &verdict.del)?;
    rewrite(ledger, &entry)?;
    match body.pay {
        Pay::Card => {
            // Without a saved method its buyer begins the payment.
            if body.method.is_some() {
                ledger.stage(Payment::Start(body.order_id))?;
            }
            sign(ledger, desk, case, body, "pending")
        }
        Pay::Wallet => {
            paid(ledger, desk, body.order_id)?;
            sign(ledger, desk, case, body, "paid:wallet")
        }
    }
}

/// The provider has the money: the order is paid, whoever holds its names, unless another paid
/// order does; then this one is refunded.
fn claim<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case, body: &OrderPlace) -> Result<Outcome, L::Error> {
    let (pending, taken) = holders(ledger, body)?;
    if let Some(mut found) = ledger.found(body.order_id)? {
        found.claimed = true;
        ledger.put_found(&found)?;
    }
    if taken {
        ledger.stage(Payment::CloseOrRefund(body.order_id))?;
        return end(ledger, desk, case, body, OrderState::Refunded);
    }
    for other in pending {
        ledger.stage(Payment::CloseOrRefund(other))?;
        give_back(ledger, desk, other)?;
    }
    consume(ledger, desk, case, body)?;
    keep(ledger, case, body.order_id, order(desk, body, OrderState::Paid), Step::Claim(body))?;
    sign(ledger, desk, case, body, "over")
}

/// The wallet is debited again under the same movement id, unless somebody holds one of the names.
fn claim_wallet<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case, body: &OrderPlace) -> Result<Outcome, L::Error> {
    let (pending, taken) = holders(ledger, body)?;
    if taken || !pending.is_empty() {
        return end(ledger, desk, case, body, OrderState::Expired);
    }
    consume(ledger, desk, case, body)?;
    keep(ledger, case, body.order_id, order(desk, body, OrderState::Paid), Step::Claim(body))?;
    sign(ledger, desk, case, body, "paid:wallet")
}

/// The order is over, without effect on any contribution, without a charge or a hold.
fn end<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    case: &Case,
    body: &OrderPlace,
    st: OrderState,
) -> Result<Outcome, L::Error> {
    keep(ledger, case, body.order_id, order(desk, body, st), Step::Over(body))?;
    sign(ledger, desk, case, body, "over")
}

fn reject<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    case: &Case,
    body: &OrderPlace,
    mut verdict: Verdict,
) -> Result<Outcome, L::Error> {
    if verdict.code == Some(Code::CartChanged) && verdict.detail.is_none() {
        verdict.detail = holder(ledger, body)?.map(|other| other.to_string());
    }
    if verdict.st == OpState::Rejected {
        let entry = entry(case, body.order_id, order(desk, body, OrderState::Rejected));
        ledger.put_order(&entry, &rows::text(&entry.order))?;
    }
    let verdict = Verdict { put: vec![], del: vec![], guards: vec![], ..verdict };
    Ok((verdict, None))
}

/// An order that holds a name of this one, or took it for good.
fn holder<L: Ledger>(ledger: &mut L, body: &OrderPlace) -> Result<Option<OrderId>, L::Error> {
    for name in body.lines.iter().flat_map(|line| &line.obs) {
        if let Some(Named::Ordered(other)) = ledger.named(*name)?
            && other != body.order_id
        {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Pending orders that hold a name of this one, and whether a paid (or refunded) one does.
fn holders<L: Ledger>(ledger: &mut L, body: &OrderPlace) -> Result<(Vec<OrderId>, bool), L::Error> {
    let (mut pending, mut taken) = (Vec::new(), false);
    for name in body.lines.iter().flat_map(|line| &line.obs) {
        let Some(Named::Ordered(other)) = ledger.named(*name)? else { continue };
        match ledger.order(other)? {
            Some(held) if held.order.st == OrderState::Pending => {
                if !pending.contains(&other) {
                    pending.push(other);
                }
            }
            _ => taken = true,
        }
    }
    Ok((pending, taken))
}

/// The names leave the cart, and what is saved, for good; those this history has not met yet too.
fn consume<L: Ledger>(ledger: &mut L, desk: &Desk, case: &Case, body: &OrderPlace) -> Result<(), L::Error> {
    for wanted in &body.lines {
        let mut here = Vec::new();
        if let Some(mut line) = rows::line(ledger, case.s, wanted.line)? {
            let before = line.dots.len() + line.locked.len();
            here = line.names();
            line.dots.retain(|dot| !wanted.obs.contains(&dot.id));
            line.locked.retain(|locked| !wanted.obs.contains(&locked.dot.id));
            if line.dots.len() + line.locked.len() != before {
                line.touched_ms = desk.now_ms;
                rows::write_line(ledger, case.s, wanted.line, &line)?;
            }
        }
        if let Some(mut saved) = rows::saved(ledger, case.s, wanted.line)? {
            let before = saved.dots.len();
            saved.dots.retain(|dot| !wanted.obs.contains(&dot.id));
            if saved.dots.len() != before {
                rows::write_saved(ledger, case.s, wanted.line, &saved)?;
            }
        }
        for name in &wanted.obs {
            if !desk.planted.has(Bug::PaidNamesForgotten) || here.contains(name) {
                ledger.lock(body.order_id, wanted.line, *name)?;
            }
        }
    }
    Ok(())
}

/// The provider captured the money of this order. One that has ended meanwhile is paid back; one
/// that this history does not know (yet) waits for its op.
pub fn paid<L: Ledger>(ledger: &mut L, desk: &Desk, id: OrderId) -> Result<(), L::Error> {
    let Some(mut known) = ledger.order(id)? else { return Ok(()) };
    match known.order.st {
        OrderState::Pending => {}
        OrderState::Expired => return ledger.stage(Payment::CloseOrRefund(id)),
        _ => return Ok(()),
    }
    for wanted in &known.order.lines {
        let Some(mut line) = rows::line(ledger, &known.s, wanted.line)? else { continue };
        let before = line.locked.len();
        line.locked.retain(|locked| locked.order != id);
        if line.locked.len() != before {
            line.touched_ms = desk.now_ms;
            rows::write_line(ledger, &known.s, wanted.line, &line)?;
        }
    }
    known.order.st = OrderState::Paid;
    step(ledger, known, Step::Paid)
}

/// A pending order's time is over. Only the provider ends it: the payment is closed first.
pub fn overdue<L: Ledger>(ledger: &mut L, desk: &Desk, id: OrderId) -> Result<(), L::Error> {
    if desk.planted.has(Bug::ExpiryWithoutClose) {
        return unpaid(ledger, desk, id);
    }
    ledger.stage(Payment::Close(id))
}

/// The provider has closed this order's payment for good: what is still locked is free again, less
/// what a remove or set named meanwhile. Nothing else ends a pending order.
pub fn unpaid<L: Ledger>(ledger: &mut L, desk: &Desk, id: OrderId) -> Result<(), L::Error> {
    match ledger.order(id)? {
        Some(known) if known.order.st == OrderState::Pending => give_back(ledger, desk, id),
        _ => Ok(()),
    }
}

/// The provider has paid this order back. What was consumed stays consumed.
pub fn refunded<L: Ledger>(ledger: &mut L, id: OrderId) -> Result<(), L::Error> {
    if let Some(mut found) = ledger.found(id)? {
        found.st = FoundState::Refunded;
        ledger.put_found(&found)?;
    }
    match ledger.order(id)? {
        Some(mut known) if known.order.st != OrderState::Rejected => {
            known.order.st = OrderState::Refunded;
            step(ledger, known, Step::Refunded)
        }
        _ => Ok(()),
    }
}

/// A pending order ends: its locks become free contributions again.
pub(super) fn give_back<L: Ledger>(ledger: &mut L, desk: &Desk, id: OrderId) -> Result<(), L::Error> {
    let Some(mut known) = ledger.order(id)? else { return Ok(()) };
    if !desk.planted.has(Bug::LockKept) {
        ledger.unlock(id)?;
        for wanted in &known.order.lines {
            let Some(mut line) = rows::line(ledger, &known.s, wanted.line)? else { continue };
            let (back, kept): (Vec<_>, Vec<_>) = line.locked.drain(..).partition(|locked| locked.order == id);
            line.locked = kept;
            if back.is_empty() {
                continue;
            }
            line.dots.extend(back.into_iter().map(|locked| locked.dot));
            line.dots.sort_unstable();
            line.touched_ms = desk.now_ms;
            rows::write_line(ledger, &known.s, wanted.line, &line)?;
        }
    }
    known.order.st = OrderState::Expired;
    step(ledger, known, Step::Unpaid)
}

fn order(desk: &Desk, body: &OrderPlace, st: OrderState) -> Order {
    Order { st, household: None, lines: body.lines.clone(), pay: body.pay, placed_ms: desk.now_ms, bill: None }
}

fn entry(case: &Case, id: OrderId, mut order: Order) -> OrderEntry {
    order.household = case.household();
    OrderEntry { id, op: case.op.id, s: case.s.into(), user: case.user, order }
}

fn keep<L: Ledger>(ledger: &mut L, case: &Case, id: OrderId, order: Order, what: Step) -> Result<(), L::Error> {
    step(ledger, entry(case, id, order), what)
}

fn step<L: Ledger>(ledger: &mut L, mut known: OrderEntry, what: Step) -> Result<(), L::Error> {
    let _ = ledger.follow(&mut known, what)?; // only a new order can be refused
    rewrite(ledger, &known)
}

/// Writes the order's own row and the one its owner pulls.
pub fn rewrite<L: Ledger>(ledger: &mut L, known: &OrderEntry) -> Result<(), L::Error> {
    let d = rows::text(&known.order);
    ledger.put_order(known, &d)?;
    let scope = format!("user:{}", known.user);
    ledger.publish(&scope, "order", &known.id.to_string(), Some(&d))?;
    Ok(())
}

/// The op's receipt, where it is ours and speaks of this very op.
fn receipt<'a>(desk: &Desk, op: &'a Op, order: OrderId) -> Option<&'a Receipt> {
    let rcpt = op.rcpt.as_ref()?;
    let signed = desk.signer.mac(&rcpt.kid, &rcpt.signed_bytes())?;
    (signed == rcpt.mac && rcpt.order == order && rcpt.op == hex::encode(op.hash())).then_some(rcpt)
}

fn sign<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    case: &Case,
    body: &OrderPlace,
    verdict: &str,
) -> Result<Outcome, L::Error> {
    if desk.planted.has(Bug::NoReceipt) {
        return Ok((Verdict::applied(), None));
    }
    let mut rcpt = Receipt {
        kid: desk.signer.kid().into(),
        order: body.order_id,
        op: hex::encode(case.op.hash()),
        verdict: verdict.into(),
        epoch: ledger.epoch()?,
        seq: ledger.newest(case.s)?,
        accepted_ms: desk.now_ms,
        mac: String::new(),
    };
    rcpt.mac = desk.signer.mac(&rcpt.kid, &rcpt.signed_bytes()).unwrap_or_default();
    Ok((Verdict::applied(), Some(rcpt)))
}

/// The planted bug: an order is content with what is left of what it names.
fn planted_partial<L: Ledger>(
    ledger: &mut L,
    desk: &Desk,
    case: &Case,
    body: &OrderPlace,
) -> Result<Option<Op>, L::Error> {
    if !desk.planted.has(Bug::PartialOrder) {
        return Ok(None);
    }
    let mut body = body.clone();
    for wanted in &mut body.lines {
        let line = rows::line(ledger, case.s, wanted.line)?;
        wanted.obs.retain(|name| line.as_ref().is_some_and(|line| line.names().contains(name)));
        let units: u32 =
            line.iter().flat_map(|line| &line.dots).filter(|dot| wanted.obs.contains(&dot.id)).map(|dot| dot.n).sum();
        wanted.qty = units.min(cart::MAX_QTY);
    }
    body.lines.retain(|line| !line.obs.is_empty());
    let mut op = case.op.clone();
    op.b = serde_json::value::to_raw_value(&body).expect("an order is a map with string keys");
    Ok(Some(op))
}
