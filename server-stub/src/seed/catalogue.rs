//! The tables made into rows: the same ids, GTINs, prices and stock on every machine.

use std::collections::BTreeMap;

use petpro_domain::Currency;
use petpro_domain::catalog::{Category, Level, Market, Product, Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{CategoryId, ProductId, ShopId, VariantId, derived};
use sha2::{Digest, Sha256};

use super::goods::{self, Good};
use super::words::{Brand, Four, names};
use super::{pictures, shops};

/// Everything a market starts with.
pub struct Catalogue {
    pub market: (String, Market),
    pub taxes: Vec<(String, Tax)>,
    pub shipping: Vec<(String, Shipping)>,
    pub categories: Vec<(CategoryId, Category)>,
    pub shops: Vec<(ShopId, Shop)>,
    pub products: Vec<(ProductId, Product)>,
    /// With the number on hand.
    pub variants: Vec<(VariantId, Variant, i64)>,
    /// PNG files by their SHA-256 in hex.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

/// A stable id of the seed: `parts` name the thing.
pub(super) fn seed_id(kind: &str, parts: &str) -> uuid::Uuid {
    derived("seed", &[kind.as_bytes(), b":", parts.as_bytes()])
}

/// The id of a shop or category by its key in the tables.
pub fn shop_id(key: &str) -> ShopId {
    ShopId(seed_id("shop", key))
}

fn category_id(key: &str) -> CategoryId {
    CategoryId(seed_id("category", key))
}

/// Builds the demo market `jp`. Fails only if a picture cannot be written as PNG.
pub fn japan() -> Result<Catalogue, image::ImageError> {
    let mut catalogue = Catalogue {
        market: ("jp".into(), Market { currency: Currency::Jpy, region: "JP-13".into() }),
        taxes: shops::TAXES.iter().map(|&(id, rate_bp)| (id.into(), Tax { rate_bp })).collect(),
        shipping: shops::SHIPPING.iter().map(|row| (row.id.into(), shipping(row))).collect(),
        categories: categories(),
        shops: shops::SHOPS.iter().map(|row| (shop_id(row.key), shop(row))).collect(),
        products: Vec::new(),
        variants: Vec::new(),
        pictures: BTreeMap::new(),
    };
    let mut drawn: BTreeMap<(pictures::Shape, &str), String> = BTreeMap::new();
    for good in goods::all() {
        let animal = good.category.split('-').next().unwrap_or(good.category);
        let image = match drawn.get(&(good.shape, animal)) {
            Some(known) => known.clone(),
            None => {
                let png = pictures::png(good.shape, animal)?;
                let sha = hex::encode(Sha256::digest(&png));
                catalogue.pictures.insert(sha.clone(), png);
                drawn.insert((good.shape, animal), sha.clone());
                sha
            }
        };
        for (b, brand) in good.brands.iter().enumerate() {
            for (k, kind) in good.kinds.iter().enumerate() {
                catalogue.stock_good(good, (b, brand), (k, kind), &image);
            }
        }
    }
    Ok(catalogue)
}

impl Catalogue {
    fn stock_good(&mut self, good: &Good, (b, brand): (usize, &Brand), (k, kind): (usize, &Four), image: &str) {
        let key = format!("{}/{b}/{k}", good.no);
        let (id, shop) = (ProductId(seed_id("product", &key)), shop_id(good.shop));
        self.products.push((
            id,
            Product {
                shop,
                category: category_id(good.category),
                names: names(&[brand.names, good.names, *kind]),
                brand: brand.names[0].into(),
                image: Some(image.into()),
            },
        ));
        for (s, &(label, weight_g, list_price)) in good.sizes.iter().enumerate() {
            let id = VariantId(seed_id("variant", &format!("{key}/{s}")));
            let on_hand = on_hand(id);
            let variant = Variant {
                product: ProductId(seed_id("product", &key)),
                shop,
                gtin: Some(gtin(good.no, b, k, s)),
                label: label.into(),
                price: shelf_price(list_price, brand.percent),
                currency: Currency::Jpy,
                weight_g,
                tax: if good.category == "people-food" { "reduced" } else { "standard" }.into(),
                level: Level::None, // the stock job knows better once the stock is in
                max_per_order: (weight_g >= 10_000).then_some(5),
                gone: false,
            };
            self.variants.push((id, variant, on_hand));
        }
    }
}

fn shop(row: &shops::ShopRow) -> Shop {
    Shop {
        names: names(&[row.names]),
        region: row.region.into(),
        currency: Currency::Jpy,
        free_shipping_from: row.free_shipping_from,
        shipping: row.shipping.into(),
        processing_days: row.processing_days,
        deliveries: row.express.map(|table| ("express".to_owned(), table.to_owned())).into_iter().collect(),
        closed: vec![6, 7],
        holidays: shops::HOLIDAYS.iter().map(|day| (*day).to_owned()).collect(),
    }
}

fn shipping(row: &shops::ShippingRow) -> Shipping {
    Shipping {
        currency: Currency::Jpy,
        weights_g: shops::WEIGHTS_G.to_vec(),
        rates: row.rates.iter().map(|band| band.to_vec()).collect(),
        days: row.days.to_vec(),
    }
}

fn categories() -> Vec<(CategoryId, Category)> {
    let rows = shops::CATEGORIES.iter().zip(1..);
    rows.map(|(&(key, parent, words), position)| {
        (category_id(key), Category { names: names(&[words]), parent: parent.map(category_id), position })
    })
    .collect()
}

/// GTIN-14 of a GTIN-13 from GS1's example range 952: good, brand, kind and size, then the check
/// digit (weights 1 and 3 from the left for the twelve digits before it).
fn gtin(good: u16, brand: usize, kind: usize, size: usize) -> String {
    let digits = format!("952{good:04}{brand:01}{kind:02}{size:02}");
    let sum: u32 = digits.bytes().zip([1, 3].into_iter().cycle()).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("0{digits}{}", (10 - sum % 10) % 10)
}

/// A maker's part of the list price, ending in 8 as Japanese shelves like it.
fn shelf_price(list: i64, percent: i64) -> i64 {
    if percent == 100 { list } else { list * percent / 1_000 * 10 + 8 }
}

/// Most things are there in dozens, one in 16 is nearly gone, one in 32 is sold out.
fn on_hand(id: VariantId) -> i64 {
    let byte = id.bytes()[0];
    match byte % 32 {
        0 => 0,
        1 | 2 => 1 + i64::from(byte % 4),
        _ => 20 + i64::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn market() -> Catalogue {
        japan().unwrap()
    }

    #[test]
    fn it_holds_five_prefectures_and_hundreds_of_products() {
        let market = market();
        let regions: BTreeSet<&str> = market.shops.iter().map(|(_, shop)| shop.region.as_str()).collect();
        assert_eq!(regions.len(), 5);
        assert!(market.products.len() >= 300, "{} products", market.products.len());
        assert!(market.variants.len() > market.products.len(), "{} variants", market.variants.len());
    }

    #[test]
    fn every_gtin_is_its_own_and_in_the_example_range() {
        let market = market();
        let gtins: BTreeSet<&str> = market.variants.iter().filter_map(|(_, v, _)| v.gtin.as_deref()).collect();
        assert_eq!(gtins.len(), market.variants.len());
        for gtin in gtins {
            assert!(gtin.len() == 14 && gtin.starts_with("0952"), "{gtin}");
            let sum: u32 = gtin.bytes().zip([3, 1].into_iter().cycle()).map(|(b, w)| u32::from(b - b'0') * w).sum();
            assert_eq!(sum % 10, 0, "{gtin}");
        }
    }

    #[test]
    fn names_are_written_in_their_own_script() {
        let kana = |c: char| ('\u{3040}'..='\u{30ff}').contains(&c);
        let hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for (_, product) in market().products {
            let names = &product.names;
            assert!(names.en.is_ascii(), "{}", names.en);
            assert!(names.ja.chars().any(|c| kana(c) || han(c)), "{}", names.ja);
            assert!(names.ko.chars().any(hangul), "{}", names.ko);
            assert!(names.zh.chars().any(han) && !names.zh.chars().any(kana), "{}", names.zh);
        }
    }

    #[test]
    fn rows_point_at_rows_that_exist() {
        let market = market();
        let shops: BTreeSet<ShopId> = market.shops.iter().map(|(id, _)| *id).collect();
        let categories: BTreeSet<CategoryId> = market.categories.iter().map(|(id, _)| *id).collect();
        let products: BTreeSet<ProductId> = market.products.iter().map(|(id, _)| *id).collect();
        assert_eq!(products.len(), market.products.len());
        for (_, product) in &market.products {
            assert!(shops.contains(&product.shop) && categories.contains(&product.category), "{}", product.names.en);
            assert!(market.pictures.contains_key(product.image.as_ref().unwrap()));
        }
        let variants: BTreeSet<VariantId> = market.variants.iter().map(|(id, _, _)| *id).collect();
        assert_eq!(variants.len(), market.variants.len());
        assert!(market.variants.iter().all(|(_, variant, _)| products.contains(&variant.product)));
    }

    #[test]
    fn a_few_dozen_small_pictures_serve_the_whole_shop() {
        let pictures = market().pictures;
        assert!((24..=60).contains(&pictures.len()), "{} pictures", pictures.len());
        for (sha, png) in &pictures {
            assert!(png.starts_with(b"\x89PNG") && png.len() < 12_288, "{sha}: {} bytes", png.len());
        }
    }
}
