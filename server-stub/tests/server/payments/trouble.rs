//! The provider does not answer, answers late, or breaks.

use futures_util::future::{Either, select};
use http::StatusCode;
use petpro_sandbox::gateway::{Card, Fault};
use petpro_server::payments;
use serde_json::json;

use crate::shop::plenty;
use crate::till::Till;
use crate::world::World;

#[tokio::test]
async fn a_provider_that_is_down_says_so_and_loses_nothing() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.gateway.down(true);
    let refused = till.begin(&hana, &order).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "payment-unavailable"));
    assert_eq!(refused.header("retry-after"), "2");
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT");
    till.sandbox.gateway.down(false);
    till.world.later(10_000).await;
    till.steps().await;
    let begun = till.begin(&hana, &order).await;
    assert_eq!((begun.status, &begun.json()["attempt"]), (StatusCode::CREATED, &json!(1)), "the same attempt went on");
    till.sandbox.gateway.pay(&Till::intent(&begun.json()), Card::Approve, false);
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    assert_eq!(till.books().0, 1);
}

/// covers: S4-008, S0-178
#[tokio::test]
async fn while_the_provider_hangs_everybody_else_orders() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.gateway.fail("payment_intents", Fault::HangBefore);
    let hanging = std::pin::pin!(till.begin(&hana, &order));
    let goods = [(plenty(1), 1)];
    let ordering = std::pin::pin!(till.world.order(&ken, &goods));
    let Either::Right((_, hanging)) = select(hanging, ordering).await else { panic!("Ken had to wait") };
    assert_eq!(hanging.await.code(), "payment-unavailable", "after its limit, and with a word");
}

#[tokio::test]
async fn a_capture_that_hangs_holds_up_no_other_order() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let (first, second) =
        (till.world.order(&hana, &[(plenty(0), 1)]).await, till.world.order(&ken, &[(plenty(1), 1)]).await);
    till.at_page(&hana, &first, Card::Approve).await;
    till.sandbox.gateway.fail("capture", Fault::HangBefore);
    till.sandbox.deliver().await;
    payments::hear(&till.world.state).await.unwrap();
    let hanging = std::pin::pin!(payments::turn(&till.world.state));
    let others = std::pin::pin!(async {
        till.at_page(&ken, &second, Card::Approve).await;
        till.sandbox.deliver().await;
        payments::hear(&till.world.state).await.unwrap();
        while till.read(&ken, &second).await["status"] != "PROCESSING" {
            tokio::task::yield_now().await;
        }
    });
    assert!(matches!(select(hanging, others).await, Either::Right(_)), "the same turn pays the second order meanwhile");
}

#[tokio::test]
async fn without_a_provider_nobody_can_pay_by_card_and_is_told_so() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &[(plenty(0), 1)]).await;
    let refused = world.post_as(&hana, "/api/v1/payments", &json!({"order_id": order["id"]})).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (503, "payment-unavailable"));
    // Its hold ends like any other's: there is nothing to close.
    world.later(600_000).await;
    petpro_server::orders::expire(&world.state).await.unwrap();
    petpro_server::payments::turn(&world.state).await.unwrap();
    assert_eq!(world.stock_of(plenty(0)).1, 0);
}

/// covers: S4-008
#[tokio::test]
async fn an_intent_whose_making_was_never_answered_is_made_once() {
    assert_eq!(petpro_server::config::Payments::default().call_ms, 30_000, "here it is less");
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.gateway.fail("payment_intents", Fault::HangAfter);
    assert_eq!(till.begin(&hana, &order).await.code(), "payment-unavailable");
    till.world.later(5_000).await;
    till.quiet().await;
    let begun = till.begin(&hana, &order).await;
    assert_eq!((begun.status, till.books().0), (StatusCode::CREATED, 1), "the same key gave the same intent");
}

#[tokio::test]
async fn a_key_that_the_provider_may_have_forgotten_is_looked_up_first() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.webhooks.spoil(&[petpro_sandbox::webhook::Mishap::Drop]);
    till.sandbox.gateway.fail("payment_intents", Fault::HangAfter);
    till.begin(&hana, &order).await;
    till.sandbox.gateway.with(|books, _| books.forget_keys());
    let id = crate::till::order_id(&order);
    // The hold would be over long before; what counts is that no second intent is made.
    till.world
        .shopkeeper(move |ledger| {
            ledger
                .tx
                .exec(
                    "UPDATE orders SET hold_until_ms = hold_until_ms + 90000000 WHERE id = $1",
                    petpro_server::values![id],
                )
                .map(|n| n == 1)
        })
        .await;
    till.world.later(13 * 3_600_000).await;
    till.steps().await;
    assert_eq!(till.books().0, 1, "found by its metadata");
    let hana = till.world.sign_in(&hana.email).await;
    assert_eq!(till.begin(&hana, &order).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_failure_that_the_provider_keeps_under_its_key_is_got_round() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.sandbox.gateway.fail("payment_intents", Fault::Error);
    assert_eq!(till.begin(&hana, &order).await.code(), "payment-unavailable");
    for _ in 0..4 {
        till.world.later(20_000).await;
        till.steps().await;
    }
    assert_eq!((till.begin(&hana, &order).await.status, till.books().0), (StatusCode::CREATED, 1));
}

#[tokio::test]
async fn a_capture_that_was_never_answered_is_captured_once() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.at_page(&hana, &order, Card::Approve).await;
    till.sandbox.gateway.fail("capture", Fault::HangAfter);
    till.quiet().await;
    till.world.later(10_000).await;
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PROCESSING");
    assert_eq!(till.books(), (1, order["total"]["amount"].as_i64().unwrap(), 0));
}

/// covers: S4-021
#[tokio::test]
async fn a_bank_that_does_not_answer_leaves_the_order_pending_until_it_has() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    till.at_page(&hana, &order, Card::TimeOut).await;
    till.quiet().await;
    assert_eq!(till.payments(&hana, &order).await[0]["status"], "processing");
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT");
    till.world.later(60_000).await;
    till.sandbox.gateway.with(|_, _| ());
    till.quiet().await;
    assert_eq!(till.read(&hana, &order).await["status"], "PAYMENT_FAILED");
}
