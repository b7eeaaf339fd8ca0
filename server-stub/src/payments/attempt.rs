//! Attempts to pay an order, as they are kept.

use petpro_domain::ids::{HouseholdId, OpId, OrderId, UserId};
use petpro_domain::money::{Currency, Money};
use uuid::Uuid;

use crate::store::{Failure, Row, Tx};
use crate::values;

/// Where an attempt stands, see [`super::tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The provider is being asked.
    Starting,
    /// The buyer pays on the provider's page.
    Open,
    /// A bank has not answered yet.
    Processing,
    /// Refused; may be tried again.
    Failed,
    /// The money is reserved and being taken.
    Authorised,
    /// Paid.
    Captured,
    /// Being called off.
    Closing,
    /// Called off; nothing was charged.
    Closed,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Starting,
        Self::Open,
        Self::Processing,
        Self::Failed,
        Self::Authorised,
        Self::Captured,
        Self::Closing,
        Self::Closed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Open => "open",
            Self::Processing => "processing",
            Self::Failed => "failed",
            Self::Authorised => "authorised",
            Self::Captured => "captured",
            Self::Closing => "closing",
            Self::Closed => "closed",
        }
    }

    /// Whether money may still come of it.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Captured | Self::Closing | Self::Closed)
    }
}

/// One attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub id: Uuid,
    pub order: OrderId,
    pub attempt: u32,
    pub user: UserId,
    pub household: HouseholdId,
    pub number: String,
    pub sum: Money,
    /// The provider's token of a saved method.
    pub method: Option<String>,
    /// That of one to be saved.
    pub keeps: Option<String>,
    pub intent: Option<String>,
    pub page: Option<String>,
    pub st: State,
    pub code: Option<String>,
    pub captured: i64,
    pub refunded: i64,
    pub tries: u32,
    pub key_no: u32,
    /// When the provider was last asked.
    pub tried_ms: Option<i64>,
    pub created_ms: i64,
}

/// What a new attempt is made of.
#[derive(Clone, Debug)]
pub struct New {
    pub id: Uuid,
    pub order: OrderId,
    pub op: Option<OpId>,
    pub user: UserId,
    pub household: HouseholdId,
    pub number: String,
    pub sum: Money,
    pub method: Option<String>,
}

const COLUMNS: &str = "id, order_id, attempt, user_id, household, number, amount, currency, method, intent, page, st,
    code, captured, refunded, tries, key_no, tried_ms, created_ms, keeps";

fn read(row: &Row) -> Result<Attempt, Failure> {
    let currency: String = row.get(7)?;
    let st: String = row.get(11)?;
    Ok(Attempt {
        id: row.get(0)?,
        order: row.get(1)?,
        attempt: row.get(2)?,
        user: row.get(3)?,
        household: row.get(4)?,
        number: row.get(5)?,
        sum: Money::new(row.get(6)?, Currency::parse(&currency).ok_or(Failure::Shape { index: 7 })?),
        method: row.get(8)?,
        intent: row.get(9)?,
        page: row.get(10)?,
        st: State::ALL.into_iter().find(|it| it.name() == st).ok_or(Failure::Shape { index: 11 })?,
        code: row.get(12)?,
        captured: row.get(13)?,
        refunded: row.get(14)?,
        tries: row.get(15)?,
        key_no: row.get(16)?,
        tried_ms: row.get(17)?,
        created_ms: row.get(18)?,
        keeps: row.get(19)?,
    })
}

impl Attempt {
    /// Under which the provider makes this attempt's intent.
    pub fn key(&self) -> String {
        match self.key_no {
            0 => format!("pay_{}_{}", self.order, self.attempt),
            n => format!("pay_{}_{}_{n}", self.order, self.attempt),
        }
    }

    /// Under which it is captured, cancelled, confirmed.
    pub fn key_for(&self, verb: &str) -> String {
        format!("{verb}_{}_{}", self.id, self.key_no)
    }

    pub fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Self>, Failure> {
        tx.query_row(&format!("SELECT {COLUMNS} FROM payment WHERE id = $1"), values![id], read)
    }

    pub fn by_op(tx: &mut Tx, op: OpId) -> Result<Option<Self>, Failure> {
        tx.query_row(&format!("SELECT {COLUMNS} FROM payment WHERE op = $1"), values![op], read)
    }

    pub fn by_intent(tx: &mut Tx, intent: &str) -> Result<Option<Self>, Failure> {
        tx.query_row(&format!("SELECT {COLUMNS} FROM payment WHERE intent = $1"), values![intent], read)
    }

    pub fn by_number(tx: &mut Tx, order: OrderId, attempt: u32) -> Result<Option<Self>, Failure> {
        let select = format!("SELECT {COLUMNS} FROM payment WHERE order_id = $1 AND attempt = $2");
        tx.query_row(&select, values![order, attempt], read)
    }

    /// All attempts of an order, newest first.
    pub fn of_order(tx: &mut Tx, order: OrderId) -> Result<Vec<Self>, Failure> {
        let select = format!("SELECT {COLUMNS} FROM payment WHERE order_id = $1 ORDER BY attempt DESC");
        tx.query(&select, values![order], read)
    }

    /// Attempts that the worker has to do with by now, oldest first.
    pub fn due(tx: &mut Tx, now_ms: i64, limit: u64) -> Result<Vec<Self>, Failure> {
        let select = format!("SELECT {COLUMNS} FROM payment WHERE next_ms <= $1 ORDER BY next_ms, id LIMIT $2");
        tx.query(&select, values![now_ms, limit], read)
    }

    /// Writes the next attempt of an order. `next_ms`: when the worker starts it, unless whoever began it
    /// has done so.
    pub fn begin(tx: &mut Tx, new: &New, next_ms: i64, now_ms: i64) -> Result<Option<Self>, Failure> {
        let insert = "INSERT INTO payment(id, order_id, attempt, op, user_id, household, number, amount, currency,
                method, st, next_ms, created_ms, at_ms)
            VALUES ($1, $2, (SELECT COALESCE(MAX(attempt), 0) + 1 FROM payment WHERE order_id = $2),
                $3, $4, $5, $6, $7, $8, $9, 'starting', $11, $10, $10)";
        let New { id, order, op, user, household, number, sum, method } = new;
        let (currency, method) = (sum.currency.iso(), method.clone());
        tx.exec(
            insert,
            values![*id, order, *op, user, *household, number, sum.amount, currency, method, now_ms, next_ms],
        )?;
        Self::by_id(tx, *id)
    }

    /// The provider made this intent for it; a saved method is charged at once, a buyer is waited for
    /// until `ask_ms`, and one that is called off can be cancelled now. Told again it changes nothing.
    /// False where it has another intent.
    pub fn opened(tx: &mut Tx, id: Uuid, intent: &str, page: &str, ask_ms: i64, now_ms: i64) -> Result<bool, Failure> {
        let update = "UPDATE payment SET intent = $2, page = $3, at_ms = $4, tries = 0,
                st = CASE WHEN st = 'starting' THEN 'open' ELSE st END,
                next_ms = CASE WHEN st = 'starting' AND method IS NULL THEN $5
                    WHEN st IN ('starting', 'closing') THEN $4 ELSE next_ms END
            WHERE id = $1 AND (intent IS NULL OR intent = $2)";
        Ok(tx.exec(update, values![id, intent, page, now_ms, ask_ms])? > 0)
    }

    /// Moves it from one of these states. `next_ms`: when the worker goes on with it.
    pub fn moved(
        tx: &mut Tx,
        id: Uuid,
        from: &[State],
        to: State,
        next_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<bool, Failure> {
        let list = from.iter().map(|st| format!("'{}'", st.name())).collect::<Vec<_>>().join(",");
        let update =
            format!("UPDATE payment SET st = $2, next_ms = $3, at_ms = $4, tries = 0 WHERE id = $1 AND st IN ({list})");
        Ok(tx.exec(&update, values![id, to.name(), next_ms, now_ms])? > 0)
    }

    /// Why it was refused.
    pub fn explained(tx: &mut Tx, id: Uuid, code: &str) -> Result<(), Failure> {
        tx.exec("UPDATE payment SET code = $2 WHERE id = $1", values![id, code]).map(|_| ())
    }

    /// The buyer wants to keep the method; the worker asks what it looks like. `None`: it has.
    pub fn keeps(tx: &mut Tx, id: Uuid, method: Option<&str>, now_ms: i64) -> Result<(), Failure> {
        let update = "UPDATE payment SET keeps = $2, tries = 0,
            next_ms = CASE WHEN $2 IS NULL THEN NULL ELSE $3 END WHERE id = $1 AND st = 'captured'";
        tx.exec(update, values![id, method, now_ms]).map(|_| ())
    }

    /// What the provider received.
    pub fn received(tx: &mut Tx, id: Uuid, amount: i64) -> Result<(), Failure> {
        tx.exec("UPDATE payment SET captured = $2, code = NULL WHERE id = $1", values![id, amount]).map(|_| ())
    }

    /// The worker has nothing to do with it until somebody says something; unless somebody has since
    /// it was read.
    pub fn rests(&self, tx: &mut Tx) -> Result<(), Failure> {
        let update = "UPDATE payment SET next_ms = NULL WHERE id = $1 AND st = $2 AND keeps IS NULL";
        tx.exec(update, values![self.id, self.st.name()]).map(|_| ())
    }

    /// The worker is about to ask the provider, or tries again at this time. Nothing where the attempt
    /// has moved since it was read: a step that ends late must not push back the one that is due now.
    pub fn tried(&self, tx: &mut Tx, next_ms: i64, other_key: bool, now_ms: i64) -> Result<(), Failure> {
        let update = "UPDATE payment SET tries = tries + 1, tried_ms = $2, next_ms = $3, key_no = key_no + $4
            WHERE id = $1 AND st = $5";
        tx.exec(update, values![self.id, now_ms, next_ms, other_key, self.st.name()]).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::SteppedClock;
    use crate::store::Store;

    const NOW_MS: i64 = 1_000;
    const ASK_MS: i64 = 31_000;

    /// An attempt that was opened, and the next time of the worker after `work` has had it as it was then.
    async fn next_ms(work: impl Fn(&Attempt, &mut Tx) -> Result<(), Failure> + Send + 'static) -> Option<i64> {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), SteppedClock::at(NOW_MS) as Arc<_>).unwrap();
        let id = |n| Uuid::from_u128(n);
        let new = New {
            id: id(1),
            order: OrderId(id(2)),
            op: None,
            user: UserId(id(3)),
            household: HouseholdId(id(4)),
            number: "JP-1001".into(),
            sum: Money::new(1_200, Currency::Jpy),
            method: None,
        };
        let after = move |tx: &mut Tx| {
            let made = Attempt::begin(tx, &new, NOW_MS, NOW_MS)?.expect("it was just written");
            Attempt::opened(tx, new.id, "pi_1", "/pay/pi_1", ASK_MS, NOW_MS)?;
            let open = Attempt::by_id(tx, new.id)?.expect("it is there");
            assert_eq!((made.st, open.st), (State::Starting, State::Open));
            work(&open, tx)?;
            tx.query_row("SELECT next_ms FROM payment WHERE id = $1", values![new.id], |row| row.get(0))
        };
        store.write(after).await.unwrap().flatten()
    }

    #[tokio::test]
    async fn an_open_attempt_is_asked_about_later() {
        assert_eq!(next_ms(|_, _| Ok(())).await, Some(ASK_MS));
        assert_eq!(next_ms(|open, tx| open.tried(tx, 95_000, false, 32_000)).await, Some(95_000));
    }

    #[tokio::test]
    async fn an_opening_that_is_told_twice_asks_no_sooner() {
        let again = |open: &Attempt, tx: &mut Tx| {
            Attempt::opened(tx, open.id, "pi_1", "/pay/pi_1", ASK_MS + 5, NOW_MS + 5).map(|_| ())
        };
        assert_eq!(next_ms(again).await, Some(ASK_MS));
    }

    #[tokio::test]
    async fn a_step_that_ends_late_does_not_push_back_a_capture_that_is_due() {
        let late = |open: &Attempt, tx: &mut Tx| {
            Attempt::moved(tx, open.id, &[State::Open], State::Authorised, Some(2_000), 2_000)?;
            open.tried(tx, 90_000, false, 2_001)?;
            open.rests(tx)
        };
        assert_eq!(next_ms(late).await, Some(2_000));
    }
}
