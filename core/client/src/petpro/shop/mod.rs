//! A shop's side. Orders, goods and terms are read from this device; goods and stock are changed on it too,
//! with or without a network. What moves an order needs the server.

mod delivery;
mod figures;
mod goods;
mod orders;

use petpro_domain::Code;
use petpro_domain::catalog;
use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::money::Money;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{PetPro, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::shop::{At, Shop};
use crate::state::AskedPrice;
use crate::store::{catalog as shelves, meta, shop as rows};

/// The shop that is meant, among those that this person works for.
struct Mine {
    now_ms: i64,
    shop: Shop,
    /// Its row of the catalogue; none where that has not come yet.
    row: Option<catalog::Shop>,
    shops: Vec<Shop>,
}

impl Mine {
    fn at(&self, lang: petpro_domain::Lang) -> At<'_> {
        At { lang, now_ms: self.now_ms, shop: &self.shop, shops: &self.shops }
    }
}

impl PetPro {
    /// The shop of this id, or the first; `forbidden` for who works for none, `not-found` for another one.
    fn my_shop(&self, which: Option<&str>) -> Result<Mine> {
        let (ids, offset_ms) = self.inner.files(|files| {
            files.account.readers.read(|conn| Ok((rows::shops(conn)?, meta::server_offset_ms(conn)?)))
        })?;
        let wanted: Option<ShopId> = which.map(|id| parse(id, Code::NotFound)).transpose()?;
        let id = match wanted {
            Some(id) => {
                ids.contains(&id).then_some(id).ok_or_else(|| Error::new(Code::NotFound, "not a shop of theirs"))?
            }
            None => *ids.first().ok_or_else(|| Error::new(Code::Forbidden, "no shop of theirs is known here"))?,
        };
        let lang = self.lang();
        let (named, row) = self.inner.files(|files| {
            files.catalog.readers.read(|conn| {
                let name = |id: &ShopId| {
                    let row = shelves::shop(conn, *id)?;
                    let name = row.map(|row| row.names.text(lang).to_owned()).unwrap_or_default();
                    Ok(Shop { id: *id, name })
                };
                Ok((ids.iter().map(name).collect::<Result<Vec<_>>>()?, shelves::shop(conn, id)?))
            })
        })?;
        let shop = named.iter().find(|shop| shop.id == id).cloned();
        let shop = shop.ok_or_else(|| Error::new(Code::NotFound, "the shop has no name"))?;
        Ok(Mine { now_ms: self.inner.config.clock.wall_ms() + offset_ms, shop, row, shops: named })
    }

    /// Reads this person's own file.
    fn of_shop<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.files(|files| files.account.readers.read(read))
    }

    /// The shop asks another price, in minor units, at the server.
    pub async fn ask_price(&self, variant: &str, amount: i64) -> Result<AskedPrice> {
        #[derive(Serialize)]
        struct Ask {
            amount: i64,
        }
        #[derive(Deserialize)]
        struct Asked {
            variant: VariantId,
            price: Money,
        }
        guard_async(async {
            let Asked { variant, price } =
                self.post(&format!("/api/v1/vendor/variants/{variant}/prices"), &Ask { amount }).await?;
            Ok(AskedPrice { variant, price })
        })
        .await
    }
}
