//! What an op does to a cart, rule by rule.

use std::collections::BTreeMap;

use super::*;
use crate::code::Code;
use crate::ids::{self, LineId, OpId, OrderId, VariantId};
use crate::money::Currency;
use crate::order::{Address, Shown};
use crate::wire::{self, CartAdd, CartRemove, CartSet, Op, OpBody, OpState, OrderLine, OrderPlace, Pay, SavedMove};

const TWO_DAYS: i64 = 48 * 3_600_000;

fn name(n: u64) -> OpId {
    OpId(ids::v7(n, [0; 10]))
}

fn variant() -> VariantId {
    VariantId(ids::v7(1, [1; 10]))
}

fn line() -> LineId {
    ids::line(variant(), "")
}

fn order_id(n: u64) -> OrderId {
    OrderId(ids::v7(n, [2; 10]))
}

fn op(n: u64, body: &OpBody, obs: &[u64]) -> Op {
    let (k, obs) = (body.kind().into(), obs.iter().map(|n| name(*n)).collect());
    Op { seq: n, id: name(n), k, v: 1, obs, b: body.bytes(), at: wire::At::default(), rcpt: None }
}

fn add(id: u64, n: u32) -> Op {
    op(id, &OpBody::CartAdd(CartAdd { line: line(), variant: variant(), options: Options::new(), n }), &[])
}

fn set(id: u64, n: u32, obs: &[u64]) -> Op {
    op(id, &OpBody::CartSet(CartSet { line: line(), variant: variant(), options: Options::new(), n }), obs)
}

fn remove(id: u64, obs: &[u64]) -> Op {
    op(id, &OpBody::CartRemove(CartRemove { line: line() }), obs)
}

fn moved(id: u64, to_saved: bool, obs: &[u64]) -> Op {
    let body = SavedMove { line: line(), variant: variant(), options: Options::new(), to_saved };
    op(id, &OpBody::SavedMove(body), obs)
}

fn place(id: u64, obs: &[u64], qty: u32) -> Op {
    let obs = obs.iter().map(|n| name(*n)).collect();
    let body = OrderPlace {
        order_id: order_id(id),
        lines: vec![OrderLine { line: line(), variant: variant(), obs, qty }],
        delivery: BTreeMap::new(),
        address: Address::default(),
        coupons: vec![],
        shown: Shown { units: BTreeMap::new(), total: 0, currency: Currency::Jpy },
        digest: String::new(),
        pay: Pay::Card,
        method: None,
        valid_until: TWO_DAYS,
    };
    op(id, &OpBody::OrderPlace(body), &[])
}

/// Everything there is of one line, judged op after op.
#[derive(Clone, Debug, Default)]
struct Cart {
    rows: Rows,
    room: Room,
}

impl Cart {
    fn judge(&mut self, op: &Op) -> Verdict {
        let verdict = apply(op, &self.rows, &At { now_ms: 5, age_ms: Some(0), room: self.room });
        for put in &verdict.put {
            match put {
                Put::Line(id, row) => self.rows.lines = vec![(*id, row.clone())],
                Put::Saved(id, row) => self.rows.saved = vec![(*id, row.clone())],
                Put::Order(..) => {}
            }
        }
        for del in &verdict.del {
            match del {
                Del::Line(_) => self.rows.lines.clear(),
                Del::Saved(_) => self.rows.saved.clear(),
            }
        }
        verdict
    }

    fn after(ops: &[Op]) -> Self {
        let mut cart = Self::default();
        for op in ops {
            assert_eq!(cart.judge(op).st, OpState::Applied);
        }
        cart
    }

    fn qty(&self) -> u32 {
        self.rows.line(line()).map_or(0, CartLine::qty)
    }

    fn saved(&self) -> u32 {
        self.rows.saved(line()).map_or(0, SavedLine::qty)
    }
}

#[test]
fn two_additions_made_apart_both_count() {
    let cart = Cart::after(&[add(1, 2), add(2, 3)]);
    assert_eq!(cart.qty(), 5);
}

#[test]
fn an_addition_that_is_there_already_is_not_there_twice() {
    let cart = Cart::after(&[add(1, 2), add(1, 2)]);
    assert_eq!(cart.qty(), 2);
}

#[test]
fn an_unseen_add_survives_a_remove_and_a_set() {
    let cart = Cart::after(&[add(1, 2), add(2, 3), remove(3, &[1])]);
    assert_eq!(cart.qty(), 3);
    let cart = Cart::after(&[add(1, 2), add(2, 3), set(3, 10, &[1])]);
    assert_eq!(cart.qty(), 13);
}

#[test]
fn a_set_that_met_an_unseen_set_is_superseded_and_says_what_stands() {
    let mut cart = Cart::after(&[add(1, 2), set(2, 7, &[1])]);
    let verdict = cart.judge(&set(3, 9, &[1]));
    assert_eq!((verdict.st, verdict.detail.as_deref()), (OpState::Superseded, Some("7")));
    assert_eq!(cart.qty(), 7);
}

#[test]
fn a_line_whose_last_contribution_goes_is_no_row() {
    let mut cart = Cart::after(&[add(1, 2)]);
    let verdict = cart.judge(&remove(2, &[1]));
    assert_eq!(verdict.del, [Del::Line(line())]);
}

#[test]
fn a_move_to_saved_and_back_keeps_names_and_units() {
    let mut cart = Cart::after(&[add(1, 2), set(2, 3, &[]), moved(3, true, &[1, 2])]);
    assert_eq!((cart.qty(), cart.saved()), (0, 5));
    cart.judge(&moved(4, false, &[2]));
    assert_eq!((cart.qty(), cart.saved()), (3, 2));
    assert_eq!(cart.rows.line(line()).unwrap().dots, [Dot { id: name(2), n: 3, set: true }]);
}

#[test]
fn a_move_leaves_alone_what_its_author_never_saw_and_what_is_not_there() {
    let cart = Cart::after(&[add(1, 2), add(2, 3), moved(3, true, &[1, 9])]);
    assert_eq!((cart.qty(), cart.saved()), (3, 2));
    let cart = Cart::after(&[moved(3, false, &[1]), add(1, 2), moved(4, false, &[1])]);
    assert_eq!((cart.qty(), cart.saved()), (2, 0));
}

/// After a restore moves can come in another order than they were first judged in.
#[test]
fn in_whatever_order_moves_come_nothing_is_lost_or_doubled() {
    let ops = [add(1, 2), moved(2, true, &[1]), moved(3, false, &[1]), moved(4, true, &[1])];
    for first in 0..4 {
        for second in 0..4 {
            let mut mixed = ops.to_vec();
            mixed.swap(0, first);
            mixed.swap(1, second);
            let mut cart = Cart::default();
            for op in &mixed {
                cart.judge(op);
            }
            assert_eq!(cart.qty() + cart.saved(), 2, "{first} and {second} swapped");
        }
    }
}

#[test]
fn what_is_removed_is_gone_from_saved_for_later_too() {
    let cart = Cart::after(&[add(1, 2), moved(2, true, &[1]), remove(3, &[1])]);
    assert_eq!((cart.qty(), cart.saved()), (0, 0));
}

#[test]
fn the_line_too_many_goes_to_saved_for_later_and_says_so() {
    let mut cart = Cart { room: Room { lines: 3, dots: 9 }, ..Cart::default() };
    cart.rows.count = 3;
    let verdict = cart.judge(&add(1, 2));
    assert_eq!((verdict.st, verdict.detail.as_deref()), (OpState::Applied, Some(MOVED_TO_SAVED)));
    assert_eq!((cart.qty(), cart.saved()), (0, 2));
    let verdict = cart.judge(&moved(2, false, &[1]));
    assert_eq!(verdict.detail.as_deref(), Some(MOVED_TO_SAVED), "there is still no room");
    assert_eq!((cart.qty(), cart.saved()), (0, 2));
}

#[test]
fn a_full_line_refuses_and_keeps_what_a_set_would_have_deleted() {
    let mut cart = Cart { room: Room { lines: 9, dots: 2 }, ..Cart::after(&[add(1, 2), add(2, 3)]) };
    assert_eq!(cart.judge(&add(3, 1)).code, Some(Code::LineFull));
    cart.rows.lines[0].1.dots.push(Dot { id: name(7), n: 1, set: false });
    assert_eq!(cart.judge(&set(4, 1, &[1])).code, Some(Code::LineFull));
    assert_eq!(cart.qty(), 6);
}

#[test]
fn what_is_named_before_it_is_known_is_buried_and_comes_without_effect() {
    let mut cart = Cart::default();
    cart.rows.names = vec![(name(1), Name::Unknown)];
    assert_eq!(cart.judge(&remove(2, &[1])).guards, [Guard::Bury(name(1))]);
    cart.rows.names = vec![(name(1), Name::Dead)];
    assert_eq!(cart.judge(&add(1, 2)).st, OpState::Applied);
    assert_eq!(cart.qty(), 0);
    cart.rows.names = vec![(name(3), Name::Ordered(order_id(9)))];
    cart.judge(&add(3, 2));
    assert_eq!(cart.qty(), 0, "a paid order had it");
}

#[test]
fn an_order_locks_what_it_names_and_nothing_else() {
    let mut cart = Cart::after(&[add(1, 2), add(2, 3)]);
    let verdict = cart.judge(&place(3, &[1], 2));
    assert_eq!(verdict.guards, [Guard::Lock { order: order_id(3), line: line(), name: name(1) }]);
    assert_eq!(cart.qty(), 3, "what is locked is not ordered again");
    let row = cart.rows.line(line()).unwrap();
    assert_eq!(row.locked, [Locked { order: order_id(3), dot: Dot { id: name(1), n: 2, set: false } }]);
}

#[test]
fn an_order_whose_cart_is_another_one_is_refused() {
    let cart = Cart::after(&[add(1, 2), add(2, 3)]);
    for (obs, qty) in [(&[1, 2][..], 4), (&[1, 9][..], 2), (&[9][..], 2)] {
        assert_eq!(cart.clone().judge(&place(3, obs, qty)).code, Some(Code::CartChanged));
    }
    let mut locked = Cart::after(&[add(1, 2), place(3, &[1], 2)]);
    assert_eq!(locked.judge(&place(4, &[1], 2)).code, Some(Code::CartChanged));
}

#[test]
fn an_order_that_names_nothing_or_something_twice_is_invalid() {
    let mut cart = Cart::after(&[add(1, 2)]);
    assert_eq!(cart.judge(&place(3, &[], 0)).code, Some(Code::Invalid));
    assert_eq!(cart.judge(&place(3, &[1, 1], 4)).code, Some(Code::Invalid));
}

#[test]
fn a_remove_of_a_locked_contribution_leaves_the_order_alone() {
    let mut cart = Cart::after(&[add(1, 2), place(2, &[1], 2)]);
    let verdict = cart.judge(&remove(3, &[1]));
    assert_eq!(verdict.del, [Del::Line(line())]);
    assert!(verdict.guards.is_empty(), "its lock stays in order_dot");
}

#[test]
fn a_locked_set_does_not_supersede() {
    let mut cart = Cart::after(&[set(1, 4, &[]), place(2, &[1], 4)]);
    assert_eq!(cart.judge(&set(3, 1, &[])).st, OpState::Applied);
    assert_eq!(cart.qty(), 1);
}

#[test]
fn old_taps_mean_nothing_any_more() {
    let at = |age_ms| At { now_ms: 5, age_ms: Some(age_ms), room: Room::default() };
    let rows = Cart::after(&[add(1, 2)]).rows;
    assert_eq!(apply(&add(2, 1), &rows, &at(181 * 86_400_000)).code, Some(Code::OpExpired));
    for age in [-1, TWO_DAYS + 1, i64::MAX] {
        assert_eq!(apply(&place(3, &[1], 2), &rows, &at(age)).code, Some(Code::OrderExpired), "{age}");
    }
    assert_eq!(apply(&place(3, &[1], 2), &rows, &at(TWO_DAYS)).st, OpState::Applied);
}

#[test]
fn clocks_at_the_ends_of_time_are_judged_like_others() {
    let rows = Cart::after(&[add(1, 2)]).rows;
    let at = At { now_ms: 5, age_ms: Some(0), room: Room::default() };
    for wall in [i64::MIN, i64::MAX] {
        let mut op = place(3, &[1], 2);
        op.at.wall = wall;
        let expected = if wall == i64::MIN { OpState::Applied } else { OpState::Rejected };
        assert_eq!(apply(&op, &rows, &at).st, expected);
    }
}

#[test]
fn what_this_side_does_not_know_yet_is_held_and_what_it_never_will_is_refused() {
    let rows = Rows::default();
    let at = At { now_ms: 5, age_ms: None, room: Room::default() };
    let unknown = Op { k: "cart.wrap".into(), ..add(1, 2) };
    assert_eq!(apply(&unknown, &rows, &at).code, Some(Code::OpNotYetSupported));
    assert_eq!(apply(&Op { v: 2, ..add(1, 2) }, &rows, &at).st, OpState::Held);
    assert_eq!(apply(&Op { v: 0, ..add(1, 2) }, &rows, &at).code, Some(Code::OpVersionUnsupported));
    assert_eq!(apply(&add(1, 0), &rows, &at).code, Some(Code::Invalid));
    assert_eq!(apply(&add(1, MAX_QTY + 1), &rows, &at).code, Some(Code::Invalid));
    let other = OpBody::CartAdd(CartAdd { line: LineId(name(9).0), variant: variant(), options: Options::new(), n: 1 });
    assert_eq!(apply(&op(1, &other, &[]), &rows, &at).code, Some(Code::Invalid), "not this variant's line");
}
