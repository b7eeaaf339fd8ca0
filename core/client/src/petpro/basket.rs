//! What the cart screen is made of: this person's rows from one file, goods and terms from the other.

use std::collections::{BTreeMap, BTreeSet};

use petpro_domain::cart::{CartLine, SavedLine};
use petpro_domain::catalog::{Product, Variant};
use petpro_domain::ids::{LineId, ProductId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::pricing::Terms;
use petpro_domain::regions::Region;
use rusqlite::Connection;

use crate::error::Result;
use crate::screens::cart::Row;
use crate::state::Settled;
use crate::store::shown::Shown;
use crate::store::{self, catalog, meta, prices, shown};

/// Of the account's file.
pub(super) struct Mine {
    pub lines: Vec<Row<CartLine>>,
    pub saved: Vec<Row<SavedLine>>,
    pub prices: BTreeMap<VariantId, Money>,
    pub attention: Vec<Settled>,
    /// Add it to the wall clock to get the server's time.
    pub offset_ms: i64,
}

impl Mine {
    pub fn of(conn: &Connection) -> Result<Self> {
        Ok(Self {
            lines: shown::lines(conn)?.into_iter().map(row).collect(),
            saved: shown::saved_lines(conn)?.into_iter().map(row).collect(),
            prices: prices::all(conn)?,
            attention: store::attention(conn)?,
            offset_ms: meta::server_offset_ms(conn)?,
        })
    }
}

fn row<T>((id, Shown { row, waits }): (LineId, Shown<T>)) -> Row<T> {
    Row { id, row, waits }
}

/// Of the catalogue's file.
pub(super) struct Goods {
    pub variants: BTreeMap<VariantId, Variant>,
    pub products: BTreeMap<ProductId, Product>,
    pub terms: Terms,
    /// Where the market estimates for; none before it has arrived.
    pub ship_to: Option<Region>,
}

impl Goods {
    pub fn of(conn: &Connection, mine: &Mine) -> Result<Self> {
        let wanted = mine.lines.iter().map(|row| row.row.variant).chain(mine.saved.iter().map(|row| row.row.variant));
        let mut variants = BTreeMap::new();
        for id in wanted.collect::<BTreeSet<_>>() {
            variants.extend(catalog::variant(conn, id)?.map(|row| (id, row)));
        }
        let mut products = BTreeMap::new();
        for id in variants.values().map(|row| row.product).collect::<BTreeSet<_>>() {
            products.extend(catalog::product(conn, id)?.map(|row| (id, row)));
        }
        let shops = catalog::shops(conn)?.into_iter().filter_map(|(id, shop)| Some((id.parse().ok()?, shop)));
        let terms = Terms {
            shops: shops.collect(),
            shipping: catalog::shipping(conn)?.into_iter().collect(),
            taxes: catalog::taxes(conn)?.into_iter().collect(),
        };
        let ship_to = catalog::market(conn)?.and_then(|(_, market)| Region::parse(&market.region).ok());
        Ok(Self { variants, products, terms, ship_to })
    }
}

/// Before the market's row has arrived: there is nothing to price then.
pub(super) fn capital_of(market: &str) -> Region {
    let code = match market {
        "kr" => "KR-11",
        "cn" => "CN-BJ",
        "us" => "US-CA",
        _ => "JP-13",
    };
    Region::parse(code).expect("a region of the committed table")
}
