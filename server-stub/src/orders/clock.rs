//! What time does to orders: holds end, delivered parcels are completed.

use petpro_domain::ids::OrderId;
use petpro_domain::order::Event;
use petpro_sync::server::{self, Ledger};

use super::timeline::By;
use super::{settle, step, vendor, write};
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Orders of one transaction.
const TURN: u64 = 200;

/// Ends and completes all that is due. A hold that is over is refused to a payment at once (see [`super::pin`]), so
/// this only says how soon the goods are free again.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    while expire(app).await? == TURN {}
    while complete(app).await? == TURN {}
    Ok(())
}

/// Has the payment of every order closed whose hold is over; gives how many. The order ends when
/// the provider has answered.
pub async fn expire(app: &AppState) -> Result<u64, Failure> {
    let over = "SELECT id FROM orders WHERE status IN ('PENDING_PAYMENT', 'PAYMENT_FAILED') AND closing_ms IS NULL
        AND pinned = 0 AND hold_until_ms <= $1 ORDER BY hold_until_ms, id LIMIT $2";
    each(app, over, app.clock.now_ms(), |app, ledger, id| {
        let Some(entry) = ledger.order(id)? else { return Ok(()) };
        settle::close(app, ledger, &entry, By::Clock).map(|_| ())
    })
    .await
}

/// Completes vendor orders that were delivered a week ago (C-38); gives how many orders.
pub async fn complete(app: &AppState) -> Result<u64, Failure> {
    const DAY_MS: i64 = 86_400_000;
    let before = app.clock.now_ms() - i64::from(app.config.checkout.complete_days) * DAY_MS;
    let done = "SELECT DISTINCT order_id FROM vendor_order WHERE status = 'DELIVERED' AND delivered_ms <= $1
        ORDER BY order_id LIMIT $2";
    each(app, done, before, move |app, ledger, id| {
        let Some(mut entry) = ledger.order(id)? else { return Ok(()) };
        let select = "SELECT number FROM vendor_order
            WHERE order_id = $1 AND status = 'DELIVERED' AND delivered_ms <= $2 ORDER BY number";
        let numbers: Vec<String> = ledger.tx.query(select, values![id, before], |row| row.get(0))?;
        for number in numbers {
            step::shop_order(ledger, &mut entry, &number, Event::Received, By::Clock, app.clock.now_ms())?;
            vendor::show(ledger, &entry, &number)?;
        }
        server::rewrite(ledger, &entry)
    })
    .await
}

/// Does `work` to the orders of `select`, in one transaction; nothing where there are none, so that
/// the writer is not woken.
async fn each(
    app: &AppState,
    select: &'static str,
    at_ms: i64,
    work: impl Fn(&AppState, &mut OnTx, OrderId) -> Result<(), Failure> + Send + 'static,
) -> Result<u64, Failure> {
    let found = move |tx: &mut Tx| tx.query(select, values![at_ms, TURN], |row| row.get::<OrderId>(0));
    if app.store.read(found)?.is_empty() {
        return Ok(0);
    }
    let its = app.clone();
    let turn = move |tx: &mut Tx| {
        let ids = found(tx)?;
        let (_, pokes) = write(&its, tx, |ledger| ids.iter().try_for_each(|id| work(&its, ledger, *id)))?;
        Ok::<_, Failure>((ids.len() as u64, pokes))
    };
    let (done, pokes) = app.store.write(turn).await?;
    app.live.tell(pokes);
    Ok(done)
}
