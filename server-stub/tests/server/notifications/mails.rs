//! Mails: when, to whom, in which language, and what happens when nobody takes them.

use petpro_domain::texts::Lang;
use petpro_sandbox::gateway::Card;
use petpro_server::identity::users;
use petpro_server::notifications::{self, Sent};
use petpro_server::store::{Failure, Tx};
use serde_json::Value;

use crate::buyer::{id_of, part, text, two_shops};
use crate::till::Till;
use crate::world::Person;

async fn speaks(till: &Till, who: &Person, lang: Lang) {
    let user = who.user.parse().unwrap();
    let write = move |tx: &mut Tx| users::speaks(tx, user, lang);
    till.world.state.store.write(write).await.map_err(|cause: Failure| cause).unwrap();
}

fn shown(total: &Value) -> String {
    let digits = total["amount"].to_string();
    let (head, tail) = digits.split_at(digits.len() - 3);
    format!("{head},{tail}")
}

/// covers: S0-085, S4-026, S4-028
#[tokio::test]
async fn a_paid_order_is_confirmed_in_its_buyers_language_and_not_before_it_is_paid() {
    for (lang, subject) in [
        (Lang::En, "Your order JP-1001"),
        (Lang::Ja, "ご注文 JP-1001 の確認"),
        (Lang::Ko, "주문 JP-1001 확인"),
        (Lang::Zh, "您的订单 JP-1001"),
    ] {
        let till = Till::new().await;
        let hana = till.world.sign_up("hana@example.com").await;
        speaks(&till, &hana, lang).await;
        let order = till.world.order(&hana, &two_shops()).await;
        till.at_page(&hana, &order, Card::Approve).await;
        till.post().await;
        assert_eq!(till.sandbox.mails.all(), vec![], "an order that is not paid gets no mail");
        till.quiet().await;
        till.post().await;
        till.post().await;
        let mails = till.sandbox.mails.all();
        assert_eq!(mails.len(), 1, "one, however often it is asked");
        let mail = &mails[0];
        assert_eq!((mail.subject.as_str(), mail.to.as_slice()), (subject, &["hana@example.com".to_owned()][..]));
        assert_eq!(mail.language, lang.tag());
        for part in [&shown(&order["total"]), "JP-1001-1", "JP-1001-2", "Jingumae 1-2-3"] {
            assert!(mail.text.contains(part), "{part} is not in {}", mail.text);
        }
    }
}

/// covers: S4-029
#[tokio::test]
async fn a_parcel_on_its_way_and_an_order_called_off_are_told_by_mail() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    till.world.bring_part(&order, 0).await;
    let other = till.paid(&hana).await;
    let path = format!("/api/v1/orders/{}/cancel", text(&other["id"]));
    till.world.post_as(&hana, &path, &Value::Null).await;
    till.post().await;
    let mails = till.sandbox.mails.all();
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(
        subjects,
        ["Your order JP-1001", "Order JP-1001 is on its way", "Your order JP-1002", "Order JP-1002 was called off"]
    );
    assert!(mails[1].text.contains(&format!("T-{}", part(&order, 0).0)), "the tracking number: {}", mails[1].text);
}

#[tokio::test]
async fn a_name_is_text_in_a_mail_and_never_markup_or_a_header() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    till.world
        .shopkeeper(|ledger| {
            let name = "<b>Hana</b>\u{85}Bcc: ken@example.com";
            ledger.tx.exec("UPDATE users SET name = $1", petpro_server::values![name]).map(|n| n > 0)
        })
        .await;
    till.paid(&hana).await;
    till.post().await;
    let mail = &till.sandbox.mails.all()[0];
    assert!(mail.html.contains("&lt;b&gt;Hana") && !mail.html.contains("<b>"), "{}", mail.html);
    assert_eq!(mail.to, ["hana@example.com"]);
}

/// covers: S1-053
#[tokio::test]
async fn a_mail_server_that_is_down_delays_mails_and_loses_none() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    till.sandbox.mails.down(true);
    till.paid(&hana).await;
    till.post().await;
    for _ in 0..5 {
        till.world.clock.step(60_000);
        assert_eq!(notifications::send(&till.world.state).await.unwrap().taken, 0);
    }
    assert_eq!(till.world.state.store.read(notifications::waiting).unwrap().0, 1);
    till.sandbox.mails.down(false);
    till.world.clock.step(3_600_000);
    assert_eq!(notifications::send(&till.world.state).await.unwrap().taken, 1);
    assert_eq!(till.sandbox.mails.all()[0].subject, "Your order JP-1001");
}

/// covers: S4-009
#[tokio::test]
async fn a_mail_server_that_takes_a_call_and_says_nothing_is_not_waited_for() {
    assert_eq!(petpro_server::config::Mails::default().call_ms, 10_000, "here it is less");
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("smtp://{}", silent.local_addr().unwrap());
    let till = Till::with(|config| {
        config.mails.server = Some(server.clone());
        config.mails.call_ms = 100;
    })
    .await;
    let hana = till.world.sign_up("hana@example.com").await;
    till.paid(&hana).await;
    till.post().await;
    assert_eq!(till.world.state.store.read(notifications::waiting).unwrap().0, 1, "it waits for its next try");
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_comes_again_and_one_refused_for_good_does_not() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    till.sandbox.mails.refuse(1, 0);
    till.paid(&hana).await;
    till.post().await;
    assert_eq!(till.sandbox.mails.all(), vec![]);
    till.world.clock.step(2_000);
    assert_eq!(notifications::send(&till.world.state).await.unwrap(), Sent { taken: 1, ..Sent::default() });
    till.sandbox.mails.refuse(0, 1);
    till.paid(&hana).await;
    till.post().await;
    till.world.clock.step(86_400_000);
    assert_eq!(notifications::send(&till.world.state).await.unwrap(), Sent::default(), "an address that is none");
    assert_eq!(till.world.state.store.read(notifications::waiting).unwrap().0, 0);
}

#[tokio::test]
async fn ten_mails_a_second_go_and_the_rest_wait() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    till.post().await;
    let id = id_of(&order);
    till.world
        .shopkeeper(move |ledger| {
            let copy = "INSERT INTO mail(no, id, user_id, about, kind, shop_order, st, at_ms, next_ms)
                SELECT no + 1, $2, user_id, about, kind, shop_order, 'queued', at_ms, 0 FROM mail WHERE about = $1 LIMIT 1";
            for n in 0..25_u8 {
                ledger.tx.exec(copy, petpro_server::values![id, [n; 16]])?;
            }
            Ok(true)
        })
        .await;
    let mut taken = Vec::new();
    for _ in 0..4 {
        till.world.clock.step(1_000);
        taken.push(notifications::send(&till.world.state).await.unwrap().taken);
    }
    assert_eq!(taken, [10, 10, 5, 0]);
}

/// covers: S0-021
#[tokio::test]
async fn a_visit_is_told_by_mail_with_an_entry_for_the_calendar() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    speaks(&till, &hana, Lang::Ja).await;
    let booked = till.world.booked(&hana, "umeda", "check-up").await;
    till.post().await;
    let cancel = format!("/api/v1/bookings/{}/cancel", text(&booked["id"]));
    till.world.post_as(&hana, &cancel, &Value::Null).await;
    till.post().await;
    let mails = till.sandbox.mails.all();
    assert_eq!(mails.len(), 1, "who called it off themselves needs no mail of it");
    assert!(mails[0].subject.contains("梅田ペットクリニック の予約が確定しました"), "{}", mails[0].subject);
    assert!(mails[0].text.contains("健康診断"), "{}", mails[0].text);
    let file = mails[0].files.iter().find(|(name, _)| name == "visit.ics").map(|(_, text)| text.as_str());
    let file = file.expect("a file for the calendar");
    assert!(file.contains(&format!("UID:{}@petpro", text(&booked["id"]))), "{file}");
}
