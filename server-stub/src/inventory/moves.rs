//! Every movement of stock, with what it was for.

use petpro_domain::ids::{OrderId, VariantId};
use petpro_domain::shop::Why;

use crate::store::{Failure, Tx, Value, places};
use crate::values;

/// What a movement was for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cause {
    pub order: Option<OrderId>,
    pub why: Option<Why>,
    /// When, where somebody asks for it later: sales, and what a shop moved itself.
    pub at_ms: Option<i64>,
}

impl Cause {
    /// An order.
    pub fn of(order: OrderId) -> Self {
        Self { order: Some(order), ..Self::default() }
    }

    /// An order, at this time.
    pub fn at(order: OrderId, at_ms: i64) -> Self {
        Self { at_ms: Some(at_ms), ..Self::of(order) }
    }
}

/// Why the counters moved, and by how much: on hand, held.
pub(super) fn note(
    tx: &mut Tx,
    variant: VariantId,
    kind: &str,
    [on_hand, held]: [i64; 2],
    cause: Cause,
) -> Result<(), Failure> {
    let insert = "INSERT INTO stock_move(no, variant, kind, on_hand, held, order_id, why, at_ms)
        VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM stock_move), $1, $2, $3, $4, $5, $6, $7)";
    let why = cause.why.map(Why::name);
    tx.exec(insert, values![variant, kind, on_hand, held, cause.order, why, cause.at_ms]).map(|_| ())
}

/// Those of these variants of which most were sold since then, less what came back; best first.
pub fn best_sellers(
    tx: &mut Tx,
    variants: &[VariantId],
    since_ms: i64,
    most: u32,
) -> Result<Vec<(VariantId, i64)>, Failure> {
    let (list, pad) = places(3, variants.len());
    let select = format!(
        "SELECT variant, -SUM(on_hand) AS units FROM stock_move
         WHERE variant IN ({list}) AND kind IN ('sale', 'return') AND at_ms >= $1
         GROUP BY variant HAVING SUM(on_hand) < 0 ORDER BY units DESC, variant LIMIT $2"
    );
    let mut values = values![since_ms, most].to_vec();
    values.extend(variants.iter().map(Value::from));
    values.resize(2 + variants.len() + pad, Value::Null);
    tx.query(&select, &values, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Variants whose counters are not the sum of their movements: none, or there is a bug.
pub fn unbalanced(tx: &mut Tx) -> Result<Vec<VariantId>, Failure> {
    let select = "SELECT s.variant FROM stock s LEFT JOIN stock_move m ON m.variant = s.variant
        GROUP BY s.variant, s.on_hand, s.held
        HAVING s.on_hand <> COALESCE(SUM(m.on_hand), 0) OR s.held <> COALESCE(SUM(m.held), 0)
        ORDER BY s.variant";
    tx.query(select, &[], |row| row.get(0))
}
