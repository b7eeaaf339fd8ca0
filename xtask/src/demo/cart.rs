//! The cart as a person compares two phones: how many of what, and every amount on the screen.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::story::Checks;

/// The screen's state, as far as it is looked at.
#[derive(Deserialize)]
pub struct Screen {
    shops: Vec<Shop>,
    totals: Vec<Totals>,
    saved: Vec<Line>,
}

#[derive(Deserialize)]
struct Shop {
    name: String,
    lines: Vec<Line>,
    sums: Vec<Sum>,
}

#[derive(Deserialize)]
pub struct Line {
    line: String,
    variant: String,
    name: String,
    label: String,
    qty: u64,
    goods: Option<Amount>,
    /// What pending orders hold.
    #[serde(default)]
    pub locked: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Totals {
    sums: Vec<Sum>,
    total: Option<Amount>,
    digest: Option<String>,
}

#[derive(Deserialize)]
struct Sum {
    label: Label,
    amount: Amount,
}

#[derive(Deserialize)]
pub struct Label {
    pub text: String,
}

#[derive(Deserialize)]
pub struct Amount {
    pub money: Money,
    pub text: String,
}

#[derive(Clone, Deserialize)]
pub struct Money {
    pub amount: i64,
}

/// Equal on two phones when they show the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    /// Units by line.
    pub lines: BTreeMap<String, u64>,
    pub variants: BTreeMap<String, String>,
    pub saved: BTreeMap<String, u64>,
    pub shops: Vec<Part>,
    /// Of all shops, as labelled on the screen.
    sums: Vec<(String, i64)>,
    /// As written for people.
    pub total: String,
    total_amount: i64,
    /// Names the inputs and the result of the pricing.
    digest: String,
    printed: String,
}

/// One shop's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    shop: String,
    /// What its lines cost, added up here.
    goods: i64,
    /// As labelled on the screen: goods first, its total last.
    sums: Vec<(String, i64)>,
}

impl Cart {
    pub fn of(screen: &Screen) -> Self {
        let amounts = |sums: &[Sum]| sums.iter().map(|sum| (sum.label.text.clone(), sum.amount.money.amount)).collect();
        let mut cart = Self { printed: printed(screen), ..Self::default() };
        for shop in &screen.shops {
            for line in &shop.lines {
                cart.lines.insert(line.line.clone(), line.qty);
                cart.variants.insert(line.line.clone(), line.variant.clone());
            }
            let goods = shop.lines.iter().filter_map(|line| line.goods.as_ref()).map(|goods| goods.money.amount).sum();
            cart.shops.push(Part { shop: shop.name.clone(), goods, sums: amounts(&shop.sums) });
        }
        cart.saved = screen.saved.iter().map(|line| (line.line.clone(), line.qty)).collect();
        if let Some(totals) = screen.totals.first() {
            cart.sums = amounts(&totals.sums);
            cart.total = totals.total.as_ref().map_or(String::new(), |total| total.text.clone());
            cart.total_amount = totals.total.as_ref().map_or(0, |total| total.money.amount);
            cart.digest = totals.digest.clone().unwrap_or_default();
        }
        cart
    }

    pub fn units(&self) -> u64 {
        self.lines.values().sum()
    }

    pub fn qty(&self, line: &str) -> u64 {
        self.lines.get(line).copied().unwrap_or(0)
    }

    /// A line, what is in it, and how many.
    pub fn first(&self) -> Result<(String, String, u64)> {
        let (line, qty) = self.lines.iter().next().context("the cart is empty")?;
        Ok((line.clone(), self.variants[line].clone(), *qty))
    }

    /// Lines make the shops' goods, goods and shipping the shops' totals, and those the total: in minor units, to the
    /// last yen. Prices in Japan include the tax, so it is no part of a sum.
    pub fn adds_up(&self, checks: &mut Checks) -> Result<()> {
        let mut total = 0;
        for Part { shop, goods, sums } in &self.shops {
            let (last, parts) = sums.split_last().with_context(|| format!("{shop} has no sums"))?;
            let first = parts.first().with_context(|| format!("{shop} has one sum alone"))?;
            checks.equal(&format!("goods of {shop}"), goods, &first.1)?;
            checks.equal(&format!("the total of {shop}"), &last.1, &parts.iter().map(|part| part.1).sum())?;
            total += last.1;
        }
        checks.equal("the total of all shops", &self.total_amount, &total)
    }

    /// Shops, lines and sums as text.
    pub fn told(&self) -> String {
        self.printed.clone()
    }
}

fn printed(screen: &Screen) -> String {
    let mut text = String::new();
    let row = |name: &str, amount: &str| format!("  {name:<58} {amount:>9}\n");
    for shop in &screen.shops {
        text += &format!("{}\n", shop.name);
        for line in &shop.lines {
            let name = format!("{} x {} ({})", line.qty, line.name, line.label);
            text += &row(&name, line.goods.as_ref().map_or("", |goods| &goods.text));
        }
        shop.sums.iter().for_each(|sum| text += &row(&sum.label.text, &sum.amount.text));
    }
    for totals in &screen.totals {
        text += "all shops\n";
        totals.sums.iter().for_each(|sum| text += &row(&sum.label.text, &sum.amount.text));
    }
    text
}
