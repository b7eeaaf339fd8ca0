//! Money that goes back, only to the method it came from. The sum is guarded by the row itself.

use petpro_domain::ids::OrderId;
use petpro_domain::money::Money;
use petpro_domain::notice::{Notice, NoticeKind};
use petpro_domain::order::Note;
use uuid::Uuid;

use super::attempt::{Attempt, State};
use super::gateway::{self, GatewayError};
use super::worker::{kept, wait_ms, write};
use crate::feed::OnTx;
use crate::inbox;
use crate::orders::{self, By};
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// A refund that the bank has not decided is asked about this often.
const POLL_MS: i64 = 3_600_000;
/// Seven days: what is promised (C-30). Older ones are counted for an alarm.
pub const PROMISED_MS: i64 = 7 * 86_400_000;

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RefundState {
    /// The provider is being asked.
    Requested,
    /// The bank has not decided yet.
    Pending,
    /// On its way to the buyer.
    Succeeded,
    /// Refused; the money is still here and can be paid back again.
    Failed,
}

impl RefundState {
    fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Self {
        let known = [Self::Requested, Self::Pending, Self::Succeeded];
        known.into_iter().find(|it| it.name() == name).unwrap_or(Self::Failed)
    }
}

/// One refund.
#[derive(Clone, Debug)]
pub struct Refund {
    pub id: Uuid,
    pub payment: Uuid,
    pub amount: i64,
    pub st: RefundState,
    /// The provider's id.
    pub reference: Option<String>,
    pub tries: u32,
    pub key_no: u32,
}

const COLUMNS: &str = "id, payment, amount, st, ref, tries, key_no";

fn read(row: &Row) -> Result<Refund, Failure> {
    Ok(Refund {
        id: row.get(0)?,
        payment: row.get(1)?,
        amount: row.get(2)?,
        st: RefundState::parse(&row.get::<String>(3)?),
        reference: row.get(4)?,
        tries: row.get(5)?,
        key_no: row.get(6)?,
    })
}

impl Refund {
    /// Under which the provider pays it back.
    pub fn key(&self) -> String {
        format!("refund_{}_{}", self.id, self.key_no)
    }

    pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Self>, Failure> {
        tx.query_row(&format!("SELECT {COLUMNS} FROM refund WHERE id = $1"), values![id], read)
    }

    pub fn of(tx: &mut Tx, payment: Uuid) -> Result<Vec<Self>, Failure> {
        let select = format!("SELECT {COLUMNS} FROM refund WHERE payment = $1 ORDER BY created_ms, id");
        tx.query(&select, values![payment], read)
    }

    pub fn due(tx: &mut Tx, now_ms: i64, limit: u64) -> Result<Vec<Self>, Failure> {
        let select = format!("SELECT {COLUMNS} FROM refund WHERE next_ms <= $1 ORDER BY next_ms, id LIMIT $2");
        tx.query(&select, values![now_ms, limit], read)
    }

    pub fn tried(tx: &mut Tx, id: Uuid, next_ms: i64, other_key: bool) -> Result<(), Failure> {
        let update = "UPDATE refund SET tries = tries + 1, next_ms = $2, key_no = key_no + $3 WHERE id = $1";
        tx.exec(update, values![id, next_ms, other_key]).map(|_| ())
    }
}

/// Sets a sum aside to be paid back; `None` where less than that is left of the payment. The worker
/// tells the provider.
pub fn request(
    app: &AppState,
    ledger: &mut OnTx,
    payment: Uuid,
    amount: i64,
    reason: &str,
) -> Result<Option<Uuid>, Failure> {
    request_as(ledger, app.random.id(app.clock.now_ms()), payment, amount, reason, app.clock.now_ms())
}

/// Under a given id: asked for again it is the same refund.
pub fn request_as(
    ledger: &mut OnTx,
    id: Uuid,
    payment: Uuid,
    amount: i64,
    reason: &str,
    now_ms: i64,
) -> Result<Option<Uuid>, Failure> {
    if Refund::by_id(ledger.tx, id)?.is_some() {
        return Ok(Some(id));
    }
    // `refunded BETWEEN 0 AND captured` is a CHECK: a race cannot pay back more than came.
    let reserve = "UPDATE payment SET refunded = refunded + $2 WHERE id = $1 AND $2 > 0 AND refunded + $2 <= captured";
    if ledger.tx.exec(reserve, values![payment, amount])? == 0 {
        return Ok(None);
    }
    let insert = "INSERT INTO refund(id, payment, amount, reason, st, next_ms, created_ms, at_ms)
        VALUES ($1, $2, $3, $4, 'requested', $5, $5, $5)";
    ledger.tx.exec(insert, values![id, payment, amount, reason, now_ms])?;
    Ok(Some(id))
}

/// Everything that is left of an order's payments goes back. False where nothing was.
pub fn request_rest(app: &AppState, ledger: &mut OnTx, order: OrderId, reason: &str) -> Result<bool, Failure> {
    let mut any = false;
    for paid in Attempt::of_order(ledger.tx, order)? {
        let left = paid.captured - paid.refunded;
        any |= left > 0 && request(app, ledger, paid.id, left, reason)?.is_some();
    }
    Ok(any)
}

/// Takes the provider's word on a refund. Hearing it again changes nothing. A bank may send back what
/// had succeeded (the card's account is closed): then the money is here again.
pub fn settle(app: &AppState, ledger: &mut OnTx, id: Uuid, word: &gateway::Refund) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    let Some(known) = Refund::by_id(ledger.tx, id)? else { return Ok(()) };
    let (to, next_ms) = match word.status.as_str() {
        "succeeded" => (RefundState::Succeeded, None),
        "failed" | "canceled" => (RefundState::Failed, None),
        _ => (RefundState::Pending, Some(now_ms + POLL_MS)),
    };
    let update = "UPDATE refund SET st = $2, ref = $3, next_ms = $4, at_ms = $5, tries = 0
        WHERE id = $1 AND (st IN ('requested', 'pending') OR (st = 'succeeded' AND $2 = 'failed'))";
    if ledger.tx.exec(update, values![id, to.name(), &word.id, next_ms, now_ms])? == 0 || to == known.st {
        return Ok(());
    }
    let Some(payment) = Attempt::by_id(ledger.tx, known.payment)? else { return Ok(()) };
    let detail = format!("{} {}", known.amount, payment.sum.currency.iso());
    let note =
        |ledger: &mut OnTx, what| orders::note(ledger.tx, payment.order, By::Payment, what, Some(&detail), now_ms);
    match to {
        RefundState::Succeeded => {
            note(ledger, Note::PaymentRefunded)?;
            let notice = Notice {
                kind: NoticeKind::PaymentRefunded,
                order: Some(payment.order),
                number: payment.number.clone(),
                amount: Some(Money::new(known.amount, payment.sum.currency)),
                code: None,
                at_ms: now_ms,
                read_ms: None,
                about: None,
            };
            inbox::put(ledger, payment.user, &notice)?;
            // Money that came twice went back under an attempt that the order was not paid by.
            if payment.st == State::Captured && is_whole(ledger.tx, &payment)? {
                orders::refunded(ledger, payment.order)?;
            }
        }
        RefundState::Failed => {
            ledger
                .tx
                .exec("UPDATE payment SET refunded = refunded - $2 WHERE id = $1", values![payment.id, known.amount])?;
            tracing::error!(refund = %id, payment = %payment.id, "a refund was refused; somebody has to look");
            note(ledger, Note::PaymentRefundFailed)?;
        }
        RefundState::Requested | RefundState::Pending => note(ledger, Note::PaymentRefundPending)?,
    }
    app.metrics.count("petpro_refunds_total", to.name());
    Ok(())
}

/// Asks the provider for a refund that was set aside, or what became of one.
pub(super) async fn pay_back(app: &AppState, it: Refund) -> Result<(), Failure> {
    let payment = app.store.read(|tx| Attempt::by_id(tx, it.payment))?;
    let intent = payment.and_then(|payment| payment.intent);
    let answer = match (&app.gateway, &it.reference, intent) {
        (Some(gateway), Some(reference), _) => gateway.refund_status(reference).await,
        (Some(gateway), None, Some(intent)) => gateway.refund(&intent, it.amount, &it.key()).await,
        _ => Err(GatewayError::Unanswered("no provider".into())),
    };
    let now_ms = app.clock.now_ms();
    match answer {
        Ok(word) => write(app, move |app, ledger| settle(app, ledger, it.id, &word)).await,
        Err(GatewayError::Refused { code, .. }) => {
            tracing::error!(refund = %it.id, code, "the provider refuses a refund");
            let word = gateway::Refund {
                id: format!("refused_{}", it.id),
                amount: it.amount,
                status: "failed".into(),
                payment_intent: None,
            };
            write(app, move |app, ledger| settle(app, ledger, it.id, &word)).await
        }
        Err(cause) => {
            app.metrics.count("petpro_provider_failures_total", "refunds");
            let (next_ms, other) = (now_ms + wait_ms(it.tries), kept(&cause));
            app.store.write(move |tx: &mut Tx| Refund::tried(tx, it.id, next_ms, other)).await
        }
    }
}

/// Whether all of it has gone back for good.
fn is_whole(tx: &mut Tx, payment: &Attempt) -> Result<bool, Failure> {
    let select = "SELECT COALESCE(SUM(amount), 0) FROM refund WHERE payment = $1 AND st = 'succeeded'";
    let back: i64 = tx.query_row(select, values![payment.id], |row| row.get(0))?.unwrap_or(0);
    Ok(back == payment.captured)
}

/// By the provider's id.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Uuid>, Failure> {
    tx.query_row("SELECT id FROM refund WHERE ref = $1", values![reference], |row| row.get(0))
}

/// Refunds that take longer than was promised.
pub fn late(tx: &mut Tx, now_ms: i64) -> Result<i64, Failure> {
    let select = "SELECT COUNT(*) FROM refund WHERE st IN ('requested', 'pending') AND created_ms < $1";
    Ok(tx.query_row(select, values![now_ms - PROMISED_MS], |row| row.get(0))?.unwrap_or(0))
}
