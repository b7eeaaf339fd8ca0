//! What the server does to its feed without being asked.

use petpro_sync::server::expire_lines;

use super::with_desk;
use crate::feed::{self, OnTx};
use crate::inventory;
use crate::state::AppState;
use crate::store::Failure;

/// Cart lines that go to saved for later in one transaction.
const LINES: usize = 500;

/// Everything once: levels, lines of 30 days, tombstones of 90 and results of 400.
pub async fn housekeeping(app: &AppState) -> Result<(), Failure> {
    levels(app).await?;
    loop {
        let its = app.clone();
        let turn = move |tx: &mut crate::store::Tx| {
            let expire = |ledger: &mut OnTx| with_desk(&its, |desk| expire_lines(ledger, desk, LINES));
            OnTx::write(tx, its.clock.now_ms(), expire)
        };
        let (moved, pokes) = app.store.write(turn).await?;
        app.live.tell(pokes);
        if moved < LINES {
            break;
        }
    }
    let now_ms = app.clock.now_ms();
    app.store.write(move |tx| feed::trim(tx, now_ms)).await.map(|_| ())
}

/// Publishes the levels of stock that have crossed a threshold.
pub async fn levels(app: &AppState) -> Result<(), Failure> {
    let moved = app.store.read(inventory::moved)?;
    if !moved {
        return Ok(()); // the writer is not woken for nothing
    }
    let now_ms = app.clock.now_ms();
    let (_, pokes) = app.store.write(move |tx| OnTx::write(tx, now_ms, inventory::publish_levels)).await?;
    app.live.tell(pokes);
    Ok(())
}
