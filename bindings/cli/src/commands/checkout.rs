//! From the cart to an order, and what becomes of it.

use petpro_client::Code;
use petpro_client::screens::checkout::Choice;
use petpro_client::screens::order::Order;
use petpro_client::texts::args;
use serde_json::json;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::{Checkout, OrderCommand};

pub async fn checkout(app: &App, asked: &Checkout) -> Result<Answer, Failure> {
    let choice = choice(asked)?;
    if !asked.place {
        let screen = app.petpro.checkout(&choice)?;
        let lines = screen.lines();
        return Ok(Answer::new(screen, lines));
    }
    let placed = app.petpro.place_order(&choice).await?;
    let lines = vec![placed.say.text.clone(), placed.order.to_string()];
    Ok(Answer::new(placed, lines))
}

pub fn cards(app: &App) -> Result<Answer, Failure> {
    let cards = app.petpro.cards()?;
    let lines = cards.iter().map(|card| format!("{} ···· {} · {}", card.brand, card.last4, card.id)).collect();
    Ok(Answer::new(cards, lines))
}

pub async fn forget_card(app: &App, id: &str) -> Result<Answer, Failure> {
    app.petpro.forget_card(id).await?;
    Ok(Answer::say(json!({ "id": id }), app.lang, "cli-card-forgotten", args::NONE))
}

fn choice(asked: &Checkout) -> Result<Choice, Failure> {
    let delivery = asked.delivery.iter().map(|pair| {
        let (shop, way) = pair.split_once('=').ok_or(Failure::new(Code::Usage))?;
        Ok((id(shop, Code::Usage)?, way.to_owned()))
    });
    let lines = asked.line.iter().map(|line| id(line, Code::LineUnknown));
    Ok(Choice {
        address: asked.address.as_deref().map(|text| id(text, Code::AddressInvalid)).transpose()?,
        delivery: delivery.collect::<Result<_, Failure>>()?,
        method: asked.method.as_deref().map(|text| id(text, Code::NotFound)).transpose()?,
        lines: (!asked.line.is_empty()).then(|| lines.collect::<Result<_, _>>()).transpose()?,
        available_only: asked.available,
    })
}

fn id<T: std::str::FromStr>(text: &str, code: Code) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::new(code))
}

pub async fn pay(app: &App, order: &str, method: Option<&str>) -> Result<Answer, Failure> {
    let method = method.map(|text| id(text, Code::NotFound)).transpose()?;
    let payment = app.petpro.pay(order, method).await?;
    let lines = payment.lines();
    Ok(Answer::new(payment, lines))
}

pub fn orders(app: &App) -> Result<Answer, Failure> {
    let orders = app.petpro.orders()?;
    let lines = orders.lines();
    Ok(Answer::new(orders, lines))
}

pub async fn order(app: &App, which: &str, what: OrderCommand) -> Result<Answer, Failure> {
    let order: Order = match what {
        OrderCommand::Show => app.petpro.order(which)?,
        OrderCommand::Cancel => app.petpro.cancel_order(which).await?,
        OrderCommand::Received => app.petpro.confirm_receipt(which).await?,
        OrderCommand::Timeline => {
            let timeline = app.petpro.timeline(which).await?;
            let lines = timeline.lines();
            return Ok(Answer::new(timeline, lines));
        }
    };
    let lines = order.lines();
    Ok(Answer::new(order, lines))
}
