//! What the provider told: kept first, looked at afterwards, once, by whatever way it came.

use petpro_domain::ids::OrderId;
use petpro_domain::order::Note;
use petpro_sync::server::Ledger;
use serde_json::Value;

use super::attempt::Attempt;
use super::gateway::{Event, Intent, Refund};
use super::settle::{self, Verdict};
use super::{refund, worker};
use crate::feed::OnTx;
use crate::orders::{self, By};
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Events of a turn.
const TURN: u64 = 64;
/// Messages that were not believed in one timeline; whoever forges more of them fills no disk.
const DOUBTS: i64 = 20;

/// Keeps an event. False where it was told before.
pub fn keep(tx: &mut Tx, event: &Event, body: &str, now_ms: i64) -> Result<bool, Failure> {
    let insert = "INSERT INTO provider_event(id, kind, object, body, at_ms) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO NOTHING";
    let object = event.data.object["id"].as_str().unwrap_or_default();
    Ok(tx.exec(insert, values![&event.id, &event.r#type, object, body, now_ms])? > 0)
}

/// Looks at what was kept, oldest first; gives how many.
pub async fn take(app: &AppState) -> Result<usize, Failure> {
    let new = |tx: &mut Tx| {
        let select = "SELECT id, body FROM provider_event WHERE done_ms IS NULL ORDER BY at_ms, id LIMIT $1";
        tx.query(select, values![TURN], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
    };
    let kept = app.store.read(new)?;
    if kept.is_empty() {
        return Ok(0);
    }
    let n = kept.len();
    worker::write(app, move |app, ledger| {
        for (id, body) in &kept {
            let verdict = match serde_json::from_str::<Event>(body) {
                Ok(event) => apart(app, ledger, &event)?,
                Err(_) => "not-understood",
            };
            let update = "UPDATE provider_event SET done_ms = $2, verdict = $3,
                body = CASE WHEN $3 = 'failed' THEN body ELSE '' END WHERE id = $1";
            ledger.tx.exec(update, values![id, app.clock.now_ms(), verdict])?;
        }
        Ok(())
    })
    .await?;
    Ok(n)
}

/// Looks at one event in a savepoint of its own. One that cannot be taken in (a row that cannot be
/// read, a guard that says no) holds up no other; the attempt that it is about is asked after.
fn apart(app: &AppState, ledger: &mut OnTx, event: &Event) -> Result<&'static str, Failure> {
    let mark = ledger.savepoint()?;
    match look(app, ledger, event) {
        Ok(verdict) => ledger.release(mark).map(|()| verdict),
        Err(cause @ (Failure::Constraint(_) | Failure::Shape { .. })) => {
            ledger.rollback(mark)?;
            tracing::error!(event = %event.id, %cause, "an event of the provider cannot be taken in");
            app.metrics.count("petpro_webhooks_total", "failed");
            Ok("failed")
        }
        Err(cause) => Err(cause),
    }
}

fn look(app: &AppState, ledger: &mut OnTx, event: &Event) -> Result<&'static str, Failure> {
    let object = event.data.object.clone();
    if event.r#type.starts_with("payment_intent.") {
        let Ok(intent) = serde_json::from_value::<Intent>(object) else { return Ok("not-understood") };
        let verdict = settle::settle(app, ledger, &intent)?;
        let order = Attempt::by_intent(ledger.tx, &intent.id)?.map(|known| known.order);
        if let Some(order) = order.filter(|_| verdict != Verdict::UnknownOrder) {
            told(app, ledger.tx, order, &event.r#type, verdict.name())?;
        }
        return Ok(verdict.name());
    }
    if event.r#type.starts_with("refund.") {
        let Ok(word) = serde_json::from_value::<Refund>(object) else { return Ok("not-understood") };
        let Some(id) = refund::by_reference(ledger.tx, &word.id)? else { return Ok("unknown-refund") };
        refund::settle(app, ledger, id, &word)?;
        return Ok("refund");
    }
    Ok("ignored")
}

/// Its place in the order's timeline: what came, and what followed.
fn told(app: &AppState, tx: &mut Tx, order: OrderId, kind: &str, verdict: &str) -> Result<(), Failure> {
    let detail = format!("{kind}: {verdict}");
    orders::note(tx, order, By::Payment, Note::Webhook, Some(&detail), app.clock.now_ms())
}

/// A message that was not believed, in the timeline of the order that it names; only where it names
/// an intent of that order too, so that nobody writes into others' timelines by guessing.
pub fn doubted(app: &AppState, tx: &mut Tx, body: &[u8], why: &str) -> Result<(), Failure> {
    let Ok(event) = serde_json::from_slice::<Value>(body) else { return Ok(()) };
    let object = &event["data"]["object"];
    let (Some(intent), Some(order)) = (object["id"].as_str(), object["metadata"]["order_id"].as_str()) else {
        return Ok(());
    };
    let known = Attempt::by_intent(tx, intent)?.filter(|known| known.order.to_string() == order);
    match known {
        Some(known) if orders::noted(tx, known.order, Note::WebhookRefused)? < DOUBTS => {
            orders::note(tx, known.order, By::Payment, Note::WebhookRefused, Some(why), app.clock.now_ms())
        }
        _ => Ok(()),
    }
}
