//! What is taken, in cells of five minutes. A cell of a resource is sold once by its primary key, so
//! whoever writes here is safe, whatever they read before.

use petpro_domain::clinic::{GRAIN_MS, Span};
use petpro_domain::ids::{BookingId, ResourceId};

use crate::store::{Failure, Tx, places};
use crate::values;

/// Takes every cell of a span, or says that one is not free (and then some may be written: the
/// caller's savepoint undoes them). A resource that serves several has as many lanes; each cell goes
/// to the first free one.
pub fn take(tx: &mut Tx, resource: ResourceId, capacity: u8, span: Span, booking: BookingId) -> Result<bool, Failure> {
    let (first, end) = cells(span);
    let insert = "WITH RECURSIVE span(cell) AS (VALUES ($3) UNION ALL SELECT cell + 1 FROM span WHERE cell + 1 < $4)
        INSERT INTO booking_cell(resource, cell, lane, booking)
        SELECT $1, span.cell, $5, $2 FROM span
        WHERE NOT EXISTS (SELECT 1 FROM booking_cell b WHERE b.resource = $1 AND b.cell = span.cell AND b.booking = $2)
        ON CONFLICT (resource, cell, lane) DO NOTHING";
    let mut missing = end - first;
    for lane in 0..i64::from(capacity) {
        missing -= tx.exec(insert, values![resource, booking, first, end, lane])? as i64;
        if missing == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Gives back all that a booking has taken.
pub fn give_back(tx: &mut Tx, booking: BookingId) -> Result<(), Failure> {
    tx.exec("DELETE FROM booking_cell WHERE booking = $1", values![booking]).map(|_| ())
}

/// What of these resources is taken in a window, but for one booking.
pub fn taken(
    tx: &mut Tx,
    resources: &[ResourceId],
    window: Span,
    but: Option<BookingId>,
) -> Result<Vec<(ResourceId, Span)>, Failure> {
    let (first, end) = cells(window);
    let (list, padding) = places(4, resources.len());
    let select = format!(
        "SELECT resource, MIN(cell), MAX(cell) + 1 FROM booking_cell
        WHERE cell >= $1 AND cell < $2 AND ($3 IS NULL OR booking <> $3) AND resource IN ({list})
        GROUP BY resource, booking"
    );
    let mut asked = values![first, end, but].to_vec();
    asked.extend(resources.iter().map(crate::store::Value::from));
    asked.extend(std::iter::repeat_n(crate::store::Value::Null, padding));
    tx.query(&select, &asked, |row| {
        Ok((row.get(0)?, Span::new(row.get::<i64>(1)? * GRAIN_MS, row.get::<i64>(2)? * GRAIN_MS)))
    })
}

/// From the first cell of a span up to, and without, the one after its last.
fn cells(span: Span) -> (i64, i64) {
    (span.from_ms.div_euclid(GRAIN_MS), -((-span.to_ms).div_euclid(GRAIN_MS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SteppedClock;
    use crate::store::Store;
    use uuid::Uuid;

    fn id(no: u128) -> (ResourceId, BookingId) {
        (ResourceId(Uuid::from_u128(no)), BookingId(Uuid::from_u128(no)))
    }

    async fn take_all(capacity: u8, spans: &[(i64, i64)]) -> Vec<bool> {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), SteppedClock::at(0)).unwrap();
        let mut all = Vec::new();
        for (no, (from, to)) in spans.iter().enumerate() {
            let span = Span::new(from * GRAIN_MS, to * GRAIN_MS);
            let booking = id(no as u128 + 1).1;
            let write = move |tx: &mut Tx| {
                // As a caller does: what is not whole is undone.
                match tx.savepoint(|tx| match take(tx, id(9).0, capacity, span, booking)? {
                    true => Ok(()),
                    false => Err(Failure::Again),
                }) {
                    Ok(()) => Ok::<_, Failure>(true),
                    Err(_) => Ok(false),
                }
            };
            all.push(store.write(write).await.unwrap());
        }
        all
    }

    /// covers: S0-021
    #[tokio::test]
    async fn a_cell_is_sold_once_and_a_span_whole_or_not_at_all() {
        assert_eq!(take_all(1, &[(0, 3), (2, 5), (3, 5), (0, 1)]).await, [true, false, true, false]);
    }

    #[tokio::test]
    async fn a_resource_serves_as_many_at_once_as_it_has_lanes() {
        assert_eq!(take_all(2, &[(0, 3), (2, 5), (1, 4), (3, 6), (2, 3)]).await, [true, true, false, true, false]);
    }
}
