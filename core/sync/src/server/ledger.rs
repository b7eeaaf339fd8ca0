//! The tables behind the server half. One method is one statement; nothing here decides anything.
//!
//! Every method runs in the transaction of the batch. Truth about a cart is its `cart_line` rows
//! (`d`: [`petpro_domain::cart::CartLine`]) together with `order_dot` and `cart_dead`.

use petpro_domain::Code;
use petpro_domain::cart::{Order, Verdict};
use petpro_domain::ids::{DeviceId, LineId, OpId, OrderId, UserId};
use petpro_domain::wire::{LaneState, Limits, OpBody, OpState, OrderPlace, Receipt, Row, Snapshot};

use super::Case;

/// Where a scope stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The newest seq.
    pub head: u64,
    /// Tombstones up to here are gone: a smaller cursor starts again from 0.
    pub floor: u64,
    /// XOR over the live rows, see [`petpro_domain::wire::digest_of`].
    pub digest: u64,
}

/// Rows after a cursor, in order of seq.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub rows: Vec<Row>,
    /// There are more rows after the last of these.
    pub more: bool,
}

/// What the pull reads, in one snapshot. A read connection of the server has only this.
pub trait Feed {
    type Error;

    /// The server's history.
    fn epoch(&mut self) -> Result<String, Self::Error>;

    /// Where a scope stands; `None` where it has no row yet.
    fn head(&mut self, s: &str) -> Result<Option<Head>, Self::Error>;

    /// The last judged op of a device's lane.
    fn lane(&mut self, device: DeviceId, s: &str) -> Result<Option<LaneState>, Self::Error>;

    /// Rows with `seq > after`, in order of seq: at most `limits.rows` and about
    /// `limits.pull_bytes`, at least one if there is any. `after == 0`: live rows only, no tombstones.
    fn page(&mut self, s: &str, after: u64, limits: &Limits) -> Result<Page, Self::Error>;

    /// The scope's snapshot file, where it has one.
    fn snapshot(&mut self, s: &str) -> Result<Option<Snapshot>, Self::Error>;
}

/// The result of an op as it is kept (`op_result`, 400 days).
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub op: OpId,
    /// The scope it was judged in; the same id in another scope is `invalid`.
    pub s: String,
    /// [`petpro_domain::wire::Op::hash`]; the same id with other bytes is `invalid`.
    pub hash: [u8; 32],
    pub st: OpState,
    pub code: Option<Code>,
    pub detail: Option<String>,
    /// The scope's head after it.
    pub at: u64,
    pub at_ms: i64,
    pub rcpt: Option<Receipt>,
}

/// What is kept of a name that is in no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// In `cart_dead`.
    Dead,
    /// In `order_dot`.
    Ordered(OrderId),
}

/// An order as the server keeps it, also a rejected one: its id can never succeed later.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderEntry {
    pub id: OrderId,
    /// The op that placed it.
    pub op: OpId,
    /// The household's scope, whose lines it takes.
    pub s: String,
    /// Who placed it; its row is published in `user:<id>`.
    pub user: UserId,
    pub order: Order,
}

/// What happens to an order, told to [`Ledger::follow`] before its row is written.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// It is new and its contributions are free. The only step that can be refused.
    Place(&'a OrderPlace),
    /// It was paid in a history that this one does not know: honoured, with stock or without.
    Claim(&'a OrderPlace),
    /// It had ended before it came (again): written down, without any effect.
    Over(&'a OrderPlace),
    /// The provider has the money.
    Paid,
    /// The payment is closed.
    Unpaid,
    /// The money went back.
    Refunded,
}

/// Why an order cannot be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    /// For the op's result: JSON of [`petpro_domain::order::Shortage`]s or
    /// [`petpro_domain::order::PriceRise`]s.
    pub detail: Option<String>,
}

/// What the provider said of a payment whose order this history may not know (`psp_found`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub order: OrderId,
    /// The household's scope, from the intent's metadata.
    pub s: String,
    pub st: FoundState,
    /// An order of this history stands for it.
    pub claimed: bool,
}

/// The provider's last word on a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundState {
    Captured,
    Refunded,
    /// Cancelled, failed or never captured.
    Closed,
}

/// A job for the payment worker, staged in the transaction that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payment {
    /// Create the intent and collect the money.
    Start(OrderId),
    /// Its time is over: cancel the intent, then [`super::unpaid`]; if it is captured already,
    /// [`super::paid`]. Repeated until the provider has answered.
    Close(OrderId),
    /// Cancel the intent; if it is captured already, pay it back, then [`super::refunded`]. The
    /// order has ended.
    CloseOrRefund(OrderId),
}

/// What a push reads and writes, in the one transaction of its batch.
pub trait Ledger: Feed {
    /// Starts a savepoint inside the transaction and names it; they nest.
    fn savepoint(&mut self) -> Result<u32, Self::Error>;
    /// Ends this savepoint and keeps what was written since.
    fn release(&mut self, mark: u32) -> Result<(), Self::Error>;
    /// Undoes what was written since this savepoint, and ends it and all inside it.
    fn rollback(&mut self, mark: u32) -> Result<(), Self::Error>;

    /// The newest seq of a scope; 0 where it has no row yet.
    fn newest(&mut self, s: &str) -> Result<u64, Self::Error> {
        Ok(self.head(s)?.unwrap_or_default().head)
    }
    /// The body of a live row.
    fn row(&mut self, s: &str, t: &str, id: &str) -> Result<Option<String>, Self::Error>;
    /// How many live rows of this type the scope has.
    fn count(&mut self, s: &str, t: &str) -> Result<usize, Self::Error>;
    /// Writes a row with the scope's next seq (`None`: a tombstone), keeps the digest, and gives the
    /// seq. A scope without a row gets one.
    fn publish(&mut self, s: &str, t: &str, id: &str, d: Option<&str>) -> Result<u64, Self::Error>;

    /// Moves a lane on.
    fn set_lane(&mut self, device: DeviceId, s: &str, lane: LaneState) -> Result<(), Self::Error>;
    /// These ops are judged next: a ledger may read what it keeps of them at once.
    fn prefetch(&mut self, _ops: &[OpId]) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The kept result of an op, by id alone.
    fn judged(&mut self, op: OpId) -> Result<Option<Judged>, Self::Error>;
    /// Keeps a result; replaces an earlier one of the same id (a receipt overrides a rejection).
    fn record(&mut self, judged: &Judged) -> Result<(), Self::Error>;
    /// Counts one more panic of this op and gives the sum.
    fn strike(&mut self, op: OpId) -> Result<u32, Self::Error>;

    /// What is kept of a name: its order before its death.
    fn named(&mut self, name: OpId) -> Result<Option<Named>, Self::Error>;
    /// `INSERT INTO cart_dead … ON CONFLICT DO NOTHING`.
    fn bury(&mut self, name: OpId) -> Result<(), Self::Error>;
    /// `INSERT INTO order_dot … ON CONFLICT DO NOTHING`; false where another order has the name.
    fn lock(&mut self, order: OrderId, line: LineId, name: OpId) -> Result<bool, Self::Error>;
    /// `DELETE FROM order_dot WHERE order_id = …`.
    fn unlock(&mut self, order: OrderId) -> Result<(), Self::Error>;

    /// An order by id, whoever placed it.
    fn order(&mut self, id: OrderId) -> Result<Option<OrderEntry>, Self::Error>;
    /// Inserts or replaces an order; `d` is its order as JSON.
    fn put_order(&mut self, entry: &OrderEntry, d: &str) -> Result<(), Self::Error>;
    /// What an order needs beyond its contributions: prices, stock, vendor orders. Completes the
    /// entry's bill; the state in `entry` is the one it comes to. A [`Step::Place`] that is refused
    /// is undone by the caller; every other step must be followed.
    fn follow(&mut self, entry: &mut OrderEntry, step: Step) -> Result<Option<Refusal>, Self::Error>;
    /// Orders that are pending or paid, by id: what a restore has to compare with the provider.
    fn open_orders(&mut self) -> Result<Vec<OrderId>, Self::Error>;

    /// Writes what an op changes beside the cart and says what became of it; the room that keeps its
    /// rows decides. A ledger that keeps no such rows takes everything.
    fn beside(&mut self, _case: &Case, _body: &OpBody, _now_ms: i64) -> Result<Verdict, Self::Error> {
        Ok(Verdict::applied())
    }

    /// The provider's word on this order, from the last sweep.
    fn found(&mut self, order: OrderId) -> Result<Option<Found>, Self::Error>;
    /// Inserts or replaces it.
    fn put_found(&mut self, found: &Found) -> Result<(), Self::Error>;
    /// Forgets the last sweep.
    fn clear_found(&mut self) -> Result<(), Self::Error>;
    /// Whether a captured payment of this household waits for its order.
    fn unclaimed(&mut self, s: &str) -> Result<bool, Self::Error>;
    /// Hands a job to the payment worker with this transaction.
    fn stage(&mut self, job: Payment) -> Result<(), Self::Error>;

    /// Writes the server's history; only a restore does.
    fn set_epoch(&mut self, epoch: &str) -> Result<(), Self::Error>;
    /// Lines of all households last touched before this server time (ms): (scope, line).
    fn idle_lines(&mut self, before_ms: i64, limit: usize) -> Result<Vec<(String, LineId)>, Self::Error>;
}
