//! The payment worker: staged jobs, attempts and refunds that are due, one step each. A step reads,
//! asks the provider outside of any transaction, and writes the answer in one. Whatever is cut off
//! between them is due again, under the same key.

use futures_util::StreamExt;
use uuid::Uuid;

use super::attempt::Attempt;
use super::gateway::GatewayError;
use super::jobs::job;
use super::refund::{Refund, pay_back};
use super::step::step;
use super::{events, reconcile};
use crate::feed::{self, OnTx};
use crate::orders;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// Steps of one kind in a turn.
const TURN: u64 = 64;
/// After the n-th failure a step waits 1 s · 2^n, at most this.
const LONGEST_WAIT_MS: i64 = 300_000;

/// Everything that is due, until nothing is.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    while work(app).await? > 0 {}
    Ok(())
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

/// Everything that is due now, a step each; gives how many steps were taken. Steps of different
/// payments run side by side.
pub async fn work(app: &AppState) -> Result<usize, Failure> {
    let now_ms = app.clock.now_ms();
    let (jobs, attempts, refunds) = app.store.read(|tx| {
        let refunds = Refund::due(tx, now_ms, TURN)?;
        Ok::<_, Failure>((feed::jobs_due(tx, now_ms, TURN)?, Attempt::due(tx, now_ms, TURN)?, refunds))
    })?;
    let done = each(app, jobs, |it| job(app, it)).await
        + each(app, attempts, |it| step(app, it)).await
        + each(app, refunds, |it| pay_back(app, it)).await;
    Ok(done)
}

async fn each<T, F: Future<Output = Result<(), Failure>>>(app: &AppState, due: Vec<T>, take: impl Fn(T) -> F) -> usize {
    let steps = futures_util::stream::iter(due).map(take).buffer_unordered(app.config.payments.at_once);
    let count = async |n, step: Result<(), Failure>| match step {
        Ok(()) => n + 1,
        Err(cause) => {
            tracing::warn!(%cause, "a step of a payment comes again");
            n
        }
    };
    steps.fold(0, count).await
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
    id: Uuid,
    tries: u32,
    call: &'static str,
    cause: &GatewayError,
) -> Result<(), Failure> {
    tracing::warn!(payment = %id, call, %cause, "the payment provider");
    app.metrics.count("petpro_provider_failures_total", call);
    postponed(app, id, tries, kept(cause)).await
}

pub(super) async fn postponed(app: &AppState, id: Uuid, tries: u32, other_key: bool) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    let next_ms = now_ms + wait_ms(tries);
    app.store.write(move |tx: &mut Tx| Attempt::tried(tx, id, next_ms, other_key, now_ms)).await
}

/// Nothing to do until somebody says something.
pub(super) async fn rest(app: &AppState, id: Uuid) -> Result<(), Failure> {
    app.store.write(move |tx: &mut Tx| Attempt::rests(tx, id)).await
}
