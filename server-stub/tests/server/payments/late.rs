//! Money that comes too late, twice, or after somebody changed their mind: never lost, never kept.

use http::StatusCode;
use petpro_sandbox::gateway::{Card, Fault, Form, Status};
use petpro_server::{orders, payments};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::cart::items;
use crate::shop::plenty;
use crate::till::{Till, order_id};
use crate::world::Person;

/// Somebody presses "capture" at the provider's.
fn captured_by_hand(till: &Till, intent: &str) {
    till.sandbox.gateway.with(|books, now_ms| books.capture(intent, &Form::default(), now_ms).unwrap());
}

async fn call_off(till: &Till, who: &Person, order: &Value) -> StatusCode {
    till.world.post_as(who, &format!("/api/v1/orders/{}/cancel", text(&order["id"])), &Value::Null).await.status
}

#[tokio::test]
async fn an_order_that_is_paid_by_two_attempts_is_paid_once_and_the_other_money_goes_back() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let first = till.at_page(&hana, &order, Card::Decline).await;
    till.quiet().await;
    // The second attempt closes the first, but the provider does not answer, and the old page is still open.
    till.sandbox.gateway.fail("cancel", Fault::HangBefore);
    let second = till.at_page(&hana, &order, Card::Approve).await;
    till.sandbox.gateway.pay(&first, Card::Approve, false);
    captured_by_hand(&till, &first);
    captured_by_hand(&till, &second);
    till.quiet().await;
    till.world.later(60_000).await;
    till.quiet().await;
    let total = order["total"]["amount"].as_i64().unwrap();
    assert_eq!(
        (till.read(&hana, &order).await["status"].clone(), till.books()),
        (json!("PROCESSING"), (2, 2 * total, total))
    );
    assert_eq!(till.world.count("SELECT COUNT(*) FROM outbox WHERE name = 'OrderPaid'"), 1);
    assert_eq!(till.world.stock_of(plenty(0)).1, 0, "sold once, nothing held");
}

#[tokio::test]
async fn money_that_is_taken_for_an_order_that_has_ended_goes_back_whole() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::Approve).await;
    captured_by_hand(&till, &intent);
    // Its words are on their way while somebody here ends the order.
    let id = order_id(&order);
    till.world.told(move |app, ledger| orders::unpaid(app, ledger, id)).await;
    till.quiet().await;
    let total = order["total"]["amount"].as_i64().unwrap();
    assert_eq!(till.books(), (1, total, total));
    assert_eq!(till.read(&hana, &order).await["status"], "EXPIRED");
    assert_eq!(till.world.count("SELECT COUNT(*) FROM outbox WHERE name = 'OrderPaid'"), 0);
    let notices = till.world.read_as(&hana, "/api/v1/notifications").await.json();
    assert_eq!(notices["notices"][0]["kind"], "payment-refunded", "{notices}");
    assert_eq!(items(&till.world.cart(&hana).await)[0]["qty"], 1, "the goods can be ordered again");
}

#[tokio::test]
async fn an_order_that_is_called_off_while_its_money_is_being_taken_is_paid_back() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.at_page(&hana, &order, Card::Approve).await;
    till.sandbox.gateway.fail("capture", Fault::HangAfter);
    till.sandbox.deliver().await;
    payments::hear(&till.world.state).await.unwrap();
    payments::turn(&till.world.state).await.unwrap();
    assert_eq!(call_off(&till, &hana, &order).await, StatusCode::OK);
    for _ in 0..4 {
        till.world.later(10_000).await;
        till.quiet().await;
    }
    let total = order["total"]["amount"].as_i64().unwrap();
    assert_eq!(
        (till.read(&hana, &order).await["status"].clone(), till.books()),
        (json!("CANCELLED"), (1, total, total))
    );
    assert_eq!(till.world.stock_of(plenty(0)).1, 0);
}

#[tokio::test]
async fn an_order_that_is_called_off_before_it_is_paid_closes_the_page_first() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = Till::intent(&till.begin(&hana, &order).await.json());
    assert_eq!(call_off(&till, &hana, &order).await, StatusCode::OK);
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT", "the provider has not answered yet");
    till.quiet().await;
    assert_eq!(
        (till.read(&hana, &order).await["status"].clone(), till.status(&intent)),
        (json!("CANCELLED"), Status::Canceled)
    );
    assert_eq!(till.begin(&hana, &order).await.status, StatusCode::CONFLICT);
}
