//! Paying over REST. A card never comes here: a buyer pays on the provider's page, or with a method
//! that the provider keeps.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::{MethodId, OpId, OrderId, UserId};
use petpro_domain::money::Money;
use petpro_domain::order::Status as OrderStatus;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::attempt::{Attempt, New, State as PaymentState};
use super::refund::{self, Refund, RefundState};
use super::{card_data, methods, step, worker};
use crate::feed::OnTx;
use crate::http::{Body, typed};
use crate::idempotency::{Key, Reply, known, once};
use crate::identity::Principal;
use crate::orders::{self, NotPayable};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// What to pay, and with what. The sum is the order's; nobody sends one.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPayment {
    #[schema(example = "0197aaaa-0000-7000-8000-000000000002")]
    pub order_id: OrderId,
    /// A saved method; without one the answer has a `page` to pay on.
    #[serde(default)]
    pub method_id: Option<MethodId>,
}

/// With what to pay the order in the path.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentDetails {
    #[serde(default)]
    pub method_id: Option<MethodId>,
}

/// How much goes back.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Minor units; all that is left where it is missing.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub amount: Option<i64>,
}

/// An attempt to pay an order.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PaymentView {
    pub id: Uuid,
    pub order_id: OrderId,
    /// From 1.
    pub attempt: u32,
    pub status: PaymentState,
    pub amount: Money,
    /// Where to pay, for the system's browser; not once it is paid or called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The provider's word for the last refusal (`insufficient_funds`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    pub captured: Money,
    /// What went back or is on its way.
    pub refunded: Money,
    pub refunds: Vec<RefundView>,
    /// Server time, ms.
    pub created_ms: i64,
}

/// Money on its way back.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RefundView {
    pub id: Uuid,
    pub status: RefundState,
    pub amount: Money,
}

/// The attempts to pay an order, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Payments {
    pub payments: Vec<PaymentView>,
}

fn view(tx: &mut Tx, it: Attempt) -> Result<PaymentView, Failure> {
    let money = |amount| Money::new(amount, it.sum.currency);
    let refunds = Refund::of(tx, it.id)?;
    let payable = matches!(it.st, PaymentState::Open | PaymentState::Processing | PaymentState::Failed);
    Ok(PaymentView {
        id: it.id,
        order_id: it.order,
        attempt: it.attempt,
        status: it.st,
        amount: it.sum,
        page: it.page.clone().filter(|_| payable && it.method.is_none()),
        refused: it.code.clone().filter(|_| it.st == PaymentState::Failed),
        captured: money(it.captured),
        refunded: money(it.refunded),
        refunds: refunds.iter().map(|it| RefundView { id: it.id, status: it.st, amount: money(it.amount) }).collect(),
        created_ms: it.created_ms,
    })
}

/// Begins to pay an order, or gives the attempt that is open. Without a saved method the answer has
/// the provider's page; with one it is charged now.
#[utoipa::path(post, path = "/api/v1/payments", tag = "payments", request_body = NewPayment,
    responses((status = 201, body = PaymentView)))]
pub async fn create(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value, digest }: Body<Value>,
) -> Result<Reply, Problem> {
    let new: NewPayment = clean(value)?;
    pay(&app, &who, key, digest, new).await
}

/// The same for the order in the path, as document 000 writes it.
#[utoipa::path(post, path = "/api/v1/payments/order/{order_id}", tag = "payments",
    params(("order_id" = OrderId, Path)), request_body(content = PaymentDetails, example = json!({})),
    responses((status = 201, body = PaymentView)))]
pub async fn create_for_order(
    State(app): State<AppState>,
    who: Principal,
    Path(order_id): Path<String>,
    key: Key,
    Body { value, digest }: Body<Value>,
) -> Result<Reply, Problem> {
    let details: PaymentDetails = clean(value)?;
    let order_id = order_id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    pay(&app, &who, key, digest, NewPayment { order_id, method_id: details.method_id }).await
}

/// A payment of mine.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments", params(("id" = Uuid, Path)),
    responses((status = 200, body = PaymentView)))]
pub async fn get(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<Json<PaymentView>, Problem> {
    let id = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    app.store.read(|tx| match own(tx, who.user, id)? {
        Some(it) => Ok(Json(view(tx, it)?)),
        None => Err(Problem::new(Code::NotFound)),
    })
}

/// The attempts to pay an order of mine.
#[utoipa::path(get, path = "/api/v1/payments/order/{order_id}", tag = "payments",
    params(("order_id" = OrderId, Path)), responses((status = 200, body = Payments)))]
pub async fn of_order(
    State(app): State<AppState>,
    who: Principal,
    Path(order_id): Path<String>,
) -> Result<Json<Payments>, Problem> {
    let order: OrderId = order_id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    app.store.read(|tx| {
        let attempts = Attempt::of_order(tx, order)?;
        let mine = orders::owner(tx, order)?.or(attempts.first().map(|it| it.user)) == Some(who.user);
        if !mine {
            return Err(Problem::new(Code::NotFound));
        }
        let payments = attempts.into_iter().map(|it| view(tx, it)).collect::<Result<_, Failure>>()?;
        Ok(Json(Payments { payments }))
    })
}

/// Has a payment of mine paid back whose order ended, or never came (the server was restored from a
/// backup). For an order that lives: call the order off.
#[utoipa::path(post, path = "/api/v1/payments/{id}/refunds", tag = "payments", params(("id" = Uuid, Path)),
    request_body(content = NewRefund, example = json!({})), responses((status = 201, body = RefundView)))]
pub async fn refund(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: new, digest }: Body<NewRefund>,
) -> Result<Reply, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let (its, user) = (app.clone(), who.user);
    let reply = once(&app, &who, key, digest, move |tx: &mut Tx, op: OpId| {
        let paid = own(tx, user, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
        if orders::payable(tx, paid.order)?.is_some_and(|due| !ended(due.status)) {
            return Err(Problem::new(Code::OrderState));
        }
        let left = paid.captured - paid.refunded;
        let amount = new.amount.unwrap_or(left);
        if amount < 1 && new.amount.is_some() {
            return Err(Problem::new(Code::Invalid).at("/amount", Code::Invalid, "at least 1"));
        }
        let now_ms = its.clock.now_ms();
        let ask = |ledger: &mut OnTx| refund::request_as(ledger, op.0, paid.id, amount, "buyer", now_ms);
        let (asked, _) = orders::write(&its, tx, ask)?;
        let Some(asked) = asked else { return Err(Problem::new(Code::RefundTooMuch).available(left)) };
        let amount = Money::new(amount, paid.sum.currency);
        Reply::json(StatusCode::CREATED, &RefundView { id: asked, status: RefundState::Requested, amount })
    })
    .await?;
    Ok(reply)
}

fn ended(status: OrderStatus) -> bool {
    matches!(status, OrderStatus::Expired | OrderStatus::Cancelled)
}

fn own(tx: &mut Tx, user: UserId, id: Uuid) -> Result<Option<Attempt>, Failure> {
    Ok(Attempt::by_id(tx, id)?.filter(|it| it.user == user))
}

/// A body without card data.
fn clean<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Problem> {
    match card_data::found(&value) {
        Some(at) => {
            Err(Problem::new(Code::CardDataRefused).at(at, Code::CardDataRefused, "for the provider's page only"))
        }
        None => typed(value),
    }
}

/// A key that has its answer gives it. Else the attempt is written first, under the request's own id; then the provider
/// is asked, outside of any transaction; then the answer is kept under the key. Cut off anywhere, the same key goes on.
async fn pay(app: &AppState, who: &Principal, key: Key, digest: [u8; 32], new: NewPayment) -> Result<Reply, Problem> {
    if app.gateway.is_none() {
        return Err(Problem::new(Code::PaymentUnavailable).because("no provider is configured").retry_after(60));
    }
    if let Some(reply) = known(app, who, &key, &digest)? {
        return Ok(reply);
    }
    let (op, user) = (key.op(who), who.user);
    let begun = worker::write(app, move |app, ledger| begin(app, ledger, user, op, &new)).await??;
    let wait = Duration::from_millis(app.config.payments.wait_ms);
    match tokio::time::timeout(wait, drive(app, begun.id)).await {
        Ok(driven) => driven?,
        Err(_) => tracing::warn!(payment = %begun.id, "the provider takes longer than a request waits"),
    }
    let now = app.store.read(|tx| Attempt::by_id(tx, begun.id))?.unwrap_or(begun);
    if now.st == PaymentState::Starting {
        return Err(Problem::new(Code::PaymentUnavailable).retry_after(2));
    }
    let id = now.id;
    once(app, who, key, digest, move |tx: &mut Tx, _| {
        let it = Attempt::by_id(tx, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
        if it.st == PaymentState::Failed && it.method.is_some() {
            let why = it.code.clone().unwrap_or_default();
            return Err(Problem::new(Code::PaymentDeclined).at("/method_id", Code::PaymentDeclined, why));
        }
        Reply::json(StatusCode::CREATED, &view(tx, it)?)
    })
    .await
}

/// A saved method is charged to its end, any other attempt is opened.
async fn drive(app: &AppState, id: Uuid) -> Result<(), Failure> {
    for _ in 0..3 {
        let Some(it) = app.store.read(|tx| Attempt::by_id(tx, id))? else { return Ok(()) };
        let charges = it.method.is_some() && matches!(it.st, PaymentState::Open | PaymentState::Authorised);
        if it.st != PaymentState::Starting && !charges {
            return Ok(());
        }
        step::step(app, it.clone()).await?;
        let now = app.store.read(|tx| Attempt::by_id(tx, id))?;
        if now.is_none_or(|now| now.st == it.st) {
            return Ok(()); // no answer: the worker goes on
        }
    }
    Ok(())
}

/// The attempt that this request is about. One that is open for the same way of paying is used
/// again; one that was refused makes place for another.
fn begin(
    app: &AppState,
    ledger: &mut OnTx,
    user: UserId,
    op: OpId,
    new: &NewPayment,
) -> Result<Result<Attempt, Problem>, Failure> {
    let refused = |code| Ok(Err(Problem::new(code)));
    if let Some(known) = Attempt::by_op(ledger.tx, op)?.filter(|it| it.user == user) {
        return Ok(Ok(known));
    }
    let due = orders::payable(ledger.tx, new.order_id)?.filter(|due| due.user == user);
    let Some(due) = due else { return refused(Code::NotFound) };
    let method = match new.method_id {
        Some(id) => match methods::token(ledger.tx, user, id)? {
            Some(token) => Some(token),
            None => return refused(Code::PaymentMethodUnknown),
        },
        None => None,
    };
    let now_ms = app.clock.now_ms();
    for it in Attempt::of_order(ledger.tx, new.order_id)? {
        match it.st {
            PaymentState::Captured => return refused(Code::OrderState),
            PaymentState::Authorised => return Ok(Ok(it)),
            PaymentState::Starting | PaymentState::Open | PaymentState::Processing if it.method == method => {
                return Ok(Ok(it));
            }
            _ if it.st.is_live() => {
                let from = [PaymentState::Starting, PaymentState::Open, PaymentState::Processing, PaymentState::Failed];
                Attempt::moved(ledger.tx, it.id, &from, PaymentState::Closing, Some(now_ms), now_ms)?;
            }
            _ => {}
        }
    }
    match orders::retry(app, ledger, new.order_id)? {
        Ok(()) => {}
        Err(NotPayable::Stock) => return refused(Code::StockInsufficient),
        Err(NotPayable::State(OrderStatus::Cancelled)) => return refused(Code::OrderState),
        Err(NotPayable::State(_)) if due.closing || now_ms >= due.hold_until_ms => return refused(Code::OrderExpired),
        Err(NotPayable::State(_)) => return refused(Code::OrderState),
    }
    let new = New {
        id: app.random.id(now_ms),
        order: due.order,
        op: Some(op),
        user,
        household: due.household,
        number: due.number,
        sum: due.total,
        method,
    };
    // This request opens it itself; the worker does if the request is cut off.
    let next_ms = now_ms + app.config.payments.wait_ms.cast_signed();
    Ok(Attempt::begin(ledger.tx, &new, next_ms, now_ms)?.ok_or_else(|| Problem::new(Code::Internal)))
}
