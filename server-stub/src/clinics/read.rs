//! Reads of clinics.

use std::collections::{BTreeMap, BTreeSet};

use petpro_domain::clinic::{Care, Clinic, Resource};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId};
use serde::de::DeserializeOwned;

use crate::store::{Failure, Row, Tx, listed};
use crate::values;

/// What a clinic offers, with what is needed for it.
pub struct Offered {
    pub clinic: Clinic,
    pub care: Care,
    pub resources: Vec<(ResourceId, Resource)>,
}

/// A clinic by its id.
pub fn get(tx: &mut Tx, id: ClinicId) -> Result<Option<Clinic>, Failure> {
    tx.query_row("SELECT d FROM clinic WHERE id = $1", values![id], |row| parsed(row, 0))
}

/// Several clinics, in one statement.
pub fn several(tx: &mut Tx, ids: &BTreeSet<ClinicId>) -> Result<BTreeMap<ClinicId, Clinic>, Failure> {
    let (list, values) = listed(ids);
    let select = format!("SELECT id, d FROM clinic WHERE id IN ({list})");
    let found = tx.query(&select, &values, |row| Ok((row.get(0)?, parsed(row, 1)?)))?;
    Ok(found.into_iter().collect())
}

/// What several services are, in one statement.
pub fn several_cares(tx: &mut Tx, ids: &BTreeSet<ServiceId>) -> Result<BTreeMap<ServiceId, Care>, Failure> {
    let (list, values) = listed(ids);
    let select = format!("SELECT id, d FROM care WHERE id IN ({list})");
    let found = tx.query(&select, &values, |row| Ok((row.get(0)?, parsed(row, 1)?)))?;
    Ok(found.into_iter().collect())
}

/// In which market it is.
pub fn market(tx: &mut Tx, id: ClinicId) -> Result<Option<String>, Failure> {
    tx.query_row("SELECT market FROM clinic WHERE id = $1", values![id], |row| row.get(0))
}

/// Clinics after this one, of one market where it is named.
pub(super) fn page(
    tx: &mut Tx,
    market: Option<&str>,
    after: Option<ClinicId>,
    limit: usize,
) -> Result<Vec<(ClinicId, Clinic)>, Failure> {
    let select = "SELECT id, d FROM clinic WHERE ($1 IS NULL OR market = $1) AND ($2 IS NULL OR id > $2)
        ORDER BY id LIMIT $3";
    tx.query(select, values![market, after, limit as u64], |row| Ok((row.get(0)?, parsed(row, 1)?)))
}

/// All that these clinics offer, or did, in one statement.
pub(super) fn cares(
    tx: &mut Tx,
    clinics: &BTreeSet<ClinicId>,
) -> Result<BTreeMap<ClinicId, Vec<(ServiceId, Care)>>, Failure> {
    let (list, values) = listed(clinics);
    let select = format!("SELECT clinic, id, d FROM care WHERE clinic IN ({list}) ORDER BY clinic, id");
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    tx.query(&select, &values, |row| {
        found.entry(row.get(0)?).or_default().push((row.get(1)?, parsed(row, 2)?));
        Ok(())
    })?;
    Ok(found)
}

/// Something that this clinic offers, or did.
pub fn care(tx: &mut Tx, clinic: ClinicId, id: ServiceId) -> Result<Option<Care>, Failure> {
    let select = "SELECT d FROM care WHERE id = $1 AND clinic = $2";
    tx.query_row(select, values![id, clinic], |row| parsed(row, 0))
}

/// Who and what can be taken there, in the order in which they are.
pub fn resources(tx: &mut Tx, clinic: ClinicId) -> Result<Vec<(ResourceId, Resource)>, Failure> {
    let select = "SELECT id, d FROM resource WHERE clinic = $1 ORDER BY id";
    tx.query(select, values![clinic], |row| Ok((row.get(0)?, parsed(row, 1)?)))
}

/// All that free times of a service follow from, apart from what is taken.
pub fn offered(tx: &mut Tx, id: ClinicId, service: ServiceId) -> Result<Option<Offered>, Failure> {
    let (Some(clinic), Some(care)) = (get(tx, id)?, care(tx, id, service)?) else { return Ok(None) };
    let resources = resources(tx, id)?;
    Ok(Some(Offered { clinic, care, resources }))
}

pub(super) fn parsed<T: DeserializeOwned>(row: &Row, index: usize) -> Result<T, Failure> {
    serde_json::from_str(&row.get::<String>(index)?).map_err(|_| Failure::Shape { index })
}
