//! A visit as REST answers it.

use petpro_domain::booking::Owned;
use petpro_domain::clinic::Local;
use petpro_domain::clinic::Zone;
use petpro_domain::ids::BookingId;
use serde::Serialize;

use super::visit::{Visit, all_owned, owned};
use crate::store::{Failure, Tx};

/// A visit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BookingView {
    pub id: BookingId,
    #[serde(flatten)]
    pub row: Owned,
    /// Its beginning as the clinic's clock shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Local>,
}

/// With the clinic's name and clock.
pub fn view(tx: &mut Tx, visit: &Visit) -> Result<BookingView, Failure> {
    Ok(shown(visit.id, owned(tx, visit)?))
}

/// The same of several, in as many statements as for one.
pub fn views(tx: &mut Tx, visits: &[Visit]) -> Result<Vec<BookingView>, Failure> {
    let rows = all_owned(tx, visits)?;
    Ok(visits.iter().zip(rows).map(|(visit, row)| shown(visit.id, row)).collect())
}

fn shown(id: BookingId, row: Owned) -> BookingView {
    let starts = Zone::parse(&row.zone).and_then(|zone| zone.local(row.visit.starts_ms));
    BookingView { id, row, starts }
}
