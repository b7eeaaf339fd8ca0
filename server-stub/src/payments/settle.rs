//! What the provider says of an intent becomes state here, whoever brings the word: a webhook, the
//! reconciler, or the answer to a call. One function, in one transaction, and hearing it again (or
//! late, or out of order) changes nothing.

use petpro_domain::ids::{HouseholdId, OrderId, derived};
use petpro_domain::money::Currency;
use petpro_domain::order::{Note, Status as OrderStatus};
use uuid::Uuid;

use super::attempt::{Attempt, New, State};
use super::gateway::{Intent, Status};
use super::refund;
use super::worker::poll_ms;
use crate::feed::OnTx;
use crate::orders::{self, By};
use crate::state::AppState;
use crate::store::Failure;
use crate::values;

/// What followed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The hold is pinned, the money is being taken.
    Authorised,
    /// The order is paid.
    Captured,
    /// Refused; the order can be tried again.
    Failed,
    /// Called off.
    Closed,
    /// A bank thinks about it.
    Processing,
    /// Nothing new.
    Unchanged,
    /// Too late: the hold has ended, or another attempt has the order. It is being cancelled.
    Late,
    /// Of an order that this server does not know.
    UnknownOrder,
    /// It names another order than the one it was made for.
    OtherOrder,
    /// It is over another sum.
    OtherAmount,
}

impl Verdict {
    /// For the timeline, the log and the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::Captured => "captured",
            Self::Failed => "failed",
            Self::Closed => "closed",
            Self::Processing => "processing",
            Self::Unchanged => "unchanged",
            Self::Late => "late",
            Self::UnknownOrder => "unknown-order",
            Self::OtherOrder => "other-order",
            Self::OtherAmount => "other-amount",
        }
    }
}

/// Everything that has not come to its end.
const LIVE: [State; 5] = [State::Starting, State::Open, State::Processing, State::Failed, State::Authorised];
const UNPAID: [State; 4] = [State::Starting, State::Open, State::Processing, State::Failed];

/// Takes the provider's word on an intent. Runs on a ledger of [`orders::write`].
pub fn settle(app: &AppState, ledger: &mut OnTx, intent: &Intent) -> Result<Verdict, Failure> {
    let Some(known) = known(app, ledger, intent)? else { return Ok(Verdict::UnknownOrder) };
    let named = order_of(intent);
    if named.is_some_and(|order| order != known.order) {
        return refuse(app, ledger, &known, Verdict::OtherOrder);
    }
    if !intent.is_over(known.sum) {
        return refuse(app, ledger, &known, Verdict::OtherAmount);
    }
    let ask = Some(app.clock.now_ms() + poll_ms(app));
    let verdict = match intent.status {
        Status::RequiresCapture => authorised(app, ledger, &known)?,
        Status::Succeeded => captured(app, ledger, &known, intent)?,
        Status::Canceled => closed(app, ledger, &known)?,
        Status::Processing => {
            let moved = moved(app, ledger, &known, &UNPAID, State::Processing, ask)?;
            if moved && known.st != State::Processing { Verdict::Processing } else { Verdict::Unchanged }
        }
        Status::RequiresPaymentMethod => failed(app, ledger, &known, intent)?,
        Status::RequiresAction | Status::RequiresConfirmation | Status::Other => Verdict::Unchanged,
    };
    if verdict != Verdict::Unchanged {
        let detail = format!("attempt {}", known.attempt);
        let what = match verdict {
            Verdict::Authorised => Note::PaymentAuthorised,
            Verdict::Captured => Note::PaymentCaptured,
            Verdict::Closed => Note::PaymentClosed,
            Verdict::Processing => Note::PaymentProcessing,
            Verdict::Late => Note::PaymentLate,
            _ => Note::PaymentFailedTold,
        };
        orders::note(ledger.tx, known.order, By::Payment, what, Some(&detail), app.clock.now_ms())?;
        app.metrics.count("petpro_payments_total", verdict.name());
    }
    Ok(verdict)
}

/// The order that an intent was made for, as its metadata says.
pub fn order_of(intent: &Intent) -> Option<OrderId> {
    intent.metadata.get("order_id")?.parse().ok()
}

/// The attempt of this intent. One whose making was never answered is recognised by its metadata;
/// one of an order that is known but whose attempt is not (a restored backup) is written down.
fn known(app: &AppState, ledger: &mut OnTx, intent: &Intent) -> Result<Option<Attempt>, Failure> {
    if let Some(known) = Attempt::by_intent(ledger.tx, &intent.id)? {
        return Ok(Some(known));
    }
    let Some(order) = order_of(intent) else { return Ok(None) };
    let now_ms = app.clock.now_ms();
    let page = app.gateway.as_ref().map(|gateway| gateway.page(intent)).unwrap_or_default();
    let attempt = intent.metadata.get("attempt").and_then(|n| n.parse().ok());
    if let Some(attempt) = attempt
        && let Some(made) = Attempt::by_number(ledger.tx, order, attempt)?
        && made.intent.is_none()
    {
        Attempt::opened(ledger.tx, made.id, &intent.id, &page, now_ms + poll_ms(app), now_ms)?;
        return Attempt::by_intent(ledger.tx, &intent.id);
    }
    let Some(due) = orders::payable(ledger.tx, order)? else { return Ok(None) };
    let id = derived("payment", &[intent.id.as_bytes()]);
    let new = New {
        id,
        order,
        op: None,
        user: due.user,
        household: due.household,
        number: due.number,
        sum: due.total,
        method: None,
    };
    Attempt::begin(ledger.tx, &new, now_ms, now_ms)?;
    Attempt::opened(ledger.tx, id, &intent.id, &page, now_ms + poll_ms(app), now_ms)?;
    Attempt::by_id(ledger.tx, id)
}

/// The money is reserved: it is taken only if the goods are still held for it.
fn authorised(app: &AppState, ledger: &mut OnTx, known: &Attempt) -> Result<Verdict, Failure> {
    let now_ms = app.clock.now_ms();
    match known.st {
        State::Authorised | State::Captured => return Ok(Verdict::Unchanged),
        State::Closing | State::Closed => return cancel(app, ledger, known),
        _ => {}
    }
    let Some(due) = orders::payable(ledger.tx, known.order)? else { return cancel(app, ledger, known) };
    if due.status == OrderStatus::PaymentFailed && orders::retry(app, ledger, known.order)?.is_err() {
        return cancel(app, ledger, known);
    }
    let others = Attempt::of_order(ledger.tx, known.order)?;
    let taken = others.iter().any(|it| it.id != known.id && matches!(it.st, State::Authorised | State::Captured));
    if taken || !orders::pin(app, ledger, known.order)? {
        return cancel(app, ledger, known);
    }
    Attempt::moved(ledger.tx, known.id, &UNPAID, State::Authorised, Some(now_ms), now_ms)?;
    Ok(Verdict::Authorised)
}

fn cancel(app: &AppState, ledger: &mut OnTx, known: &Attempt) -> Result<Verdict, Failure> {
    let now_ms = app.clock.now_ms();
    if known.st == State::Closing {
        return Ok(Verdict::Unchanged);
    }
    let from = [&UNPAID[..], &[State::Closed]].concat();
    Attempt::moved(ledger.tx, known.id, &from, State::Closing, Some(now_ms), now_ms)?;
    Ok(Verdict::Late)
}

/// The provider has the money. A second capture of one order (somebody pressed a button at the
/// provider's) is paid back at once.
fn captured(app: &AppState, ledger: &mut OnTx, known: &Attempt, intent: &Intent) -> Result<Verdict, Failure> {
    let now_ms = app.clock.now_ms();
    if known.st == State::Captured {
        return Ok(Verdict::Unchanged);
    }
    let received = if intent.amount_received > 0 { intent.amount_received } else { known.sum.amount };
    let others = Attempt::of_order(ledger.tx, known.order)?;
    if others.iter().any(|it| it.id != known.id && it.st == State::Captured) {
        if known.captured > 0 {
            return Ok(Verdict::Unchanged);
        }
        Attempt::moved(ledger.tx, known.id, &State::ALL, State::Closed, None, now_ms)?;
        Attempt::received(ledger.tx, known.id, received)?;
        refund::request(app, ledger, known.id, received, "paid-twice")?;
        return Ok(Verdict::Late);
    }
    for other in others.iter().filter(|it| it.id != known.id && it.st.is_live()) {
        Attempt::moved(ledger.tx, other.id, &LIVE, State::Closing, Some(now_ms), now_ms)?;
    }
    Attempt::moved(ledger.tx, known.id, &State::ALL, State::Captured, None, now_ms)?;
    Attempt::received(ledger.tx, known.id, received)?;
    if let Some(method) = intent.kept_method().filter(|method| known.method.as_deref() != Some(*method)) {
        Attempt::keeps(ledger.tx, known.id, Some(method), now_ms)?;
    }
    orders::paid(app, ledger, known.order)?;
    Ok(Verdict::Captured)
}

fn closed(app: &AppState, ledger: &mut OnTx, known: &Attempt) -> Result<Verdict, Failure> {
    let from = [&LIVE[..], &[State::Closing]].concat();
    if !moved(app, ledger, known, &from, State::Closed, None)? {
        return Ok(Verdict::Unchanged);
    }
    if known.st == State::Authorised {
        orders::unpin(ledger, known.order)?; // it lapsed, or somebody cancelled it at the provider's
    }
    Ok(Verdict::Closed)
}

/// A refusal. Before the first try an intent is in the same state without an error.
fn failed(app: &AppState, ledger: &mut OnTx, known: &Attempt, intent: &Intent) -> Result<Verdict, Failure> {
    let Some(code) = intent.failure() else { return Ok(Verdict::Unchanged) };
    if known.st == State::Failed && known.code.as_deref() == Some(code) {
        return Ok(Verdict::Unchanged);
    }
    refused(app, ledger, known, code)
}

/// An attempt was refused for this reason.
pub(super) fn refused(app: &AppState, ledger: &mut OnTx, known: &Attempt, code: &str) -> Result<Verdict, Failure> {
    let ask = app.clock.now_ms() + poll_ms(app);
    if !moved(app, ledger, known, &UNPAID, State::Failed, known.intent.as_ref().map(|_| ask))? {
        return Ok(Verdict::Unchanged);
    }
    Attempt::explained(ledger.tx, known.id, code)?;
    orders::payment_failed(app, ledger, known.order, code)?;
    Ok(Verdict::Failed)
}

fn moved(
    app: &AppState,
    ledger: &mut OnTx,
    known: &Attempt,
    from: &[State],
    to: State,
    next_ms: Option<i64>,
) -> Result<bool, Failure> {
    Attempt::moved(ledger.tx, known.id, from, to, next_ms, app.clock.now_ms())
}

/// Something is wrong with it: it changes nothing, and whoever looks at the order can see why.
fn refuse(app: &AppState, ledger: &mut OnTx, known: &Attempt, verdict: Verdict) -> Result<Verdict, Failure> {
    let what = if verdict == Verdict::OtherOrder { Note::PaymentForOtherOrder } else { Note::PaymentOfOtherAmount };
    tracing::error!(payment = %known.id, order = %known.order, verdict = verdict.name(), "a payment is not believed");
    orders::note(ledger.tx, known.order, By::Payment, what, None, app.clock.now_ms())?;
    Ok(verdict)
}

/// A payment that the sweep found, for an order that may be known or not: written down, so that
/// refunds and later words find it.
pub(super) fn remember(
    ledger: &mut OnTx,
    intent: &Intent,
    order: OrderId,
    user: petpro_domain::ids::UserId,
    household: HouseholdId,
    now_ms: i64,
) -> Result<(), Failure> {
    let Some(currency) = Currency::parse(&intent.currency.to_uppercase()) else { return Ok(()) };
    if Attempt::by_intent(ledger.tx, &intent.id)?.is_some() {
        let update =
            "UPDATE payment SET st = 'captured', captured = $2, refunded = $3, next_ms = NULL WHERE intent = $1";
        ledger.tx.exec(update, values![&intent.id, intent.amount_received, intent.refunded()])?;
        return Ok(());
    }
    let id: Uuid = derived("payment", &[intent.id.as_bytes()]);
    let insert = "INSERT INTO payment(id, order_id, attempt, user_id, household, number, amount, currency, intent,
            st, captured, refunded, created_ms, at_ms)
        SELECT $1, $2, COALESCE(MAX(attempt), 0) + 1, $3, $4, $5, $6, $7, $8, 'captured', $9, $10, $11, $12
        FROM payment WHERE order_id = $2";
    let number = intent.metadata.get("number").cloned().unwrap_or_default();
    let sums = (intent.amount, intent.amount_received, intent.refunded());
    ledger.tx.exec(
        insert,
        values![
            id,
            order,
            user,
            household,
            number,
            sums.0,
            currency.iso(),
            &intent.id,
            sums.1,
            sums.2,
            intent.created * 1_000,
            now_ms
        ],
    )?;
    Ok(())
}
