//! A clinic's writes: the own table first, then the feeds, in one transaction. What everybody may
//! know goes to the market's catalogue too. Writing what is there already publishes nothing.

use petpro_domain::clinic::{Care, Clinic, Resource, Staff};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId, StaffId, UserId};
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::{read, scope};
use crate::catalog;
use crate::feed::OnTx;
use crate::store::Failure;
use crate::values;

/// A clinic of a market.
pub fn put_clinic(ledger: &mut OnTx, market: &str, id: ClinicId, clinic: &Clinic) -> Result<(), Failure> {
    let d = json(clinic);
    let upsert = "INSERT INTO clinic(id, market, d) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET d = excluded.d";
    ledger.tx.exec(upsert, values![id, market, &d])?;
    publish(ledger, &catalog::scope(market), "clinic", &id.to_string(), &d)?;
    publish(ledger, &scope(id), "clinic", &id.to_string(), &d)
}

/// What a clinic offers; false where the id is another clinic's.
pub fn put_care(ledger: &mut OnTx, id: ServiceId, care: &Care) -> Result<bool, Failure> {
    let d = json(care);
    let upsert = "INSERT INTO care(id, clinic, d) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET d = excluded.d WHERE care.clinic = excluded.clinic";
    let written = ledger.tx.exec(upsert, values![id, care.clinic, &d])? > 0;
    if let (true, Some(market)) = (written, read::market(ledger.tx, care.clinic)?) {
        publish(ledger, &catalog::scope(&market), "care", &id.to_string(), &d)?;
        publish(ledger, &scope(care.clinic), "care", &id.to_string(), &d)?;
    }
    Ok(written)
}

/// A vet, a room or a table; false where the id is another clinic's.
pub fn put_resource(ledger: &mut OnTx, clinic: ClinicId, id: ResourceId, resource: &Resource) -> Result<bool, Failure> {
    let d = json(resource);
    let upsert = "INSERT INTO resource(id, clinic, d) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET d = excluded.d WHERE resource.clinic = excluded.clinic";
    let written = ledger.tx.exec(upsert, values![id, clinic, &d])? > 0;
    if written {
        publish(ledger, &scope(clinic), "resource", &id.to_string(), &d)?;
    }
    Ok(written)
}

/// Somebody who works there, with or without an account; false where the id is another clinic's, or
/// this account stands there already under another id.
pub fn put_staff(
    ledger: &mut OnTx,
    clinic: ClinicId,
    id: StaffId,
    user: Option<UserId>,
    staff: &Staff,
) -> Result<bool, Failure> {
    let d = json(staff);
    let upsert = "INSERT INTO clinic_staff(id, clinic, user_id, d)
        SELECT $1, $2, $3, $4
        WHERE NOT EXISTS (SELECT 1 FROM clinic_staff WHERE user_id = $3 AND clinic = $2 AND id <> $1)
        ON CONFLICT (id) DO UPDATE SET d = excluded.d, user_id = COALESCE(excluded.user_id, clinic_staff.user_id)
        WHERE clinic_staff.clinic = excluded.clinic";
    let written = ledger.tx.exec(upsert, values![id, clinic, user, &d])? > 0;
    if written {
        publish(ledger, &scope(clinic), "staff", &id.to_string(), &d)?;
    }
    Ok(written)
}

fn json<T: Serialize>(row: &T) -> String {
    serde_json::to_string(row).expect("rows are maps with string keys")
}

fn publish(ledger: &mut OnTx, s: &str, t: &str, id: &str, d: &str) -> Result<(), Failure> {
    if ledger.row(s, t, id)?.as_deref() != Some(d) {
        ledger.publish(s, t, id, Some(d))?;
    }
    Ok(())
}
