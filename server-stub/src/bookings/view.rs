//! A visit as REST answers it.

use petpro_domain::booking::Owned;
use petpro_domain::clinic::Local;
use petpro_domain::clinic::Zone;
use petpro_domain::ids::BookingId;
use serde::Serialize;

use super::visit::{Visit, owned};
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
    let row = owned(tx, visit)?;
    let starts = Zone::parse(&row.zone).and_then(|zone| zone.local(visit.row.starts_ms));
    Ok(BookingView { id: visit.id, row, starts })
}
