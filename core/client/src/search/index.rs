//! Fills the index from the catalogue rows in slices, each one short transaction, so that neither
//! a pull nor a screen waits for it.
//!
//! After the first fill the rows are walked once, variants first (barcodes are worth most); the
//! place reached is kept in `meta`. Later pulls note the rows they touched in `todo`.

use petpro_domain::Code;
use petpro_domain::catalog::Product;
use petpro_domain::words;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;
use crate::store::{Catalog, Durability, catalog, meta};

/// Products of one slice: a few ms on a phone.
const PRODUCTS: i64 = 250;
/// Variants of one slice; SQLite moves them without us.
const VARIANTS: i64 = 4_000;

/// Where the walk over all rows is: `variant:<last id>`, then `product:<last id>`, absent when done.
const WALK: &str = "index_walk";

/// Forget the index and walk all rows again: the base was replaced.
pub(crate) fn begin(tx: &Connection) -> Result<()> {
    tx.execute_batch("DELETE FROM todo; DELETE FROM variant_of; DELETE FROM doc; DELETE FROM words;")?;
    meta::set(tx, WALK, "variant:")
}

/// These rows were pulled. The walk will come to those that lie before it; the others have to be
/// looked at again. Only goods are found by words.
pub(crate) fn note<'a>(tx: &Connection, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let walk: Option<String> = meta::get(tx, WALK)?;
    let walk = walk.as_deref().and_then(|walk| walk.split_once(':'));
    let mut todo = tx.prepare_cached("INSERT OR IGNORE INTO todo(t, id) VALUES (?1, ?2)")?;
    for (t, id) in rows.filter(|(t, _)| matches!(*t, "product" | "variant")) {
        let ahead = match walk {
            Some((at, after)) => {
                if at == t {
                    id > after
                } else {
                    t == "product"
                }
            }
            None => false,
        };
        if !ahead {
            todo.execute([t, id])?;
        }
    }
    Ok(())
}

/// Everything that is not indexed yet; what a search calls first.
pub fn finish(file: &Catalog) -> Result<()> {
    while slice(file)? {}
    Ok(())
}

/// Only what a barcode needs, for a screen that fills while a first load fills the catalogue: as long as rows are
/// coming it shows what there is. It would wait for one member after the other else, 0.5 s in all and not 16 ms.
pub fn finish_links_of_what_is_whole(file: &Catalog) -> Result<()> {
    if file.readers.read(catalog::is_filling)? { Ok(()) } else { finish_links(file) }
}

/// Only what a barcode needs.
pub fn finish_links(file: &Catalog) -> Result<()> {
    while file.readers.read(links_missing)? && slice(file)? {}
    Ok(())
}

fn links_missing(conn: &Connection) -> Result<bool> {
    let walk: Option<String> = meta::get(conn, WALK)?;
    if walk.is_some_and(|walk| walk.starts_with("variant:")) {
        return Ok(true);
    }
    Ok(conn.query_row("SELECT EXISTS(SELECT 1 FROM todo WHERE t = 'variant')", [], |row| row.get(0))?)
}

/// Does a little of what is left; false when nothing was.
pub fn slice(file: &Catalog) -> Result<bool> {
    let idle = file.readers.read(|conn| {
        let walking: Option<String> = meta::get(conn, WALK)?;
        // Before the first row has come the walk stands at its beginning.
        let left = if walking.is_some() { "base" } else { "todo" };
        let some: bool = conn.query_row(&format!("SELECT EXISTS(SELECT 1 FROM {left})"), [], |row| row.get(0))?;
        Ok(!some)
    })?;
    if idle {
        return Ok(false);
    }
    file.writer.lock().write(Durability::Normal, |tx| match meta::get::<String>(tx, WALK)? {
        Some(walk) => walk_on(tx, &walk),
        None => catch_up(tx),
    })?;
    Ok(true)
}

fn walk_on(tx: &Connection, walk: &str) -> Result<()> {
    let (t, after) = walk.split_once(':').unwrap_or(("variant", ""));
    let ids = |limit: i64| -> Result<Vec<String>> {
        let mut next =
            tx.prepare_cached("SELECT id FROM base WHERE s = 1 AND t = ?1 AND id > ?2 ORDER BY id LIMIT ?3")?;
        Ok(next.query_map(params![t, after, limit], |row| row.get(0))?.collect::<Result<_, _>>()?)
    };
    if t == "variant" {
        let ids = ids(VARIANTS)?;
        let Some(last) = ids.last() else { return meta::set(tx, WALK, "product:") };
        tx.prepare_cached(
            "INSERT OR REPLACE INTO variant_of(variant, product, gtin)
             SELECT id, d ->> 'product', d ->> 'gtin' FROM base WHERE s = 1 AND t = 'variant' AND id > ?1 AND id <= ?2",
        )?
        .execute([after, last])?;
        return meta::set(tx, WALK, format!("variant:{last}"));
    }
    let ids = ids(PRODUCTS)?;
    let Some(last) = ids.last() else { return meta::unset(tx, WALK) };
    for id in &ids {
        index_product(tx, id)?;
    }
    meta::set(tx, WALK, format!("product:{last}"))
}

fn catch_up(tx: &Connection) -> Result<()> {
    let mut next = tx.prepare_cached("SELECT t, id FROM todo ORDER BY t DESC, id LIMIT ?1")?;
    let rows = next.query_map([PRODUCTS], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for (t, id) in rows.collect::<Result<Vec<_>, _>>()? {
        if t == "variant" {
            index_variant(tx, &id)?
        } else {
            index_product(tx, &id)?
        }
        tx.prepare_cached("DELETE FROM todo WHERE t = ?1 AND id = ?2")?.execute([&t, &id])?;
    }
    Ok(())
}

fn index_variant(tx: &Connection, id: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM variant_of WHERE variant = ?1")?.execute([id])?;
    tx.prepare_cached(
        "INSERT INTO variant_of(variant, product, gtin)
         SELECT id, d ->> 'product', d ->> 'gtin' FROM base WHERE s = 1 AND t = 'variant' AND id = ?1",
    )?
    .execute([id])?;
    Ok(())
}

fn index_product(tx: &Connection, id: &str) -> Result<()> {
    let known: Option<i64> =
        tx.prepare_cached("SELECT n FROM doc WHERE product = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    if let Some(n) = known {
        tx.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([n])?;
    }
    let found = match catalog::row::<Product>(tx, "product", id) {
        // A newer server's row that this version cannot read must not stop the index.
        Err(error) if error.code() == Code::ReplyBroken => None,
        other => other?,
    };
    let Some(product) = found else {
        tx.prepare_cached("DELETE FROM doc WHERE product = ?1")?.execute([id])?;
        return Ok(());
    };
    let n = match known {
        Some(n) => n,
        None => {
            tx.prepare_cached("INSERT INTO doc(product) VALUES (?1)")?.execute([id])?;
            tx.last_insert_rowid()
        }
    };
    let category = product.category.to_string();
    tx.prepare_cached("UPDATE doc SET category = ?2 WHERE n = ?1")?.execute(params![n, category])?;
    tx.prepare_cached("INSERT INTO words(rowid, text) VALUES (?1, ?2)")?.execute(params![n, words_of(&product)])?;
    Ok(())
}

/// All four languages: somebody in Tokyo may look for the Korean name on the bag.
fn words_of(product: &Product) -> String {
    let names = &product.names;
    words::for_index(&[&names.en, &names.ja, &names.ko, &names.zh, &product.brand].map(String::as_str).join("\n"))
}
