//! A shop's people: orders arrive while they look, goods and stock change without a network, and a
//! restored server forgets nothing of it.

use petpro_client::screens::shop::{Filter, GoodsFilter, Shown, Try};
use petpro_client::shop::Why;
use petpro_client::{Code, PetPro, Topic, View};
use petpro_server::{catalog, inventory, seed};

use crate::orders::ready;
use crate::paying::bought;
use crate::world::{HANA, Phone, World};

/// Who works for the shop of the first goods, their phone, and those goods.
async fn keeper(world: &World) -> (Phone, PetPro, String) {
    let goods = world.goods(0);
    let id = goods.parse().unwrap();
    let shop = world.state().store.read(|tx| catalog::shops_of(tx, &[id])).unwrap()[&id];
    let (_, who, _) = seed::STAFF.iter().find(|(_, _, key)| seed::shop_id(key) == shop).unwrap();
    let phone = world.phone_of(who).await;
    let petpro = phone.open();
    (phone, petpro, goods)
}

fn on_hand(petpro: &PetPro, goods: &str) -> i32 {
    petpro.shop_article(goods).unwrap().row.on_hand
}

fn at_server(world: &World, goods: &str) -> i64 {
    let id = goods.parse().unwrap();
    world.state().store.read(|tx| inventory::stock(tx, id)).unwrap().on_hand
}

fn asks(petpro: &PetPro, goods: &str, price: &str) {
    let mut form = petpro.shop_article(goods).unwrap().form;
    form.price = price.into();
    petpro.change_article(goods, &form).unwrap();
}

/// covers: S0-016, S0-083
#[tokio::test]
async fn a_new_order_appears_on_the_open_desk_and_is_packed_and_sent_from_it() {
    let world = World::with_provider().await;
    let (_phone, petpro, _) = keeper(&world).await;
    let mut follows = petpro.subscribe(Topic::Shop);
    assert!(matches!(follows.next().await.unwrap(), View::Shop(desk) if desk.waiting.text == "No new orders"));
    let (_buyers, buyer, _) = ready(&world).await;
    bought(&world, &buyer).await;
    petpro.sync().await.unwrap();
    let View::Shop(desk) = follows.next().await.unwrap() else { panic!("the desk is followed") };
    let [order] = desk.orders.as_slice() else { panic!("{desk:?}") };
    assert!((desk.waiting.text.as_str(), order.can_accept, order.can_ship) == ("1 new order", true, false), "{desk:?}");
    let done = petpro.accept_all(&[order.number.clone(), "JP-0-0".into()]).await.unwrap();
    assert_eq!(done.say.text, "1 order is being packed, 1 could not be begun");
    let pack = petpro.shop_order(&order.number).unwrap();
    assert!(!pack.accept.enabled && pack.ship.enabled && pack.lines[0].gtin.is_some(), "{pack:?}");
    let wrong = petpro.ship_and_say(&order.number, "yamato", "1").await.unwrap_err();
    assert_eq!(wrong.wrong_of_shop(), ["shop-field-tracking"]);
    let sent = petpro.ship_and_say(&order.number, "sandbox", "PP-000017").await.unwrap();
    assert_eq!((sent.state, sent.carriers[0].as_str()), ("SHIPPED", "sandbox"), "what was used is offered first");
    let shown = |filter| Shown { filter, ..Shown::default() };
    assert!(petpro.shop_desk(None).unwrap().orders.is_empty());
    assert_eq!(petpro.shop_desk(Some(&shown(Filter::Sent))).unwrap().orders.len(), 1);
}

#[tokio::test]
async fn goods_and_stock_change_without_a_network_and_come_true_with_the_next_sync() {
    let world = World::new().await;
    let (phone, petpro, goods) = keeper(&world).await;
    let before = on_hand(&petpro, &goods);
    let offline = phone.open_offline();
    asks(&offline, &goods, "2345");
    let gtin = offline.shop_article(&goods).unwrap().row.gtin.unwrap();
    let found = offline.scan_article(&gtin).unwrap();
    assert_eq!(found.row.variant.to_string(), goods, "scanned without a network");
    let received = offline.adjust_stock(&goods, 12, Why::Received).unwrap();
    let mistake = offline.adjust_stock(&goods, -5, Why::Damaged).unwrap();
    let undone = offline.undo_adjust(&mistake.op.to_string()).unwrap();
    assert_eq!(undone.row.on_hand, before + 12);
    let row = offline.shop_article(&goods).unwrap().row;
    assert_eq!((row.price.text.as_str(), row.waits.is_some()), ("¥2,345", true));
    let waiting = offline.changes().unwrap().waiting;
    assert!(waiting.len() == 4 && waiting[0].what.text.starts_with("Product: "), "{waiting:?}");
    assert_eq!(at_server(&world, &goods), i64::from(before));
    drop(offline);
    petpro.sync().await.unwrap();
    assert_eq!((at_server(&world, &goods), on_hand(&petpro, &goods)), (i64::from(before) + 12, before + 12));
    assert!(petpro.shop_article(&goods).unwrap().row.waits.is_none());
    petpro.undo_adjust(&received.op.to_string()).unwrap();
    let twice = petpro.undo_adjust(&received.op.to_string()).unwrap_err();
    assert_eq!((twice.code(), on_hand(&petpro, &goods)), (Code::NotFound, before), "two taps are one");
    let buyers = world.phone_of(HANA).await;
    let buyer = buyers.open();
    let id = goods.parse().unwrap();
    let variant = world.state().store.read(|tx| catalog::variant(tx, id)).unwrap().unwrap();
    let offer = buyer.product(&variant.product.to_string()).unwrap().variants;
    let offer = offer.iter().find(|offer| offer.variant.to_string() == goods).unwrap();
    assert_eq!(offer.price.amount, 2_345);
}

#[tokio::test]
async fn more_than_is_there_cannot_be_taken_off_and_says_how_many_can() {
    let world = World::new().await;
    let (_phone, petpro, goods) = keeper(&world).await;
    let there = on_hand(&petpro, &goods);
    let refused = petpro.adjust_stock(&goods, i64::from(-there - 1), Why::Damaged).unwrap_err();
    assert_eq!((refused.code(), refused.how_many()), (Code::StockInsufficient, u32::try_from(there).ok()));
    assert_eq!(petpro.adjust_stock(&goods, 0, Why::Counted).unwrap_err().code(), Code::QuantityInvalid);
    assert!(petpro.outbox().unwrap().pending.is_empty(), "nothing is left behind");
}

#[tokio::test]
async fn of_two_who_change_one_price_the_later_one_is_asked_and_may_insist() {
    let world = World::new().await;
    let (phone, petpro, goods) = keeper(&world).await;
    let who = petpro.session().unwrap().username.unwrap();
    let offline = phone.open_offline();
    asks(&offline, &goods, "2100");
    drop(offline);
    let others = world.phone_of(&who).await;
    let other = others.open();
    asks(&other, &goods, "2200");
    other.sync().await.unwrap();
    petpro.sync().await.unwrap();
    let [overtaken] = petpro.changes().unwrap().attention.try_into().unwrap_or_else(|all| panic!("{all:?}"));
    assert_eq!(overtaken.goods[0].text, "Price: yours ¥2,100, theirs ¥2,200");
    assert!(overtaken.what.text.starts_with("Product: ") && overtaken.retry.enabled);
    petpro.again(&overtaken.op.to_string()).unwrap();
    petpro.again(&overtaken.op.to_string()).unwrap();
    assert_eq!(petpro.outbox().unwrap().pending.len(), 1, "two taps are one");
    petpro.sync().await.unwrap();
    assert_eq!(petpro.shop_article(&goods).unwrap().row.price.text, "¥2,100");
    assert!(petpro.changes().unwrap().attention.is_empty());
}

#[tokio::test]
async fn a_form_names_the_fields_that_cannot_be_kept() {
    let world = World::new().await;
    let (_phone, petpro, goods) = keeper(&world).await;
    let mut form = petpro.shop_article(&goods).unwrap().form;
    (form.price, form.weight, form.name) = ("19.80".into(), "heavy".into(), " ".into());
    let refused = petpro.change_article(&goods, &form).unwrap_err();
    assert_eq!(refused.code(), Code::Invalid);
    for field in ["shop-field-price", "shop-field-weight", "shop-field-name"] {
        assert!(refused.wrong_of_shop().contains(&field), "{field}: {:?}", refused.wrong_of_shop());
    }
    let same = petpro.shop_article(&goods).unwrap().form;
    petpro.change_article(&goods, &same).unwrap();
    assert!(petpro.outbox().unwrap().pending.is_empty(), "nothing was changed, nothing is sent");
}

/// covers: S0-155, S0-156
#[tokio::test]
async fn a_parcel_costs_in_the_form_what_a_cart_pays_when_the_form_is_kept() {
    let world = World::new().await;
    let (_phone, petpro, goods) = keeper(&world).await;
    let mut form = petpro.shop_delivery(None).unwrap().form;
    form.free_from = "1000000".into();
    form.ways[0].rows[0].rates = vec!["123".into(); form.ways[0].weights.len()];
    let home = petpro.shop_delivery(None).unwrap().home;
    let code = serde_json::to_value(home).unwrap().as_str().unwrap().to_owned();
    let parcel = Try { way: "standard".into(), to: code, weight: "1".into(), goods: "4000".into() };
    let said = petpro.price_parcel(None, &form, &parcel).unwrap().say.unwrap();
    assert!(said.text.contains("¥123"), "{said}");
    let stale = form.clone();
    petpro.put_delivery(None, &form).await.unwrap();
    let refused = petpro.put_delivery(None, &stale).await.unwrap_err();
    assert_eq!(refused.code(), Code::PreconditionFailed, "somebody changed them meanwhile");
    form.ways[0].rows[0].rates[0] = "-1".into();
    assert_eq!(petpro.put_delivery(None, &form).await.unwrap_err().wrong_of_shop(), ["shop-fault-rates"]);
    let kept = petpro.shop_delivery(None).unwrap().form;
    assert_eq!((kept.free_from.as_str(), kept.ways[0].rows[0].rates[0].as_str()), ("1000000", "123"));
    drop(goods);
}

#[tokio::test]
async fn figures_are_the_servers_and_the_last_ones_where_it_is_not_reached() {
    let world = World::with_provider().await;
    let (phone, petpro, _) = keeper(&world).await;
    let (_buyers, buyer, _) = ready(&world).await;
    bought(&world, &buyer).await;
    let now = petpro.shop_figures(None, None).await.unwrap();
    assert_eq!((now.days.len(), now.days[29].share, now.stale.is_none()), (30, 100, true));
    assert_eq!(now.best[0].say.text, "2 sold");
    let offline = phone.open_offline();
    let kept = offline.shop_figures(None, None).await.unwrap();
    assert_eq!((&kept.days, kept.stale.unwrap().key), (&now.days, "shop-as-of"));
    assert_eq!(offline.shop_figures(None, Some(7)).await.unwrap_err().code(), Code::ServerUnreachable);
}

#[tokio::test]
async fn what_a_shop_changed_after_the_backup_comes_true_again() {
    let mut world = World::new().await;
    let (_phone, petpro, goods) = keeper(&world).await;
    let before = i64::from(on_hand(&petpro, &goods));
    petpro.adjust_stock(&goods, 3, Why::Received).unwrap();
    petpro.sync().await.unwrap();
    let backup = world.backup("one.db");
    petpro.adjust_stock(&goods, 4, Why::Received).unwrap();
    asks(&petpro, &goods, "2345");
    petpro.sync().await.unwrap();
    world.restore(&backup).await;
    assert_eq!(at_server(&world, &goods), before + 3);
    petpro.sync().await.unwrap();
    petpro.sync().await.unwrap();
    assert_eq!(at_server(&world, &goods), before + 7, "once each");
    assert_eq!(petpro.shop_article(&goods).unwrap().row.price.text, "¥2,345");
}

#[tokio::test]
async fn who_works_for_no_shop_has_no_desk() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let hana = phone.open();
    assert_eq!(hana.shop_desk(None).unwrap_err().code(), Code::Forbidden);
    assert_eq!(hana.shop_goods(None, GoodsFilter::All, "").unwrap_err().code(), Code::Forbidden);
}
