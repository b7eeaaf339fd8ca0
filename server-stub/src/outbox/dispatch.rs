//! Hands events to their listeners: at least once, those of one key in order, later again after a
//! failure. A listener works in the transaction that marks the event sent, so what it writes here
//! happens exactly once; what leaves the house it writes into a queue of its own.

use uuid::Uuid;

use crate::feed::{OnTx, Poke};
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Events of one turn.
const TURN: u64 = 256;
/// After the n-th failure an event waits 1 s · 2^n, at most this.
const LONGEST_WAIT_MS: i64 = 3_600_000;
const KEEP_SENT_MS: i64 = 7 * 86_400_000;

/// An event as a listener gets it.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: Uuid,
    pub topic: String,
    pub name: String,
    pub body: serde_json::Value,
    pub at_ms: i64,
    key: String,
    tries: u32,
}

/// Writes what follows from an event. An error is logged, and the event comes again.
pub type Listener = fn(&AppState, &mut OnTx, &Event) -> Result<(), Failure>;

/// What a turn has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispatched {
    pub sent: usize,
    /// To be tried again later.
    pub failed: usize,
}

/// Hands over what is due, up to 256 events; call it again while it sends any.
pub async fn dispatch(app: &AppState, listeners: &'static [Listener]) -> Result<Dispatched, Failure> {
    let now_ms = app.clock.now_ms();
    let due = app.store.read(|tx| due(tx, now_ms))?;
    if due.is_empty() {
        return Ok(Dispatched::default());
    }
    let its = app.clone();
    let turn = move |tx: &mut Tx| {
        let (mut done, mut pokes) = (Dispatched::default(), Vec::new());
        let mut held: Vec<&str> = Vec::new();
        for event in &due {
            if !event.key.is_empty() && held.contains(&event.key.as_str()) {
                continue; // an earlier one about the same thing comes first
            }
            let told = tx.savepoint(|tx| tell(&its, tx, event, listeners, now_ms));
            match told {
                Ok(told) => {
                    pokes.extend(told);
                    done.sent += 1;
                }
                Err(cause) => {
                    postpone(tx, event, now_ms)?;
                    tracing::warn!(event = %event.id, name = event.name, %cause, "an event waits for its next try");
                    held.push(&event.key);
                    done.failed += 1;
                }
            }
        }
        Ok::<_, Failure>((done, pokes))
    };
    let (done, pokes) = app.store.write(turn).await?;
    app.live.tell(pokes);
    app.metrics.add("petpro_outbox_sent_total", "", done.sent as u64);
    app.metrics.add("petpro_outbox_failures_total", "", done.failed as u64);
    Ok(done)
}

/// Unsent events, oldest first; none of a key whose first one still waits after a failure.
fn due(tx: &mut Tx, now_ms: i64) -> Result<Vec<Event>, Failure> {
    let select = "SELECT id, topic, name, body, at_ms, key, tries FROM outbox
        WHERE sent_ms IS NULL AND next_ms <= $1
        AND (key = '' OR key NOT IN (SELECT key FROM outbox WHERE sent_ms IS NULL AND tries > 0 AND next_ms > $1))
        ORDER BY no LIMIT $2";
    tx.query(select, values![now_ms, TURN], |row| {
        let body: String = row.get(3)?;
        Ok(Event {
            id: row.get(0)?,
            topic: row.get(1)?,
            name: row.get(2)?,
            body: serde_json::from_str(&body).map_err(|_| Failure::Shape { index: 3 })?,
            at_ms: row.get(4)?,
            key: row.get(5)?,
            tries: row.get(6)?,
        })
    })
}

fn tell(app: &AppState, tx: &mut Tx, event: &Event, listeners: &[Listener], now_ms: i64) -> Result<Vec<Poke>, Failure> {
    // Sent only by whoever still finds it unsent: two dispatchers hand it over once.
    let mark = "UPDATE outbox SET sent_ms = $2 WHERE id = $1 AND sent_ms IS NULL";
    if tx.exec(mark, values![event.id, now_ms])? == 0 {
        return Ok(vec![]);
    }
    let all = |ledger: &mut OnTx| listeners.iter().try_for_each(|listener| listener(app, ledger, event));
    let ((), pokes) = OnTx::write(tx, now_ms, all)?;
    Ok(pokes)
}

fn postpone(tx: &mut Tx, event: &Event, now_ms: i64) -> Result<(), Failure> {
    let wait_ms = (1_000_i64 << event.tries.min(20)).min(LONGEST_WAIT_MS);
    let update = "UPDATE outbox SET tries = tries + 1, next_ms = $2 WHERE id = $1";
    tx.exec(update, values![event.id, now_ms + wait_ms]).map(|_| ())
}

/// Deletes events that were sent a week ago.
pub async fn prune(app: &AppState) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    while app.store.write(move |tx: &mut Tx| forget(tx, now_ms)).await? > 0 {}
    Ok(())
}

/// Up to 1,000 of them.
fn forget(tx: &mut Tx, now_ms: i64) -> Result<usize, Failure> {
    let delete = "DELETE FROM outbox WHERE id IN
        (SELECT id FROM outbox WHERE sent_ms < $1 ORDER BY sent_ms LIMIT 1000)";
    tx.exec(delete, values![now_ms - KEEP_SENT_MS])
}
