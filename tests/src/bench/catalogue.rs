//! A made catalogue of any size: the rows a market's feed would carry, the same ones in every run.

use petpro_domain::catalog::{Category, Level, Market, Names, Product, Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{CategoryId, ProductId, ShopId, VariantId, v7};
use petpro_domain::money::Currency;
use serde::Serialize;

/// A row as a domain folder would publish it: type, id, body.
pub type Published = (&'static str, String, String);

const SHOPS: usize = 40;
const CATEGORIES: usize = 60;
/// Rows before the first product.
pub const FIXED: usize = 4 + CATEGORIES + SHOPS;

/// `rows` rows: the market's fixed ones, then one product to every two variants.
pub fn rows(rows: usize) -> Vec<Published> {
    let mut all = vec![
        row("market", "jp", &Market { currency: Currency::Jpy, region: "JP-13".into() }),
        row("tax", "JP:standard", &Tax { rate_bp: 1000 }),
        row("tax", "JP:reduced", &Tax { rate_bp: 800 }),
        row("shipping", "standard", &shipping()),
    ];
    all.extend((0..CATEGORIES).map(|n| {
        let names = Names { en: format!("Category {n}"), ja: format!("カテゴリー{n}"), ..Names::default() };
        row("category", category(n), &Category { names, parent: None, position: n as u32 })
    }));
    all.extend((0..SHOPS).map(|n| row("shop", shop(n), &shop_row(n))));
    for n in 0.. {
        if all.len() + 3 > rows {
            break;
        }
        all.push(row("product", product(n), &product_row(n)));
        all.push(row("variant", variant(2 * n), &variant_row(2 * n)));
        all.push(row("variant", variant(2 * n + 1), &variant_row(2 * n + 1)));
    }
    all.truncate(rows);
    all
}

/// The variant with this number.
pub fn variant(n: usize) -> VariantId {
    VariantId(made(3, n))
}

/// The shop with this number.
pub fn shop(n: usize) -> ShopId {
    ShopId(made(1, n))
}

pub fn shop_row(n: usize) -> Shop {
    Shop {
        names: Names { en: format!("Shop {n}"), ja: format!("ショップ{n}"), ..Names::default() },
        region: ["JP-13", "JP-27", "JP-01", "JP-40"][n % 4].into(),
        currency: Currency::Jpy,
        free_shipping_from: n.is_multiple_of(3).then_some(5_000),
        shipping: "standard".into(),
        processing_days: 1 + (n % 3) as u32,
        deliveries: [("express".to_owned(), "standard".to_owned())].into(),
        closed: vec![6, 7],
        holidays: vec![],
    }
}

/// Two variants of each product, both of its shop.
pub fn variant_row(n: usize) -> Variant {
    Variant {
        product: product(n / 2),
        shop: shop((n / 2) % SHOPS),
        gtin: Some(format!("0952{n:010}")),
        label: format!("{}.5 kg", 1 + n % 9),
        price: 300 + (n as i64 * 37) % 9_000,
        currency: Currency::Jpy,
        weight_g: 200 + (n as u32 * 53) % 6_000,
        tax: if n.is_multiple_of(4) { "reduced" } else { "standard" }.into(),
        level: Level::Plenty,
        max_per_order: None,
        gone: false,
    }
}

pub fn shipping() -> Shipping {
    Shipping {
        currency: Currency::Jpy,
        weights_g: vec![1_000, 2_000, 5_000, 10_000, 20_000],
        rates: (0..6).map(|band| (0..5).map(|weight| 500 + 150 * band + 200 * weight).collect()).collect(),
        days: vec![[1, 2]],
    }
}

fn product_row(n: usize) -> Product {
    let names = Names {
        en: format!("Grain-free salmon {n} for small dogs"),
        ja: format!("小型犬用グレインフリーサーモン{n}"),
        ko: format!("소형견용 연어 사료 {n}"),
        zh: format!("小型犬无谷三文鱼粮{n}"),
    };
    Product {
        shop: shop(n % SHOPS),
        category: category(n % CATEGORIES),
        names,
        brand: format!("Brand {}", n % 97),
        image: None,
    }
}

fn product(n: usize) -> ProductId {
    ProductId(made(2, n))
}

pub fn category(n: usize) -> CategoryId {
    CategoryId(made(0, n))
}

/// A version 7 id: ascending with `n`, as goods that were entered one after the other.
fn made(kind: u8, n: usize) -> uuid::Uuid {
    let mut random = [kind; 10];
    random[2..].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    v7(1_760_000_000_000 + n as u64 * 61, random)
}

fn row(t: &'static str, id: impl ToString, body: &impl Serialize) -> Published {
    (t, id.to_string(), serde_json::to_string(body).expect("a plain struct is JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_as_many_rows_as_asked_for_and_no_id_twice() {
        let all = rows(1_000);
        assert!((998..=1_000).contains(&all.len()));
        let ids: std::collections::BTreeSet<_> = all.iter().map(|(t, id, _)| (t, id)).collect();
        assert_eq!(ids.len(), all.len());
    }
}
