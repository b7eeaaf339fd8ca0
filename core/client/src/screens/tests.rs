//! Product, search, scan and outbox: what they say and allow.

use petpro_domain::catalog::Level;
use petpro_domain::gtin::Gtin;
use petpro_domain::ids::{LineId, OpId};
use petpro_domain::money::{Currency, Money};
use petpro_domain::notice::{Notice, NoticeKind};
use petpro_domain::pet::Due;
use petpro_domain::scanned::{Elements, Microchip};
use petpro_domain::{Code, Lang};
use uuid::Uuid;

use super::outbox::Attention;
use super::{ago, inbox, outbox, product, scan, search};
use crate::state::{Found, Hit, Offer, Outbox, Settled, Waiting};

fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

fn offer(n: u128, price: i64, level: Level) -> Offer {
    Offer {
        variant: id(n),
        label: format!("{n} kg"),
        gtin: Some("09520000000004".into()),
        price: Money::new(price, Currency::Jpy),
        level,
        level_age_ms: Some(5 * 60_000),
        gone: false,
    }
}

fn hit(variants: Vec<Offer>) -> Hit {
    Hit {
        product: id(1),
        name: "Salmon Bites".into(),
        image: None,
        brand: "Nori".into(),
        shop: id(2),
        shop_name: "Tokyo Pets".into(),
        variants,
    }
}

/// covers: S0-037
#[test]
fn what_is_there_can_be_counted_out_and_put_into_the_cart() {
    let page = product::screen(Lang::En, &hit(vec![offer(1, 980, Level::Plenty)]));
    let variant = &page.variants[0];
    assert_eq!((variant.quantity.min, variant.quantity.start, variant.quantity.max), (1, 1, 999));
    assert!(variant.add.enabled);
    assert_eq!(variant.add.label.text, "Add to Cart: Salmon Bites");
    assert_eq!(variant.price.text, "¥980");
    assert_eq!(variant.barcode.as_ref().unwrap().text, "Barcode 9520000000004");
}

/// covers: S0-037
#[test]
fn what_is_not_there_cannot_be_added() {
    let gone = Offer { gone: true, ..offer(2, 980, Level::Plenty) };
    let page = product::screen(Lang::En, &hit(vec![offer(1, 980, Level::None), gone]));
    for (variant, key) in page.variants.iter().zip(["product-none", "product-gone"]) {
        assert!(!variant.add.enabled && variant.quantity.max == 0);
        assert_eq!(variant.availability.key, key);
    }
}

#[test]
fn stock_on_a_device_is_told_with_its_age() {
    let page = product::screen(Lang::En, &hit(vec![offer(1, 980, Level::Few)]));
    assert_eq!(page.variants[0].availability.text, "Limited Stock Available");
    assert_eq!(page.variants[0].as_of.as_ref().unwrap().text, "as of 5 minutes ago");
    let never = Offer { level_age_ms: None, ..offer(1, 980, Level::Few) };
    assert!(product::screen(Lang::En, &hit(vec![never])).variants[0].as_of.is_none());
}

#[test]
fn an_age_is_told_in_the_largest_unit_that_fits() {
    let minute = 60_000;
    for (age, text) in [
        (-5, "just now"),
        (minute - 1, "just now"),
        (minute, "1 minute ago"),
        (59 * minute, "59 minutes ago"),
        (60 * minute, "1 hour ago"),
        (1_440 * minute, "1 day ago"),
        (3 * 1_440 * minute, "3 days ago"),
    ] {
        assert_eq!(ago(Lang::En, age).text, text);
    }
    assert_eq!(ago(Lang::Ja, 2 * minute).text, "2 分前");
}

/// covers: S0-033
#[test]
fn a_search_counts_tells_the_lowest_price_and_offers_what_is_there() {
    let found = Found {
        query: "鮭".into(),
        hits: vec![hit(vec![offer(1, 980, Level::None), offer(3, 2_400, Level::Plenty)])],
    };
    let list = search::screen(Lang::En, &found);
    assert_eq!(list.count.text, "1 product");
    let row = &list.hits[0];
    assert_eq!(row.price.as_ref().unwrap().text, "from ¥980");
    assert_eq!(row.variant, Some(id(3)), "the first that is there");
    assert_eq!(row.spoken.text, "Salmon Bites, Tokyo Pets, from ¥980");
    assert!(list.hint.is_none());
}

#[test]
fn a_search_that_finds_nothing_says_what_to_try() {
    let list = search::screen(Lang::Ko, &Found { query: "x".into(), hits: vec![] });
    assert_eq!(list.count.text, "찾은 상품이 없습니다");
    assert_eq!(list.hint.unwrap().key, "search-none");
}

fn printed<'a>(text: &str, label: &'a Elements) -> scan::Printed<'a> {
    scan::Printed { gtin: Gtin::parse(text).unwrap(), label, this_year: 2026 }
}

/// covers: S0-150
#[test]
fn a_scan_shows_goods_or_why_not() {
    let label = Elements::default();
    let goods = hit(vec![offer(1, 980, Level::Plenty)]);
    let found = scan::screen(Lang::En, scan::Outcome::Goods(printed("9520000000004", &label), &goods));
    assert_eq!(found.product.unwrap().name, "Salmon Bites");
    assert!(found.problem.is_none() && found.facts.is_empty());
    let unknown = scan::screen(Lang::En, scan::Outcome::Unknown(printed("9520000000004", &label)));
    assert_eq!(unknown.problem.unwrap().code, Code::BarcodeUnknown);
    let damaged = scan::screen(Lang::En, scan::Outcome::Failed(Code::ImageUnreadable));
    assert_eq!(damaged.problem.unwrap().code, Code::ImageUnreadable);
}

/// covers: S0-132, S0-133
#[test]
fn an_unrecognized_code_is_shown_as_plain_text() {
    let shown = scan::screen(Lang::En, scan::Outcome::Unrecognized("https://example.com".into()));
    assert_eq!(shown.preview.as_ref().unwrap().text, "It says: https://example.com");
    assert_eq!(shown.problem.as_ref().unwrap().title, "Unrecognized Code");
    assert!(shown.lines().iter().any(|line| line == "It says: https://example.com"));
}

#[test]
fn a_shops_own_number_a_book_and_a_magazine_are_noted() {
    for (text, key) in
        [("2001234567893", "scan-in-store"), ("9780306406157", "scan-book"), ("9770317847001", "scan-magazine")]
    {
        let shown = scan::screen(Lang::En, scan::Outcome::Unknown(printed(text, &Elements::default())));
        assert_eq!(shown.note.unwrap().key, key);
    }
}

#[test]
fn a_label_says_its_dates_lot_and_weight_in_the_persons_language() {
    let label = Elements::read("1726123110L7\u{1d}3103001250").unwrap();
    let said = |lang| {
        let shown = scan::screen(lang, scan::Outcome::Unknown(printed("9520000000004", &label)));
        shown.facts.into_iter().map(|say| say.text).collect::<Vec<_>>()
    };
    assert_eq!(said(Lang::En), ["Use by Dec 31, 2026", "Lot L7", "Net weight 1.250 kg"]);
    assert_eq!(said(Lang::Ja), ["消費期限 2026年12月31日", "ロット L7", "正味重量 1.250 kg"]);
}

#[test]
fn a_chip_a_clinic_and_an_appointment_are_named_and_are_no_goods() {
    let chip = Microchip::parse("392123456789012").unwrap();
    let shown = scan::screen(Lang::En, scan::Outcome::Chip(chip, None));
    assert_eq!(shown.barcode.unwrap().text, "Microchip 392 123456789012");
    assert_eq!(shown.note.unwrap().text, "Given out by the country with the code 392");
    assert_eq!(shown.problem.unwrap().code, Code::CodeElsewhere);
    for (outcome, key) in [(scan::Outcome::Clinic, "scan-clinic"), (scan::Outcome::Pass, "scan-pass")] {
        let shown = scan::screen(Lang::Ko, outcome);
        assert_eq!((shown.note.unwrap().key, shown.problem.unwrap().code), (key, Code::CodeElsewhere));
    }
}

/// covers: S0-135
#[test]
fn without_a_camera_people_hear_how_to_allow_it_and_what_to_do_instead() {
    let shown = scan::screen(Lang::En, scan::Outcome::Failed(Code::CameraDenied));
    let problem = shown.problem.unwrap();
    assert_eq!(problem.title, "PetPro may not use the camera");
    assert!(problem.next.contains("settings") && problem.next.contains("type the digits"), "{}", problem.next);
}

fn settled(kind: &str, st: &str, code: Option<Code>, detail: Option<&str>) -> Settled {
    Settled {
        op: id::<OpId>(1),
        kind: kind.into(),
        line: Some(id::<LineId>(2)),
        variant: None,
        st: st.into(),
        code,
        detail: detail.map(Into::into),
        done_ms: 0,
    }
}

#[test]
fn the_outbox_tells_what_waits_since_when_and_what_needs_attention() {
    let shown = outbox::screen(
        Lang::En,
        &Outbox {
            pending: vec![Waiting {
                op: id(9),
                kind: "cart.add".into(),
                line: Some(id(2)),
                variant: None,
                made_ms: 60_000,
            }],
            attention: vec![settled("cart.set", "superseded", None, Some("2"))],
            synced_ms: Some(0),
        },
        180_000,
        |line| (line == id(2)).then(|| "Kibble".into()),
    );
    assert_eq!(shown.summary.text, "1 change waits to be sent");
    assert_eq!(shown.synced.text, "Last synced: 3 minutes ago");
    assert_eq!(
        (shown.waiting[0].what.text.as_str(), shown.waiting[0].since.text.as_str()),
        ("Add: Kibble", "2 minutes ago")
    );
    assert_eq!(shown.attention[0].what.text, "Quantity: Kibble");
    assert_eq!(shown.attention[0].say, "Changed on another device: 2");
}

#[test]
fn an_empty_outbox_says_that_everything_is_sent() {
    let shown = outbox::screen(Lang::Zh, &Outbox::default(), 0, |_| None);
    assert_eq!((shown.summary.text.as_str(), shown.synced.key), ("已全部发送", "outbox-never-synced"));
}

#[test]
fn a_refusal_tells_why_and_can_be_retried_as_new_or_discarded() {
    let refused = Attention::new(Lang::En, &settled("cart.add", "rejected", Some(Code::LineFull), None), |_| {
        Some("Kibble".into())
    });
    assert_eq!(refused.problem.as_ref().unwrap().code, Code::LineFull);
    assert_eq!(refused.say, refused.problem.as_ref().unwrap().title);
    assert_eq!((refused.retry.label.text.as_str(), refused.retry.enabled), ("Retry as new", true));
    assert_eq!((refused.dismiss.label.text.as_str(), refused.dismiss.enabled), ("Discard", true));
}

#[test]
fn a_refusal_by_a_newer_server_is_still_told() {
    let refused = Attention::new(Lang::En, &settled("cart.add", "rejected", None, None), |_| None);
    assert_eq!(refused.problem.unwrap().code, Code::Other);
}

#[test]
fn what_came_true_elsewhere_is_told_and_not_offered_again() {
    let moved = Attention::new(Lang::En, &settled("cart.add", "applied", None, Some("moved-to-saved")), |_| {
        Some("Kibble".into())
    });
    assert_eq!(moved.say, "The cart was full; it is in Saved for later");
    assert!(moved.problem.is_none() && !moved.retry.enabled && moved.dismiss.enabled);
}

/// covers: S0-061
#[test]
fn an_order_that_was_refused_names_all_goods_that_are_short_or_dearer() {
    let names = |line: LineId| Some(if line == id(1) { "Kibble" } else { "Bites" }.to_owned());
    let line = |n: u128| id::<LineId>(n).to_string();
    let short = format!(r#"[{{"line":"{}","available":3}},{{"line":"{}","available":0}}]"#, line(1), line(2));
    let risen = format!(r#"[{{"line":"{}","was":500,"now":600}}]"#, line(2));
    let said = |code, detail: &str| {
        let op = settled("order.place", "rejected", Some(code), Some(detail));
        Attention::new(Lang::En, &op, names).goods.into_iter().map(|say| say.text).collect::<Vec<_>>()
    };
    assert_eq!(said(Code::StockInsufficient, &short), ["Kibble: 3 left", "Bites: 0 left"]);
    assert_eq!(said(Code::PriceChanged, &risen), ["Bites costs more now"]);
    assert!(said(Code::CartChanged, "not a list").is_empty());
}

#[test]
fn an_inbox_counts_what_is_unread_and_leaves_out_what_it_cannot_say() {
    let notice = |kind, at_ms, read_ms| Notice { number: "JP-1001".into(), read_ms, ..Notice::new(kind, at_ms) };
    let id = Uuid::nil();
    let told = [
        (id, notice(NoticeKind::Other, 3_600_000, None)),
        (id, notice(NoticeKind::OrderDelivered, 3_000_000, None)),
        (id, notice(NoticeKind::OrderShipped, 0, Some(1))),
    ];
    let inbox = inbox::screen(Lang::En, 3_600_000, &told);
    assert_eq!((inbox.unread, inbox.notices.len(), inbox.read_all.enabled), (1, 2, true));
    assert_eq!(inbox.lines()[0], "Inbox · 1 unread");
    assert_eq!(inbox.lines()[1], "● A parcel of order JP-1001 has arrived · 10 minutes ago");
    assert_eq!(inbox.lines()[4], "○ A parcel of order JP-1001 is on its way · 1 hour ago");
    let due = Due { pet: self::id(7), name: "Mochi".into(), vaccine: "Rabies".into(), on: "2026-12-06".into() };
    let reminder = Notice { vaccination: Some(due), ..Notice::new(NoticeKind::VaccinationDue, 0) };
    let told = inbox::screen(Lang::En, 0, &[(id, reminder)]).notices.remove(0);
    assert_eq!((told.title.as_str(), told.pet), ("Mochi: Rabies is due on Dec 6, 2026", Some(self::id(7))));
    assert_eq!(inbox::screen(Lang::Ja, 0, &[]).summary.text, "まだお知らせはありません");
}
