//! A server is restored from a backup that does not know what the provider knows.

use http::StatusCode;
use petpro_sandbox::gateway::{Card, Status};
use petpro_server::backup::{BackupError, Restored, backup, restore};
use petpro_server::clock::Random;
use petpro_server::payments::SweepError;
use petpro_server::payments::gateway::Gateway;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::plenty;
use crate::till::Till;
use crate::world::{Person, World};

/// Another process on the same folder, after a restore that asked the provider.
pub async fn restored(till: Till, file: &std::path::Path) -> (Till, Result<Restored, BackupError>) {
    let Till { world, sandbox, serving } = till;
    let gateway = Gateway::new(&world.state.config.payments, world.state.keys.parties.gateway.as_ref()).unwrap();
    let World { dir, clock, state, router } = world;
    state.store.close();
    drop((state, router, serving));
    let mut report = restore(dir.path(), file, clock.clone(), &Random::system(), gateway.as_ref()).await;
    while let Err(BackupError::Running(_)) = report {
        tokio::task::yield_now().await; // the old process's last connection lets go of the store
        report = restore(dir.path(), file, clock.clone(), &Random::system(), gateway.as_ref()).await;
    }
    (Till::on(dir, clock, sandbox, |_| ()), report)
}

pub fn saved(till: &Till) -> std::path::PathBuf {
    let file = till.world.dir.path().join("old.db");
    backup(till.world.dir.path(), &file).unwrap();
    file
}

async fn placed(till: &Till, who: &Person, nth: usize) -> (Value, String) {
    let order = till.world.order(who, &[(plenty(nth), 1)]).await;
    let begun = till.begin(who, &order).await.json();
    (order, Till::intent(&begun))
}

#[tokio::test]
async fn pending_orders_become_what_the_provider_says() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let ((paid, first), (open, second)) = (placed(&till, &hana, 0).await, placed(&till, &hana, 1).await);
    let file = saved(&till);
    till.sandbox.gateway.pay(&first, Card::Approve, false);
    till.sandbox.gateway.pay(&second, Card::Decline, false);
    till.quiet().await;
    assert_eq!(till.read(&hana, &paid).await["status"], "PROCESSING");

    let (till, report) = restored(till, &file).await;
    let report = report.unwrap();
    assert_eq!((report.open_orders, report.captured, report.refunded), (2, 1, 0));
    assert_eq!(till.read(&hana, &paid).await["status"], "PROCESSING", "the money is there");
    assert_eq!(till.read(&hana, &open).await["status"], "EXPIRED", "no pending order crosses a restore");
    assert_eq!(till.status(&second), Status::Canceled);
    till.quiet().await;
    let payment = &till.payments(&hana, &paid).await[0];
    assert_eq!((&payment["status"], &payment["captured"]), (&json!("captured"), &paid["total"]));
    assert_eq!(till.books().1, paid["total"]["amount"].as_i64().unwrap(), "taken once");
}

#[tokio::test]
async fn a_paid_order_that_the_backup_lacks_is_not_paid_twice_and_can_be_paid_back() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let file = saved(&till);
    let order = till.paid(&hana).await;
    assert_eq!(order["number"], "JP-1001");

    let (till, report) = restored(till, &file).await;
    assert_eq!(report.unwrap().captured, 1);
    assert_eq!(till.world.read_as(&hana, &format!("/api/v1/orders/{}", text(&order["id"]))).await.status, 404);
    till.world.fill(&hana, &[(plenty(1), 1)]).await;
    let quote = till.world.quote(&hana).await;
    let refused = till.world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "order-unclaimed"));

    let payment = till.payments(&hana, &order).await[0].clone();
    let path = format!("/api/v1/payments/{}/refunds", text(&payment["id"]));
    let too_much = till.world.post_as(&hana, &path, &json!({"amount": 99_999_999})).await;
    assert_eq!(too_much.code(), "refund-too-much");
    let back = till.world.post_as(&hana, &path, &json!({})).await;
    assert_eq!((back.status, &back.json()["amount"]), (StatusCode::CREATED, &order["total"]));
    till.quiet().await;
    assert_eq!(till.books().2, order["total"]["amount"].as_i64().unwrap());
    let quote = till.world.quote(&hana).await;
    let next = till.world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!((next.status, &next.json()["number"]), (StatusCode::CREATED, &json!("JP-1002")), "no number twice");
}

#[tokio::test]
async fn while_the_provider_cannot_be_asked_nothing_is_restored() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let file = saved(&till);
    let (order, _) = placed(&till, &hana, 0).await;
    till.sandbox.gateway.down(true);
    let (till, report) = restored(till, &file).await;
    assert!(matches!(report, Err(BackupError::Sweep(_))), "{report:?}");
    assert_eq!(till.read(&hana, &order).await["status"], "PENDING_PAYMENT", "the old store is in place, untouched");
    till.sandbox.gateway.down(false);
    let (till, report) = restored(till, &file).await;
    assert_eq!(report.unwrap().captured, 0);
    assert_eq!(till.world.read_as(&hana, &format!("/api/v1/orders/{}", text(&order["id"]))).await.status, 404);
}

#[tokio::test]
async fn an_order_that_was_paid_back_since_the_backup_is_not_sent() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.paid(&hana).await;
    let file = saved(&till);
    let path = format!("/api/v1/orders/{}/cancel", text(&order["id"]));
    assert_eq!(till.world.post_as(&hana, &path, &Value::Null).await.status, StatusCode::OK);
    till.quiet().await;
    let back = till.books().2;
    assert_eq!(back, order["total"]["amount"].as_i64().unwrap());
    let (till, report) = restored(till, &file).await;
    assert_eq!(report.unwrap().refunded, 1);
    assert_eq!(till.read(&hana, &order).await["status"], "CANCELLED");
    till.quiet().await;
    assert_eq!(till.books().2, back, "paid back once");
}

#[tokio::test]
async fn a_payment_that_a_bank_still_thinks_about_keeps_the_new_history_closed() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let file = saved(&till);
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::TimeOut).await;
    let (till, report) = restored(till, &file).await;
    assert!(matches!(&report, Err(BackupError::Sweep(SweepError::Undecided(which))) if *which == intent), "{report:?}");
    till.world.later(60_000).await;
    till.sandbox.gateway.with(|_, _| ());
    let (till, report) = restored(till, &file).await;
    assert_eq!((report.unwrap().captured, till.status(&intent)), (0, Status::Canceled));
}

#[tokio::test]
async fn a_payment_that_no_order_claims_is_found_again_by_later_restores() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let old = saved(&till);
    till.paid(&hana).await;
    let (till, report) = restored(till, &old).await;
    assert_eq!(report.unwrap().captured, 1);
    till.world.later(3 * 86_400_000).await;
    let hana = till.world.sign_in(&hana.email).await;
    till.world.fill(&hana, &[(plenty(1), 1)]).await; // something happens in the new history
    let newer = till.world.dir.path().join("newer.db");
    backup(till.world.dir.path(), &newer).unwrap();
    let (till, report) = restored(till, &newer).await;
    assert_eq!(report.unwrap().captured, 1, "from a day before the oldest backup, not the newest");
    let quote = till.world.quote(&hana).await;
    let refused = till.world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!(refused.code(), "order-unclaimed");
}
