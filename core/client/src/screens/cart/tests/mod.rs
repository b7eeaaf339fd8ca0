//! What the cart screen says and allows.

mod line;
mod sums;
mod words;

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::cart::{CartLine, Dot, Options, SavedLine};
use petpro_domain::catalog::{Level, Names, Product, Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{CategoryId, ProductId, ShopId, VariantId};
use petpro_domain::money::{Currency, Money};
use petpro_domain::pricing::Terms;
use petpro_domain::regions::Region;
use uuid::Uuid;

use super::{Cart, Line, Row, Source, screen};
use crate::state::Settled;

pub(in crate::screens) const NOW: i64 = 1_795_218_000_000;

/// A catalogue of two Tokyo and Osaka shops with goods 1 to 99 (goods n cost n × 100 yen, odd ones
/// are Tokyo's), and a cart.
pub(in crate::screens) struct World {
    pub lang: Lang,
    ship_to: &'static str,
    pub lines: Vec<Row<CartLine>>,
    saved: Vec<Row<SavedLine>>,
    pub variants: BTreeMap<VariantId, Variant>,
    pub products: BTreeMap<ProductId, Product>,
    pub terms: Terms,
    seen: BTreeMap<VariantId, Money>,
    available: BTreeMap<VariantId, u32>,
    attention: Vec<Settled>,
}

pub(in crate::screens) fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

pub(in crate::screens) fn named(en: &str, ja: &str) -> Names {
    Names { en: en.into(), ja: ja.into(), ..Names::default() }
}

pub(in crate::screens) fn yen(amount: i64) -> Money {
    Money::new(amount, Currency::Jpy)
}

impl World {
    pub fn new() -> Self {
        let mut terms = Terms::default();
        for (n, region, free, en, ja) in
            [(1, "JP-13", Some(3_000), "Tokyo Pets", "東京ペット"), (2, "JP-27", None, "Osaka Pets", "大阪ペット")]
        {
            let shop = Shop {
                names: named(en, ja),
                region: region.into(),
                currency: Currency::Jpy,
                free_shipping_from: free,
                shipping: "parcel".into(),
                processing_days: 1,
                deliveries: BTreeMap::new(),
                closed: vec![],
                holidays: vec![],
            };
            terms.shops.insert(id(n), shop);
        }
        let rates = vec![vec![500], vec![600], vec![700], vec![800]];
        terms.shipping.insert(
            "parcel".into(),
            Shipping { currency: Currency::Jpy, weights_g: vec![10_000], rates, days: vec![] },
        );
        terms.taxes.insert("JP:standard".into(), Tax { rate_bp: 1_000 });
        let mut world = Self {
            lang: Lang::En,
            ship_to: "JP-13",
            lines: Vec::new(),
            saved: Vec::new(),
            variants: BTreeMap::new(),
            products: BTreeMap::new(),
            terms,
            seen: BTreeMap::new(),
            available: BTreeMap::new(),
            attention: Vec::new(),
        };
        for n in 1..100 {
            let shop: ShopId = id(if n % 2 == 1 { 1 } else { 2 });
            let variant = Variant {
                product: id(n),
                shop,
                gtin: None,
                label: "1 kg".into(),
                price: n as i64 * 100,
                currency: Currency::Jpy,
                weight_g: 100,
                tax: "standard".into(),
                level: Level::Plenty,
                max_per_order: None,
                gone: false,
            };
            let names = named(&format!("Goods {n:02}"), &format!("商品{n:02}"));
            let product =
                Product { shop, category: CategoryId(Uuid::nil()), names, brand: "Brand".into(), image: None };
            world.variants.insert(id(n), variant);
            world.products.insert(id(n), product);
        }
        world
    }

    /// A line of `qty` units of goods `n`.
    pub fn with(mut self, n: u128, qty: u32) -> Self {
        let dots = if qty == 0 { vec![] } else { vec![Dot { id: id(n), n: qty, set: false }] };
        let row = CartLine { variant: id(n), options: Options::new(), dots, locked: vec![], touched_ms: NOW };
        self.lines.push(Row { id: id(n), row, waits: false });
        self
    }

    pub fn change(mut self, n: u128, change: impl FnOnce(&mut Variant)) -> Self {
        change(self.variants.get_mut(&id(n)).unwrap());
        self
    }

    fn screen(&self) -> Cart {
        screen(&Source {
            lang: self.lang,
            ship_to: Region::parse(self.ship_to).unwrap(),
            estimated: true,
            now_ms: NOW,
            offset_minutes: 540,
            lines: &self.lines,
            saved: &self.saved,
            variants: &self.variants,
            products: &self.products,
            terms: &self.terms,
            seen: &self.seen,
            available: &self.available,
            attention: &self.attention,
        })
    }
}

fn only(cart: &Cart) -> &Line {
    let lines: Vec<_> = cart.shops.iter().flat_map(|shop| &shop.lines).collect();
    assert_eq!(lines.len(), 1);
    lines[0]
}

fn keys(line: &Line) -> Vec<&'static str> {
    line.warnings.iter().map(|note| note.say.key).collect()
}
