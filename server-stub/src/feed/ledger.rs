//! The op log's tables as [`petpro_sync`] sees them, on one transaction.

use petpro_domain::cart::Verdict;
use petpro_domain::ids::{DeviceId, LineId, OpId, OrderId};
use petpro_domain::wire::{LaneState, Limits, OpBody, Snapshot};
use petpro_sync::server::{Case, Feed, Found, Head, Judged, Ledger, Named, OrderEntry, Page, Payment, Refusal, Step};

use super::batch::Batch;
use super::rows::{self, Scope};
use super::snapshot::Snapshots;
use super::{Poke, epoch, lanes, orders};
use crate::store::{Failure, Mark, Tx};
use crate::values;

/// The rooms that ops reach into. The feed lies below them, so they are handed in.
#[derive(Clone, Copy)]
pub struct Rooms<'a> {
    /// [`Ledger::follow`]
    pub orders: Follow<'a>,
    /// [`Ledger::beside`]
    pub beside: Beside<'a>,
}

/// What an order needs beyond its contributions.
pub type Follow<'a> = &'a dyn Fn(&mut OnTx, &mut OrderEntry, Step) -> Result<Option<Refusal>, Failure>;

/// What an op changes beside the cart: the ledger, the op, its body, the server's clock.
pub type Beside<'a> = &'a dyn Fn(&mut OnTx, &Case, &OpBody, i64) -> Result<Verdict, Failure>;

/// A ledger on a transaction. Rows and results are read once and written once, at the end: a
/// statement of your own on `feed_row` or `op_result` comes after [`OnTx::flush`].
pub struct OnTx<'a, 't> {
    pub tx: &'a mut Tx<'t>,
    now_ms: i64,
    snapshots: Option<&'a Snapshots>,
    batch: Batch,
    /// Each savepoint, and the scopes as they were then.
    marks: Vec<(Mark, Vec<Scope>)>,
    rooms: Option<Rooms<'a>>,
}

impl<'a, 't> OnTx<'a, 't> {
    /// For reading: pages, lanes and digests of one snapshot.
    pub fn reading(tx: &'a mut Tx<'t>, snapshots: &'a Snapshots) -> Self {
        Self { snapshots: Some(snapshots), ..Self::on(tx, 0) }
    }

    fn on(tx: &'a mut Tx<'t>, now_ms: i64) -> Self {
        Self { tx, now_ms, snapshots: None, batch: Batch::default(), marks: vec![], rooms: None }
    }

    /// Runs `work` on a ledger and writes what it published; gives which scopes moved, to be told
    /// once the transaction is durable. On an error the caller's savepoint undoes everything.
    pub fn write<T, E: From<Failure>>(
        tx: &'a mut Tx<'t>,
        now_ms: i64,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<Poke>), E> {
        Self::on(tx, now_ms).finish(work)
    }

    /// Like [`OnTx::write`], on a ledger on which orders may move and ops are judged.
    pub fn write_orders<T, E: From<Failure>>(
        tx: &'a mut Tx<'t>,
        now_ms: i64,
        rooms: Rooms<'a>,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<Poke>), E> {
        Self { rooms: Some(rooms), ..Self::on(tx, now_ms) }.finish(work)
    }

    fn finish<T, E: From<Failure>>(
        mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<Poke>), E> {
        let ledger = &mut self;
        let done = work(ledger)?;
        ledger.flush()?;
        let mut pokes = Vec::new();
        for scope in ledger.batch.scopes.iter().filter(|scope| scope.moved) {
            rows::write_head(ledger.tx, scope)?;
            pokes.push(Poke { s: scope.name.clone(), head: scope.head.head });
        }
        Ok((done, pokes))
    }

    /// Writes the rows and results that still wait; everything but the heads is in the tables then.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.batch.write(self.tx, self.now_ms)
    }

    /// The seq of a row, also of a tombstone.
    pub fn seq(&mut self, s: &str, t: &str, id: &str) -> Result<Option<u64>, Failure> {
        let Some(no) = self.batch.no(self.tx, s)? else { return Ok(None) };
        Ok(self.batch.row(self.tx, no, t, id)?.as_ref().map(|(seq, _)| *seq))
    }
}

impl Feed for OnTx<'_, '_> {
    type Error = Failure;

    fn epoch(&mut self) -> Result<String, Failure> {
        epoch::epoch(self.tx)
    }

    fn head(&mut self, s: &str) -> Result<Option<Head>, Failure> {
        self.flush()?; // the digest counts written rows
        Ok(self.batch.scope(self.tx, s)?.map(|scope| scope.head))
    }

    fn lane(&mut self, device: DeviceId, s: &str) -> Result<Option<LaneState>, Failure> {
        let Some(no) = self.batch.no(self.tx, s)? else { return Ok(None) };
        lanes::lane(self.tx, device, no)
    }

    fn page(&mut self, s: &str, after: u64, limits: &Limits) -> Result<Page, Failure> {
        let Some(no) = self.batch.no(self.tx, s)? else { return Ok(Page::default()) };
        self.flush()?;
        rows::page(self.tx, no, after, limits)
    }

    fn snapshot(&mut self, s: &str) -> Result<Option<Snapshot>, Failure> {
        Ok(self.snapshots.and_then(|snapshots| snapshots.of(s)))
    }
}

impl Ledger for OnTx<'_, '_> {
    fn savepoint(&mut self) -> Result<u32, Failure> {
        // What waits belongs before the mark.
        self.flush()?;
        self.marks.push((self.tx.mark()?, self.batch.scopes.clone()));
        Ok(self.marks.len() as u32)
    }

    fn release(&mut self, mark: u32) -> Result<(), Failure> {
        while self.marks.len() >= mark as usize
            && let Some((mark, _)) = self.marks.pop()
        {
            self.tx.keep(mark)?;
        }
        Ok(())
    }

    fn rollback(&mut self, mark: u32) -> Result<(), Failure> {
        while self.marks.len() >= mark as usize
            && let Some((mark, scopes)) = self.marks.pop()
        {
            self.tx.undo(mark)?;
            self.batch = Batch::of(scopes);
        }
        Ok(())
    }

    fn newest(&mut self, s: &str) -> Result<u64, Failure> {
        Ok(self.batch.scope(self.tx, s)?.map_or(0, |scope| scope.head.head))
    }

    fn row(&mut self, s: &str, t: &str, id: &str) -> Result<Option<String>, Failure> {
        let Some(no) = self.batch.no(self.tx, s)? else { return Ok(None) };
        Ok(self.batch.row(self.tx, no, t, id)?.as_ref().and_then(|(_, d)| d.clone()))
    }

    fn count(&mut self, s: &str, t: &str) -> Result<usize, Failure> {
        let Some(no) = self.batch.no(self.tx, s)? else { return Ok(0) };
        self.batch.count(self.tx, self.now_ms, no, t)
    }

    fn publish(&mut self, s: &str, t: &str, id: &str, d: Option<&str>) -> Result<u64, Failure> {
        self.batch.publish(self.tx, s, t, id, d)
    }

    fn set_lane(&mut self, device: DeviceId, s: &str, lane: LaneState) -> Result<(), Failure> {
        let no = self.batch.made(self.tx, s)?;
        lanes::set_lane(self.tx, device, no, lane)
    }

    fn prefetch(&mut self, ops: &[OpId]) -> Result<(), Failure> {
        self.batch.prefetch(self.tx, ops)
    }

    fn judged(&mut self, op: OpId) -> Result<Option<Judged>, Failure> {
        self.batch.judged(self.tx, op)
    }

    fn record(&mut self, judged: &Judged) -> Result<(), Failure> {
        self.batch.record(self.tx, judged)
    }

    fn strike(&mut self, op: OpId) -> Result<u32, Failure> {
        lanes::strike(self.tx, op)
    }

    fn named(&mut self, name: OpId) -> Result<Option<Named>, Failure> {
        self.batch.named(self.tx, name)
    }

    fn bury(&mut self, name: OpId) -> Result<(), Failure> {
        self.batch.forget_name(name);
        let insert = "INSERT INTO cart_dead(op) VALUES ($1) ON CONFLICT (op) DO NOTHING";
        self.tx.exec(insert, values![name]).map(|_| ())
    }

    fn lock(&mut self, order: OrderId, line: LineId, name: OpId) -> Result<bool, Failure> {
        self.batch.forget_name(name);
        let insert = "INSERT INTO order_dot(op, order_id, line) VALUES ($1, $2, $3) ON CONFLICT (op) DO NOTHING";
        Ok(self.tx.exec(insert, values![name, order, line])? > 0)
    }

    fn unlock(&mut self, order: OrderId) -> Result<(), Failure> {
        self.batch.forget_names();
        self.tx.exec("DELETE FROM order_dot WHERE order_id = $1", values![order]).map(|_| ())
    }

    fn order(&mut self, id: OrderId) -> Result<Option<OrderEntry>, Failure> {
        self.batch.order(self.tx, id)
    }

    fn put_order(&mut self, entry: &OrderEntry, d: &str) -> Result<(), Failure> {
        self.batch.put_order(self.tx, entry, d)
    }

    fn follow(&mut self, entry: &mut OrderEntry, step: Step) -> Result<Option<Refusal>, Failure> {
        let rooms = self.rooms.expect("orders move only on a ledger of `write_orders`");
        (rooms.orders)(self, entry, step)
    }

    fn beside(&mut self, case: &Case, body: &OpBody, now_ms: i64) -> Result<Verdict, Failure> {
        let rooms = self.rooms.expect("ops are judged only on a ledger of `write_orders`");
        (rooms.beside)(self, case, body, now_ms)
    }

    fn open_orders(&mut self) -> Result<Vec<OrderId>, Failure> {
        let select = "SELECT order_id FROM placed WHERE st IN ('pending', 'paid') ORDER BY order_id";
        self.tx.query(select, &[], |row| row.get(0))
    }

    fn found(&mut self, order: OrderId) -> Result<Option<Found>, Failure> {
        orders::found(self.tx, order)
    }

    fn put_found(&mut self, found: &Found) -> Result<(), Failure> {
        orders::put_found(self.tx, found)
    }

    fn clear_found(&mut self) -> Result<(), Failure> {
        self.tx.exec("DELETE FROM psp_found", &[]).map(|_| ())
    }

    fn unclaimed(&mut self, s: &str) -> Result<bool, Failure> {
        orders::unclaimed(self.tx, s)
    }

    fn stage(&mut self, job: Payment) -> Result<(), Failure> {
        orders::stage(self.tx, job, self.now_ms)
    }

    fn set_epoch(&mut self, epoch: &str) -> Result<(), Failure> {
        epoch::open(self.tx, epoch, self.now_ms)
    }

    fn idle_lines(&mut self, before_ms: i64, limit: usize) -> Result<Vec<(String, LineId)>, Failure> {
        self.flush()?;
        lanes::idle_lines(self.tx, before_ms, limit)
    }
}
