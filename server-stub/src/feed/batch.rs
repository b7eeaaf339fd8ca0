//! What one transaction has read and is going to write. The ops of a push touch the same rows again
//! and again, so rows and results wait here and are written once: 200 ops on a cart of 50 lines are
//! 50 rows, not 200.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use petpro_domain::ids::{OpId, OrderId};
use petpro_domain::wire::digest_of;
use petpro_sync::server::{Judged, Named, OrderEntry};

use super::rows::{self, Scope, Stored};
use super::{lanes, orders};
use crate::store::{Failure, Tx};

/// Ids that one statement asks for.
const AT_ONCE: usize = 256;

/// A row as the table has it and as it will be.
struct Held {
    table: Stored,
    now: Stored,
}

/// Reads of a transaction, and its writes until [`Batch::write`].
#[derive(Default)]
pub(super) struct Batch {
    pub scopes: Vec<Scope>,
    /// By scope, type and id.
    rows: HashMap<(i64, String, String), Held>,
    /// Live rows of a type, once they were counted.
    counts: HashMap<(i64, String), usize>,
    judged: HashMap<OpId, Option<Judged>>,
    /// Results to write, with their scope; what they say is in `judged`.
    results: Vec<(i64, OpId)>,
    names: HashMap<OpId, Option<Named>>,
    /// As the table has them.
    orders: HashMap<OrderId, Option<OrderEntry>>,
}

impl Batch {
    /// With these scopes, and nothing read or written yet.
    pub fn of(scopes: Vec<Scope>) -> Self {
        Self { scopes, ..Self::default() }
    }

    pub fn scope(&mut self, tx: &mut Tx, name: &str) -> Result<Option<&mut Scope>, Failure> {
        if let Some(at) = self.scopes.iter().position(|scope| scope.name == name) {
            return Ok(Some(&mut self.scopes[at]));
        }
        let Some(found) = rows::find(tx, name)? else { return Ok(None) };
        self.scopes.push(found);
        Ok(self.scopes.last_mut())
    }

    pub fn no(&mut self, tx: &mut Tx, name: &str) -> Result<Option<i64>, Failure> {
        Ok(self.scope(tx, name)?.map(|scope| scope.no))
    }

    /// A scope's number; it is made where it is new.
    pub fn made(&mut self, tx: &mut Tx, name: &str) -> Result<i64, Failure> {
        if let Some(no) = self.no(tx, name)? {
            return Ok(no);
        }
        let scope = rows::create(tx, name)?;
        let no = scope.no;
        self.scopes.push(scope);
        Ok(no)
    }

    pub fn row(&mut self, tx: &mut Tx, scope: i64, t: &str, id: &str) -> Result<&Stored, Failure> {
        Ok(&self.held(tx, scope, t, id)?.now)
    }

    fn held(&mut self, tx: &mut Tx, scope: i64, t: &str, id: &str) -> Result<&mut Held, Failure> {
        match self.rows.entry((scope, t.to_owned(), id.to_owned())) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let table = rows::stored(tx, scope, t, id)?;
                Ok(new.insert(Held { now: table.clone(), table }))
            }
        }
    }

    pub fn publish(&mut self, tx: &mut Tx, s: &str, t: &str, id: &str, d: Option<&str>) -> Result<u64, Failure> {
        let no = self.made(tx, s)?;
        let scope = self.scopes.iter_mut().find(|scope| scope.no == no).ok_or(Failure::Ended)?;
        scope.head.head += 1;
        scope.moved = true;
        let seq = scope.head.head;
        let held = self.held(tx, no, t, id)?;
        let was_live = is_live(&held.now);
        held.now = Some((seq, d.map(str::to_owned)));
        if was_live != d.is_some()
            && let Some(count) = self.counts.get_mut(&(no, t.to_owned()))
        {
            *count = if was_live { *count - 1 } else { *count + 1 };
        }
        Ok(seq)
    }

    /// How many live rows of a type a scope has; counted in the table once.
    pub fn count(&mut self, tx: &mut Tx, now_ms: i64, scope: i64, t: &str) -> Result<usize, Failure> {
        if let Some(known) = self.counts.get(&(scope, t.to_owned())) {
            return Ok(*known);
        }
        self.write(tx, now_ms)?;
        let count = rows::count(tx, scope, t)? as usize;
        self.counts.insert((scope, t.to_owned()), count);
        Ok(count)
    }

    /// Reads what is kept of these ops, as results and as names, before they are asked for one by one.
    pub fn prefetch(&mut self, tx: &mut Tx, ops: &[OpId]) -> Result<(), Failure> {
        for some in ops.chunks(AT_ONCE) {
            let fresh: Vec<OpId> = some.iter().filter(|op| !self.judged.contains_key(op)).copied().collect();
            self.judged.extend(fresh.iter().map(|op| (*op, None)));
            self.judged.extend(lanes::judged(tx, &fresh)?.into_iter().map(|judged| (judged.op, Some(judged))));
            self.names.extend(fresh.iter().map(|op| (*op, None)));
            self.names.extend(orders::named(tx, &fresh)?.into_iter().map(|(op, named)| (op, Some(named))));
        }
        Ok(())
    }

    pub fn judged(&mut self, tx: &mut Tx, op: OpId) -> Result<Option<Judged>, Failure> {
        match self.judged.get(&op) {
            Some(known) => Ok(known.clone()),
            None => Ok(lanes::judged(tx, &[op])?.pop()),
        }
    }

    pub fn record(&mut self, tx: &mut Tx, judged: &Judged) -> Result<(), Failure> {
        let no = self.made(tx, &judged.s)?;
        self.judged.insert(judged.op, Some(judged.clone()));
        self.results.push((no, judged.op));
        Ok(())
    }

    pub fn named(&mut self, tx: &mut Tx, name: OpId) -> Result<Option<Named>, Failure> {
        match self.names.get(&name) {
            Some(known) => Ok(*known),
            None => Ok(orders::named(tx, &[name])?.pop().map(|(_, named)| named)),
        }
    }

    pub fn order(&mut self, tx: &mut Tx, id: OrderId) -> Result<Option<OrderEntry>, Failure> {
        if let Some(known) = self.orders.get(&id) {
            return Ok(known.clone());
        }
        let entry = orders::order(tx, id)?;
        self.orders.insert(id, entry.clone());
        Ok(entry)
    }

    pub fn put_order(&mut self, tx: &mut Tx, entry: &OrderEntry, d: &str) -> Result<(), Failure> {
        orders::put_order(tx, entry, d)?;
        self.orders.insert(entry.id, Some(entry.clone()));
        Ok(())
    }

    /// What is kept of this name has changed.
    pub fn forget_name(&mut self, name: OpId) {
        self.names.remove(&name);
    }

    pub fn forget_names(&mut self) {
        self.names.clear();
    }

    /// Writes rows and results, and moves the digests along; the heads follow at the end of the transaction.
    pub fn write(&mut self, tx: &mut Tx, now_ms: i64) -> Result<(), Failure> {
        let mut moved: Vec<_> = self.rows.iter_mut().filter(|(_, row)| seq(&row.now) != seq(&row.table)).collect();
        moved.sort_unstable_by_key(|((scope, ..), row)| (*scope, seq(&row.now)));
        for ((scope, t, id), row) in moved {
            let Some((seq, d)) = &row.now else { continue };
            rows::put(tx, *scope, (t, id, *seq, d.as_deref()), now_ms)?;
            if let Some(scope) = self.scopes.iter_mut().find(|known| known.no == *scope) {
                scope.head.digest ^= share(t, id, &row.table) ^ share(t, id, &row.now);
            }
            row.table.clone_from(&row.now);
        }
        for (scope, op) in self.results.drain(..) {
            if let Some(Some(judged)) = self.judged.get(&op) {
                lanes::record(tx, scope, judged)?;
            }
        }
        Ok(())
    }
}

fn is_live(row: &Stored) -> bool {
    matches!(row, Some((_, Some(_))))
}

fn seq(row: &Stored) -> u64 {
    row.as_ref().map_or(0, |(seq, _)| *seq)
}

/// A row's part in the digest of its scope.
fn share(t: &str, id: &str, row: &Stored) -> u64 {
    match row {
        Some((seq, Some(d))) => digest_of(t, id, *seq, d),
        _ => 0,
    }
}
