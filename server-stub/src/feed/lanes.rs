//! Lanes and results: how far each device's ops were judged, and with what end.

use petpro_domain::Code;
use petpro_domain::ids::{DeviceId, LineId, OpId};
use petpro_domain::wire::{LaneState, OpState};
use petpro_sync::server::Judged;

use crate::store::{Failure, Tx, Value, places};
use crate::values;

pub(super) fn lane(tx: &mut Tx, device: DeviceId, scope: i64) -> Result<Option<LaneState>, Failure> {
    tx.query_row("SELECT through, op FROM lane WHERE device = $1 AND scope = $2", values![device, scope], |row| {
        Ok(LaneState { through: row.get(0)?, op: row.get(1)? })
    })
}

pub(super) fn set_lane(tx: &mut Tx, device: DeviceId, scope: i64, lane: LaneState) -> Result<(), Failure> {
    let upsert = "INSERT INTO lane(device, scope, through, op) VALUES ($1, $2, $3, $4)
        ON CONFLICT (device, scope) DO UPDATE SET through = excluded.through, op = excluded.op";
    tx.exec(upsert, values![device, scope, lane.through, lane.op]).map(|_| ())
}

/// What is kept of these ops.
pub(super) fn judged(tx: &mut Tx, ops: &[OpId]) -> Result<Vec<Judged>, Failure> {
    let (places, pad) = places(1, ops.len());
    let select = format!(
        "SELECT r.op, s.name, r.hash, r.st, r.code, r.detail, r.at, r.at_ms, r.rcpt
        FROM op_result r JOIN scope s ON s.no = r.scope WHERE r.op IN ({places})"
    );
    tx.query(&select, &ids(ops, pad), |row| {
        let code: Option<String> = row.get(4)?;
        let rcpt: Option<String> = row.get(8)?;
        Ok(Judged {
            op: row.get(0)?,
            s: row.get(1)?,
            hash: row.get(2)?,
            st: state(&row.get::<String>(3)?),
            code: code.map(|code| Code::parse(&code)),
            detail: row.get(5)?,
            at: row.get(6)?,
            at_ms: row.get(7)?,
            rcpt: rcpt.and_then(|text| serde_json::from_str(&text).ok()),
        })
    })
}

/// The values of an IN list.
pub(super) fn ids(ops: &[OpId], pad: usize) -> Vec<Value> {
    ops.iter().map(Value::from).chain(std::iter::repeat_n(Value::Null, pad)).collect()
}

pub(super) fn record(tx: &mut Tx, scope: i64, judged: &Judged) -> Result<(), Failure> {
    let upsert = "INSERT INTO op_result(op, scope, hash, st, code, detail, at, at_ms, rcpt)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (op) DO UPDATE SET st = excluded.st, code = excluded.code, detail = excluded.detail,
            at = excluded.at, at_ms = excluded.at_ms, rcpt = excluded.rcpt";
    let rcpt = judged.rcpt.as_ref().map(|rcpt| serde_json::to_string(rcpt).expect("a receipt is a map of texts"));
    let Judged { op, hash, st, code, detail, at, at_ms, .. } = judged;
    tx.exec(upsert, values![op, scope, *hash, name(*st), code.map(Code::name), detail.as_deref(), *at, *at_ms, rcpt])
        .map(|_| ())
}

pub(super) fn strike(tx: &mut Tx, op: OpId) -> Result<u32, Failure> {
    let upsert = "INSERT INTO op_strike(op, n) VALUES ($1, 1)
        ON CONFLICT (op) DO UPDATE SET n = op_strike.n + 1 RETURNING n";
    Ok(tx.query_row(upsert, values![op], |row| row.get(0))?.unwrap_or(1))
}

/// Cart lines that nobody has touched since: a row is written again whenever its line is touched.
pub(super) fn idle_lines(tx: &mut Tx, before_ms: i64, limit: usize) -> Result<Vec<(String, LineId)>, Failure> {
    let select = "SELECT s.name, r.id FROM feed_row r JOIN scope s ON s.no = r.scope
        WHERE r.t = 'cart_line' AND r.d IS NOT NULL AND r.at_ms < $1 ORDER BY r.at_ms, s.name, r.id LIMIT $2";
    let lines =
        tx.query(select, values![before_ms, limit as u64], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    Ok(lines.into_iter().filter_map(|(s, id)| Some((s, id.parse().ok()?))).collect())
}

fn name(st: OpState) -> &'static str {
    match st {
        OpState::Applied => "applied",
        OpState::Superseded => "superseded",
        OpState::Rejected => "rejected",
        OpState::Held => "held",
    }
}

fn state(name: &str) -> OpState {
    match name {
        "applied" => OpState::Applied,
        "superseded" => OpState::Superseded,
        "held" => OpState::Held,
        _ => OpState::Rejected,
    }
}
