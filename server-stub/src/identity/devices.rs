//! Devices: what a user signed in from. The first `hello` names one and ties the sign-in to it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::{DeviceId, SessionId, UserId};
use serde::Serialize;

use super::{Principal, sessions};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx, listed};
use crate::values;

/// A device of the caller.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Device {
    pub id: DeviceId,
    pub platform: String,
    pub app: String,
    pub created_ms: i64,
    pub seen_ms: i64,
    /// The one that asks.
    pub current: bool,
}

/// The caller's devices, oldest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Devices {
    pub devices: Vec<Device>,
}

/// My devices.
#[utoipa::path(get, path = "/api/v1/users/me/devices", tag = "identity", responses((status = 200, body = Devices)))]
pub async fn list(State(app): State<AppState>, who: Principal) -> Result<Json<Devices>, Problem> {
    let devices = app.store.read(|tx| {
        tx.query(
            "SELECT id, platform, app, created_ms, seen_ms, session_id FROM device
             WHERE user_id=$1 AND revoked_ms IS NULL ORDER BY created_ms, id LIMIT 200",
            values![who.user],
            |row| {
                Ok(Device {
                    id: row.get(0)?,
                    platform: row.get(1)?,
                    app: row.get(2)?,
                    created_ms: row.get(3)?,
                    seen_ms: row.get(4)?,
                    current: row.get::<SessionId>(5)? == who.session,
                })
            },
        )
        .map_err(Problem::from)
    })?;
    Ok(Json(Devices { devices }))
}

/// Revokes a device of mine: its sign-in ends with its next request.
#[utoipa::path(delete, path = "/api/v1/users/me/devices/{device_id}", tag = "identity",
    params(("device_id" = DeviceId, Path)), responses((status = 204)))]
pub async fn revoke(
    State(app): State<AppState>,
    who: Principal,
    Path(device): Path<String>,
) -> Result<StatusCode, Problem> {
    let device: DeviceId = device.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let now = app.clock.now_ms();
    app.store
        .write(move |tx| {
            let session: Option<SessionId> = tx.query_row(
                "UPDATE device SET revoked_ms=$3 WHERE id=$1 AND user_id=$2 AND revoked_ms IS NULL RETURNING session_id",
                values![device, who.user, now],
                |row| row.get(0),
            )?;
            let session = session.ok_or_else(|| Problem::new(Code::NotFound))?;
            sessions::end(tx, session, "device", now)?;
            Ok::<_, Problem>(StatusCode::NO_CONTENT)
        })
        .await
}

/// What a `hello` says about its device.
pub struct Hello<'a> {
    pub device: DeviceId,
    pub platform: &'a str,
    pub app: &'a str,
}

/// Registers an unknown device for the caller's user and ties the caller's sign-in to it.
///
/// # Errors
/// `device-not-yours` where it is somebody else's or was revoked.
pub fn claim(tx: &mut Tx, who: &Principal, hello: &Hello, now_ms: i64) -> Result<(), Problem> {
    let claimed = tx.exec(
        "INSERT INTO device(id,user_id,session_id,platform,app,created_ms,seen_ms) VALUES($1,$2,$3,$4,$5,$6,$6)
         ON CONFLICT(id) DO UPDATE SET session_id=excluded.session_id, platform=excluded.platform,
             app=excluded.app, seen_ms=excluded.seen_ms
         WHERE device.user_id=excluded.user_id AND device.revoked_ms IS NULL",
        values![hello.device, who.user, who.session, hello.platform, hello.app, now_ms],
    )?;
    if claimed == 1 { Ok(()) } else { Err(Problem::new(Code::DeviceNotYours)) }
}

/// The device that the caller's sign-in is tied to.
pub fn of(tx: &mut Tx, who: &Principal) -> Result<Option<DeviceId>, Failure> {
    let select = "SELECT id FROM device WHERE user_id = $1 AND session_id = $2 ORDER BY created_ms DESC LIMIT 1";
    tx.query_row(select, values![who.user, who.session], |row| row.get(0))
}

/// Refuses a device that is not the caller's own, live one: before its ops are judged.
pub fn check(tx: &mut Tx, who: &Principal, device: DeviceId) -> Result<(), Problem> {
    let mine = tx.query_row(
        "SELECT 1 FROM device WHERE id=$1 AND user_id=$2 AND revoked_ms IS NULL",
        values![device, who.user],
        |_| Ok(()),
    )?;
    mine.ok_or_else(|| Problem::new(Code::DeviceNotYours))
}

/// When each of these users was heard last, from any device.
pub fn last_seen(tx: &mut Tx, users: &[UserId]) -> Result<BTreeMap<UserId, i64>, Failure> {
    let (list, asked) = listed(users);
    let select = format!("SELECT user_id, MAX(seen_ms) FROM device WHERE user_id IN ({list}) GROUP BY user_id");
    let seen = tx.query(&select, &asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(seen.into_iter().collect())
}
