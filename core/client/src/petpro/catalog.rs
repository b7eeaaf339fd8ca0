//! Goods, from the local catalogue alone.

use petpro_domain::catalog::Names;
use petpro_domain::gtin::Gtin;
use petpro_domain::ids::ProductId;
use petpro_domain::money::Money;
use petpro_domain::{Code, Lang};
use rusqlite::Connection;

use super::{PetPro, guard, parse};
use crate::error::{Error, Result};
use crate::search;
use crate::state::{Found, Hit, Offer};
use crate::store::{catalog, meta};

/// Hits of one search.
const HITS: u32 = 50;

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
            shop: product.shop,
            shop_name: shop.map_or_else(String::new, |shop| self.name(&shop.names)),
            variants: variants.collect(),
        }))
    }

    fn name(&self, names: &Names) -> String {
        names.text(self.lang()).to_owned()
    }

    /// The person's language.
    pub(super) fn lang(&self) -> Lang {
        Lang::parse(&self.inner.config.lang).unwrap_or_default()
    }
}
