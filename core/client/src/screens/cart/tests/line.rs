//! One line: its limits, warnings and what may be done with it.

use petpro_domain::cart::{Dot, LINE_TTL_MS, Locked, MAX_LINES, Options, SavedLine};
use petpro_domain::ids::OrderId;
use petpro_domain::pricing::{SOON_MS, Warning};

use super::{NOW, World, id, keys, only, yen};
use crate::screens::cart::Row;

#[test]
fn a_line_with_nothing_to_say_has_no_warning() {
    assert!(only(&World::new().with(1, 1).screen()).warnings.is_empty());
}

/// covers: S0-045
#[test]
fn a_moved_price_is_told_with_both_and_counted_at_the_new_one() {
    let mut world = World::new().with(5, 1);
    world.seen.insert(id(5), yen(450));
    let cart = world.screen();
    let note = &only(&cart).warnings[0];
    assert_eq!(note.warning, Warning::PriceChanged { was: yen(450), now: yen(500) });
    assert_eq!(note.say.text, "The price changed from ¥450 to ¥500");
    assert_eq!(only(&cart).goods.as_ref().unwrap().money, yen(500));
}

/// covers: S0-045
#[test]
fn what_is_off_sale_is_shown_without_a_price_and_can_only_leave() {
    let cart = World::new().with(1, 2).change(1, |row| row.gone = true).screen();
    let line = only(&cart);
    assert_eq!(keys(line), ["cart-gone"]);
    assert!(line.unit.is_none() && line.goods.is_none() && cart.totals.is_empty());
    assert!(!line.actions.increase.enabled && !line.actions.decrease.enabled && line.actions.remove.enabled);
}

#[test]
fn goods_that_the_catalogue_lost_stay_in_the_cart() {
    let mut world = World::new().with(1, 2);
    world.variants.clear();
    let cart = world.screen();
    assert_eq!((cart.shops[0].shop, only(&cart).name.as_str()), (None, "Unknown product"));
    assert!(only(&cart).actions.remove.enabled);
}

/// covers: S0-045
#[test]
fn the_most_that_can_be_chosen_is_the_smallest_limit() {
    let mut world = World::new().with(1, 3).change(1, |row| row.max_per_order = Some(5));
    assert_eq!(only(&world.screen()).max, 5);
    assert!(only(&world.screen()).actions.increase.enabled);
    world.available.insert(id(1), 3);
    assert_eq!(only(&world.screen()).max, 3);
    assert!(!only(&world.screen()).actions.increase.enabled);
    world.available.insert(id(1), 2);
    assert_eq!(only(&world.screen()).warnings[0].warning, Warning::QtyLimited { max: 2 });
}

#[test]
fn one_unit_cannot_be_one_less_but_can_be_removed() {
    let cart = World::new().with(1, 1).screen();
    let actions = &only(&cart).actions;
    assert!(!actions.decrease.enabled && actions.remove.enabled && actions.save.enabled);
}

#[test]
fn a_line_is_announced_three_days_before_it_moves_to_saved_for_later() {
    let mut world = World::new().with(1, 1);
    world.lines[0].row.touched_ms = NOW - LINE_TTL_MS + SOON_MS + 1;
    assert!(only(&world.screen()).warnings.is_empty());
    world.lines[0].row.touched_ms -= 1;
    let cart = world.screen();
    assert_eq!(only(&cart).warnings[0].say.text, "Goes to Saved for later on Nov 24, 2026");
}

#[test]
fn what_an_order_holds_is_shown_but_neither_editable_counted_nor_ageing() {
    let mut world = World::new().with(1, 0);
    let order: OrderId = id(7);
    for n in 0..2 {
        world.lines[0].row.locked.push(Locked { order, dot: Dot { id: id(50 + n), n: 2, set: false } });
    }
    world.lines[0].row.touched_ms = 1;
    let cart = world.screen();
    let line = only(&cart);
    assert_eq!((line.locked.len(), line.locked[0].n, line.locked[0].order), (1, 4, order));
    assert_eq!(line.locked[0].say.text, "4 are held by an order that waits for payment");
    assert!(!line.actions.remove.enabled && !line.actions.save.enabled && !line.actions.decrease.enabled);
    assert!(line.warnings.is_empty() && cart.totals.is_empty());
    assert_eq!(cart.units.text, "4 items");
}

/// covers: S0-053
#[test]
fn a_full_cart_says_where_the_next_product_goes_and_takes_nothing_back() {
    let cart = |lines: u128| {
        let mut world = (1..=lines).fold(World::new(), |world, n| world.with(n, 1));
        let dots = vec![Dot { id: id(91), n: 2, set: false }];
        let row = SavedLine { variant: id(90), options: Options::new(), dots, why: "overflow".into() };
        world.saved.push(Row { id: id(90), row, waits: false });
        world.screen()
    };
    let room = cart(MAX_LINES as u128 - 1);
    assert!(room.full.is_none() && room.saved[0].back.enabled);
    let full = cart(MAX_LINES as u128);
    assert_eq!(
        full.full.unwrap().text,
        "The cart holds 50 products and is full. The next one goes to Saved for later."
    );
    assert!(!full.saved[0].back.enabled);
    assert_eq!(full.saved[0].why.as_ref().unwrap().key, "cart-saved-overflow");
}
