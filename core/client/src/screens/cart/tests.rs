//! What the cart screen says and allows.

use std::collections::BTreeMap;

use petpro_domain::cart::{CartLine, Dot, LINE_TTL_MS, Locked, MAX_LINES, Options, SavedLine};
use petpro_domain::catalog::{Level, Names, Product, Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{CategoryId, LineId, OpId, OrderId, ProductId, ShopId, VariantId};
use petpro_domain::money::{Currency, Money};
use petpro_domain::pricing::{SOON_MS, Terms, Warning};
use petpro_domain::regions::Region;
use petpro_domain::{Code, Lang};
use uuid::Uuid;

use super::{Cart, Line, Row, Source, added, screen};
use crate::state::Settled;

const NOW: i64 = 1_795_218_000_000;

/// A catalogue of two Tokyo and Osaka shops with goods 1 to 99 (goods n cost n × 100 yen, odd ones
/// are Tokyo's), and a cart.
struct World {
    lang: Lang,
    ship_to: &'static str,
    lines: Vec<Row<CartLine>>,
    saved: Vec<Row<SavedLine>>,
    variants: BTreeMap<VariantId, Variant>,
    products: BTreeMap<ProductId, Product>,
    terms: Terms,
    seen: BTreeMap<VariantId, Money>,
    available: BTreeMap<VariantId, u32>,
    attention: Vec<Settled>,
}

fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

fn named(en: &str, ja: &str) -> Names {
    Names { en: en.into(), ja: ja.into(), ..Names::default() }
}

fn yen(amount: i64) -> Money {
    Money::new(amount, Currency::Jpy)
}

impl World {
    fn new() -> Self {
        let mut terms = Terms::default();
        for (n, region, free, en, ja) in
            [(1, "JP-13", Some(3_000), "Tokyo Pets", "東京ペット"), (2, "JP-27", None, "Osaka Pets", "大阪ペット")]
        {
            let shop = Shop {
                names: named(en, ja),
                region: region.into(),
                currency: Currency::Jpy,
                free_shipping_from: free,
                shipping: "parcel".into(),
                processing_days: 1,
            };
            terms.shops.insert(id(n), shop);
        }
        let rates = vec![vec![500], vec![600], vec![700], vec![800]];
        terms.shipping.insert("parcel".into(), Shipping { currency: Currency::Jpy, weights_g: vec![10_000], rates });
        terms.taxes.insert("JP:standard".into(), Tax { rate_bp: 1_000 });
        let mut world = Self {
            lang: Lang::En,
            ship_to: "JP-13",
            lines: Vec::new(),
            saved: Vec::new(),
            variants: BTreeMap::new(),
            products: BTreeMap::new(),
            terms,
            seen: BTreeMap::new(),
            available: BTreeMap::new(),
            attention: Vec::new(),
        };
        for n in 1..100 {
            let shop: ShopId = id(if n % 2 == 1 { 1 } else { 2 });
            let variant = Variant {
                product: id(n),
                shop,
                gtin: None,
                label: "1 kg".into(),
                price: n as i64 * 100,
                currency: Currency::Jpy,
                weight_g: 100,
                tax: "standard".into(),
                level: Level::Plenty,
                max_per_order: None,
                gone: false,
            };
            let names = named(&format!("Goods {n:02}"), &format!("商品{n:02}"));
            let product =
                Product { shop, category: CategoryId(Uuid::nil()), names, brand: "Brand".into(), image: None };
            world.variants.insert(id(n), variant);
            world.products.insert(id(n), product);
        }
        world
    }

    /// A line of `qty` units of goods `n`.
    fn with(mut self, n: u128, qty: u32) -> Self {
        let dots = if qty == 0 { vec![] } else { vec![Dot { id: id(n), n: qty, set: false }] };
        let row = CartLine { variant: id(n), options: Options::new(), dots, locked: vec![], touched_ms: NOW };
        self.lines.push(Row { id: id(n), row, waits: false });
        self
    }

    fn change(mut self, n: u128, change: impl FnOnce(&mut Variant)) -> Self {
        change(self.variants.get_mut(&id(n)).unwrap());
        self
    }

    fn screen(&self) -> Cart {
        screen(&Source {
            lang: self.lang,
            ship_to: Region::parse(self.ship_to).unwrap(),
            estimated: true,
            now_ms: NOW,
            offset_minutes: 540,
            lines: &self.lines,
            saved: &self.saved,
            variants: &self.variants,
            products: &self.products,
            terms: &self.terms,
            seen: &self.seen,
            available: &self.available,
            attention: &self.attention,
        })
    }
}

fn only(cart: &Cart) -> &Line {
    let lines: Vec<_> = cart.shops.iter().flat_map(|shop| &shop.lines).collect();
    assert_eq!(lines.len(), 1);
    lines[0]
}

fn keys(line: &Line) -> Vec<&'static str> {
    line.warnings.iter().map(|note| note.say.key).collect()
}

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
    assert_eq!(cart.estimate.unwrap().text, "Estimated for delivery to JP-13");
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
fn a_line_with_nothing_to_say_has_no_warning() {
    assert!(only(&World::new().with(1, 1).screen()).warnings.is_empty());
}

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

#[test]
fn a_full_cart_says_where_the_next_product_goes_and_takes_nothing_back() {
    let cart = |lines: u128| {
        let mut world = (1..=lines).fold(World::new(), |world, n| world.with(n, 1));
        let row = SavedLine { variant: id(90), options: Options::new(), n: 2, why: "overflow".into() };
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

/// covers: S0-041
#[test]
fn added_to_cart_is_said_in_every_language_with_the_name() {
    for (lang, text) in [
        (Lang::En, "Added to Cart: Kibble"),
        (Lang::Ja, "カートに追加しました: Kibble"),
        (Lang::Ko, "장바구니에 담았습니다: Kibble"),
        (Lang::Zh, "已加入购物车：Kibble"),
    ] {
        let said = added(lang, "Kibble", false, Level::Plenty, None);
        assert_eq!(said.iter().map(|say| say.text.as_str()).collect::<Vec<_>>(), [text]);
    }
}

/// covers: S0-043
#[test]
fn adding_scarce_goods_warns_with_the_number_where_it_is_known() {
    let said = |available| added(Lang::En, "Kibble", false, Level::Few, available)[1].text.clone();
    assert_eq!(said(Some(3)), "Limited Stock Available: 3 left");
    assert_eq!(said(None), "Limited Stock Available");
}

#[test]
fn an_add_that_went_to_saved_for_later_says_so() {
    let said = added(Lang::En, "Kibble", true, Level::Plenty, None);
    assert_eq!(said[0].key, "cart-added-saved");
}

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
