//! Tells the carrier of new parcels: outside any transaction, at most ten seconds each, later again
//! after a failure. Whether a carrier answers is nobody's business at the counter.

use std::time::Duration;

use petpro_domain::ids::ShipmentId;

use crate::keys::Party;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// Parcels of one turn.
const TURN: u64 = 50;
/// After the n-th failure a parcel waits 1 s · 2^n, at most this.
const LONGEST_WAIT_MS: i64 = 3_600_000;
/// A call that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(10);

struct Due {
    id: ShipmentId,
    tracking: String,
    number: String,
    tries: u32,
}

/// Registers what is due, where a carrier is connected.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    register(app).await.map(|_| ())
}

/// Gives how many parcels the carrier has taken.
pub async fn register(app: &AppState) -> Result<usize, Failure> {
    let (Some(url), Some(party)) = (&app.config.shipping.url, &app.keys.parties.carrier) else { return Ok(0) };
    let now_ms = app.clock.now_ms();
    let due = app.store.read(|tx| due(tx, now_ms))?;
    if due.is_empty() {
        return Ok(0);
    }
    let Ok(client) = reqwest::Client::builder().timeout(LIMIT).build() else { return Ok(0) };
    let mut taken = 0;
    for parcel in due {
        let told = tell(&client, url, party, &parcel).await;
        taken += usize::from(told);
        app.store.write(move |tx| done(tx, &parcel, told, now_ms)).await?;
    }
    Ok(taken)
}

fn due(tx: &mut Tx, now_ms: i64) -> Result<Vec<Due>, Failure> {
    let select =
        "SELECT id, tracking, vendor_order, tries FROM shipment WHERE ask_ms <= $1 ORDER BY ask_ms, id LIMIT $2";
    tx.query(select, values![now_ms, TURN], |row| {
        Ok(Due { id: row.get(0)?, tracking: row.get(1)?, number: row.get(2)?, tries: row.get(3)? })
    })
}

/// A number that the carrier knows already is as good as a new one.
async fn tell(client: &reqwest::Client, url: &str, party: &Party, parcel: &Due) -> bool {
    let body = serde_json::json!({"tracking_number": parcel.tracking, "reference": parcel.number});
    let request = client.post(format!("{url}/carrier/trackers")).bearer_auth(&party.api_key).json(&body);
    match request.send().await {
        Ok(answer) if answer.status().is_success() => true,
        Ok(answer) => {
            tracing::warn!(status = answer.status().as_u16(), parcel = %parcel.id, "the carrier refused a parcel");
            false
        }
        Err(cause) => {
            tracing::warn!(cause = %cause.without_url(), parcel = %parcel.id, "the carrier cannot be reached");
            false
        }
    }
}

fn done(tx: &mut Tx, parcel: &Due, told: bool, now_ms: i64) -> Result<usize, Failure> {
    if told {
        return tx.exec("UPDATE shipment SET ask_ms = NULL WHERE id = $1", values![parcel.id]);
    }
    let wait_ms = (1_000_i64 << parcel.tries.min(20)).min(LONGEST_WAIT_MS);
    tx.exec("UPDATE shipment SET tries = tries + 1, ask_ms = $2 WHERE id = $1", values![parcel.id, now_ms + wait_ms])
}
