//! The canonical form of a quote and its SHA-256.
//!
//! Big-endian integers of fixed width and strings behind their length, in this order: the inputs
//! that decided (of a shipping table only the price that came out of it counts, so that a change in
//! a row that was not used leaves a shown total valid), then the result. A change of this form is a
//! change of the version in its first bytes.

use sha2::{Digest, Sha256};

use super::inputs::{Discount, Inputs, Line};
use super::quote::Quote;

const VERSION: &str = "petpro-quote-1";

/// SHA-256 in hex. `lines` are in the order of the quote's lines, `discounts` sorted by id.
pub(super) fn of(inputs: &Inputs, lines: &[&Line], discounts: &[&Discount], quote: &Quote) -> String {
    let mut form = Form(Vec::with_capacity(256 + lines.len() * 80));
    form.text(VERSION);
    form.text(inputs.currency.iso());
    form.text(&inputs.ship_to.to_string());

    let mut rest = lines.iter();
    form.u32(quote.shops.len() as u32);
    for shop in &quote.shops {
        form.0.extend(shop.shop.bytes());
        form.optional(shop.free_shipping_from.map(|from| from.amount));
        form.u32(shop.lines.len() as u32);
        for (priced, line) in shop.lines.iter().zip(rest.by_ref()) {
            form.0.extend(priced.line.bytes());
            form.0.extend(priced.variant.bytes());
            form.u32(priced.qty);
            form.i64(priced.unit.amount);
            form.u32(line.weight_g);
            form.u32(line.tax_bp);
            form.i64(priced.discount.amount);
        }
        form.u32(shop.parcels);
        form.i64(shop.shipping.amount);
        form.u32(shop.taxes.len() as u32);
        for tax in &shop.taxes {
            form.u32(tax.rate_bp);
            form.i64(tax.base.amount);
            form.i64(tax.tax.amount);
        }
        form.i64(shop.total.amount);
    }

    form.u32(discounts.len() as u32);
    for discount in discounts {
        form.text(&discount.id);
        match discount.shop {
            Some(shop) => {
                form.0.push(1);
                form.0.extend(shop.bytes());
            }
            None => form.0.push(0),
        }
        form.i64(discount.amount);
    }
    for amount in [quote.goods, quote.discount, quote.shipping, quote.tax, quote.total] {
        form.i64(amount.amount);
    }
    hex::encode(Sha256::digest(&form.0))
}

struct Form(Vec<u8>);

impl Form {
    fn u32(&mut self, n: u32) {
        self.0.extend(n.to_be_bytes());
    }
    fn i64(&mut self, n: i64) {
        self.0.extend(n.to_be_bytes());
    }
    fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.0.extend(text.as_bytes());
    }
    fn optional(&mut self, n: Option<i64>) {
        self.0.push(u8::from(n.is_some()));
        if let Some(n) = n {
            self.i64(n);
        }
    }
}
