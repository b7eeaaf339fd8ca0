//! `POST /orders`: a quote becomes an order. The op that a device would send is judged by the same
//! function; what is refused is told with a new quote, or with what is there.

use petpro_domain::Code;
use petpro_domain::ids::{MethodId, OpId, OrderId, QuoteId};
use petpro_domain::wire::{At, Op, OpState, OrderPlace, Pay};
use petpro_sync::server::{Case, Judged, OrderEntry, Refusal, judge};
use serde::Deserialize;

use super::read;
use crate::checkout::{kept, refused, renew, used};
use crate::feed::{OnTx, Poke};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::sync::with_desk;

/// Which quote, and how it is paid. Amounts, prices, states and owners are not the caller's to say.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    #[schema(example = "0197aaaa-0000-7000-8000-000000000001")]
    pub quote_id: QuoteId,
    /// Made by the caller, so that it knows the order before it has an answer.
    #[serde(default)]
    pub order_id: Option<OrderId>,
    #[serde(default)]
    pub pay: Pay,
    /// A saved payment method; without one the order waits for `POST /payments`.
    #[serde(default)]
    pub method_id: Option<MethodId>,
}

/// What came of it; a refusal's writes stay (its order id can never succeed later).
pub struct Placed {
    pub result: Result<OrderEntry, Problem>,
    /// It had been placed before.
    pub again: bool,
    pub pokes: Vec<Poke>,
}

/// Places the order. A quote makes one order: asking again gives that one, as success.
pub fn place(app: &AppState, tx: &mut Tx, who: &Principal, op: OpId, new: &NewOrder) -> Result<Placed, Problem> {
    let absent = || Problem::new(Code::Invalid).at("/quote_id", Code::Invalid, "not a quote of yours; make one first");
    let quote = kept(tx, who, new.quote_id)?.ok_or_else(absent)?;
    if let Some(id) = quote.order {
        return again(app, tx, who, id);
    }
    let id = new.order_id.unwrap_or(OrderId(op.0));
    let now_ms = app.clock.now_ms();
    let place = OrderPlace { order_id: id, pay: new.pay, method: new.method_id, ..quote.place };
    let on_time = now_ms < quote.expires_ms;
    let (outcome, pokes) = super::write(app, tx, |ledger| {
        if let Some(entry) = read::own(ledger, who.user, id)? {
            return Ok(Outcome::Again(entry));
        }
        if !on_time {
            return Ok(Outcome::Stale);
        }
        let judged = judged(app, ledger, who, op, &place)?;
        if judged.st != OpState::Applied {
            return Ok(Outcome::Refused(judged));
        }
        let entry = read::own(ledger, who.user, id)?;
        entry.map(Outcome::New).ok_or_else(|| Problem::new(Code::Internal))
    })?;
    match outcome {
        Outcome::Again(entry) => Ok(Placed { result: Ok(entry), again: true, pokes }),
        Outcome::Stale => Ok(Placed::refused(offer(app, tx, who, &place, Problem::new(Code::QuoteStale)), pokes)),
        Outcome::Refused(judged) => {
            let refusal = Refusal { code: judged.code.unwrap_or(Code::Invalid), detail: judged.detail };
            let mut problem = refused(&refusal, &place.lines);
            if let Some(other) = refusal.detail.filter(|_| refusal.code == Code::CartChanged) {
                problem = problem.at("/quote_id", Code::CartChanged, format!("order {other} has these goods"));
            }
            Ok(Placed::refused(offer(app, tx, who, &place, problem), pokes))
        }
        Outcome::New(entry) => {
            used(tx, new.quote_id, id)?;
            Ok(Placed { result: Ok(entry), again: false, pokes })
        }
    }
}

/// What a quote met.
enum Outcome {
    New(OrderEntry),
    /// It has this order already.
    Again(OrderEntry),
    Stale,
    Refused(Judged),
}

impl Placed {
    fn refused(problem: Problem, pokes: Vec<Poke>) -> Self {
        Self { result: Err(problem), again: false, pokes }
    }
}

fn again(app: &AppState, tx: &mut Tx, who: &Principal, id: OrderId) -> Result<Placed, Problem> {
    let entry = own(app, tx, who, id)?;
    Ok(Placed { result: entry.ok_or_else(|| Problem::new(Code::NotFound)), again: true, pokes: vec![] })
}

fn own(app: &AppState, tx: &mut Tx, who: &Principal, id: OrderId) -> Result<Option<OrderEntry>, Failure> {
    read::own(&mut OnTx::reading(tx, &app.live.snapshots), who.user, id)
}

/// With a new quote, where another price is the reason.
fn offer(app: &AppState, tx: &mut Tx, who: &Principal, place: &OrderPlace, problem: Problem) -> Problem {
    if !matches!(problem.code, Code::PriceChanged | Code::QuoteStale) {
        return problem;
    }
    match renew(app, tx, who, place) {
        Some(quote) => problem.quote(quote),
        None => problem,
    }
}

fn judged(app: &AppState, ledger: &mut OnTx, who: &Principal, op: OpId, place: &OrderPlace) -> Result<Judged, Failure> {
    let b = serde_json::value::to_raw_value(place).map_err(|_| Failure::Shape { index: 0 })?;
    let at = At { wall: app.clock.now_ms(), ..At::default() };
    let op = Op { seq: 0, id: op, k: "order.place".into(), v: 1, obs: vec![], b, at, rcpt: None };
    let s = format!("household:{}", who.household);
    let case = Case { user: who.user, device: None, s: &s, op: &op, age_ms: None, sure: true, seen: 0 };
    with_desk(app, |desk| judge(ledger, desk, &case))
}
