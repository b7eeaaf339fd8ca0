//! The whole screen: groups and sums.

use petpro_domain::Code;

use super::{World, only, yen};

/// covers: S0-047
#[test]
fn lines_stand_under_their_shop_by_name() {
    let cart = World::new().with(4, 1).with(3, 2).with(1, 1).screen();
    let shown: Vec<(&str, Vec<&str>)> = cart
        .shops
        .iter()
        .map(|shop| (shop.name.as_str(), shop.lines.iter().map(|line| line.name.as_str()).collect()))
        .collect();
    assert_eq!(shown, [("Osaka Pets", vec!["Goods 04"]), ("Tokyo Pets", vec!["Goods 01", "Goods 03"])]);
    assert_eq!(cart.units.text, "4 items");
    let line = &cart.shops[1].lines[1];
    assert_eq!((line.qty, line.label.as_str()), (2, "1 kg"));
    assert_eq!(
        (line.unit.as_ref().unwrap().text.as_str(), line.goods.as_ref().unwrap().text.as_str()),
        ("¥300", "¥600")
    );
}

/// covers: S0-046
#[test]
fn totals_are_what_pricing_says_when_the_cart_is_read() {
    let cart = World::new().with(1, 3).with(2, 1).screen();
    let sums: Vec<(&str, &str)> =
        cart.totals[0].sums.iter().map(|sum| (sum.label.key, sum.amount.text.as_str())).collect();
    // Goods 300 + 200, parcels 500 (Tokyo) + 800 (from Osaka), tax (800 and 1,000 at 10/110).
    let expected =
        [("cart-goods", "¥500"), ("cart-shipping", "¥1,300"), ("cart-total", "¥1,800"), ("cart-tax-included", "¥162")];
    assert_eq!(sums, expected);
    assert_eq!(cart.totals[0].total.as_ref().unwrap().money, yen(1_800));
    assert_eq!(cart.totals[0].digest.as_ref().unwrap().len(), 64);
}

/// covers: S0-051
#[test]
fn a_line_less_is_a_total_less() {
    let both = World::new().with(1, 3).with(2, 1).screen();
    let one = World::new().with(1, 3).screen();
    assert_eq!(both.totals[0].total.as_ref().unwrap().money, yen(1_800));
    assert_eq!(one.totals[0].total.as_ref().unwrap().money, yen(800));
}

#[test]
fn an_empty_cart_says_what_to_do_and_has_no_totals() {
    let cart = World::new().screen();
    assert_eq!(cart.empty.as_ref().unwrap().key, "cart-empty");
    assert!(cart.totals.is_empty() && cart.shops.is_empty() && cart.waiting.is_none());
    assert_eq!(cart.units.text, "0 items");
}

#[test]
fn a_total_for_the_devices_region_is_called_an_estimate() {
    let cart = World::new().with(1, 1).screen();
    assert!(cart.estimated);
    assert_eq!(cart.estimate.unwrap().text, "Estimated for delivery to Tokyo");
}

#[test]
fn progress_to_free_shipping_is_told_until_it_is_free() {
    let away = World::new().with(1, 20).screen();
    let free = away.shops[0].free_shipping.as_ref().unwrap();
    assert_eq!((free.reached, free.percent, free.say.text.as_str()), (false, 66, "¥1,000 more for free shipping"));
    let there = World::new().with(1, 30).screen();
    let free = there.shops[0].free_shipping.as_ref().unwrap();
    assert_eq!((free.reached, free.percent, free.say.key), (true, 100, "cart-free-reached"));
    assert_eq!(there.totals[0].total.as_ref().unwrap().money, yen(3_000));
    let never = World::new().with(2, 1).screen();
    assert!(never.shops[0].free_shipping.is_none());
}

#[test]
fn a_shop_that_does_not_ship_there_says_so_and_no_total_is_invented() {
    let mut world = World::new().with(1, 1);
    world.ship_to = "KR-11";
    let cart = world.screen();
    assert_eq!(cart.shops[0].problem.as_ref().unwrap().code, Code::ShippingUnavailable);
    assert_eq!(cart.totals[0].problem.as_ref().unwrap().code, Code::ShippingUnavailable);
    assert!(cart.totals[0].total.is_none());
    assert_eq!(only(&cart).unit.as_ref().unwrap().money, yen(100), "the price of one is still known");
}

#[test]
fn a_terminal_shows_names_amounts_totals_and_the_ids_that_commands_take() {
    let world = World::new().with(1, 3);
    let text = world.screen().lines().join("\n");
    for part in ["Tokyo Pets", "3 × Goods 01 (1 kg)  ¥100 → ¥300", "Total: ¥800", &world.lines[0].id.to_string()]
    {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_screen_is_plain_json() {
    let json = serde_json::to_value(World::new().with(1, 1).screen()).unwrap();
    assert_eq!(json["shops"][0]["lines"][0]["unit"]["money"]["amount"], 100);
    assert_eq!(json["ship_to"], "JP-13");
    assert_eq!(json["totals"][0]["sums"][0]["label"]["key"], "cart-goods");
}
