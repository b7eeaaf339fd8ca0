//! A shop's side of orders.

use petpro_client::order::VendorOrder;
use petpro_client::screens::order::status;
use petpro_client::texts::money;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::Vendor;

pub async fn run(app: &App, what: &Vendor) -> Result<Answer, Failure> {
    match what {
        Vendor::Orders => {
            let orders = app.petpro.shop_orders().await?;
            let lines = orders.iter().map(|order| line(app, order)).collect();
            Ok(Answer::new(orders, lines))
        }
        Vendor::Accept { number } => {
            let order = app.petpro.accept(number).await?;
            let lines = vec![line(app, &order)];
            Ok(Answer::new(order, lines))
        }
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
    }
}

fn line(app: &App, order: &VendorOrder) -> String {
    let units: u32 = order.bill.lines.iter().map(|line| line.qty).sum();
    format!("{} · {} · {units} × · {}", order.bill.number, status(app.lang, order.bill.status), order.address.region)
}
