//! What the screen of an order says and allows.

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::cart::{Order as Row, OrderState};
use petpro_domain::order::{Address, Bill, BillLine, ShopBill, Status, Tracking};
use petpro_domain::wire::Pay;

use super::{Order, Source, screen};
use crate::screens::cart::tests::{NOW, id, named, yen};

fn shop(n: u32, status: Status) -> ShopBill {
    let line = BillLine {
        line: id(5),
        variant: id(5),
        product: id(5),
        names: named("Salmon Bites", "サーモン"),
        label: "500 g".into(),
        qty: 2,
        unit: yen(500),
        discount: yen(0),
        net: yen(1_000),
    };
    ShopBill {
        number: format!("JP-1001-{n}"),
        shop: id(n.into()),
        status,
        lines: vec![line],
        goods: yen(1_000),
        discount: yen(0),
        shipping: yen(500),
        tax: yen(136),
        total: yen(1_500),
        delivery: "standard".into(),
        earliest: "2026-01-14".into(),
        latest: "2026-01-14".into(),
        tracking: None,
    }
}

fn bill(status: Status, shops: Vec<ShopBill>) -> Bill {
    Bill {
        number: "JP-1001".into(),
        status,
        goods: yen(2_000),
        discount: yen(0),
        shipping: yen(1_000),
        tax: yen(272),
        tax_included: true,
        total: yen(3_000),
        digest: "d".into(),
        address: Address {
            name: "Hana Sato".into(),
            phone: String::new(),
            postal_code: "150-0001".into(),
            region: "JP-13".into(),
            city: "Shibuya-ku".into(),
            line1: "Jingumae 1-2-3".into(),
            line2: String::new(),
        },
        hold_until_ms: None,
        shops,
        timeline: vec![],
    }
}

fn row(st: OrderState, bill: Option<Bill>) -> Row {
    Row { st, household: None, lines: vec![], pay: Pay::Card, placed_ms: NOW, bill: bill.map(Box::new) }
}

fn shown(row: &Row, now_ms: i64) -> Order {
    let shops = BTreeMap::new();
    screen(&Source { lang: Lang::En, now_ms, offset_minutes: 0, id: id(1), row, shops: &shops, valid_until: None })
}

fn one(status: Status) -> Order {
    shown(&row(OrderState::Pending, Some(bill(status, vec![shop(1, status)]))), NOW)
}

#[test]
fn the_countdown_ends_at_0_01_and_then_says_what_follows() {
    let held = Bill { hold_until_ms: Some(NOW + 581_000), ..bill(Status::PendingPayment, vec![]) };
    let held = row(OrderState::Pending, Some(held));
    let said = |now_ms| shown(&held, now_ms).hold.unwrap().say;
    assert_eq!(said(NOW).text, "Reserved for you for 9:41 more");
    assert_eq!(said(NOW + 580_999).text, "Reserved for you for 0:01 more");
    assert_eq!(said(NOW + 581_000).key, "order-hold-over");
    assert!(shown(&held, NOW).actions.pay.enabled && !shown(&held, NOW + 581_000).actions.pay.enabled);
}

/// covers: S0-097
#[test]
fn calling_off_is_offered_until_a_shop_has_begun_to_pack() {
    let offered: Vec<_> = Status::ALL.into_iter().filter(|status| one(*status).actions.cancel.enabled).collect();
    assert_eq!(offered, [Status::PendingPayment, Status::PaymentFailed, Status::Processing]);
    let half = bill(Status::Processing, vec![shop(1, Status::Processing), shop(2, Status::Preparing)]);
    assert!(!shown(&row(OrderState::Paid, Some(half)), NOW).actions.cancel.enabled);
}

/// covers: S0-107
#[test]
fn receipt_is_offered_once_something_is_delivered() {
    let offered: Vec<_> = Status::ALL.into_iter().filter(|status| one(*status).actions.received.enabled).collect();
    assert_eq!(offered, [Status::Delivered]);
    let half = bill(Status::Shipped, vec![shop(1, Status::Shipped), shop(2, Status::Delivered)]);
    assert!(shown(&row(OrderState::Paid, Some(half)), NOW).actions.received.enabled);
}

/// covers: S0-090
#[test]
fn a_refused_payment_says_that_nothing_was_charged_and_can_be_tried_again() {
    let failed = Bill { hold_until_ms: Some(NOW + 1), ..bill(Status::PaymentFailed, vec![]) };
    let screen = shown(&row(OrderState::Pending, Some(failed)), NOW);
    assert_eq!((screen.state, screen.status.text.as_str()), ("PAYMENT_FAILED", "The payment failed"));
    assert!(screen.notes.iter().any(|say| say.key == "order-try-again"), "{:?}", screen.notes);
    assert!(screen.actions.pay.enabled);
}

#[test]
fn an_order_that_ran_out_says_where_its_goods_are() {
    let over = row(OrderState::Expired, Some(bill(Status::Expired, vec![])));
    let screen = shown(&over, NOW);
    assert_eq!(screen.notes[0].key, "order-goods-back");
    assert!(screen.hold.is_none() && !screen.actions.pay.enabled);
}

#[test]
fn a_parcel_is_shown_with_its_carrier_and_number() {
    let parcel = Tracking { carrier: "yamato".into(), number: "1234-5678".into() };
    let part = ShopBill { tracking: Some(parcel), ..shop(1, Status::Shipped) };
    let screen = shown(&row(OrderState::Paid, Some(bill(Status::Shipped, vec![part]))), NOW);
    assert_eq!(screen.shops[0].parcel.as_ref().unwrap().text, "yamato 1234-5678");
    assert_eq!(screen.shops[0].lines[0].say.text, "2 × Salmon Bites (500 g)");
    assert_eq!(screen.shops[0].arrives.text, "Jan 14, 2026");
}

#[test]
fn every_state_has_words_of_its_own() {
    let mut said: Vec<_> = Status::ALL.into_iter().map(|status| one(status).status.text).collect();
    said.sort();
    said.dedup();
    assert_eq!(said.len(), Status::ALL.len());
}
