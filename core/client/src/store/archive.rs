//! What waits and what ended otherwise than meant, for people to see.

use petpro_domain::Code;
use petpro_domain::ids::{OpId, VariantId};
use petpro_domain::wire::{Op, OpBody};
use rusqlite::Connection;

use super::{Account, Durability, ops, shown};
use crate::error::{Error, Result};
use crate::state::{Settled, Waiting};

/// Everything pending, oldest first.
pub fn waiting(conn: &Connection) -> Result<Vec<Waiting>> {
    let pending = ops::all_pending(conn)?;
    Ok(pending
        .iter()
        .map(|op| Waiting {
            op: op.id,
            kind: op.k.clone(),
            line: shown::line_of(op),
            variant: article_of(op),
            made_ms: op.at.wall,
        })
        .collect())
}

/// What was rejected, superseded, or applied with a note (`moved-to-saved`), and not dismissed; newest first.
pub fn attention(conn: &Connection) -> Result<Vec<Settled>> {
    let mut find = conn.prepare_cached(
        "SELECT op_id, kind, st, code, detail, done_ms FROM op_done
         WHERE dismissed = 0 AND (st <> 'applied' OR detail IS NOT NULL) ORDER BY done_ms DESC, ord DESC",
    )?;
    let rows = find.query_map([], |row| {
        Ok(Settled {
            op: ops::id(row, 0)?,
            kind: row.get(1)?,
            line: None,
            variant: None,
            st: row.get(2)?,
            code: row.get::<_, Option<String>>(3)?.map(|name| Code::parse(&name)),
            detail: row.get(4)?,
            done_ms: row.get(5)?,
        })
    })?;
    let mut out = rows.collect::<Result<Vec<_>, _>>()?;
    for settled in &mut out {
        let done = ops::done(conn, settled.op)?;
        settled.line = done.as_ref().and_then(shown::line_of);
        settled.variant = done.as_ref().and_then(article_of);
    }
    Ok(out)
}

/// The article that an op of a shop's is about.
fn article_of(op: &Op) -> Option<VariantId> {
    match op.body().ok()?? {
        OpBody::ProductPatch(patch) => Some(patch.variant),
        OpBody::StockAdjust(said) => Some(said.variant),
        _ => None,
    }
}

/// The person has seen it.
pub fn dismiss(tx: &Connection, op: OpId) -> Result<()> {
    let found =
        tx.prepare_cached("UPDATE op_done SET dismissed = 1 WHERE op_id = ?1")?.execute([op.bytes().as_slice()])?;
    if found == 0 {
        return Err(Error::new(Code::NotFound, "no settled intent with this id"));
    }
    Ok(())
}

/// Nobody is asked about a settled intent any more: whatever comes in its place is written in this transaction.
/// `not-found` where that happened before, so that two taps are one.
pub fn take_up(tx: &Connection, op: OpId) -> Result<()> {
    let mut mark = tx.prepare_cached("UPDATE op_done SET dismissed = 1 WHERE op_id = ?1 AND dismissed = 0")?;
    match mark.execute([op.bytes().as_slice()])? {
        0 => Err(Error::new(Code::NotFound, "no settled intent with this id waits for an answer")),
        _ => Ok(()),
    }
}

/// Takes a clinic's data off a tablet: rows, archive and what is pending. Overwritten, not only let go.
pub fn wipe(account: &Account) -> Result<()> {
    let mut writer = account.writer.lock();
    writer.write(Durability::Full, |tx| {
        tx.pragma_update(None, "secure_delete", true)?;
        tx.execute_batch(
            "DELETE FROM base; DELETE FROM stage; DELETE FROM shown; DELETE FROM op_done; DELETE FROM outbox;
             DELETE FROM scope; DELETE FROM photo;",
        )?;
        Ok(())
    })
}

/// Gives up everything pending. The numbers are taken again; if one of them had reached the server
/// all the same, the lane forks and goes on.
pub fn discard(account: &Account, done_ms: i64) -> Result<()> {
    account.writer.lock().write(Durability::Full, |tx| {
        tx.execute_batch(
            "UPDATE scope SET next_seq = (SELECT min(seq) FROM outbox WHERE outbox.s = scope.s)
             WHERE s IN (SELECT s FROM outbox);",
        )?;
        tx.execute(
            "INSERT INTO op_done(op_id, s, ord, kind, v, obs, body, wall, mono, boot, rcpt, st, done_ms, dismissed)
             SELECT op_id, s, ord, kind, v, obs, body, wall, mono, boot, rcpt, 'discarded', ?1, 1 FROM outbox",
            [done_ms],
        )?;
        tx.execute("DELETE FROM outbox", [])?;
        shown::rebuild(tx, None, done_ms)
    })
}
