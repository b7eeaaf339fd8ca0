//! The op log's tables as [`petpro_sync`] sees them, on one transaction.

use std::collections::HashMap;

use petpro_domain::ids::{DeviceId, LineId, OpId, OrderId};
use petpro_domain::wire::{LaneState, Limits, Snapshot};
use petpro_sync::server::{Feed, Found, Head, Judged, Ledger, Named, OrderEntry, Page, Payment, Refusal, Step};

use super::rows::{self, Scope, Stored};
use super::snapshot::Snapshots;
use super::{Poke, epoch, lanes, orders};
use crate::store::{Failure, Tx};
use crate::values;

/// What an order needs beyond its contributions ([`Ledger::follow`]). The feed lies below the orders,
/// so they are handed in.
pub type Follow<'a> = &'a dyn Fn(&mut OnTx, &mut OrderEntry, Step) -> Result<Option<Refusal>, Failure>;

/// A ledger on a transaction. Heads and the rows last read are kept in memory, so that an op costs
/// seven statements; a rollback to a savepoint forgets what was read since.
pub struct OnTx<'a, 't> {
    pub tx: &'a mut Tx<'t>,
    now_ms: i64,
    snapshots: Option<&'a Snapshots>,
    scopes: Vec<Scope>,
    rows: HashMap<(i64, String, String), Stored>,
    marks: Vec<Vec<Scope>>,
    orders: Option<Follow<'a>>,
}

impl<'a, 't> OnTx<'a, 't> {
    /// For reading: pages, lanes and digests of one snapshot.
    pub fn reading(tx: &'a mut Tx<'t>, snapshots: &'a Snapshots) -> Self {
        Self { snapshots: Some(snapshots), ..Self::on(tx, 0) }
    }

    fn on(tx: &'a mut Tx<'t>, now_ms: i64) -> Self {
        Self { tx, now_ms, snapshots: None, scopes: vec![], rows: HashMap::new(), marks: vec![], orders: None }
    }

    /// Runs `work` on a ledger and writes the heads back; gives which scopes moved, to be told once
    /// the transaction is durable. On an error the caller's savepoint undoes everything.
    pub fn write<T, E: From<Failure>>(
        tx: &'a mut Tx<'t>,
        now_ms: i64,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<Poke>), E> {
        Self::on(tx, now_ms).finish(work)
    }

    /// Like [`OnTx::write`], on a ledger on which orders may move.
    pub fn write_orders<T, E: From<Failure>>(
        tx: &'a mut Tx<'t>,
        now_ms: i64,
        orders: Follow<'a>,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<Poke>), E> {
        Self { orders: Some(orders), ..Self::on(tx, now_ms) }.finish(work)
    }

    fn finish<T, E: From<Failure>>(
        mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(T, Vec<Poke>), E> {
        let ledger = &mut self;
        let done = work(ledger)?;
        let mut pokes = Vec::new();
        for scope in ledger.scopes.iter().filter(|scope| scope.moved) {
            rows::write_head(ledger.tx, scope)?;
            pokes.push(Poke { s: scope.name.clone(), head: scope.head.head });
        }
        Ok((done, pokes))
    }

    fn scope(&mut self, name: &str) -> Result<Option<&mut Scope>, Failure> {
        if let Some(at) = self.scopes.iter().position(|scope| scope.name == name) {
            return Ok(Some(&mut self.scopes[at]));
        }
        let Some(found) = rows::find(self.tx, name)? else { return Ok(None) };
        self.scopes.push(found);
        Ok(self.scopes.last_mut())
    }

    fn no(&mut self, name: &str) -> Result<Option<i64>, Failure> {
        Ok(self.scope(name)?.map(|scope| scope.no))
    }

    fn made(&mut self, name: &str) -> Result<i64, Failure> {
        if let Some(no) = self.no(name)? {
            return Ok(no);
        }
        let scope = rows::create(self.tx, name)?;
        let no = scope.no;
        self.scopes.push(scope);
        Ok(no)
    }

    /// The seq of a row, also of a tombstone.
    pub fn seq(&mut self, s: &str, t: &str, id: &str) -> Result<Option<u64>, Failure> {
        let Some(no) = self.no(s)? else { return Ok(None) };
        Ok(self.stored(no, t, id)?.map(|(seq, _)| seq))
    }

    fn stored(&mut self, scope: i64, t: &str, id: &str) -> Result<Stored, Failure> {
        let key = (scope, t.to_owned(), id.to_owned());
        if let Some(known) = self.rows.get(&key) {
            return Ok(known.clone());
        }
        let found = rows::stored(self.tx, scope, t, id)?;
        self.rows.insert(key, found.clone());
        Ok(found)
    }
}

impl Feed for OnTx<'_, '_> {
    type Error = Failure;

    fn epoch(&mut self) -> Result<String, Failure> {
        epoch::epoch(self.tx)
    }

    fn head(&mut self, s: &str) -> Result<Option<Head>, Failure> {
        Ok(self.scope(s)?.map(|scope| scope.head))
    }

    fn lane(&mut self, device: DeviceId, s: &str) -> Result<Option<LaneState>, Failure> {
        let Some(no) = self.no(s)? else { return Ok(None) };
        lanes::lane(self.tx, device, no)
    }

    fn page(&mut self, s: &str, after: u64, limits: &Limits) -> Result<Page, Failure> {
        let Some(no) = self.no(s)? else { return Ok(Page::default()) };
        rows::page(self.tx, no, after, limits)
    }

    fn snapshot(&mut self, s: &str) -> Result<Option<Snapshot>, Failure> {
        Ok(self.snapshots.and_then(|snapshots| snapshots.of(s)))
    }
}

impl Ledger for OnTx<'_, '_> {
    fn savepoint(&mut self) -> Result<u32, Failure> {
        self.marks.push(self.scopes.clone());
        let mark = self.marks.len() as u32;
        self.tx.exec(&format!("SAVEPOINT mark{mark}"), &[])?;
        Ok(mark)
    }

    fn release(&mut self, mark: u32) -> Result<(), Failure> {
        self.marks.truncate(mark as usize - 1);
        self.tx.exec(&format!("RELEASE mark{mark}"), &[]).map(|_| ())
    }

    fn rollback(&mut self, mark: u32) -> Result<(), Failure> {
        self.tx.exec(&format!("ROLLBACK TO mark{mark}"), &[])?;
        self.tx.exec(&format!("RELEASE mark{mark}"), &[])?;
        self.rows.clear();
        self.scopes = self.marks.swap_remove(mark as usize - 1);
        self.marks.truncate(mark as usize - 1);
        Ok(())
    }

    fn row(&mut self, s: &str, t: &str, id: &str) -> Result<Option<String>, Failure> {
        let Some(no) = self.no(s)? else { return Ok(None) };
        Ok(self.stored(no, t, id)?.and_then(|(_, d)| d))
    }

    fn count(&mut self, s: &str, t: &str) -> Result<usize, Failure> {
        let Some(no) = self.no(s)? else { return Ok(0) };
        Ok(rows::count(self.tx, no, t)? as usize)
    }

    fn publish(&mut self, s: &str, t: &str, id: &str, d: Option<&str>) -> Result<u64, Failure> {
        let no = self.made(s)?;
        let before = self.stored(no, t, id)?;
        let now_ms = self.now_ms;
        let at = self.scopes.iter().position(|scope| scope.no == no).ok_or(Failure::Ended)?;
        let seq = rows::write(self.tx, &mut self.scopes[at], (t, id, d), &before, now_ms)?;
        self.rows.insert((no, t.to_owned(), id.to_owned()), Some((seq, d.map(str::to_owned))));
        Ok(seq)
    }

    fn set_lane(&mut self, device: DeviceId, s: &str, lane: LaneState) -> Result<(), Failure> {
        let no = self.made(s)?;
        lanes::set_lane(self.tx, device, no, lane)
    }

    fn judged(&mut self, op: OpId) -> Result<Option<Judged>, Failure> {
        lanes::judged(self.tx, op)
    }

    fn record(&mut self, judged: &Judged) -> Result<(), Failure> {
        let no = self.made(&judged.s)?;
        lanes::record(self.tx, no, judged)
    }

    fn strike(&mut self, op: OpId) -> Result<u32, Failure> {
        lanes::strike(self.tx, op)
    }

    fn named(&mut self, name: OpId) -> Result<Option<Named>, Failure> {
        orders::named(self.tx, name)
    }

    fn bury(&mut self, name: OpId) -> Result<(), Failure> {
        let insert = "INSERT INTO cart_dead(op) VALUES ($1) ON CONFLICT (op) DO NOTHING";
        self.tx.exec(insert, values![name]).map(|_| ())
    }

    fn lock(&mut self, order: OrderId, line: LineId, name: OpId) -> Result<bool, Failure> {
        let insert = "INSERT INTO order_dot(op, order_id, line) VALUES ($1, $2, $3) ON CONFLICT (op) DO NOTHING";
        Ok(self.tx.exec(insert, values![name, order, line])? > 0)
    }

    fn unlock(&mut self, order: OrderId) -> Result<(), Failure> {
        self.tx.exec("DELETE FROM order_dot WHERE order_id = $1", values![order]).map(|_| ())
    }

    fn order(&mut self, id: OrderId) -> Result<Option<OrderEntry>, Failure> {
        orders::order(self.tx, id)
    }

    fn put_order(&mut self, entry: &OrderEntry) -> Result<(), Failure> {
        orders::put_order(self.tx, entry)
    }

    fn follow(&mut self, entry: &mut OrderEntry, step: Step) -> Result<Option<Refusal>, Failure> {
        let orders = self.orders.expect("orders move only on a ledger of `write_orders`");
        orders(self, entry, step)
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
        lanes::idle_lines(self.tx, before_ms, limit)
    }
}
