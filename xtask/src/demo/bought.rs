//! Checkout and orders as people see them, as far as the story looks.

use std::time::Duration;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::cart::{Amount, Label, Line as CartLine};
use super::phone::Phone;
use super::story::Checks;
use crate::progress::now;

/// What happens elsewhere (a webhook, a mail, the clock of a hold) is heard of within this, or it is
/// an error. The slowest by rule is a payment of which no webhook told: it is asked for every second.
const PATIENCE: Duration = Duration::from_secs(15);

/// The screen before an order.
#[derive(Deserialize)]
pub struct Checkout {
    pub shops: Vec<Shop>,
    pub total: Option<Amount>,
    pub digest: Option<String>,
    pub methods: Vec<Way>,
    pub place: Press,
    pub note: Label,
}

#[derive(Deserialize)]
pub struct Shop {
    pub name: String,
    pub lines: Vec<Line>,
    pub deliveries: Vec<Way>,
    pub sums: Vec<Sum>,
}

#[derive(Deserialize)]
pub struct Sum {
    pub label: Label,
    pub amount: Amount,
}

#[derive(Deserialize)]
pub struct Line {
    pub say: Label,
    pub amount: Amount,
}

#[derive(Deserialize)]
pub struct Way {
    pub id: String,
    pub say: Label,
    pub arrives: Option<Label>,
    pub chosen: bool,
}

#[derive(Deserialize)]
pub struct Press {
    pub label: Label,
    pub enabled: bool,
}

/// What became of "Place order".
#[derive(Deserialize)]
pub struct Placed {
    pub order: String,
    pub number: Option<String>,
    pub waits: bool,
    pub say: Label,
}

/// An order.
#[derive(Deserialize)]
pub struct Order {
    pub order: String,
    pub number: Option<String>,
    pub state: String,
    pub status: Label,
    pub notes: Vec<Label>,
    pub hold: Option<Hold>,
    pub shops: Vec<Part>,
    pub total: Option<Amount>,
    pub actions: Actions,
}

#[derive(Deserialize)]
pub struct Hold {
    pub left_ms: i64,
    pub say: Label,
}

#[derive(Deserialize)]
pub struct Part {
    pub number: String,
    pub state: String,
    pub parcel: Option<Label>,
}

#[derive(Deserialize)]
pub struct Actions {
    pub pay: Press,
    pub cancel: Press,
    pub received: Press,
}

/// An attempt to pay.
#[derive(Deserialize)]
pub struct Payment {
    pub state: String,
    pub say: Label,
    pub page: Option<String>,
}

#[derive(Deserialize)]
pub struct Orders {
    pub orders: Vec<Row>,
}

#[derive(Deserialize)]
pub struct Row {
    pub order: String,
    pub state: String,
}

#[derive(Deserialize)]
pub struct Timeline {
    pub entries: Vec<Entry>,
}

#[derive(Deserialize)]
pub struct Entry {
    pub at: String,
    pub what: String,
    pub say: Label,
    pub refused: bool,
    pub shop_order: Option<String>,
}

#[derive(Deserialize)]
pub struct Inbox {
    pub unread: u32,
    pub notices: Vec<Notice>,
}

#[derive(Deserialize)]
pub struct Notice {
    pub title: String,
}

/// A shop's part, as the shop sees it.
#[derive(Deserialize)]
pub struct ShopOrder {
    pub number: String,
    pub status: String,
    pub lines: Vec<serde::de::IgnoredAny>,
}

impl Checkout {
    /// The shops' totals make the total, to the last yen; gives it as it is written.
    pub fn adds_up(&self, checks: &mut Checks) -> Result<String> {
        let Some(total) = &self.total else { bail!("the checkout has no total") };
        let last = |shop: &Shop| shop.sums.last().map_or(0, |sum| sum.amount.money.amount);
        checks.equal("the total of all shops", &self.shops.iter().map(last).sum::<i64>(), &total.money.amount)?;
        checks.that(self.digest.as_ref().is_some_and(|digest| digest.len() == 64), || "no digest".into())?;
        Ok(total.text.clone())
    }

    /// Shops, goods, ways of delivery and sums as text.
    pub fn told(&self) -> String {
        let mut text = String::new();
        for shop in &self.shops {
            text += &format!("{}\n", shop.name);
            shop.lines.iter().for_each(|line| text += &row(&line.say.text, &line.amount.text));
            for way in &shop.deliveries {
                let arrives = way.arrives.as_ref().map_or("", |say| &say.text);
                text += &row(&format!("{} {}, {arrives}", if way.chosen { "(x)" } else { "( )" }, way.say.text), "");
            }
            shop.sums.iter().for_each(|sum| text += &row(&sum.label.text, &sum.amount.text));
        }
        text + &format!("{}\n", self.place.label.text)
    }
}

fn row(name: &str, amount: &str) -> String {
    format!("  {name:<58} {amount:>9}\n")
}

impl Order {
    /// What it is called; until the server has it, its id.
    pub fn name(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.order)
    }
}

impl Timeline {
    /// One line an entry.
    pub fn told(&self) -> String {
        let line = |entry: &Entry| {
            let about = entry.shop_order.as_ref().map_or_else(String::new, |number| format!(" [{number}]"));
            format!("{}  {}{about}\n", entry.at, entry.say.text)
        };
        self.entries.iter().map(line).collect()
    }
}

impl Phone {
    pub fn checkout(&mut self) -> Result<Checkout> {
        self.see("checkout")
    }

    pub fn order(&mut self, name: &str) -> Result<Order> {
        self.see(&format!("order {name}"))
    }

    /// Orders by state, newest first.
    pub fn orders(&mut self) -> Result<Vec<Row>> {
        Ok(self.see::<Orders>("orders")?.orders)
    }

    /// Syncs until the order is in this state.
    pub fn sees_it(&mut self, name: &str, state: &str) -> Result<Order> {
        let start = now();
        loop {
            self.sync()?;
            let order = self.order(name)?;
            match order.state.as_str() {
                reached if reached == state => return Ok(order),
                other if start.elapsed() > PATIENCE => bail!("order {name} is {other}, not {state}"),
                _ => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Lines of the cart of which an order holds something.
    pub fn locked(&mut self) -> Result<usize> {
        #[derive(Deserialize)]
        struct Cart {
            shops: Vec<Shelf>,
        }
        #[derive(Deserialize)]
        struct Shelf {
            lines: Vec<CartLine>,
        }
        let cart: Cart = self.see("cart")?;
        Ok(cart.shops.iter().flat_map(|shop| &shop.lines).filter(|line| !line.locked.is_empty()).count())
    }
}

/// Asks until there is something, as long as it may take.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = now();
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if start.elapsed() > PATIENCE {
            bail!("{what} did not come within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
