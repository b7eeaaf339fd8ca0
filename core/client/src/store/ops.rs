//! Intents on disk: the outbox, where they wait, and the archive, where they end. PRECIOUS.

use petpro_domain::ids::{LineId, OpId};
use petpro_domain::wire::{At, Op, OpState, Receipt};
use petpro_domain::{Code, ids};
use petpro_sync::device::Done;
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde_json::value::RawValue;

use super::meta;
use crate::error::{Error, Result};

/// The columns [`read`] takes, in its order.
const OP: &str = "seq, op_id, kind, v, obs, body, wall, mono, boot, rcpt";

/// Appends to the lane: takes its next number and the file's next ordinal. An id that is already in
/// outbox or archive changes nothing; false then.
pub fn enqueue(tx: &Connection, s: i64, op: &Op) -> Result<bool> {
    if is_known(tx, op.id)? {
        return Ok(false);
    }
    // Read, then written: RETURNING costs a table of its own and a journal for the statement, 30 us
    // each. The transaction has held the write lock since it began.
    let seq: i64 = tx.prepare_cached("SELECT next_seq FROM scope WHERE s = ?1")?.query_row([s], |row| row.get(0))?;
    tx.prepare_cached("UPDATE scope SET next_seq = ?2 WHERE s = ?1")?.execute([s, seq + 1])?;
    let ord: i64 = meta::get(tx, "next_ord")?.unwrap_or(1);
    meta::set(tx, "next_ord", ord + 1)?;
    tx.prepare_cached(
        "INSERT INTO outbox(s, seq, ord, op_id, kind, v, obs, body, wall, mono, boot, rcpt)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        s,
        seq,
        ord,
        op.id.bytes().as_slice(),
        op.k,
        op.v,
        names(&op.obs),
        op.b.get(),
        op.at.wall,
        op.at.mono,
        op.at.boot,
        op.rcpt.as_ref().map(receipt_text).transpose()?,
    ])?;
    Ok(true)
}

/// Is an op of this id in the outbox or in the archive?
pub fn is_known(conn: &Connection, op: OpId) -> Result<bool> {
    let mut find = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM outbox WHERE op_id = ?1) OR EXISTS(SELECT 1 FROM op_done WHERE op_id = ?1)",
    )?;
    Ok(find.query_row([op.bytes().as_slice()], |row| row.get(0))?)
}

/// The first pending ops of a lane: one at least, then until `ops` or `bytes` of bodies.
pub fn pending(conn: &Connection, s: i64, ops: usize, bytes: usize) -> Result<Vec<Op>> {
    let mut find = conn.prepare_cached(&format!("SELECT {OP} FROM outbox WHERE s = ?1 ORDER BY seq LIMIT ?2"))?;
    let mut rows = find.query(params![s, i64::try_from(ops.max(1)).unwrap_or(i64::MAX)])?;
    let (mut out, mut size) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let op = read(row)?;
        size += op.b.get().len() + 16 * op.obs.len();
        if !out.is_empty() && size > bytes {
            break;
        }
        out.push(op);
    }
    Ok(out)
}

/// Every pending op of the file, in the order in which it was made.
pub fn all_pending(conn: &Connection) -> Result<Vec<Op>> {
    pending_where(conn, "true", &[])
}

/// The pending ops that fit a condition, in the order in which they were made.
pub fn pending_where(conn: &Connection, fits: &'static str, values: &[&dyn ToSql]) -> Result<Vec<Op>> {
    let mut find = conn.prepare_cached(&format!("SELECT {OP} FROM outbox WHERE {fits} ORDER BY ord"))?;
    let mut rows = find.query(values)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(read(row)?);
    }
    Ok(out)
}

/// The pending op with this number.
pub fn pending_at(conn: &Connection, s: i64, seq: u64) -> Result<Option<OpId>> {
    let mut find = conn.prepare_cached("SELECT op_id FROM outbox WHERE s = ?1 AND seq = ?2")?;
    Ok(find.query_row(params![s, seq as i64], |row| id(row, 0)).optional()?)
}

/// How many wait.
pub fn waiting(conn: &Connection) -> Result<usize> {
    let mut count = conn.prepare_cached("SELECT count(*) FROM outbox")?;
    Ok(count.query_row([], |row| row.get::<_, u32>(0))? as usize)
}

/// From the outbox to the archive, under the same id. False where it is not pending.
pub fn settle(tx: &Connection, done: &Done) -> Result<bool> {
    let moved = tx
        .prepare_cached(
            "INSERT OR REPLACE INTO op_done(op_id, s, ord, kind, v, obs, body, wall, mono, boot, rcpt,
                                            st, code, detail, at_seq, done_ms)
             SELECT op_id, s, ord, kind, v, obs, body, wall, mono, boot, coalesce(?2, rcpt), ?3, ?4, ?5, ?6, ?7
             FROM outbox WHERE op_id = ?1",
        )?
        .execute(params![
            done.op.bytes().as_slice(),
            done.rcpt.as_ref().map(receipt_text).transpose()?,
            state_name(done.st),
            done.code.map(Code::name),
            done.detail,
            done.at.map(|at| at as i64),
            done.done_ms,
        ])?;
    tx.prepare_cached("DELETE FROM outbox WHERE op_id = ?1")?.execute([done.op.bytes().as_slice()])?;
    Ok(moved > 0)
}

/// Archived applied and superseded ops go back to the outbox under numbers that cannot clash with
/// those there; [`renumber`] follows in the same transaction.
pub fn reoffer(tx: &Connection) -> Result<()> {
    tx.execute_batch(
        "INSERT INTO outbox(s, seq, ord, op_id, kind, v, obs, body, wall, mono, boot, rcpt)
         SELECT s, -ord, ord, op_id, kind, v, obs, body, wall, mono, boot, rcpt FROM op_done
         WHERE st IN ('applied', 'superseded');
         DELETE FROM op_done WHERE st IN ('applied', 'superseded');",
    )?;
    Ok(())
}

/// Every lane is numbered 1, 2, 3 … by ordinal. In two steps, because a number is part of the key:
/// first out of the way below zero, then to its place.
pub fn renumber(tx: &Connection) -> Result<()> {
    tx.execute_batch(
        "CREATE TEMP TABLE lane AS SELECT op_id, row_number() OVER (PARTITION BY s ORDER BY ord) AS n FROM outbox;
         CREATE UNIQUE INDEX temp.lane_op ON lane(op_id);
         UPDATE outbox SET seq = -1000000000000 - ord;
         UPDATE outbox SET seq = (SELECT n FROM temp.lane WHERE lane.op_id = outbox.op_id);
         DROP TABLE temp.lane;
         UPDATE scope SET next_seq = 1 + (SELECT count(*) FROM outbox WHERE outbox.s = scope.s);",
    )?;
    Ok(())
}

/// Archived ops that nobody has to see again go after 30 days: they will not be re-offered any more.
pub fn forget_before(tx: &Connection, done_ms: i64) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM op_done WHERE done_ms < ?1 AND (dismissed = 1 OR (st = 'applied' AND detail IS NULL))",
    )?
    .execute([done_ms])?;
    Ok(())
}

/// The archived op, as it was made.
pub fn done(conn: &Connection, op: OpId) -> Result<Option<Op>> {
    let columns = OP.trim_start_matches("seq, ");
    let mut find = conn.prepare_cached(&format!("SELECT 0, {columns} FROM op_done WHERE op_id = ?1"))?;
    let mut rows = find.query([op.bytes().as_slice()])?;
    rows.next()?.map(read).transpose()
}

/// The line an archived op was about; none for one that is about several.
pub fn line_of_done(conn: &Connection, op: OpId) -> Result<Option<LineId>> {
    Ok(done(conn, op)?.as_ref().and_then(super::shown::line_of))
}

fn read(row: &Row<'_>) -> Result<Op> {
    let rcpt: Option<String> = row.get(9)?;
    Ok(Op {
        seq: row.get::<_, i64>(0)? as u64,
        id: id(row, 1)?,
        k: row.get(2)?,
        v: row.get(3)?,
        obs: names_of(row.get_ref(4)?),
        b: RawValue::from_string(row.get(5)?).map_err(unreadable)?,
        at: At { wall: row.get(6)?, mono: row.get(7)?, boot: row.get(8)? },
        rcpt: rcpt.map(|text| serde_json::from_str::<Receipt>(&text)).transpose().map_err(unreadable)?,
    })
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::caused(Code::StoreCorrupt, "an intent cannot be read", error)
}

pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<OpId> {
    let bytes = row.get_ref(column)?.as_blob().unwrap_or_default();
    OpId::from_slice(bytes).ok_or(rusqlite::Error::InvalidColumnType(column, "op_id".into(), Type::Blob))
}

/// Names as they lie on disk: 16 bytes each.
fn names(obs: &[OpId]) -> Vec<u8> {
    obs.iter().flat_map(|name| *name.bytes()).collect()
}

fn names_of(value: ValueRef<'_>) -> Vec<OpId> {
    value.as_blob().unwrap_or_default().chunks_exact(16).filter_map(ids::OpId::from_slice).collect()
}

fn receipt_text(receipt: &Receipt) -> Result<String> {
    serde_json::to_string(receipt).map_err(|error| Error::caused(Code::Internal, "a receipt cannot be written", error))
}

/// As the archive names it.
pub fn state_name(st: OpState) -> &'static str {
    match st {
        OpState::Applied => "applied",
        OpState::Superseded => "superseded",
        OpState::Rejected => "rejected",
        OpState::Held => "held",
    }
}
