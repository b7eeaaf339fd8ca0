//! The catalogue file: one market's public rows, shared by every account of the device.

use std::path::Path;

use parking_lot::Mutex;
use petpro_domain::Code;
use petpro_domain::catalog::{Category, Market, Product, Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{ProductId, ShopId, VariantId};
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;

use super::{Kind, Readers, Writer, open_writer};
use crate::error::{Error, Result};

/// The scope's number in this file: there is only one.
pub const SCOPE: i64 = 1;

/// `catalog-<market>.db`.
pub struct Catalog {
    pub writer: Mutex<Writer>,
    pub readers: Readers,
}

impl Catalog {
    /// Opens it, made if missing; the caller holds the open lock. Damaged, it is moved aside and
    /// begun anew: the server has every row of it.
    pub fn open(path: &Path) -> Result<Self> {
        let writer = match open_writer(path, Kind::Catalog) {
            Err(error) if matches!(error.code(), Code::StoreCorrupt | Code::StoreNotSqlite) => {
                tracing::warn!(code = %error.code(), "the catalogue file is fetched anew");
                super::set_aside(path, "damaged")?;
                open_writer(path, Kind::Catalog)?
            }
            other => other?,
        };
        Ok(Self { writer: Mutex::new(writer), readers: Readers::new(path.to_owned()) })
    }
}

/// Whether anything of the market has arrived; else whatever is asked for is not unknown, only not
/// here yet: `catalog-missing`.
pub fn arrived(conn: &Connection) -> Result<()> {
    let mut find = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM scope WHERE cur > 0)")?;
    let some: bool = find.query_row([], |row| row.get(0))?;
    if some { Ok(()) } else { Err(Error::new(Code::CatalogMissing, "no page of the catalogue has arrived")) }
}

/// Whether a first load is under way, in sight: rows are missing that will come in a moment.
pub fn is_filling(conn: &Connection) -> Result<bool> {
    let mut find =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM scope WHERE stage_epoch IS NULL AND cur < fresh)")?;
    Ok(find.query_row([], |row| row.get(0))?)
}

/// One row of the feed, as its type; `None` when it is not there.
pub fn row<T: DeserializeOwned>(conn: &Connection, t: &str, id: &str) -> Result<Option<T>> {
    let mut find = conn.prepare_cached("SELECT d FROM base WHERE s = 1 AND t = ?1 AND id = ?2")?;
    let found: Option<String> = find.query_row(params![t, id], |row| row.get(0)).optional()?;
    found.map(|d| read(&d)).transpose()
}

/// Every row of a type that has few: shops, shipping tables, taxes, categories, the market.
pub fn all<T: DeserializeOwned>(conn: &Connection, t: &str) -> Result<Vec<(String, T)>> {
    let mut find = conn.prepare_cached("SELECT id, d FROM base WHERE s = 1 AND t = ?1")?;
    let rows = find.query_map([t], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| row.map_err(Error::from).and_then(|(id, d)| Ok((id, read(&d)?)))).collect()
}

fn read<T: DeserializeOwned>(d: &str) -> Result<T> {
    serde_json::from_str(d).map_err(|error| Error::caused(Code::ReplyBroken, "a catalogue row cannot be read", error))
}

/// A product.
pub fn product(conn: &Connection, id: ProductId) -> Result<Option<Product>> {
    row(conn, "product", &id.to_string())
}

/// A variant.
pub fn variant(conn: &Connection, id: VariantId) -> Result<Option<Variant>> {
    row(conn, "variant", &id.to_string())
}

/// A shop.
pub fn shop(conn: &Connection, id: ShopId) -> Result<Option<Shop>> {
    row(conn, "shop", &id.to_string())
}

/// All shops, shipping tables, tax rates, categories and the market itself: the inputs of pricing.
pub fn shops(conn: &Connection) -> Result<Vec<(String, Shop)>> {
    all(conn, "shop")
}

/// Parcel prices by table id.
pub fn shipping(conn: &Connection) -> Result<Vec<(String, Shipping)>> {
    all(conn, "shipping")
}

/// Tax rates by `JP:standard`.
pub fn taxes(conn: &Connection) -> Result<Vec<(String, Tax)>> {
    all(conn, "tax")
}

/// Categories by id.
pub fn categories(conn: &Connection) -> Result<Vec<(String, Category)>> {
    all(conn, "category")
}

/// The market, once it has arrived.
pub fn market(conn: &Connection) -> Result<Option<(String, Market)>> {
    Ok(all(conn, "market")?.into_iter().next())
}

/// The product's variants, off-sale ones included; the links must have been indexed.
pub fn variants_of(conn: &Connection, product: ProductId) -> Result<Vec<(VariantId, Variant)>> {
    let mut find = conn.prepare_cached("SELECT variant FROM variant_of WHERE product = ?1 ORDER BY variant")?;
    let ids: Vec<String> = find.query_map([product.to_string()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let ids = ids.iter().filter_map(|id| id.parse::<VariantId>().ok());
    ids.filter_map(|id| variant(conn, id).transpose().map(|found| found.map(|variant| (id, variant)))).collect()
}

/// The variant with this GTIN-14; where shops sell the same goods, the first that is on sale.
pub fn by_gtin(conn: &Connection, gtin14: &str) -> Result<Option<(VariantId, Variant)>> {
    let mut find = conn.prepare_cached("SELECT variant FROM variant_of WHERE gtin = ?1 ORDER BY variant")?;
    let ids: Vec<String> = find.query_map([gtin14], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut off_sale = None;
    for id in ids.iter().filter_map(|id| id.parse::<VariantId>().ok()) {
        match variant(conn, id)? {
            Some(found) if !found.gone => return Ok(Some((id, found))),
            Some(found) => off_sale = Some((id, found)),
            None => {}
        }
    }
    Ok(off_sale)
}
