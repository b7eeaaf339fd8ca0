//! Order numbers for people: `JP-1001`, one sequence for each country.

use crate::store::{Failure, Tx};
use crate::values;

/// The next number of a country.
pub(super) fn next(tx: &mut Tx, prefix: &str) -> Result<String, Failure> {
    let upsert = "INSERT INTO order_number(prefix, last) VALUES ($1, 1001)
        ON CONFLICT (prefix) DO UPDATE SET last = order_number.last + 1 RETURNING last";
    let last: i64 = tx.query_row(upsert, values![prefix], |row| row.get(0))?.ok_or(Failure::Ended)?;
    Ok(format!("{prefix}-{last}"))
}

/// No number up to this one is given again: the provider knows of orders that a restored backup
/// does not.
pub fn jump_past(tx: &mut Tx, number: &str) -> Result<(), Failure> {
    let Some((prefix, last)) =
        number.split_once('-').and_then(|(prefix, last)| Some((prefix, last.parse::<i64>().ok()?)))
    else {
        return Ok(());
    };
    let upsert = "INSERT INTO order_number(prefix, last) VALUES ($1, $2)
        ON CONFLICT (prefix) DO UPDATE SET last = excluded.last WHERE order_number.last < excluded.last";
    tx.exec(upsert, values![prefix, last]).map(|_| ())
}
