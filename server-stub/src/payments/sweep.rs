//! After a restore, before the new history opens: the provider's list says what became of every
//! payment that the backup may not know. What is not captured is cancelled.

use std::collections::BTreeMap;

use petpro_domain::ids::{HouseholdId, OrderId, UserId};
use petpro_sync::server::{self, FoundState, Ledger, Payment};

use super::gateway::{Gateway, GatewayError, Intent, Status};
use super::settle::{order_of, remember};
use crate::feed::{self, OnTx};
use crate::orders;
use crate::store::{Failure, Store};
use crate::values;

/// Why the new history stays closed.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// Nothing is known of the payments since the backup: opening now could charge twice.
    #[error("the payment provider could not be asked ({0}); the store was not touched, run restore again later")]
    Unreachable(GatewayError),
    /// A bank still thinks about it, so it can be neither cancelled nor counted.
    #[error("payment {0} is still being decided by a bank; run restore again in a minute")]
    Undecided(String),
    #[error("the store: {0}")]
    Store(#[from] Failure),
}

/// A payment as the provider knows it.
#[derive(Clone, Debug)]
struct Found {
    intent: Intent,
    order: OrderId,
    household: HouseholdId,
    user: Option<UserId>,
    st: FoundState,
}

/// Everything that was found.
#[derive(Clone, Debug, Default)]
pub struct Swept {
    found: Vec<Found>,
    since_s: i64,
}

const DAY_S: i64 = 86_400;

/// Lists every intent since a day before the oldest backup that was ever restored, and cancels what
/// is not captured. A list, not a search: a search lags behind.
///
/// A backup does not say when it was taken; it is not older than the last thing that happened in it.
pub async fn sweep(store: &Store, gateway: &Gateway) -> Result<Swept, SweepError> {
    let (last_ms, before) = store.read(|tx| {
        let select = "SELECT at_s FROM reconciled WHERE provider = 'sweep'";
        Ok::<_, Failure>((feed::last_ms(tx)?, tx.query_row(select, &[], |row| row.get::<i64>(0))?))
    })?;
    let taken_s = last_ms / 1_000;
    let oldest_s = before.map_or(taken_s, |before| before.min(taken_s));
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = gateway.intents(oldest_s - DAY_S, after.as_deref()).await.map_err(SweepError::Unreachable)?;
        let last = page.data.last().map(|intent| intent.id.clone());
        for intent in page.data {
            found.extend(judged(gateway, intent).await?);
        }
        match last.filter(|_| page.has_more) {
            Some(last) => after = Some(last),
            None => return Ok(Swept { found, since_s: oldest_s }),
        }
    }
}

/// `None` for an intent that is not of an order of ours.
async fn judged(gateway: &Gateway, intent: Intent) -> Result<Option<Found>, SweepError> {
    let household = intent.metadata.get("household").and_then(|id| id.parse().ok());
    let (Some(order), Some(household)) = (order_of(&intent), household) else { return Ok(None) };
    let intent = match intent.status {
        Status::Succeeded | Status::Canceled => intent,
        Status::Processing => return Err(SweepError::Undecided(intent.id)),
        _ => match gateway.cancel(&intent.id, &format!("sweep_{}", intent.id)).await {
            Ok(cancelled) => cancelled,
            // Captured in the meantime, or cancelled: it says so.
            Err(GatewayError::Refused { intent: Some(now), .. }) => *now,
            Err(cause) => return Err(SweepError::Unreachable(cause)),
        },
    };
    let st = match intent.status {
        Status::Succeeded if intent.refunded() >= intent.amount_received => FoundState::Refunded,
        Status::Succeeded => FoundState::Captured,
        Status::Canceled => FoundState::Closed,
        _ => return Err(SweepError::Undecided(intent.id)),
    };
    let user = intent.metadata.get("user").and_then(|id| id.parse().ok());
    Ok(Some(Found { intent, order, household, user, st }))
}

fn rank(st: FoundState) -> u8 {
    match st {
        FoundState::Closed => 0,
        FoundState::Refunded => 1,
        FoundState::Captured => 2,
    }
}

impl Swept {
    /// (captured, captured and paid back).
    pub fn counts(&self) -> (usize, usize) {
        let of = |st| self.found.iter().filter(|it| it.st == st).count();
        (of(FoundState::Captured), of(FoundState::Refunded))
    }

    /// Writes the payments down as the provider knows them, lets no order number come twice, and
    /// gives one word for each order.
    pub fn write_down(&self, ledger: &mut OnTx, now_ms: i64) -> Result<Vec<server::Found>, Failure> {
        // Everything that was on its way in the backup has been cancelled or captured since.
        let over = "UPDATE payment SET st = 'closed', next_ms = NULL WHERE st NOT IN ('captured', 'closed')";
        ledger.tx.exec(over, &[])?;
        let oldest = "INSERT INTO reconciled(provider, at_s) VALUES ('sweep', $1)
            ON CONFLICT (provider) DO UPDATE SET at_s = excluded.at_s";
        if self.since_s > 0 {
            ledger.tx.exec(oldest, values![self.since_s])?; // 0: nobody was asked
        }
        for it in &self.found {
            if let Some(number) = it.intent.metadata.get("number") {
                orders::jump_past(ledger.tx, number)?;
            }
            if let Some(user) = it.user.filter(|_| it.st != FoundState::Closed) {
                remember(ledger, &it.intent, it.order, user, it.household, now_ms)?;
            }
        }
        Ok(self.words())
    }

    /// An order that was tried several times is captured if any try was.
    fn words(&self) -> Vec<server::Found> {
        let mut words: BTreeMap<OrderId, server::Found> = BTreeMap::new();
        for it in &self.found {
            let s = format!("household:{}", it.household);
            let word = server::Found { order: it.order, s, st: it.st, claimed: false };
            let known = words.entry(it.order).or_insert_with(|| word.clone());
            if rank(known.st) < rank(it.st) {
                *known = word;
            }
        }
        words.into_values().collect()
    }

    /// Refunds that the backup had not finished: nobody knows whether the provider did, but it knows
    /// what is left, and that goes back.
    pub fn stage_refunds(&self, ledger: &mut OnTx) -> Result<(), Failure> {
        let open = "SELECT DISTINCT p.order_id FROM refund r JOIN payment p ON p.id = r.payment
            WHERE r.st = 'requested' ORDER BY p.order_id";
        let orders: Vec<OrderId> = ledger.tx.query(open, &[], |row| row.get(0))?;
        let drop = "UPDATE refund SET st = 'failed', next_ms = NULL WHERE st = 'requested'";
        ledger.tx.exec(drop, &[])?;
        orders.into_iter().try_for_each(|order| ledger.stage(Payment::CloseOrRefund(order)))
    }
}
