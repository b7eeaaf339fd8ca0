//! The cart without a network.

use petpro_client::store::{Account, shown};
use petpro_client::{Topic, View};
use petpro_domain::Code;
use petpro_domain::ids::{self, HouseholdId, UserId};
use petpro_domain::money::{Currency, Money};
use petpro_domain::pricing::Warning;
use serde_json::json;

use crate::world::{Phone, id, lines, variant};

/// covers: S0-037, S0-040
#[test]
fn the_same_variant_added_twice_is_one_line() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    petpro.add(&variant(1).to_string(), 2).unwrap();
    let done = petpro.add(&variant(1).to_string(), 3).unwrap();
    let cart = petpro.cart().unwrap();
    assert_eq!(lines(&cart).len(), 1);
    assert_eq!((lines(&cart)[0].line, lines(&cart)[0].qty), (done.line, 5));
}

/// covers: S0-039, S0-042
#[test]
fn goods_that_were_sold_out_when_last_heard_of_are_refused() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let refused = petpro.add(&variant(4).to_string(), 1).unwrap_err();
    assert_eq!((refused.code(), refused.how_many()), (Code::StockInsufficient, Some(0)));
    assert!(petpro.cart().unwrap().shops.is_empty());
}

#[test]
fn goods_off_sale_unknown_goods_and_more_than_a_shop_sells_are_refused() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let code = |variant: &str, n| petpro.add(variant, n).unwrap_err().code();
    assert_eq!(code(&variant(5).to_string(), 1), Code::ProductDiscontinued);
    assert_eq!(code(&variant(99).to_string(), 1), Code::ProductUnknown);
    assert_eq!(code("not an id", 1), Code::ProductUnknown);
    assert_eq!(code(&variant(6).to_string(), 3), Code::LimitExceeded);
    assert_eq!(code(&variant(1).to_string(), 0), Code::QuantityInvalid);
    assert_eq!(code(&variant(1).to_string(), u32::MAX), Code::QuantityInvalid);
}

/// covers: S0-048
#[test]
fn a_quantity_is_set_and_nought_removes_the_line() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let line = petpro.add(&variant(1).to_string(), 2).unwrap().line.to_string();
    petpro.set_quantity(&line, 7).unwrap();
    assert_eq!(petpro.cart().unwrap().shops[0].lines[0].qty, 7);
    petpro.set_quantity(&line, 0).unwrap();
    assert!(petpro.cart().unwrap().shops.is_empty());
    assert_eq!(petpro.remove(&line).unwrap_err().code(), Code::LineUnknown);
}

/// covers: S0-049, S0-042
#[test]
fn more_than_is_shown_is_asked_of_the_last_known_stock_and_fewer_are_always_taken() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let set = |line: &str, n| petpro.set_quantity(line, n).map(drop).map_err(|error| (error.code(), error.how_many()));
    let rare = petpro.add(&variant(6).to_string(), 1).unwrap().line.to_string();
    assert_eq!(set(&rare, 3), Err((Code::LimitExceeded, Some(2))));
    assert_eq!(set(&rare, 2), Ok(()));
    let line = petpro.add(&variant(1).to_string(), 4).unwrap().line.to_string();
    for (field, value, refusal) in [
        ("level", json!("none"), (Code::StockInsufficient, Some(0))),
        ("gone", json!(true), (Code::ProductDiscontinued, None)),
    ] {
        phone.change(1, &json!({field: value}));
        assert_eq!(set(&line, 9), Err(refusal));
        assert_eq!(petpro.cart().unwrap().shops[0].lines[0].qty, 4, "nothing was written");
    }
    assert_eq!(set(&line, 3), Ok(()));
    assert_eq!(set(&line, 0), Ok(()));
}

/// covers: S0-045
#[test]
fn a_cart_tells_what_has_changed_since_it_was_filled() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    petpro.add(&variant(1).to_string(), 3).unwrap();
    let warnings = || {
        let cart = petpro.cart().unwrap();
        lines(&cart)[0].warnings.iter().map(|note| note.warning).collect::<Vec<_>>()
    };
    assert_eq!(warnings(), []);
    phone.change(1, &json!({"price": 1_080, "max_per_order": 2, "level": "few"}));
    let yen = |amount| Money { amount, currency: Currency::Jpy };
    let changed = Warning::PriceChanged { was: yen(980), now: yen(1_080) };
    assert_eq!(warnings(), [changed, Warning::QtyLimited { max: 2 }, Warning::LimitedStock { any: true }]);
    phone.change(1, &json!({"gone": true}));
    assert_eq!(warnings(), [Warning::Gone]);
}

#[test]
fn a_line_goes_to_saved_for_later_and_comes_back_whole() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let line = petpro.add(&variant(1).to_string(), 4).unwrap().line.to_string();
    petpro.save_for_later(&line).unwrap();
    let cart = petpro.cart().unwrap();
    assert_eq!((lines(&cart).len(), cart.saved[0].qty), (0, 4));
    petpro.back_to_cart(&line).unwrap();
    let cart = petpro.cart().unwrap();
    assert_eq!((lines(&cart)[0].qty, cart.saved.len()), (4, 0));
}

#[test]
fn many_taps_on_plus_stay_one_short_line() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    for _ in 0..100 {
        petpro.add(&variant(1).to_string(), 1).unwrap();
    }
    assert_eq!(petpro.cart().unwrap().shops[0].lines[0].qty, 100);
    drop(petpro);
    let file = rusqlite::Connection::open(phone.dir.path().join("guest.db")).unwrap();
    let line = shown::lines(&file).unwrap().remove(0).1.row;
    assert!(line.dots.len() <= 33, "{} contributions", line.dots.len());
}

/// covers: S0-053
#[test]
fn the_51st_line_goes_to_saved_for_later_and_says_so() {
    let phone = Phone::offline();
    let mut rows = crate::world::goods();
    let offer = rows.iter().find(|row| row.t == "variant").unwrap().d.clone();
    for n in 100..151 {
        rows.push(petpro_domain::wire::Row { id: variant(n).to_string(), d: offer.clone(), ..rows[0].clone() });
        rows.last_mut().unwrap().t = "variant".into();
    }
    crate::world::fill(phone.dir.path(), rows);
    let petpro = phone.open();
    for n in 100..150 {
        assert!(!petpro.add(&variant(n).to_string(), 1).unwrap().saved_instead);
    }
    let last = petpro.add(&variant(150).to_string(), 2).unwrap();
    assert!(last.saved_instead);
    let cart = petpro.cart().unwrap();
    assert_eq!((lines(&cart).len(), cart.saved.len(), cart.saved[0].qty), (50, 1, 2));
}

#[tokio::test]
async fn a_subscription_gives_the_state_at_once_and_after_each_change() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let mut cart = petpro.subscribe(Topic::Cart);
    let units = |view: View| match view {
        View::Cart(cart) => lines(&cart).iter().map(|line| line.qty).sum::<u32>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(units(cart.next().await.unwrap()), 0);
    petpro.add(&variant(1).to_string(), 2).unwrap();
    petpro.add(&variant(1).to_string(), 1).unwrap();
    assert_eq!(units(cart.next().await.unwrap()), 3, "a slow listener skips to the newest state");
}

#[test]
fn an_intent_that_is_refused_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let account = Account::open_user(dir.path(), UserId(id(7, 1)), HouseholdId(id(8, 1))).unwrap();
    let now = petpro_sync::device::Now { mono: 1, wall: 1, boot: "b" };
    let wrong = |_: &petpro_client::store::Seen<'_>| {
        let line = ids::line(variant(2), ""); // another variant's line
        let body = petpro_domain::wire::CartAdd { line, variant: variant(1), options: Default::default(), n: 1 };
        Ok((petpro_domain::wire::OpBody::CartAdd(body), vec![]))
    };
    let refused = account.intend(&now, &mut || 1, wrong).unwrap_err();
    assert_eq!(refused.code(), Code::Invalid);
    let left = account.readers.read(petpro_client::store::ops::waiting).unwrap();
    assert_eq!(left, 0);
    assert!(account.readers.read(shown::lines).unwrap().is_empty());
}
