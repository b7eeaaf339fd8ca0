//! From an order's row to the screen and to its row in the list.

use petpro_domain::Lang;
use petpro_domain::cart::{Order as Row, OrderState};
use petpro_domain::order::{Bill, Event, Status};
use petpro_domain::texts::{self, Arg, day_of};

use super::parts::{address, moment, part};
use super::{Actions, Hold, Order, Orders, Source, Summary};
use crate::screens::cart::totals::{self, Amounts};
use crate::screens::{Amount, Press, Say, timeline};

/// The order as this person sees it now.
pub fn screen(source: &Source<'_>) -> Order {
    let Source { lang, row, .. } = *source;
    let bill = row.bill.as_deref();
    let (state, status) = stands(lang, row);
    Order {
        order: source.id,
        number: bill.map(|bill| bill.number.clone()),
        title: title(lang, bill),
        state,
        status,
        notes: notes(source),
        hold: bill.and_then(|bill| hold(source, bill)),
        shops: bill.map(|bill| bill.shops.iter().map(|shop| part(source, shop)).collect()).unwrap_or_default(),
        sums: bill.map(|bill| totals::sums(lang, &amounts(bill))).unwrap_or_default(),
        total: bill.map(|bill| Amount::new(lang, bill.total)),
        address: bill.map(|bill| address(source.lang, &bill.address)).unwrap_or_default(),
        timeline: bill.map(|bill| timeline::known(lang, source.offset_minutes, &bill.timeline)).unwrap_or_default(),
        actions: actions(source, bill),
    }
}

/// Its row in the list.
pub fn summary(source: &Source<'_>) -> Summary {
    let Source { lang, row, .. } = *source;
    let bill = row.bill.as_deref();
    let (state, status) = stands(lang, row);
    Summary {
        order: source.id,
        number: bill.map(|bill| bill.number.clone()),
        title: title(lang, bill),
        state,
        status,
        total: bill.map(|bill| Amount::new(lang, bill.total)),
        placed: texts::date(lang, day_of(row.placed_ms, source.offset_minutes)),
    }
}

/// The list of these.
pub fn list(lang: Lang, orders: Vec<Summary>) -> Orders {
    let empty = orders.is_empty().then(|| Say::plain(lang, "orders-empty"));
    Orders { title: Say::plain(lang, "orders-title"), empty, orders }
}

fn title(lang: Lang, bill: Option<&Bill>) -> Say {
    match bill {
        Some(bill) => Say::new(lang, "order-title", &[("number", Arg::from(&bill.number))]),
        None => Say::plain(lang, "order-title-waiting"),
    }
}

/// The server's state where it has the order, else the device's.
fn stands(lang: Lang, row: &Row) -> (&'static str, Say) {
    if row.st == OrderState::Refunded {
        return ("REFUNDED", Say::plain(lang, "order-status-refunded"));
    }
    match (&row.bill, row.st) {
        (Some(bill), _) => (bill.status.name(), status(lang, bill.status)),
        (None, OrderState::Waiting) => ("WAITING", Say::plain(lang, "order-status-waiting")),
        (None, OrderState::Rejected) => ("REJECTED", Say::plain(lang, "order-status-rejected")),
        (None, OrderState::Expired) => (Status::Expired.name(), status(lang, Status::Expired)),
        (None, OrderState::Pending) => (Status::PendingPayment.name(), status(lang, Status::PendingPayment)),
        (None, OrderState::Paid) => (Status::Processing.name(), status(lang, Status::Processing)),
        (None, _) => ("OTHER", status(lang, Status::Other)),
    }
}

/// A state in words.
pub fn status(lang: Lang, status: Status) -> Say {
    let key = match status {
        Status::PendingPayment => "order-status-pending-payment",
        Status::PaymentFailed => "order-status-payment-failed",
        Status::Processing => "order-status-processing",
        Status::Preparing => "order-status-preparing",
        Status::Shipped => "order-status-shipped",
        Status::Delivered => "order-status-delivered",
        Status::Completed => "order-status-completed",
        Status::Expired => "order-status-expired",
        Status::Cancelled => "order-status-cancelled",
        Status::Other => "order-status-other",
    };
    Say::plain(lang, key)
}

fn notes(source: &Source<'_>) -> Vec<Say> {
    let lang = source.lang;
    match (source.row.st, source.row.bill.as_deref().map(|bill| bill.status)) {
        (OrderState::Waiting, _) => {
            let mut out = vec![Say::plain(lang, "order-saved")];
            out.extend(source.valid_until.map(|until| {
                let when = moment(lang, until, source.offset_minutes);
                Say::new(lang, "order-saved-until", &[("when", Arg::from(when))])
            }));
            out
        }
        (OrderState::Expired, _) | (_, Some(Status::Expired)) => vec![Say::plain(lang, "order-goods-back")],
        (_, Some(Status::PaymentFailed)) => vec![Say::plain(lang, "order-try-again")],
        _ => Vec::new(),
    }
}

fn hold(source: &Source<'_>, bill: &Bill) -> Option<Hold> {
    let until_ms = bill.hold_until_ms?;
    if !matches!(bill.status, Status::PendingPayment | Status::PaymentFailed) {
        return None;
    }
    let left_ms = until_ms.saturating_sub(source.now_ms).max(0);
    let say = if left_ms == 0 {
        Say::plain(source.lang, "order-hold-over")
    } else {
        // Rounded up: the last thing shown before the end is 0:01.
        let seconds = (left_ms + 999) / 1_000;
        let time = format!("{}:{:02}", seconds / 60, seconds % 60);
        Say::new(source.lang, "order-hold", &[("time", Arg::from(time))])
    };
    Some(Hold { until_ms, left_ms, say })
}

fn amounts(bill: &Bill) -> Amounts {
    let Bill { goods, discount, shipping, tax, tax_included, total, .. } = *bill;
    Amounts { goods, discount, shipping, tax, tax_included, total }
}

fn actions(source: &Source<'_>, bill: Option<&Bill>) -> Actions {
    let number = bill.map(|bill| bill.number.clone()).unwrap_or_default();
    let press = |key, enabled| Press { label: Say::new(source.lang, key, &[("number", Arg::from(&number))]), enabled };
    let held = bill.is_some_and(|bill| bill.hold_until_ms.is_some_and(|until| until > source.now_ms));
    let unpaid = bill.is_some_and(|bill| matches!(bill.status, Status::PendingPayment | Status::PaymentFailed));
    let arrived = bill.is_some_and(|bill| bill.shops.iter().any(|shop| shop.status.takes(Event::Received)));
    Actions {
        pay: press("order-pay-label", unpaid && held),
        cancel: press("order-cancel-label", bill.is_some_and(Bill::can_be_cancelled)),
        received: press("order-received-label", arrived),
    }
}
