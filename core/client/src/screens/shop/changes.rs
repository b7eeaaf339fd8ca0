//! A shop's changes among everything that waits or came back: by the article's name, with both values where
//! somebody else was faster.

use petpro_domain::Lang;
use petpro_domain::catalog::Names;
use petpro_domain::ids::VariantId;
use petpro_domain::money::{Currency, Money};
use petpro_domain::shop::{Clash, Field};
use petpro_domain::texts::{self, Arg};
use serde_json::Value;

use crate::screens::outbox::Screen;
use crate::screens::{Say, titled};
use crate::state::Outbox;
use crate::store::shop::Own;

/// Names the articles of a screen that was made of this outbox.
pub fn name<'a>(lang: Lang, screen: &mut Screen, outbox: &Outbox, find: impl Fn(VariantId) -> Option<&'a Own>) {
    let what = |kind: &str, variant: VariantId| {
        let own = find(variant)?;
        let name = titled(own.article.product.names.text(lang), &own.article.variant.label);
        let key = if kind == "stock.adjust" { "outbox-stock" } else { "outbox-product" };
        Some(Say::new(lang, key, &[("name", Arg::from(name))]))
    };
    for (shown, op) in screen.waiting.iter_mut().zip(&outbox.pending) {
        if let Some(said) = op.variant.and_then(|variant| what(&op.kind, variant)) {
            shown.what = said;
        }
    }
    for (shown, op) in screen.attention.iter_mut().zip(&outbox.attention) {
        let Some(variant) = op.variant else { continue };
        shown.retry.enabled = true;
        if let Some(said) = what(&op.kind, variant) {
            shown.what = said;
        }
        let clashes: Vec<Clash> = op.detail.as_deref().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
        let currency = find(variant).map(|own| own.article.variant.currency);
        shown.goods = clashes.iter().map(|clash| clashed(lang, clash, currency)).collect();
    }
}

/// "Price: yours ¥1,980, theirs ¥2,100".
fn clashed(lang: Lang, clash: &Clash, currency: Option<Currency>) -> Say {
    let key = match clash.field {
        Field::Names => "shop-clash-name",
        Field::Price => "shop-clash-price",
        Field::Weight => "shop-clash-weight",
        Field::Most => "shop-clash-most",
        Field::Low => "shop-clash-low",
        Field::Gone | Field::Other => "shop-clash-sale",
    };
    let value = |value: &Value| match (clash.field, value) {
        (Field::Names, names) => match serde_json::from_value::<Names>(names.clone()) {
            Ok(names) => names.text(lang).to_owned(),
            Err(_) => names.to_string(),
        },
        (Field::Price, amount) => match (amount.as_i64(), currency) {
            (Some(amount), Some(currency)) => texts::money(lang, Money::new(amount, currency)),
            _ => amount.to_string(),
        },
        (Field::Gone, Value::Bool(gone)) => {
            Say::plain(lang, if *gone { "shop-clash-off" } else { "shop-clash-on" }).text
        }
        (_, Value::Null) => "-".to_owned(),
        (_, other) => other.to_string(),
    };
    Say::new(lang, key, &[("yours", Arg::from(value(&clash.yours))), ("theirs", Arg::from(value(&clash.theirs)))])
}
