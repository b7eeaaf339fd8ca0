//! Goods, from the local catalogue alone.

use petpro_domain::Code;
use petpro_domain::catalog::{Category, Names};
use petpro_domain::gtin::Gtin;
use petpro_domain::ids::{CategoryId, ProductId};
use petpro_domain::money::Money;
use rusqlite::Connection;

use super::{PetPro, guard, parse};
use crate::error::{Error, Result};
use crate::screens::shelves::{self, Grid, Shelves};
use crate::search;
use crate::state::{Found, Hit, Offer};
use crate::store::{catalog, meta};

/// Hits of one search.
const HITS: u32 = 50;
/// The most of a shelf at once.
const SHELF: u32 = 100;

impl PetPro {
    /// Products by words of any language, also by one Japanese character. Finishes the index first.
    /// `catalog-missing`, here and below, before the first sync.
    pub fn search(&self, text: &str) -> Result<Found> {
        guard(|| {
            self.inner.files(|files| {
                search::finish(&files.catalog)?;
                files.catalog.readers.read(|conn| {
                    catalog::arrived(conn)?;
                    let found = search::find(conn, text, HITS)?;
                    let hits = found.into_iter().filter_map(|id| self.hit(conn, id).transpose());
                    Ok(Found { query: text.into(), hits: hits.collect::<Result<_>>()? })
                })
            })
        })
    }

    /// The shop section: every category that holds something, in the shop's order.
    pub fn shelves(&self) -> Result<Shelves> {
        guard(|| {
            self.inner.files(|files| {
                search::finish(&files.catalog)?;
                files.catalog.readers.read(|conn| {
                    catalog::arrived(conn)?;
                    let held = search::per_category(conn)?;
                    let mut all = catalog::categories(conn)?;
                    all.sort_by(|(a, one), (b, other)| (one.position, a).cmp(&(other.position, b)));
                    let shelf = |(id, row): (String, Category)| {
                        let id = id.parse().ok()?;
                        let image = first_picture(conn, id).ok().flatten();
                        Some(shelves::shelf(self.lang(), id, self.name(&row.names), image, *held.get(&id)?))
                    };
                    Ok(shelves::screen(self.lang(), all.into_iter().filter_map(shelf).collect()))
                })
            })
        })
    }

    /// Products of a category after the first `from`, at most 100. `not-found` for one that is not here.
    pub fn shelf(&self, category: &str, from: u32, limit: u32) -> Result<Grid> {
        guard(|| {
            let id: CategoryId = parse(category, Code::NotFound)?;
            self.inner.files(|files| {
                search::finish(&files.catalog)?;
                files.catalog.readers.read(|conn| {
                    catalog::arrived(conn)?;
                    let row: Option<Category> = catalog::row(conn, "category", &id.to_string())?;
                    let row = row.ok_or_else(|| Error::new(Code::NotFound, "no such category here"))?;
                    let n = search::per_category(conn)?.get(&id).copied().unwrap_or(0);
                    let image = first_picture(conn, id)?;
                    let shelf = shelves::shelf(self.lang(), id, self.name(&row.names), image, n);
                    let found = search::in_category(conn, id, from, limit.min(SHELF))?;
                    let hits = found.into_iter().filter_map(|id| self.hit(conn, id).transpose());
                    Ok(shelves::grid(self.lang(), shelf, from, &hits.collect::<Result<Vec<_>>>()?))
                })
            })
        })
    }

    /// One product with everything that is offered of it.
    pub fn product(&self, id: &str) -> Result<Hit> {
        guard(|| {
            let id: ProductId = parse(id, Code::ProductUnknown)?;
            self.inner.files(|files| {
                search::finish_links_of_what_is_whole(&files.catalog)?;
                let hit = files.catalog.readers.read(|conn| {
                    catalog::arrived(conn)?;
                    self.hit(conn, id)
                })?;
                hit.ok_or_else(|| Error::new(Code::ProductUnknown, "no such product in the local catalogue"))
            })
        })
    }

    /// The product with this barcode, checked before anything is looked up (S0-119); the variant it
    /// names comes first.
    pub fn barcode(&self, code: &str) -> Result<Hit> {
        guard(|| {
            let gtin =
                Gtin::parse(code).map_err(|error| Error::caused(error.code(), "not a barcode of goods", error))?;
            self.inner.files(|files| {
                search::finish_links(&files.catalog)?;
                let unknown = || Error::new(Code::BarcodeUnknown, "no product here has this barcode");
                files.catalog.readers.read(|conn| {
                    catalog::arrived(conn)?;
                    let (variant, row) = catalog::by_gtin(conn, gtin.as_str())?.ok_or_else(unknown)?;
                    let mut hit = self.hit(conn, row.product)?.ok_or_else(unknown)?;
                    hit.variants.sort_by_key(|offer| offer.variant != variant);
                    Ok(hit)
                })
            })
        })
    }

    fn hit(&self, conn: &Connection, id: ProductId) -> Result<Option<Hit>> {
        let Some(product) = catalog::product(conn, id)? else { return Ok(None) };
        let heard: Option<i64> = meta::get(conn, "current_ms")?;
        let level_age_ms = heard.map(|heard| (self.inner.config.clock.wall_ms() - heard).max(0));
        let shop = catalog::shop(conn, product.shop)?;
        let variants = catalog::variants_of(conn, id)?.into_iter().map(|(id, row)| Offer {
            variant: id,
            label: row.label,
            gtin: row.gtin,
            price: Money { amount: row.price, currency: row.currency },
            level: row.level,
            level_age_ms,
            gone: row.gone,
        });
        Ok(Some(Hit {
            product: id,
            name: self.name(&product.names),
            brand: product.brand,
            image: product.image,
            shop: product.shop,
            shop_name: shop.map_or_else(String::new, |shop| self.name(&shop.names)),
            variants: variants.collect(),
        }))
    }

    fn name(&self, names: &Names) -> String {
        names.text(self.lang()).to_owned()
    }
}

/// Of the first thing on a shelf.
fn first_picture(conn: &Connection, category: CategoryId) -> Result<Option<String>> {
    let first = search::in_category(conn, category, 0, 1)?.into_iter().next();
    let product = first.map(|id| catalog::product(conn, id)).transpose()?.flatten();
    Ok(product.and_then(|product| product.image))
}
