//! What the checkout says and allows.

use petpro_domain::Code;
use petpro_domain::cart::{Dot, Locked};
use petpro_domain::catalog::Level;
use petpro_domain::ids::AddressId;
use petpro_domain::order::Address;
use petpro_domain::regions::Region;

use super::{Checkout, Choice, Made, Method, Source, made};
use crate::screens::cart::tests::{NOW, World, id, yen};

fn address(region: &str, postal_code: &str) -> Address {
    Address {
        name: "Hana Sato".into(),
        phone: "+81-90-1234-5678".into(),
        postal_code: postal_code.into(),
        region: region.into(),
        city: "Shibuya-ku".into(),
        line1: "Jingumae 1-2-3".into(),
        line2: String::new(),
    }
}

fn of(world: &World, choice: &Choice, addresses: &[(AddressId, Address)]) -> Made {
    made(&Source {
        lang: world.lang,
        now_ms: NOW,
        choice,
        addresses,
        methods: &[Method { id: id(7), brand: "Visa".into(), last4: "4242".into() }],
        home: Region::parse("JP-13").unwrap(),
        lines: &world.lines,
        variants: &world.variants,
        products: &world.products,
        terms: &world.terms,
    })
}

fn tokyo() -> Vec<(AddressId, Address)> {
    vec![(id(1), address("JP-13", "150-0001"))]
}

fn shown(world: &World, choice: &Choice) -> Checkout {
    of(world, choice, &tokyo()).screen
}

/// Goods 5 (¥500, Tokyo) and 4 (¥400, Osaka).
fn two_shops() -> World {
    World::new().with(5, 2).with(4, 1)
}

/// covers: S0-059, S0-070
#[test]
fn the_summary_shows_each_shop_and_its_sums_make_the_total() {
    let screen = shown(&two_shops(), &Choice::default());
    assert!(screen.problem.is_none() && screen.unavailable.is_empty() && screen.place.enabled);
    let sums = |shop: usize| screen.shops[shop].sums.iter().map(|sum| sum.amount.money.amount).collect::<Vec<_>>();
    assert_eq!((sums(0), sums(1)), (vec![1_000, 500, 1_500], vec![400, 800, 1_200]));
    assert_eq!((screen.shops[0].tax.amount.money, screen.shops[1].tax.amount.money), (yen(136), yen(109)));
    let keys: Vec<_> = screen.sums.iter().map(|sum| sum.label.key).collect();
    assert_eq!(keys, ["cart-goods", "cart-shipping", "cart-total", "cart-tax-included"]);
    assert_eq!(screen.total.unwrap().money, yen(2_700));
    assert_eq!(screen.place.label.text, "Place order: ¥2,700");
    assert_eq!(screen.shops[0].lines[0].say.text, "2 × Goods 05 (1 kg)");
}

/// covers: S0-068
#[test]
fn each_shop_has_its_own_way_of_delivery_and_the_chosen_one_is_priced() {
    let mut world = two_shops();
    let mut fast = world.terms.shipping["parcel"].clone();
    fast.rates = vec![vec![1_500]];
    world.terms.shipping.insert("fast".into(), fast);
    world.terms.shops.get_mut(&id(2)).unwrap().deliveries.insert("express".into(), "fast".into());
    let choice = Choice { delivery: [(id(2), "express".to_owned())].into(), ..Choice::default() };
    let made = of(&world, &choice, &tokyo());
    let chosen = |shop: usize| {
        let ways = made.screen.shops[shop].deliveries.iter();
        ways.filter(|way| way.chosen).map(|way| way.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!((chosen(0), chosen(1)), (vec!["standard".to_owned()], vec!["express".to_owned()]));
    assert_eq!(made.screen.total.unwrap().money, yen(1_500 + 400 + 1_500));
    assert_eq!(made.order.unwrap().delivery, choice.delivery);

    let drone = Choice { delivery: [(id(2), "drone".to_owned())].into(), ..Choice::default() };
    let refused = shown(&world, &drone);
    assert_eq!((refused.place.enabled, refused.problem.unwrap().code), (false, Code::ShippingUnavailable));
}

/// covers: S0-061, S0-062
#[test]
fn every_line_that_cannot_be_ordered_is_named_and_the_rest_can_be_ordered_without_them() {
    let world = two_shops()
        .with(7, 9)
        .with(9, 1)
        .change(5, |variant| variant.gone = true)
        .change(7, |variant| variant.max_per_order = Some(3))
        .change(9, |variant| variant.level = Level::None);
    let screen = shown(&world, &Choice::default());
    let why: Vec<_> = screen.unavailable.iter().map(|line| (line.line, line.problem.code)).collect();
    let expected = [(id(5), Code::ProductDiscontinued), (id(7), Code::LimitExceeded), (id(9), Code::StockInsufficient)];
    assert_eq!(why, expected);
    assert!(!screen.place.enabled && screen.without.is_some_and(|press| press.enabled));
    assert_eq!(screen.unavailable[2].problem.title, "Limited Stock Available");

    let fewer = two_shops().with(7, 3).change(7, |variant| variant.max_per_order = Some(3));
    assert!(shown(&fewer, &Choice::default()).place.enabled, "three are no more than the shop sells");

    let rest = of(&world, &Choice { available_only: true, ..Choice::default() }, &tokyo());
    assert!(rest.screen.place.enabled && rest.screen.unavailable.is_empty());
    let lines: Vec<_> = rest.order.unwrap().lines.iter().map(|line| line.line).collect();
    assert_eq!(lines, [id(4)]);
}

/// covers: S0-065
#[test]
fn the_address_that_was_added_last_is_chosen_until_another_one_is() {
    let osaka = (id(2), address("JP-27", "530-0001"));
    let both = [tokyo().remove(0), osaka];
    let screen = of(&two_shops(), &Choice::default(), &both).screen;
    assert_eq!(screen.address.id, Some(id(2)));
    assert_eq!(screen.address.known.iter().filter(|kept| kept.chosen).count(), 1);
    let choice = Choice { address: Some(id(1)), ..Choice::default() };
    let other = of(&two_shops(), &choice, &both);
    assert_eq!(other.screen.address.id, Some(id(1)));
    assert_eq!(other.order.unwrap().address, both[0].1);
    assert_ne!(other.screen.digest, screen.digest, "delivery is priced for the chosen one");
}

#[test]
fn without_an_address_it_is_priced_for_home_and_not_ordered() {
    let made = of(&two_shops(), &Choice::default(), &[]);
    assert!(made.screen.total.is_some() && made.order.is_none());
    assert_eq!(made.screen.address.missing.unwrap().key, "checkout-address-missing");
    assert_eq!(made.screen.problem.unwrap().code, Code::AddressInvalid);
}

/// covers: S0-077
#[test]
fn saved_cards_and_the_providers_page_can_be_chosen_and_say_what_happens_without_a_network() {
    let page = shown(&two_shops(), &Choice::default());
    let said: Vec<_> = page.methods.iter().map(|way| (way.say.text.as_str(), way.chosen)).collect();
    assert_eq!(said, [("Visa ending in 4242", false), ("Card, on the payment provider's page", true)]);
    assert_eq!(page.note.key, "checkout-needs-network");
    let saved = shown(&two_shops(), &Choice { method: Some(id(7)), ..Choice::default() });
    assert!(saved.methods[0].chosen && !saved.methods[1].chosen);
    assert_eq!(saved.note.key, "checkout-will-wait");
    let unknown = shown(&two_shops(), &Choice { method: Some(id(8)), ..Choice::default() });
    assert!(!unknown.place.enabled);
}

#[test]
fn only_named_lines_are_ordered_and_only_what_no_other_order_holds() {
    let mut world = two_shops();
    world.lines[0].row.locked.push(Locked { order: id(90), dot: Dot { id: id(91), n: 3, set: false } });
    let choice = Choice { lines: Some(vec![id(5)]), ..Choice::default() };
    let order = of(&world, &choice, &tokyo()).order.unwrap();
    assert_eq!(order.lines.len(), 1);
    assert_eq!((order.lines[0].qty, order.lines[0].obs.as_slice()), (2, [id(5)].as_slice()));
}

#[test]
fn an_empty_cart_cannot_be_ordered() {
    let screen = shown(&World::new(), &Choice::default());
    assert!(!screen.place.enabled && screen.total.is_none() && screen.problem.is_none());
    assert_eq!(screen.empty.unwrap().key, "cart-empty");
}
