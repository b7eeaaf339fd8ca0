//! The payment worker: staged jobs, attempts and refunds that are due, one step each. A step reads,
//! asks the provider outside of any transaction, and writes the answer in one. Whatever is cut off
//! between them is due again, under the same key.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use petpro_sync::server::Payment;
use uuid::Uuid;

use super::attempt::Attempt;
use super::gateway::GatewayError;
use super::jobs::job;
use super::refund::{Refund, pay_back};
use super::step::step;
use super::{events, reconcile};
use crate::feed::{self, OnTx, PayJob};
use crate::orders;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// Steps of one kind that are looked for at once, besides those on their way.
const TURN: usize = 64;
/// How soon other steps are looked for while calls are on their way.
const SOON: Duration = Duration::from_millis(50);
/// After the n-th failure a step waits 1 s · 2^n, at most this.
const LONGEST_WAIT_MS: i64 = 300_000;

/// Takes every step that is due, until nothing is; gives how many. Steps of different orders run side
/// by side, so that a call that hangs holds up no other order; those of one order never do.
pub async fn turn(app: &AppState) -> Result<usize, Failure> {
    let (mut busy, mut on_their_way, mut taken) = (HashSet::new(), FuturesUnordered::new(), 0);
    let mut known = VecDeque::new();
    loop {
        // Looked for anew when those that were found have all begun: three statements for up to 64 steps.
        if known.is_empty() {
            known.extend(all_due(app, TURN + busy.len())?);
        }
        while on_their_way.len() < app.config.payments.at_once
            && let Some(due) = known.pop_front()
        {
            if busy.insert(due.of()) {
                on_their_way.push(take(app, due));
            }
        }
        match tokio::time::timeout(SOON, on_their_way.next()).await {
            Ok(Some((of, Ok(())))) => {
                busy.remove(&of);
                known.retain(|due| due.of() != of); // as it was before this step
                taken += 1;
            }
            // It stays among the busy ones: not again in this turn.
            Ok(Some((_, Err(cause)))) => tracing::warn!(%cause, "a step of a payment comes again"),
            Ok(None) => return Ok(taken),
            Err(_) => {}
        }
    }
}

/// A step that is due.
enum Due {
    Job(PayJob),
    Attempt(Attempt),
    Refund(Refund),
}

impl Due {
    /// The order, or the payment that goes back.
    fn of(&self) -> Uuid {
        match self {
            Self::Job(PayJob { what, .. }) => {
                let (Payment::Start(order) | Payment::Close(order) | Payment::CloseOrRefund(order)) = what;
                order.0
            }
            Self::Attempt(it) => it.order.0,
            Self::Refund(it) => it.payment,
        }
    }
}

fn all_due(app: &AppState, limit: usize) -> Result<Vec<Due>, Failure> {
    let (now_ms, limit) = (app.clock.now_ms(), limit as u64);
    app.store.read(|tx| {
        let mut all: Vec<Due> = feed::jobs_due(tx, now_ms, limit)?.into_iter().map(Due::Job).collect();
        all.extend(Attempt::due(tx, now_ms, limit)?.into_iter().map(Due::Attempt));
        all.extend(Refund::due(tx, now_ms, limit)?.into_iter().map(Due::Refund));
        Ok(all)
    })
}

async fn take(app: &AppState, due: Due) -> (Uuid, Result<(), Failure>) {
    let of = due.of();
    let taken = match due {
        Due::Job(it) => job(app, it).await,
        Due::Attempt(it) => step(app, it).await,
        Due::Refund(it) => pay_back(app, it).await,
    };
    (of, taken)
}

/// Everything that was told and not looked at yet.
pub async fn hear(app: &AppState) -> Result<(), Failure> {
    while events::take(app).await? > 0 {}
    Ok(())
}

/// What the provider lists and nobody told, and what it has to be told in turn.
pub async fn compare(app: &AppState) -> Result<(), Failure> {
    reconcile::reconcile(app).await.map(|_| ())
}

/// Runs `work` where orders may move, and tells who listens.
pub(super) async fn write<T: Send + 'static>(
    app: &AppState,
    mut work: impl FnMut(&AppState, &mut OnTx) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let its = app.clone();
    let (done, pokes) = app.store.write(move |tx| orders::write(&its, tx, |ledger| work(&its, ledger))).await?;
    app.live.tell(pokes);
    Ok(done)
}

pub(super) fn wait_ms(tries: u32) -> i64 {
    (1_000_i64 << tries.min(20)).min(LONGEST_WAIT_MS)
}

/// How long an attempt waits for news before it asks.
pub(super) fn poll_ms(app: &AppState) -> i64 {
    i64::from(app.config.payments.reconcile_seconds) * 1_000
}

pub(super) fn kept(cause: &GatewayError) -> bool {
    matches!(cause, GatewayError::Broken { kept: true, .. })
}

pub(super) async fn unanswered(
    app: &AppState,
    it: &Attempt,
    call: &'static str,
    cause: &GatewayError,
) -> Result<(), Failure> {
    tracing::warn!(payment = %it.id, call, %cause, "the payment provider");
    app.metrics.count("petpro_provider_failures_total", call);
    postponed(app, it, kept(cause)).await
}

pub(super) async fn postponed(app: &AppState, it: &Attempt, other_key: bool) -> Result<(), Failure> {
    tried(app, it, wait_ms(it.tries), other_key).await
}

/// See [`Attempt::tried`]; it comes again after so many ms.
pub(super) async fn tried(app: &AppState, it: &Attempt, wait_ms: i64, other_key: bool) -> Result<(), Failure> {
    let (it, now_ms) = (it.clone(), app.clock.now_ms());
    app.store.write(move |tx: &mut Tx| it.tried(tx, now_ms + wait_ms, other_key, now_ms)).await
}

/// Nothing to do until somebody says something.
pub(super) async fn rest(app: &AppState, it: Attempt) -> Result<(), Failure> {
    app.store.write(move |tx: &mut Tx| it.rests(tx)).await
}
