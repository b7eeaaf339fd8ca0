//! The reconciler: what the provider's own list knows and nobody told us. A webhook that was lost,
//! or came while this server was down, is kept and looked at like any other.

use super::events;
use super::gateway::GatewayError;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Events are listed by the provider's seconds, and its clock is not ours.
const OVERLAP_S: i64 = 300;
/// How far back the first look goes: the provider repeats webhooks for three days.
const FIRST_S: i64 = 3 * 86_400;
/// Pages of one look; the rest comes with the next.
const PAGES: usize = 1_000;

/// Lists events since the last look and keeps those that were not told; gives how many.
pub async fn reconcile(app: &AppState) -> Result<usize, Failure> {
    let Some(gateway) = &app.gateway else { return Ok(0) };
    let now_ms = app.clock.now_ms();
    let now_s = now_ms / 1_000;
    let select = "SELECT at_s FROM reconciled WHERE provider = 'stripe'";
    let last: Option<i64> = app.store.read(|tx| tx.query_row(select, &[], |row| row.get(0)))?;
    let since_s = last.unwrap_or(now_s - FIRST_S) - OVERLAP_S;
    let (mut missed, mut after) = (0, None);
    for _ in 0..PAGES {
        let page = match gateway.events(since_s, after.as_deref()).await {
            Ok(page) => page,
            Err(cause) => {
                count_failure(app, &cause);
                return Ok(missed);
            }
        };
        let (last, more) = (page.data.last().map(|event| event.id.clone()), page.has_more);
        let keep = move |tx: &mut Tx| {
            let mut fresh = 0;
            for event in &page.data {
                let body = serde_json::to_string(event).map_err(|_| Failure::Shape { index: 0 })?;
                fresh += usize::from(events::keep(tx, event, &body, now_ms)?);
            }
            Ok::<_, Failure>(fresh)
        };
        missed += app.store.write(keep).await?;
        match last.filter(|_| more) {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    let upsert = "INSERT INTO reconciled(provider, at_s) VALUES ('stripe', $1)
        ON CONFLICT (provider) DO UPDATE SET at_s = excluded.at_s";
    app.store.write(move |tx: &mut Tx| tx.exec(upsert, values![now_s])).await?;
    super::methods::detach(app, gateway).await?;
    if missed > 0 {
        tracing::info!(missed, "events that no webhook told of");
        app.metrics.add("petpro_webhooks_total", "listed", missed as u64);
    }
    Ok(missed)
}

fn count_failure(app: &AppState, cause: &GatewayError) {
    tracing::warn!(%cause, "the payment provider's events");
    app.metrics.count("petpro_provider_failures_total", "events");
}
