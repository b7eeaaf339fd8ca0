//! What is said: marks, messages, words for screen readers.

use petpro_domain::cart::{Dot, Options, SavedLine};
use petpro_domain::catalog::Level;
use petpro_domain::ids::{LineId, OpId};
use petpro_domain::{Code, Lang};

use super::{NOW, World, id, only};
use crate::screens::cart::{Announce, Row, added};
use crate::state::{Done, Settled};

/// covers: S0-043
#[test]
fn few_left_says_limited_stock_available_in_every_language() {
    let mut world = World::new().with(1, 1).change(1, |row| row.level = Level::Few);
    for (lang, text) in [
        (Lang::En, "Limited Stock Available"),
        (Lang::Ja, "在庫が限られています"),
        (Lang::Ko, "재고가 한정되어 있습니다"),
        (Lang::Zh, "库存有限"),
    ] {
        world.lang = lang;
        let cart = world.screen();
        assert_eq!(only(&cart).warnings[0].say.text, text);
        assert!(cart.lines().iter().any(|line| line.contains(text)), "{lang}: the terminal shows it too");
    }
}

#[test]
fn what_is_not_sent_yet_has_its_mark() {
    let mut world = World::new().with(1, 1).with(2, 1);
    assert!(world.screen().waiting.is_none());
    world.lines[1].waits = true;
    let cart = world.screen();
    assert_eq!(cart.waiting.as_ref().unwrap().text, "1 change is saved here and waits to be sent");
    let waiting: Vec<bool> =
        cart.shops.iter().flat_map(|shop| &shop.lines).map(|line| line.waiting.is_some()).collect();
    assert_eq!(waiting, [true, false], "goods 2 are Osaka's, which come first");
}

fn settled(op: u128, line: u128, st: &str, code: Option<Code>, detail: Option<&str>) -> Settled {
    Settled {
        op: id::<OpId>(op),
        kind: "cart.set".into(),
        line: Some(id::<LineId>(line)),
        variant: None,
        st: st.into(),
        code,
        detail: detail.map(Into::into),
        done_ms: NOW,
    }
}

#[test]
fn a_superseded_quantity_is_told_at_its_line_with_the_other_devices() {
    let mut world = World::new().with(1, 2);
    world.attention.push(settled(9, 1, "superseded", None, Some("2")));
    let cart = world.screen();
    let attention = &only(&cart).attention[0];
    assert_eq!(attention.say, "Changed on another device: 2");
    assert!(attention.retry.enabled && attention.dismiss.enabled);
    assert!(cart.attention.is_empty(), "told once");
}

#[test]
fn a_refusal_of_a_line_that_is_gone_is_told_on_the_screen_with_what_to_do() {
    let mut world = World::new().with(1, 2);
    world.attention.push(settled(9, 77, "rejected", Some(Code::LineFull), None));
    let cart = world.screen();
    let problem = cart.attention[0].problem.as_ref().unwrap();
    assert_eq!(problem.code, Code::LineFull);
    assert!(cart.lines().iter().any(|line| line.contains(&problem.next)));
}

fn done(line: u128, saved_instead: bool) -> Done {
    Done { op: id(9), line: id(line), saved_instead }
}

/// covers: S0-041
#[test]
fn added_to_cart_is_said_in_every_language_with_the_name_and_announced_politely() {
    let mut world = World::new().with(1, 1);
    for (lang, text) in [
        (Lang::En, "Added to Cart: Goods 01"),
        (Lang::Ja, "カートに追加しました: 商品01"),
        (Lang::Ko, "장바구니에 담았습니다: Goods 01"),
        (Lang::Zh, "已加入购物车：Goods 01"),
    ] {
        world.lang = lang;
        let added = added(lang, &done(1, false), &world.screen());
        assert_eq!(added.said.iter().map(|say| say.text.as_str()).collect::<Vec<_>>(), [text]);
        assert_eq!(added.announce, Announce::Polite);
    }
}

/// covers: S0-043
#[test]
fn adding_scarce_goods_warns_of_limited_stock() {
    let world = World::new().with(1, 1).change(1, |row| row.level = Level::Few);
    let added = added(Lang::En, &done(1, false), &world.screen());
    assert_eq!(added.said[1].text, "Limited Stock Available");
}

/// covers: S0-041
#[test]
fn an_add_that_went_to_saved_for_later_says_so_at_once() {
    let mut world = World::new();
    let dots = vec![Dot { id: id(91), n: 2, set: false }];
    let row = SavedLine { variant: id(1), options: Options::new(), dots, why: "overflow".into() };
    world.saved.push(Row { id: id(1), row, waits: false });
    let added = added(Lang::En, &done(1, true), &world.screen());
    assert_eq!(added.said[0].text, "The cart is full. Saved for later: Goods 01");
    assert_eq!(added.announce, Announce::Assertive);
}

/// covers: S0-047
#[test]
fn every_button_and_line_has_words_for_a_screen_reader() {
    let mut world = World::new().with(1, 2);
    world.lang = Lang::Ja;
    let cart = world.screen();
    let line = only(&cart);
    assert_eq!(line.spoken.text, "商品01、数量 2、￥200");
    for press in [&line.actions.increase, &line.actions.decrease, &line.actions.remove, &line.actions.save] {
        assert!(press.label.text.contains("商品01"), "{}", press.label);
    }
}
