//! One visit: its row here, and the rows that follow from it on desks and phones.

use petpro_domain::booking::{Booking, Event, Owned, Refused, Status, next};
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, ClinicId, HouseholdId, PetId, UserId};
use petpro_sync::server::Ledger;

use super::{cells, pass};
use crate::clinics;
use crate::feed::OnTx;
use crate::identity::users;
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// A visit as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub id: BookingId,
    /// Whose it is; nobody's where somebody came in without an account.
    pub household: Option<HouseholdId>,
    /// Who booked it.
    pub user: Option<UserId>,
    pub row: Booking,
    /// Why the request could not be kept; desks never hear of it then.
    pub refused: Option<Refused>,
    /// When something is due without being asked, server time, ms.
    pub next_ms: Option<i64>,
}

impl Visit {
    /// Whether its clinic may see it.
    pub(super) fn is_shared(&self, now_ms: i64) -> bool {
        self.refused.is_none() && (self.row.st.is_live() || now_ms < self.row.ends_ms + SHARED_MS)
    }
}

/// For so long after it is over a clinic sees a visit; then it is its owner's alone.
pub(super) const SHARED_MS: i64 = 30 * 86_400_000;

const COLUMNS: &str = "id, household, user_id, d, refused, next_ms";

/// A visit by its id.
pub fn get(tx: &mut Tx, id: BookingId) -> Result<Option<Visit>, Failure> {
    tx.query_row(&format!("SELECT {COLUMNS} FROM booking WHERE id = $1"), values![id], read)
}

/// Those of a code that somebody typed: nearly always one.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Vec<Visit>, Failure> {
    let Some(code) = typed::parse(code) else { return Ok(vec![]) };
    tx.query(&format!("SELECT {COLUMNS} FROM booking WHERE code = $1 ORDER BY id"), values![code], read)
}

/// A household's visits, the latest first, before this place.
pub(super) fn of_household(
    tx: &mut Tx,
    household: HouseholdId,
    before: (i64, BookingId),
    limit: usize,
) -> Result<Vec<Visit>, Failure> {
    let select = format!(
        "SELECT {COLUMNS} FROM booking WHERE household = $1 AND (starts_ms, id) < ($2, $3)
        ORDER BY starts_ms DESC, id DESC LIMIT $4"
    );
    tx.query(&select, values![household, before.0, before.1, limit as u64], read)
}

/// A clinic's visits that begin in a window, in their order.
pub(super) fn of_clinic(tx: &mut Tx, clinic: ClinicId, from_ms: i64, to_ms: i64) -> Result<Vec<Visit>, Failure> {
    let select = format!(
        "SELECT {COLUMNS} FROM booking WHERE clinic = $1 AND starts_ms >= $2 AND starts_ms < $3 AND refused IS NULL
        ORDER BY starts_ms, id LIMIT 1000"
    );
    tx.query(&select, values![clinic, from_ms, to_ms], read)
}

/// A household's visits that are not over.
pub(super) fn live(tx: &mut Tx, household: HouseholdId) -> Result<Vec<Visit>, Failure> {
    let select = format!(
        "SELECT {COLUMNS} FROM booking WHERE household = $1 AND refused IS NULL
        AND st IN ('REQUESTED', 'CONFIRMED', 'CHECKED_IN', 'IN_PROGRESS') ORDER BY starts_ms, id"
    );
    tx.query(&select, values![household], read)
}

/// Households' visits that are not over, by id.
pub(super) fn live_after(tx: &mut Tx, after: BookingId, limit: u64) -> Result<Vec<Visit>, Failure> {
    let select = format!(
        "SELECT {COLUMNS} FROM booking WHERE id > $1 AND household IS NOT NULL AND refused IS NULL
        AND st IN ('REQUESTED', 'CONFIRMED', 'CHECKED_IN', 'IN_PROGRESS') ORDER BY id LIMIT $2"
    );
    tx.query(&select, values![after, limit], read)
}

/// The pets that a household brings to a clinic by visits that are not over.
pub fn live_pets(tx: &mut Tx, household: HouseholdId, clinic: ClinicId) -> Result<Vec<PetId>, Failure> {
    let here = live(tx, household)?.into_iter().filter(|visit| visit.row.clinic == clinic);
    Ok(here.flat_map(|visit| visit.row.pets).filter_map(|pet| pet.id).collect())
}

/// Those for which something is due.
pub(super) fn due(tx: &mut Tx, now_ms: i64, limit: u64) -> Result<Vec<Visit>, Failure> {
    let select = format!("SELECT {COLUMNS} FROM booking WHERE next_ms <= $1 ORDER BY next_ms LIMIT $2");
    tx.query(&select, values![now_ms, limit], read)
}

fn read(row: &Row) -> Result<Visit, Failure> {
    let refused: Option<String> = row.get(4)?;
    Ok(Visit {
        id: row.get(0)?,
        household: row.get(1)?,
        user: row.get(2)?,
        row: parsed(&row.get::<String>(3)?, 3)?,
        refused: refused.map(|text| parsed(&text, 4)).transpose()?,
        next_ms: row.get(5)?,
    })
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str, index: usize) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Shape { index })
}

/// Writes a visit and tells desk and phones.
pub fn save(app: &AppState, ledger: &mut OnTx, visit: &Visit, now_ms: i64) -> Result<(), Failure> {
    let Visit { id, household, user, row, refused, next_ms } = visit;
    let d = json(row);
    let upsert = "INSERT INTO booking(id, clinic, household, user_id, code, st, starts_ms, d, refused, next_ms, at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE SET st = excluded.st, starts_ms = excluded.starts_ms, d = excluded.d,
            refused = excluded.refused, next_ms = excluded.next_ms";
    let kept = refused.as_ref().map(json);
    let st = row.st.name();
    ledger.tx.exec(
        upsert,
        values![id, row.clinic, *household, *user, &row.code, st, row.starts_ms, &d, kept, *next_ms, now_ms],
    )?;
    if refused.is_none() {
        ledger.publish(&clinics::scope(row.clinic), "booking", &id.to_string(), Some(&d))?;
    }
    if let Some(household) = household {
        let owned = json(&owned(ledger.tx, visit)?);
        ledger.publish(&scope(*household), "booking", &id.to_string(), Some(&owned))?;
        pass::follow(app, ledger, visit, now_ms)?;
    }
    Ok(())
}

/// Moves a visit on by the one table and writes it; false where this cannot happen now. What has
/// ended gives its time back.
pub fn pass_on(
    app: &AppState,
    ledger: &mut OnTx,
    visit: &mut Visit,
    event: Event,
    now_ms: i64,
) -> Result<bool, Failure> {
    let Some(st) = next(visit.row.st, event) else { return Ok(false) };
    visit.row.st = st;
    match st {
        Status::InProgress => visit.row.began_ms = Some(now_ms),
        Status::Completed => visit.row.done_ms = Some(now_ms),
        _ => {}
    }
    if !st.is_live() {
        visit.next_ms = Some(visit.row.ends_ms.max(now_ms) + SHARED_MS);
        cells::give_back(ledger.tx, visit.id)?;
    }
    save(app, ledger, visit, now_ms)?;
    Ok(true)
}

/// Takes a visit off the clinic's desks for good.
pub(super) fn forget_at_desk(ledger: &mut OnTx, visit: &Visit) -> Result<(), Failure> {
    ledger.tx.exec("UPDATE booking SET next_ms = NULL WHERE id = $1", values![visit.id])?;
    let s = clinics::scope(visit.row.clinic);
    if ledger.row(&s, "booking", &visit.id.to_string())?.is_some() {
        ledger.publish(&s, "booking", &visit.id.to_string(), None)?;
    }
    Ok(())
}

/// The row as its owner gets it, in the words of who booked it.
pub(super) fn owned(tx: &mut Tx, visit: &Visit) -> Result<Owned, Failure> {
    let mut rows = all_owned(tx, std::slice::from_ref(visit))?;
    Ok(rows.pop().expect("a row for each visit"))
}

/// The rows of several, in three statements.
pub(super) fn all_owned(tx: &mut Tx, visits: &[Visit]) -> Result<Vec<Owned>, Failure> {
    let langs = users::langs(tx, &visits.iter().filter_map(|visit| visit.user).collect())?;
    let clinics = clinics::several(tx, &visits.iter().map(|visit| visit.row.clinic).collect())?;
    let cares = clinics::several_cares(tx, &visits.iter().map(|visit| visit.row.service).collect())?;
    let row = |visit: &Visit| {
        let lang = visit.user.and_then(|user| langs.get(&user).copied()).unwrap_or_default();
        let clinic = clinics.get(&visit.row.clinic);
        let care = cares.get(&visit.row.service);
        Owned {
            visit: visit.row.clone(),
            clinic_name: clinic.map(|it| it.names.text(lang).to_owned()).unwrap_or_default(),
            zone: clinic.map(|it| it.zone.name().to_owned()).unwrap_or_default(),
            service_name: care.map(|it| it.names.text(lang).to_owned()).unwrap_or_default(),
            refused: visit.refused.clone(),
        }
    };
    Ok(visits.iter().map(row).collect())
}

pub(super) fn scope(household: HouseholdId) -> String {
    format!("household:{household}")
}

pub(super) fn json<T: serde::Serialize>(row: &T) -> String {
    serde_json::to_string(row).expect("rows are maps with string keys")
}
