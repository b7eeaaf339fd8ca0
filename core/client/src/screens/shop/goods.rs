//! What a shop sells and how much of it is there.

use petpro_domain::catalog::Names;
use petpro_domain::ids::{OpId, ShopId, VariantId};
use petpro_domain::money::{Currency, Money};
use petpro_domain::shop::{Article, Field, MAX_MOVE, Stock};
use petpro_domain::texts::Arg;
use petpro_domain::wire::{Edit, ProductPatch};
use petpro_domain::{Code, Lang};
use serde::{Deserialize, Serialize};

use super::{At, Shop};
use crate::screens::{Amount, Say, titled};
use crate::store::shop::Own;

/// Which goods are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum GoodsFilter {
    #[default]
    All,
    /// Time to order more.
    Low,
    /// Off sale.
    Off,
}

impl GoodsFilter {
    fn fits(self, own: &Own) -> bool {
        match self {
            Self::All => true,
            Self::Low => own.article.stock.is_low() && !own.article.variant.gone,
            Self::Off => own.article.variant.gone,
        }
    }
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct GoodsDesk {
    /// "Products".
    pub title: Say,
    pub shop: Shop,
    pub shops: Vec<Shop>,
    pub filters: Vec<GoodsChip>,
    /// By name.
    pub goods: Vec<ArticleRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
}

/// A filter and how much it lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GoodsChip {
    pub filter: GoodsFilter,
    pub label: Say,
    pub count: u32,
    pub chosen: bool,
}

/// One article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ArticleRow {
    pub variant: VariantId,
    /// "Salmon Bites (500 g)".
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// SHA-256 of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    pub price: Amount,
    /// "12 on the shelf, 2 of them held".
    pub stock: Say,
    pub on_hand: i32,
    pub low: bool,
    /// Off sale.
    pub gone: bool,
    /// "Not sent yet", while a change of it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<Say>,
}

/// One article with the form that changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArticlePage {
    pub shop: Shop,
    pub row: ArticleRow,
    pub form: ArticleForm,
    /// "Price in JPY".
    pub price_label: Say,
}

/// What can be changed, as it is written: amounts in the currency's own digits, `1980` or `19.80`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArticleForm {
    /// In the person's language.
    pub name: String,
    pub price: String,
    /// Grams.
    pub weight: String,
    /// The most in one order; empty: no limit.
    pub most: String,
    /// Low with so many available.
    pub low: String,
    pub on_sale: bool,
}

/// A movement of stock that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Moved {
    /// Undo it by this id.
    pub op: OpId,
    /// "Salmon Bites (500 g): 12 more, 24 on the shelf".
    pub say: Say,
    pub row: ArticleRow,
}

/// The list of what fits.
pub fn goods(at: &At<'_>, own: &[Own], filter: GoodsFilter, find: &str) -> GoodsDesk {
    let lang = at.lang;
    let wanted = find.trim().to_lowercase();
    let is_about = |own: &&Own| {
        let (names, gtin) = (&own.article.product.names, own.article.variant.gtin.as_deref().unwrap_or_default());
        let texts = [&names.en, &names.ja, &names.ko, &names.zh, &own.article.product.brand];
        wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted)) || gtin.contains(&wanted)
    };
    let found: Vec<&Own> = own.iter().filter(is_about).collect();
    let chip = |one: GoodsFilter, key| GoodsChip {
        filter: one,
        label: Say::plain(lang, key),
        count: found.iter().filter(|own| one.fits(own)).count() as u32,
        chosen: one == filter,
    };
    let mut rows: Vec<ArticleRow> = found.iter().filter(|own| filter.fits(own)).map(|own| row(lang, own)).collect();
    rows.sort_by(|a, b| (&a.name, a.variant).cmp(&(&b.name, b.variant)));
    GoodsDesk {
        title: Say::plain(lang, "shop-goods-title"),
        shop: at.shop.clone(),
        shops: at.shops.to_vec(),
        filters: vec![
            chip(GoodsFilter::All, "shop-goods-all"),
            chip(GoodsFilter::Low, "shop-goods-low"),
            chip(GoodsFilter::Off, "shop-goods-off"),
        ],
        empty: rows.is_empty().then(|| Say::plain(lang, "shop-goods-none")),
        goods: rows,
    }
}

pub(super) fn row(lang: Lang, own: &Own) -> ArticleRow {
    let Article { product, variant, stock } = &own.article;
    let Stock { on_hand, held, .. } = *stock;
    let count = |n: i64| Arg::Count(u32::try_from(n.max(0)).unwrap_or(u32::MAX));
    let key = if held > 0 { "shop-stock-held" } else { "shop-stock" };
    ArticleRow {
        variant: own.id,
        name: titled(product.names.text(lang), &variant.label),
        gtin: variant.gtin.clone(),
        image: product.image.clone(),
        price: Amount::new(lang, Money::new(variant.price, variant.currency)),
        stock: Say::new(lang, key, &[("n", count(on_hand)), ("held", count(held))]),
        on_hand: i32::try_from(on_hand).unwrap_or(i32::MAX),
        low: stock.is_low() && !variant.gone,
        gone: variant.gone,
        waits: own.waits.then(|| Say::plain(lang, "shop-not-sent")),
    }
}

/// One article and its form.
pub fn page(at: &At<'_>, own: &Own) -> ArticlePage {
    let Article { product, variant, stock } = &own.article;
    let form = ArticleForm {
        name: product.names.text(at.lang).to_owned(),
        price: Money::new(variant.price, variant.currency).written(),
        weight: variant.weight_g.to_string(),
        most: variant.max_per_order.map(|most| most.to_string()).unwrap_or_default(),
        low: stock.low.to_string(),
        on_sale: !variant.gone,
    };
    let price_label = Say::new(at.lang, "shop-price-in", &[("currency", Arg::from(variant.currency.iso()))]);
    ArticlePage { shop: at.shop.clone(), row: row(at.lang, own), form, price_label }
}

/// What a form changes of what is shown; none where it says what is there. The fields that cannot be read.
pub fn patch(lang: Lang, shop: ShopId, own: &Own, form: &ArticleForm) -> Result<Option<ProductPatch>, Vec<Field>> {
    let Article { product, variant, stock } = &own.article;
    let mut wrong = Vec::new();
    let mut number = |field, text: &str| match text.trim().parse::<u32>() {
        Ok(n) => n,
        Err(_) => {
            wrong.push(field);
            0
        }
    };
    let weight_g = number(Field::Weight, &form.weight);
    let low = number(Field::Low, &form.low);
    let most = (!form.most.trim().is_empty()).then(|| number(Field::Most, &form.most));
    let price = price(&form.price, variant.currency);
    if price.is_none() {
        wrong.push(Field::Price);
    }
    let names = renamed(&product.names, lang, form.name.trim());
    let mut patch = ProductPatch::new(shop, own.id);
    patch.names = edit(&product.names, names);
    patch.price = price.and_then(|price| edit(&variant.price, price));
    patch.weight_g = edit(&variant.weight_g, weight_g);
    patch.max_per_order = edit(&variant.max_per_order, most);
    patch.gone = edit(&variant.gone, !form.on_sale);
    patch.low = edit(&stock.low, low);
    if patch == ProductPatch::new(shop, own.id) && wrong.is_empty() {
        return Ok(None);
    }
    if form.name.trim().is_empty() {
        wrong.push(Field::Names);
    }
    let refused = petpro_domain::shop::check_patch(&patch).err().unwrap_or_default();
    wrong.extend(refused.into_iter().filter(|field| !wrong.contains(field)).collect::<Vec<_>>());
    if wrong.is_empty() { Ok(Some(patch)) } else { Err(wrong) }
}

fn edit<T: Clone + PartialEq>(was: &T, to: T) -> Option<Edit<T>> {
    (*was != to).then(|| Edit { was: was.clone(), to })
}

fn price(text: &str, currency: Currency) -> Option<i64> {
    Money::parse(text, currency).map(|money| money.amount)
}

/// English is what every other language falls back to, so it is named too where there was no other name.
fn renamed(names: &Names, lang: Lang, name: &str) -> Names {
    let mut to = names.clone();
    let own = match lang {
        Lang::En => &mut to.en,
        Lang::Ja => &mut to.ja,
        Lang::Ko => &mut to.ko,
        Lang::Zh => &mut to.zh,
    };
    if names.text(lang) != name {
        own.clear();
        own.push_str(name);
    }
    to
}

/// A movement that was saved, in one sentence.
pub fn moved(lang: Lang, op: OpId, by: i64, own: &Own) -> Moved {
    let row = row(lang, own);
    let key = if by > 0 { "shop-moved-in" } else { "shop-moved-out" };
    let units = u32::try_from(by.unsigned_abs()).unwrap_or(u32::MAX);
    let on_hand = u32::try_from(own.article.stock.on_hand.max(0)).unwrap_or(u32::MAX);
    let args = [("name", Arg::from(&row.name)), ("n", Arg::Count(units)), ("left", Arg::Count(on_hand))];
    Moved { op, say: Say::new(lang, key, &args), row }
}

/// Whether so many can be moved at once.
pub(crate) fn check_move(by: i64) -> Result<(), Code> {
    if by == 0 || by.unsigned_abs() > MAX_MOVE.unsigned_abs() { Err(Code::QuantityInvalid) } else { Ok(()) }
}
