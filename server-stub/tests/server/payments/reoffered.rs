//! After a restore devices offer their orders again. The provider's word decides, then the receipt:
//! what was paid is paid, what was not is over, and nothing is charged a second time.

use petpro_domain::Code;
use petpro_domain::wire::OpState;
use petpro_sandbox::gateway::{Card, Status};
use serde_json::json;

use super::restore::{restored, saved as backed_up};
use super::saved::saved;
use super::waiting::{Tapped, tapped};
use crate::buyer::text;
use crate::cart::items;
use crate::shop::plenty;
use crate::till::{self, Till};
use crate::world::Person;

/// The same phone under a new device id, as it must have one in a new history, with what it kept.
async fn again(till: &Till, who: &Person, before: Tapped) -> Tapped {
    let phone = till.world.device(who).await;
    Tapped { phone, ..before }
}

/// The phone syncs and keeps the receipt.
async fn synced(till: &Till, it: &mut Tapped) {
    let reply = it.arrives(till, 1).await;
    it.ops[1].rcpt = reply.results[1].rcpt.clone();
    assert!(it.ops[1].rcpt.is_some(), "{reply:?}");
}

async fn orders_more(till: &Till, who: &Person) -> (u16, String) {
    till.world.fill(who, &[(plenty(3), 1)]).await;
    let quote = till.world.quote(who).await;
    let answer = till.world.post_as(who, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    (answer.status.as_u16(), answer.code())
}

#[tokio::test]
async fn a_paid_order_that_the_backup_lacks_is_paid_again_in_the_new_history_without_a_charge() {
    for with_receipt in [true, false] {
        let till = Till::new().await;
        let hana = till.world.sign_up("hana@example.com").await;
        let method = saved(&till, &hana, Card::Approve).await;
        let file = backed_up(&till);
        let mut phone = tapped(&till, &hana, Some(method)).await;
        synced(&till, &mut phone).await;
        till.quiet().await;
        assert_eq!(till.read(&hana, &phone.order).await["status"], "PROCESSING");
        if !with_receipt {
            phone.ops[1].rcpt = None; // the answer never reached the phone
        }
        let books = till.books();

        let (till, report) = restored(till, &file).await;
        assert_eq!(report.unwrap().captured, 2);
        assert_eq!(orders_more(&till, &hana).await, (409, "order-unclaimed".into()));
        let phone = again(&till, &hana, phone).await;
        let reply = phone.arrives(&till, 2).await;
        assert_eq!(reply.results.iter().map(|it| it.st).collect::<Vec<_>>(), [OpState::Applied; 2], "{reply:?}");
        till.quiet().await;
        let order = till.read(&hana, &phone.order).await;
        assert_eq!((text(&order["status"]), till.books()), ("PROCESSING", books), "receipt: {with_receipt}");
        assert_eq!(items(&till.world.cart(&hana).await).len(), 1, "only what was put in since");
        assert_eq!(orders_more(&till, &hana).await.0, 201, "nothing is unclaimed any more");
    }
}

#[tokio::test]
async fn an_order_that_was_not_paid_when_the_server_fell_is_over_and_its_goods_are_free() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let file = backed_up(&till);
    let mut phone = tapped(&till, &hana, None).await;
    synced(&till, &mut phone).await;
    let intent = till.at_page(&hana, &phone.order, Card::Approve).await; // authorised, and nobody was told
    let (till, report) = restored(till, &file).await;
    assert_eq!((report.unwrap().captured, till.status(&intent)), (0, Status::Canceled));
    let phone = again(&till, &hana, phone).await;
    let reply = phone.arrives(&till, 2).await;
    assert_eq!(reply.results[1].st, OpState::Applied, "{reply:?}");
    till.quiet().await;
    assert_eq!(till.read(&hana, &phone.order).await["status"], "EXPIRED");
    assert_eq!((till.books().1, till.world.stock_of(plenty(1)).1), (0, 0), "no charge, no hold");
    assert_eq!(items(&till.world.cart(&hana).await)[0]["qty"], 2, "no effect on any contribution");
    assert_eq!(orders_more(&till, &hana).await.0, 201);
}

#[tokio::test]
async fn a_payment_that_its_owner_took_back_makes_no_order_when_the_phone_comes_at_last() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let file = backed_up(&till);
    let mut phone = tapped(&till, &hana, None).await;
    synced(&till, &mut phone).await;
    till.at_page(&hana, &phone.order, Card::Approve).await;
    till.quiet().await;
    let (till, _) = restored(till, &file).await;
    let payment = till.payments(&hana, &phone.order).await[0].clone();
    let path = format!("/api/v1/payments/{}/refunds", text(&payment["id"]));
    assert_eq!(till.world.post_as(&hana, &path, &json!({})).await.status, 201);
    till.quiet().await;
    let books = till.books();
    let phone = again(&till, &hana, phone).await;
    phone.arrives(&till, 2).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &phone.order).await["status"], "CANCELLED");
    assert_eq!(till.books(), books, "paid back once");
    assert_eq!(till.world.stock_of(plenty(1)).1, 0);
}

#[tokio::test]
async fn an_order_that_nobody_has_heard_of_is_judged_anew() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let file = backed_up(&till);
    let waited = tapped(&till, &hana, Some(method)).await;
    let (till, _) = restored(till, &file).await;
    let waited = again(&till, &hana, waited).await;
    assert_eq!(waited.arrives(&till, 1).await.results[1].st, OpState::Applied);
    till.quiet().await;
    assert_eq!((till.read(&hana, &waited.order).await["status"].clone(), till.books().0), (json!("PROCESSING"), 2));
    let late = waited.arrives(&till, 60).await;
    assert_ne!(late.results[1].code, Some(Code::OrderExpired), "it is in already: {late:?}");
}

/// A restored server that the provider has not told of the phone's payment yet, with what the phone
/// had put into the cart in it again; the provider's word comes after another order of the same goods.
async fn ordered_again(till: &Till, who: &Person, phone: &Tapped) -> (serde_json::Value, String) {
    let id = till::order_id(&phone.order);
    let claimed = async |claimed: bool| {
        till.world
            .shopkeeper(move |ledger| {
                let update = "UPDATE psp_found SET claimed = $2 WHERE order_id = $1";
                ledger.tx.exec(update, petpro_server::values![id, claimed]).map(|n| n == 1)
            })
            .await
    };
    claimed(true).await;
    let first =
        Tapped { ops: vec![phone.ops[0].clone()], order: phone.order.clone(), phone: till.world.device(who).await };
    assert_eq!(first.arrives(till, 2).await.results[0].st, OpState::Applied);
    let quote = till.world.quote(who).await;
    let other = till.world.post_as(who, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!(other.status, 201, "{}", other.text());
    let other = other.json();
    let intent = Till::intent(&till.begin(who, &other).await.json());
    claimed(false).await;
    (other, intent)
}

/// Item 10 of the design's list: there are never two paid orders for one contribution.
#[tokio::test]
async fn a_captured_order_ends_a_pending_one_that_holds_its_goods() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let file = backed_up(&till);
    let mut phone = tapped(&till, &hana, Some(method)).await;
    synced(&till, &mut phone).await;
    till.quiet().await;
    let books = till.books();
    let (till, _) = restored(till, &file).await;
    let (other, intent) = ordered_again(&till, &hana, &phone).await;

    let phone = again(&till, &hana, phone).await;
    phone.arrives(&till, 3).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &phone.order).await["status"], "PROCESSING", "the money is there");
    assert_eq!(till.read(&hana, &other).await["status"], "EXPIRED", "its goods were sold");
    assert_eq!((till.status(&intent), till.books().1, till.books().2), (Status::Canceled, books.1, 0), "charged once");
    assert!(items(&till.world.cart(&hana).await).is_empty(), "what was sold is not in the cart again");
}

#[tokio::test]
async fn a_captured_order_whose_goods_another_paid_order_has_is_paid_back() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method = saved(&till, &hana, Card::Approve).await;
    let file = backed_up(&till);
    let mut phone = tapped(&till, &hana, Some(method)).await;
    synced(&till, &mut phone).await;
    till.quiet().await;
    let before = till.books();
    let first = till.read(&hana, &phone.order).await["total"]["amount"].as_i64().unwrap();
    let (till, _) = restored(till, &file).await;
    let (other, intent) = ordered_again(&till, &hana, &phone).await;
    till.sandbox.gateway.pay(&intent, Card::Approve, false);
    till.quiet().await;
    assert_eq!(till.read(&hana, &other).await["status"], "PROCESSING");

    let phone = again(&till, &hana, phone).await;
    phone.arrives(&till, 3).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &other).await["status"], "PROCESSING", "nobody takes it away");
    assert_eq!(till.read(&hana, &phone.order).await["status"], "CANCELLED");
    let total = other["total"]["amount"].as_i64().unwrap();
    let (_, received, back) = till.books();
    assert_eq!((received - before.1, back), (total, first), "two were paid, one went back");
}
