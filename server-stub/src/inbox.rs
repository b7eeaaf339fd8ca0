//! What people are told in the app: a row of theirs, written in the transaction that makes it true.
//! Below all domains, so that each may tell.

use petpro_domain::ids::{UserId, derived};
use petpro_domain::notice::{Notice, ON_DEVICES};
use petpro_sync::server::Ledger;
use uuid::Uuid;

use crate::feed::OnTx;
use crate::store::{Failure, Row, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE notice(
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL,
    order_id BLOB,
    d TEXT NOT NULL,                        -- the row as devices get it
    at_ms BIGINT NOT NULL,
    read_ms BIGINT,
    fed BOOLEAN NOT NULL                    -- devices have it
);
CREATE INDEX notice_user ON notice(user_id, at_ms, id);
CREATE INDEX notice_order ON notice(order_id, user_id);
";

/// Those that devices have, apart: a shop's tens of thousands of older ones are never looked through.
pub const FED: &str = "
CREATE INDEX notice_fed ON notice(user_id, at_ms, id) WHERE fed = 1;
";

/// In the tree of its key alone.
pub const BY_KEY: &str = "
CREATE TABLE notice_new(
    id BLOB PRIMARY KEY, user_id BLOB NOT NULL, order_id BLOB, d TEXT NOT NULL, at_ms BIGINT NOT NULL,
    read_ms BIGINT, fed BOOLEAN NOT NULL) WITHOUT ROWID;
INSERT INTO notice_new SELECT id, user_id, order_id, d, at_ms, read_ms, fed FROM notice;
DROP TABLE notice;
ALTER TABLE notice_new RENAME TO notice;
CREATE INDEX notice_user ON notice(user_id, at_ms, id);
CREATE INDEX notice_order ON notice(order_id, user_id);
CREATE INDEX notice_fed ON notice(user_id, at_ms, id) WHERE fed = 1;
";

/// Those that are one too many.
const BEYOND: &str =
    "SELECT id FROM notice WHERE user_id = $1 AND fed = 1 ORDER BY at_ms DESC, id DESC LIMIT 10 OFFSET $2";

/// Tells a person. The same notice about the same thing (kind, order, number, code and time) is
/// told once.
pub fn put(ledger: &mut OnTx, user: UserId, notice: &Notice) -> Result<(), Failure> {
    let d = text(notice);
    let id = derived("notice", &[user.bytes(), d.as_bytes()]);
    let insert = "INSERT INTO notice(id, user_id, order_id, d, at_ms, fed) VALUES ($1, $2, $3, $4, $5, 1)
        ON CONFLICT (id) DO NOTHING";
    if ledger.tx.exec(insert, values![id, user, notice.order, &d, notice.at_ms])? == 0 {
        return Ok(());
    }
    ledger.publish(&scope(user), "notice", &id.to_string(), Some(&d))?;
    for old in ledger.tx.query(BEYOND, values![user, ON_DEVICES as u64], |row| row.get::<Uuid>(0))? {
        ledger.publish(&scope(user), "notice", &old.to_string(), None)?;
        ledger.tx.exec("UPDATE notice SET fed = 0 WHERE id = $1", values![old])?;
    }
    Ok(())
}

/// Marks one read; `None` where this person has no such notice. Again changes nothing.
pub fn read(ledger: &mut OnTx, user: UserId, id: Uuid, now_ms: i64) -> Result<Option<Notice>, Failure> {
    let select = "SELECT d, fed FROM notice WHERE id = $1 AND user_id = $2";
    let found = ledger.tx.query_row(select, values![id, user], |row| Ok((notice(row, 0)?, row.get::<bool>(1)?)))?;
    let Some((mut notice, fed)) = found else { return Ok(None) };
    if notice.read_ms.is_none() {
        notice.read_ms = Some(now_ms);
        let d = text(&notice);
        ledger.tx.exec("UPDATE notice SET d = $2, read_ms = $3 WHERE id = $1", values![id, &d, now_ms])?;
        if fed {
            ledger.publish(&scope(user), "notice", &id.to_string(), Some(&d))?;
        }
    }
    Ok(Some(notice))
}

/// Several as an op means them: what is not theirs stays as it is.
pub fn mark(ledger: &mut OnTx, user: UserId, ids: &[Uuid], now_ms: i64) -> Result<(), Failure> {
    ids.iter().try_for_each(|id| read(ledger, user, *id, now_ms).map(drop))
}

/// A person's notices before this place, newest first; of one order where it is named.
pub fn page(
    tx: &mut Tx,
    user: UserId,
    order: Option<petpro_domain::ids::OrderId>,
    before: (i64, Uuid),
    limit: u64,
) -> Result<Vec<(Uuid, Notice)>, Failure> {
    let select = "SELECT id, d FROM notice WHERE user_id = $1 AND ($2 IS NULL OR order_id = $2)
        AND (at_ms, id) < ($3, $4) ORDER BY at_ms DESC, id DESC LIMIT $5";
    tx.query(select, values![user, order, before.0, before.1, limit], |row| Ok((row.get(0)?, notice(row, 1)?)))
}

fn notice(row: &Row, index: usize) -> Result<Notice, Failure> {
    serde_json::from_str(&row.get::<String>(index)?).map_err(|_| Failure::Shape { index })
}

fn text(notice: &Notice) -> String {
    serde_json::to_string(notice).expect("a notice is a map with string keys")
}

fn scope(user: UserId) -> String {
    format!("user:{user}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SteppedClock;
    use crate::store::Store;

    #[test]
    fn telling_somebody_never_looks_through_what_their_devices_have_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), SteppedClock::at(0)).unwrap();
        let plan = format!("EXPLAIN QUERY PLAN {BEYOND}");
        let asked = values![Uuid::nil(), ON_DEVICES as u64].to_vec();
        let steps: Result<Vec<String>, Failure> = store.read(|tx| tx.query(&plan, &asked, |row| row.get(3)));
        let steps = steps.unwrap();
        assert!(steps.iter().all(|step| step.contains("COVERING INDEX notice_fed (user_id=?)")), "{steps:?}");
    }
}
