//! Where products stand: by category, and by the words of their names in every language.

use petpro_domain::catalog::{Category, Product};
use petpro_domain::ids::{CategoryId, ProductId};
use petpro_domain::words;

use super::write::from_json;
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// Products of one turn of [`place_missing`].
const TURN: usize = 500;

/// Puts a product where it belongs. The same again changes nothing.
pub(super) fn put(tx: &mut Tx, market: &str, id: ProductId, product: &Product) -> Result<(), Failure> {
    let upsert = "INSERT INTO shelf(product, market, category) VALUES ($1, $2, $3)
        ON CONFLICT (product) DO UPDATE SET market = excluded.market, category = excluded.category RETURNING n";
    let n: i64 =
        tx.query_row(upsert, values![id, market, product.category], |row| row.get(0))?.ok_or(Failure::Ended)?;
    let names = &product.names;
    let all = [&names.en, &names.ja, &names.ko, &names.zh, &product.brand].map(String::as_str).join(" ");
    let said = words::for_index(&all);
    let known: Option<String> =
        tx.query_row("SELECT words FROM shelf_words WHERE rowid = $1", values![n], |row| row.get(0))?;
    if known.as_deref() != Some(&said) {
        tx.exec("DELETE FROM shelf_words WHERE rowid = $1", values![n])?;
        tx.exec("INSERT INTO shelf_words(rowid, words) VALUES ($1, $2)", values![n, &said])?;
    }
    Ok(())
}

/// Products that an older server has written: it knew no shelves.
pub async fn place_missing(app: &AppState) -> Result<(), Failure> {
    loop {
        let placed = app.store.write(|tx: &mut Tx| {
            let select = "SELECT p.id, p.market, p.d FROM product p
                WHERE NOT EXISTS (SELECT 1 FROM shelf s WHERE s.product = p.id) LIMIT $1";
            let read = |row: &Row| Ok((row.get(0)?, row.get::<String>(1)?, from_json::<Product>(row, 2)?));
            let missing = tx.query(select, values![TURN as i64], read)?;
            for (id, market, product) in &missing {
                put(tx, market, *id, product)?;
            }
            Ok::<_, Failure>(missing.len())
        });
        if placed.await? < TURN {
            return Ok(());
        }
    }
}

/// A market's categories, in the order in which it shows them.
pub(super) fn categories(tx: &mut Tx, market: &str) -> Result<Vec<(CategoryId, Category)>, Failure> {
    let read = |row: &Row| Ok((row.get(0)?, from_json::<Category>(row, 1)?));
    let mut all = tx.query("SELECT id, d FROM category WHERE market = $1", values![market], read)?;
    all.sort_by_key(|(id, category)| (category.position, *id));
    Ok(all)
}

/// The products of a category, of all where none is named: those of which something is on sale, by id.
pub(super) fn list(tx: &mut Tx, market: &str, category: Option<CategoryId>) -> Result<Vec<ProductId>, Failure> {
    let select = "SELECT s.product FROM shelf s WHERE s.market = $1 AND ($2 IS NULL OR s.category = $2)
        AND EXISTS (SELECT 1 FROM variant v WHERE v.product = s.product AND v.gone = 0) ORDER BY s.product";
    tx.query(select, values![market, category], |row| row.get(0))
}

/// Products with all of these words, best first, after the first `skip`. Nothing where nothing
/// searchable was asked.
pub(super) fn search(
    tx: &mut Tx,
    market: &str,
    category: Option<CategoryId>,
    asked: &str,
    skip: usize,
    most: usize,
) -> Result<Vec<ProductId>, Failure> {
    let Some(query) = words::for_query(asked) else { return Ok(Vec::new()) };
    let select = "SELECT s.product FROM shelf_words JOIN shelf s ON s.n = shelf_words.rowid
        WHERE shelf_words MATCH $1 AND s.market = $2 AND ($3 IS NULL OR s.category = $3)
        ORDER BY rank, s.n LIMIT $4 OFFSET $5";
    tx.query(select, values![&query, market, category, most as i64, skip as i64], |row| row.get(0))
}
