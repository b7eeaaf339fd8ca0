//! Something that a shop sells, and a change of it by somebody who may not have seen the newest state.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::stock::{MAX_MOVE, Stock};
use crate::catalog::{Names, Product, Variant};
use crate::wire::{Edit, ProductPatch};

/// Letters of a name in one language.
pub const MAX_NAME: usize = 120;
/// The highest price of one thing, minor units: no typing error by three digits passes.
pub const MAX_PRICE: i64 = 100_000_000;
/// A tonne.
pub const MAX_WEIGHT_G: u32 = 1_000_000;

/// One variant with what it shares with the others of its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub product: Product,
    pub variant: Variant,
    pub stock: Stock,
}

/// What of an article can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Names,
    Price,
    Weight,
    /// The most of it in one order.
    Most,
    /// Off sale.
    Gone,
    /// When stock is low.
    Low,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A field that is not as its author saw it any more: both values, so that a person can decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    pub field: Field,
    pub yours: Value,
    pub theirs: Value,
}

/// Changes the fields that are as the patch's author saw them; gives the others. A field that is
/// already what it is to become is no clash.
pub fn patch(article: &mut Article, patch: &ProductPatch) -> Vec<Clash> {
    let mut clashes = Vec::new();
    let ProductPatch { names, price, weight_g, max_per_order, gone, low, .. } = patch;
    put(Field::Names, &mut article.product.names, names, &mut clashes);
    put(Field::Price, &mut article.variant.price, price, &mut clashes);
    put(Field::Weight, &mut article.variant.weight_g, weight_g, &mut clashes);
    put(Field::Most, &mut article.variant.max_per_order, max_per_order, &mut clashes);
    put(Field::Gone, &mut article.variant.gone, gone, &mut clashes);
    put(Field::Low, &mut article.stock.low, low, &mut clashes);
    clashes
}

fn put<T: Clone + PartialEq + Serialize>(field: Field, now: &mut T, edit: &Option<Edit<T>>, clashes: &mut Vec<Clash>) {
    let Some(Edit { was, to }) = edit else { return };
    if now == was || now == to {
        now.clone_from(to);
    } else {
        clashes.push(Clash { field, yours: json!(to), theirs: json!(now) });
    }
}

/// The fields whose new value no article can have; all of them where nothing is changed at all.
pub fn check_patch(patch: &ProductPatch) -> Result<(), Vec<Field>> {
    let mut wrong = Vec::new();
    let mut check = |field, bad: bool| {
        if bad {
            wrong.push(field);
        }
    };
    let to = |names: &Names| {
        let all = [&names.en, &names.ja, &names.ko, &names.zh];
        names.en.trim().is_empty() || all.iter().any(|name| name.chars().count() > MAX_NAME)
    };
    let ProductPatch { names, price, weight_g, max_per_order, gone, low, .. } = patch;
    check(Field::Names, names.as_ref().is_some_and(|edit| to(&edit.to)));
    check(Field::Price, price.as_ref().is_some_and(|edit| !(1..=MAX_PRICE).contains(&edit.to)));
    check(Field::Weight, weight_g.as_ref().is_some_and(|edit| !(1..=MAX_WEIGHT_G).contains(&edit.to)));
    check(Field::Most, max_per_order.as_ref().is_some_and(|edit| edit.to == Some(0)));
    check(Field::Low, low.as_ref().is_some_and(|edit| i64::from(edit.to) > MAX_MOVE));
    let something = names.is_some()
        || price.is_some()
        || weight_g.is_some()
        || max_per_order.is_some()
        || gone.is_some()
        || low.is_some();
    if wrong.is_empty() && something { Ok(()) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Level;
    use crate::ids::{CategoryId, ProductId, ShopId, Uuid, VariantId};
    use crate::money::Currency;

    fn article() -> Article {
        let (shop, product) = (ShopId(Uuid::nil()), ProductId(Uuid::nil()));
        let names = Names { en: "Salmon Bites".into(), ..Names::default() };
        Article {
            product: Product { shop, category: CategoryId(Uuid::nil()), names, brand: "Mofuri".into(), image: None },
            variant: Variant {
                product,
                shop,
                gtin: None,
                label: "500 g".into(),
                price: 1_980,
                currency: Currency::Jpy,
                weight_g: 550,
                tax: "standard".into(),
                level: Level::Plenty,
                max_per_order: None,
                gone: false,
            },
            stock: Stock { on_hand: 9, held: 0, low: 5 },
        }
    }

    fn of(shop: ShopId) -> ProductPatch {
        ProductPatch::new(shop, VariantId(Uuid::nil()))
    }

    #[test]
    fn fields_that_are_as_they_were_seen_change_and_the_others_come_back_with_both_values() {
        let mut article = article();
        let asked = ProductPatch {
            price: Some(Edit { was: 1_800, to: 2_100 }),
            low: Some(Edit { was: 5, to: 8 }),
            ..of(article.variant.shop)
        };
        let clashes = patch(&mut article, &asked);
        assert_eq!(clashes, [Clash { field: Field::Price, yours: json!(2_100), theirs: json!(1_980) }]);
        assert_eq!((article.variant.price, article.stock.low), (1_980, 8));
    }

    #[test]
    fn what_is_already_as_it_is_to_be_is_no_clash() {
        let mut article = article();
        let twice = ProductPatch { price: Some(Edit { was: 1_500, to: 1_980 }), ..of(article.variant.shop) };
        assert_eq!(patch(&mut article, &twice), []);
        assert_eq!(article.variant.price, 1_980);
    }

    #[test]
    fn a_patch_names_something_and_nothing_that_cannot_be() {
        let edit = |to| Some(Edit { was: 1_980, to });
        let of = || of(ShopId(Uuid::nil()));
        assert_eq!(check_patch(&of()), Err(vec![]));
        for price in [0, -5, MAX_PRICE + 1] {
            assert_eq!(check_patch(&ProductPatch { price: edit(price), ..of() }), Err(vec![Field::Price]), "{price}");
        }
        let nameless = Edit { was: Names::default(), to: Names { ja: "鮭".into(), ..Names::default() } };
        assert_eq!(check_patch(&ProductPatch { names: Some(nameless), ..of() }), Err(vec![Field::Names]));
        let none = Some(Edit { was: None, to: Some(0) });
        assert_eq!(check_patch(&ProductPatch { max_per_order: none, ..of() }), Err(vec![Field::Most]));
    }

    #[test]
    fn no_limit_is_a_value_like_any_other() {
        let text = r#"{"shop":"00000000-0000-0000-0000-000000000000",
            "variant":"00000000-0000-0000-0000-000000000000","max_per_order":{"was":3,"to":null}}"#;
        let patch: ProductPatch = serde_json::from_str(text).unwrap();
        assert_eq!(patch.max_per_order, Some(Edit { was: Some(3), to: None }));
        assert_eq!(serde_json::from_str::<ProductPatch>(&serde_json::to_string(&patch).unwrap()).unwrap(), patch);
    }
}
