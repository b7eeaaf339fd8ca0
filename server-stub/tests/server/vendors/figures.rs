//! How a shop does.

use http::StatusCode;
use petpro_domain::shop::Why;
use petpro_server::inventory;
use serde_json::json;

use super::keeper;
use crate::buyer::{text, two_shops};
use crate::shop::plenty;
use crate::world::World;

/// covers: S1-037
#[tokio::test]
async fn figures_tell_what_was_sold_what_waits_and_what_runs_out() {
    let world = World::seeded().await;
    let (who, _, shop) = keeper(&world).await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let part = order["shops"].as_array().unwrap().iter().find(|part| part["shop"] == json!(shop)).unwrap();
    world.order(&hana, &[(plenty(0), 1)]).await; // not paid: in no figure
    let left = world.stock_of(plenty(0)).0 - 1;
    world.shopkeeper(move |ledger| inventory::adjust(ledger.tx, plenty(0), -(left - 1), Why::Damaged, 0)).await;
    let path = format!("/api/v1/vendor/shops/{shop}/statistics");
    let figures = world.read_as(&who, &format!("{path}?days=7")).await.json();
    assert_eq!(figures["states"], json!([{"status": "PROCESSING", "orders": 1}]));
    let days = figures["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[6]["day"]), (7, &json!("2026-01-01")));
    assert_eq!((&days[6]["orders"], &days[6]["total"]), (&json!(1), &part["total"]));
    assert_eq!((&figures["sales"], &figures["orders"]), (&part["total"], &json!(1)));
    let sold =
        two_shops().iter().filter(|(id, _)| [plenty(0), plenty(1)].contains(id)).max_by_key(|(_, n)| *n).unwrap().0;
    assert_eq!((&figures["best"][0]["variant"], &figures["best"][0]["units"]), (&json!(sold), &json!(2)));
    let low = figures["low"].as_array().unwrap();
    assert!(low.iter().any(|it| it["variant"] == json!(plenty(0)) && it["stock"]["on_hand"] == 2), "{low:?}");
}

#[tokio::test]
async fn figures_take_as_many_statements_for_many_orders_as_for_one() {
    let world = World::seeded().await;
    let (who, _, shop) = keeper(&world).await;
    let hana = world.sign_up("hana@example.com").await;
    let path = format!("/api/v1/vendor/shops/{shop}/statistics");
    let count = async || {
        let before = world.state.store.queries();
        assert_eq!(world.read_as(&who, &path).await.status, StatusCode::OK);
        world.state.store.queries() - before
    };
    world.paid_order(&hana).await;
    let one = count().await;
    for _ in 0..3 {
        world.paid_order(&hana).await;
    }
    assert_eq!(count().await, one);
    assert_eq!(one, 9, "token check and who works where included");
}

#[tokio::test]
async fn what_was_called_off_is_no_sale() {
    let world = World::seeded().await;
    let (who, _, shop) = keeper(&world).await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.paid_order(&hana).await;
    let cancelled = world.post_as(&hana, &format!("/api/v1/orders/{}/cancel", text(&order["id"])), &json!({})).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.text());
    let figures = world.read_as(&who, &format!("/api/v1/vendor/shops/{shop}/statistics")).await.json();
    assert_eq!((&figures["orders"], &figures["best"]), (&json!(0), &json!([])));
}
