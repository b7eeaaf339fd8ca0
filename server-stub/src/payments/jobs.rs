//! Jobs that orders have staged: charge a saved method, end a payment, pay an ended order back.

use petpro_domain::ids::OrderId;
use petpro_sync::server::Payment;

use super::attempt::{Attempt, New, State};
use super::step::step;
use super::worker::{wait_ms, write};
use super::{methods, refund};
use crate::feed::{self, PayJob};
use crate::orders;
use crate::state::AppState;
use crate::store::Failure;

/// A staged job.
pub(super) async fn job(app: &AppState, job: PayJob) -> Result<(), Failure> {
    match job.what {
        Payment::Start(order) => start(app, job, order).await,
        Payment::Close(order) => close(app, job, order, false).await,
        Payment::CloseOrRefund(order) => close(app, job, order, true).await,
    }
}

/// An order that was placed with a saved method is charged without its buyer; any other waits for
/// `POST /payments`.
async fn start(app: &AppState, job: PayJob, order: OrderId) -> Result<(), Failure> {
    write(app, move |app, ledger| {
        feed::job_done(ledger.tx, &job)?;
        let Some(due) = orders::payable(ledger.tx, order)? else { return Ok(()) };
        let Some(method) = due.method else { return Ok(()) };
        if !Attempt::of_order(ledger.tx, order)?.is_empty() || orders::retry(app, ledger, order)?.is_err() {
            return Ok(());
        }
        let Some(token) = methods::token(ledger.tx, due.user, method)? else {
            orders::payment_failed(app, ledger, order, "payment-method-unknown")?;
            return Ok(());
        };
        let now_ms = app.clock.now_ms();
        let new = New {
            id: app.random.id(now_ms),
            order,
            op: None,
            user: due.user,
            household: due.household,
            number: due.number,
            sum: due.total,
            method: Some(token),
        };
        Attempt::begin(ledger.tx, &new, now_ms, now_ms).map(|_| ())
    })
    .await
}

/// Ends an order's payments at the provider; only then the order. `refunds`: the order has ended
/// already, so what was captured goes back.
async fn close(app: &AppState, job: PayJob, order: OrderId, refunds: bool) -> Result<(), Failure> {
    for attempt in app.store.read(|tx| Attempt::of_order(tx, order))? {
        match attempt.st {
            State::Authorised | State::Captured | State::Closed => {}
            State::Starting if attempt.tried_ms.is_none() => {
                write(app, move |app, ledger| {
                    let now_ms = app.clock.now_ms();
                    Attempt::moved(ledger.tx, attempt.id, &[State::Starting], State::Closed, None, now_ms)
                })
                .await?;
            }
            _ => {
                let id = attempt.id;
                let closing = write(app, move |app, ledger| {
                    let now_ms = app.clock.now_ms();
                    let from = [State::Starting, State::Open, State::Processing, State::Failed];
                    Attempt::moved(ledger.tx, id, &from, State::Closing, Some(now_ms), now_ms)?;
                    Attempt::by_id(ledger.tx, id)
                });
                if let Some(closing) = closing.await? {
                    step(app, closing).await?;
                }
            }
        }
    }
    write(app, move |app, ledger| {
        let all = Attempt::of_order(ledger.tx, order)?;
        let now_ms = app.clock.now_ms();
        if all.iter().any(|it| it.st.is_live() || it.st == State::Closing) {
            return feed::job_later(ledger.tx, &job, now_ms + wait_ms(job.tries));
        }
        match (refunds, all.iter().any(|it| it.st == State::Captured)) {
            (true, _) => drop(refund::request_rest(app, ledger, order, "order-ended")?),
            (false, true) => orders::paid(app, ledger, order)?,
            (false, false) => orders::unpaid(app, ledger, order)?,
        }
        feed::job_done(ledger.tx, &job)
    })
    .await
}
