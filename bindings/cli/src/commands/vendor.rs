//! A shop's side.

use petpro_client::Code;
use petpro_client::order::VendorOrder;
use petpro_client::screens::order::status;
use petpro_client::screens::shop::{ArticleForm, Shown, Try};
use petpro_client::texts::money;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::vendor::{Change, Vendor, goods};

pub async fn run(app: &App, what: &Vendor) -> Result<Answer, Failure> {
    match what {
        Vendor::Orders => {
            let orders = app.petpro.shop_orders().await?;
            let lines = orders.iter().map(|order| line(app, order)).collect();
            Ok(Answer::new(orders, lines))
        }
        Vendor::Desk { show, find } => {
            let shown = Shown { shop: None, filter: show.filter(), find: find.clone() };
            let desk = app.petpro.shop_desk(Some(&shown))?;
            let lines = desk.lines();
            Ok(Answer::new(desk, lines))
        }
        Vendor::Order { number } => {
            let order = app.petpro.shop_order(number)?;
            let lines = order.lines();
            Ok(Answer::new(order, lines))
        }
        Vendor::Accept { numbers } => match numbers.as_slice() {
            [number] => {
                let order = app.petpro.accept(number).await?;
                let lines = vec![line(app, &order)];
                Ok(Answer::new(order, lines))
            }
            several => {
                let done = app.petpro.accept_all(several).await?;
                let lines = done.lines();
                Ok(Answer::new(done, lines))
            }
        },
        Vendor::Ship { number, carrier, tracking } => {
            let parcel = app.petpro.ship(number, carrier, tracking).await?;
            let line = format!("{} · {} {}", parcel.shop_order, parcel.carrier, parcel.tracking_number);
            Ok(Answer::new(parcel, vec![line]))
        }
        Vendor::Price { variant, amount } => {
            let asked = app.petpro.ask_price(variant, *amount).await?;
            let line = format!("{} · {}", asked.variant, money(app.lang, asked.price));
            Ok(Answer::new(asked, vec![line]))
        }
        Vendor::Goods { low, off, find } => {
            let desk = app.petpro.shop_goods(None, goods(*low, *off), find.as_deref().unwrap_or_default())?;
            let lines = desk.lines();
            Ok(Answer::new(desk, lines))
        }
        Vendor::Change(change) => {
            let page = app.petpro.shop_article(&change.variant)?;
            let page = app.petpro.change_article(&change.variant, &changed(page.form, change))?;
            let lines = vec![format!("{} · {} · {}", page.row.name, page.row.price, page.row.stock)];
            Ok(Answer::new(page, lines))
        }
        Vendor::Move { article, by, why } => {
            let variant = match app.petpro.scan_article(article) {
                Ok(page) => page.row.variant.to_string(),
                Err(error) if error.code() == Code::BarcodeFormat => article.clone(),
                Err(error) => return Err(error.into()),
            };
            let moved = app.petpro.adjust_stock(&variant, *by, why.why())?;
            let lines = moved.lines();
            Ok(Answer::new(moved, lines))
        }
        Vendor::Undo { op } => {
            let moved = app.petpro.undo_adjust(op)?;
            let lines = moved.lines();
            Ok(Answer::new(moved, lines))
        }
        Vendor::Delivery { free_from, parcel } => delivery(app, free_from.as_deref(), parcel.as_deref()).await,
        Vendor::Figures { days } => {
            let figures = app.petpro.shop_figures(None, *days).await?;
            let lines = figures.lines();
            Ok(Answer::new(figures, lines))
        }
    }
}

/// What is not named stays as it is shown.
fn changed(form: ArticleForm, change: &Change) -> ArticleForm {
    let or = |new: &Option<String>, old| new.clone().unwrap_or(old);
    ArticleForm {
        name: or(&change.name, form.name),
        price: or(&change.price, form.price),
        weight: or(&change.weight, form.weight),
        most: or(&change.most, form.most),
        low: or(&change.low, form.low),
        on_sale: (form.on_sale || change.on_sale) && !change.off_sale,
    }
}

async fn delivery(app: &App, free_from: Option<&str>, parcel: Option<&[String]>) -> Result<Answer, Failure> {
    let mut desk = app.petpro.shop_delivery(None)?;
    if let Some(amount) = free_from {
        desk.form.free_from = if amount == "never" { String::new() } else { amount.to_owned() };
        desk = app.petpro.put_delivery(None, &desk.form).await?;
    }
    let Some([weight, goods, to]) = parcel else {
        let lines = desk.lines();
        return Ok(Answer::new(desk, lines));
    };
    let way = desk.form.ways.first().map(|way| way.id.clone()).unwrap_or_default();
    let asked = Try { way, to: to.clone(), weight: weight.clone(), goods: goods.clone() };
    let example = app.petpro.price_parcel(None, &desk.form, &asked)?;
    if let Some(problem) = &example.problem {
        return Err(Failure::new(problem.code));
    }
    let lines = example.say.iter().chain(&example.faults).map(|say| say.text.clone()).collect();
    Ok(Answer::new(example, lines))
}

fn line(app: &App, order: &VendorOrder) -> String {
    let units: u32 = order.bill.lines.iter().map(|line| line.qty).sum();
    format!("{} · {} · {units} × · {}", order.bill.number, status(app.lang, order.bill.status), order.address.region)
}
