//! An order begins, and is paid.

use http::StatusCode;
use petpro_domain::wire::{OrderLine, OrderPlace, PROTO};
use serde_json::{Value, json};

use crate::buyer::{id_of, part, text, tokyo, two_shops};
use crate::shop::{line_of, plenty};
use crate::world::{Person, World};

fn statuses(order: &Value) -> Vec<&str> {
    order["shops"].as_array().unwrap().iter().map(|shop| text(&shop["status"])).collect()
}

/// covers: S0-071, S0-074, S0-075, S0-076, S0-151, S0-170, S4-018, S4-019, S4-020, S4-027
#[tokio::test]
async fn an_order_waits_for_its_payment_with_its_goods_held_and_its_shops_apart() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let before = world.stock_of(plenty(0));
    let order = world.order(&hana, &two_shops()).await;
    assert_eq!((&order["number"], &order["status"]), (&json!("JP-1001"), &json!("PENDING_PAYMENT")));
    assert_eq!(statuses(&order), ["PENDING_PAYMENT"; 2]);
    assert_eq!((part(&order, 0).0, part(&order, 1).0), ("JP-1001-1", "JP-1001-2"));
    let sum: i64 =
        order["shops"].as_array().unwrap().iter().map(|shop| shop["total"]["amount"].as_i64().unwrap()).sum();
    assert_eq!(order["total"]["amount"], sum, "the order is the sum of its vendor orders");
    assert_eq!(order["hold_until_ms"], world.state.clock.now_ms() + 600_000);
    assert_eq!(world.stock_of(plenty(0)), (before.0, 2), "held, and still on hand");
    assert_eq!(world.read_as(&hana, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json(), order);
    let second = world.order(&hana, &[(plenty(3), 1)]).await;
    assert_eq!(second["number"], "JP-1002");
    world.stock_is_balanced();
}

/// covers: S0-072, S0-073
#[tokio::test]
async fn ordered_lines_are_locked_and_what_is_added_later_is_not() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let order = world.order(&hana, &[(plenty(0), 2)]).await;
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let cart = world.cart(&hana).await;
    let item = &cart["shops"][0]["items"][0];
    assert_eq!((&item["locked"], &item["qty"]), (&json!(2), &json!(1)));
    world.pay(&order).await;
    let cart = world.cart(&hana).await;
    let item = &cart["shops"][0]["items"][0];
    assert_eq!((&item["locked"], &item["qty"]), (&json!(0), &json!(1)), "paid goods leave the cart, others stay");
}

/// covers: S0-081, S0-082, S0-083, S0-084, S0-172, S4-025
#[tokio::test]
async fn a_payment_turns_the_hold_into_a_sale_and_gives_each_shop_its_part() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let (on_hand, _) = world.stock_of(plenty(0));
    let order = world.order(&hana, &two_shops()).await;
    let shop = world.shopkeeper_of(part(&order, 0).1).await;
    assert_eq!(
        world.read_as(&shop, "/api/v1/vendor/orders").await.json()["orders"],
        json!([]),
        "not before it is paid"
    );
    world.pay(&order).await;
    world.pay(&order).await;
    let paid = world.read_as(&hana, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json();
    assert_eq!((text(&paid["status"]), statuses(&paid)), ("PROCESSING", vec!["PROCESSING"; 2]));
    assert_eq!(paid["hold_until_ms"], Value::Null);
    assert_eq!(world.stock_of(plenty(0)), (on_hand - 2, 0), "once, although it was told twice");
    let given = world.read_as(&shop, "/api/v1/vendor/orders").await.json();
    assert_eq!(given["orders"].as_array().unwrap().len(), 1);
    assert_eq!(given["orders"][0]["number"], part(&order, 0).0);
    assert_eq!(world.count("SELECT COUNT(*) FROM outbox WHERE name = 'VendorOrderReleased'"), 2);
    let alerts = |who: &Person, kind: &str| {
        let user = who.user.replace('-', "");
        world.count(&format!("SELECT COUNT(*) FROM notice WHERE hex(user_id) = upper('{user}') AND d LIKE '%{kind}%'"))
    };
    assert_eq!((alerts(&shop, "new-order"), alerts(&hana, "order-paid")), (1, 1), "in both inboxes, once");
    assert_eq!(world.count("SELECT COUNT(*) FROM outbox WHERE name = 'OrderPaid'"), 1);
    world.stock_is_balanced();
}

/// covers: S0-071
#[tokio::test]
async fn the_same_request_and_the_same_quote_give_the_same_order() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &[(plenty(0), 1)]).await;
    let quote = world.quote(&hana).await;
    let body = json!({"quote_id": quote["id"]});
    let first = world.post_under(&hana, "/api/v1/orders", "tap", &body).await;
    let again = world.post_under(&hana, "/api/v1/orders", "tap", &body).await;
    assert_eq!((again.header("idempotent-replayed"), again.json()), ("true", first.json()));
    let other_key = world.post_under(&hana, "/api/v1/orders", "another tap", &body).await;
    assert_eq!((other_key.status, &other_key.json()["id"]), (StatusCode::OK, &first.json()["id"]));
    assert_eq!(world.count("SELECT COUNT(*) FROM orders"), 1);
    let other_body = world.post_under(&hana, "/api/v1/orders", "tap", &json!({"quote_id": first.json()["id"]})).await;
    assert_eq!(other_body.code(), "idempotency-key-reused");
}

/// covers: S0-069
#[tokio::test]
async fn an_order_of_a_device_is_judged_like_one_over_rest() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(plenty(0), 2);
    world.sync(&phone, std::slice::from_ref(&add), 0).await;
    let cart = world.cart(&hana).await;
    let quote = &cart["quotes"][0];
    let line = line_of(plenty(0));
    let id = world.state.random.id(1);
    let body = json!({"order_id": id, "lines": [{"line": line, "variant": plenty(0), "obs": [add.id], "qty": 2}],
        "address": tokyo(), "digest": quote["digest"], "valid_until": world.state.clock.now_ms() + 1_000,
        "shown": {"units": {}, "total": 0, "currency": "JPY"}});
    let parsed: OrderPlace = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(parsed.lines, [OrderLine { line, variant: plenty(0), obs: vec![add.id], qty: 2 }]);
    let place = phone.op("order.place", &[], &body);
    let ask = json!({"proto": PROTO, "epoch": phone.epoch, "device": phone.id, "at": place.at,
        "push": [{"s": phone.household(), "ops": [place]}], "pull": []});
    let reply = world.call("POST", "/api/v1/sync", Some(&hana.access), &ask).await.json();
    let result = &reply["push"][0]["results"][0];
    assert_eq!(result["st"], "applied", "{result}");
    assert_eq!(result["rcpt"]["verdict"], "pending", "a receipt that outlives the database");
    let read = world.read_as(&hana, &format!("/api/v1/orders/{id}")).await.json();
    assert_eq!((text(&read["status"]), &read["total"]), ("PENDING_PAYMENT", &quote["total"]));

    // The device hears of it in its own scope.
    let pull = json!([{"s": format!("user:{}", hana.user), "cur": 0}]);
    let rows = world.exchange(&phone, json!([]), pull).await.json();
    let row = rows["pull"][0]["rows"].as_array().unwrap().iter().find(|row| row["t"] == "order").unwrap().clone();
    assert_eq!((&row["id"], &row["d"]["bill"]["number"]), (&json!(id), &read["number"]));
}

/// covers: S0-091, S0-092, S2-009
#[tokio::test]
async fn my_orders_come_in_pages_newest_first_and_by_state() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let mut placed = Vec::new();
    for n in 0..3 {
        world.clock.step(1_000);
        placed.push(world.order(&hana, &[(plenty(n), 1)]).await);
    }
    world.order(&ken, &[(plenty(9), 1)]).await;
    world.pay(&placed[1]).await;
    let page = world.read_as(&hana, "/api/v1/orders?status=all&limit=2").await.json();
    let numbers = |page: &Value| -> Vec<String> {
        page["orders"].as_array().unwrap().iter().map(|order| text(&order["number"]).to_owned()).collect()
    };
    assert_eq!((numbers(&page), &page["has_more"]), (vec!["JP-1003".into(), "JP-1002".into()], &json!(true)));
    let next = format!("/api/v1/orders?limit=2&cursor={}", text(&page["cursor"]));
    let page = world.read_as(&hana, &next).await.json();
    assert_eq!((numbers(&page), &page["has_more"]), (vec!["JP-1001".into()], &json!(false)));
    let paid = world.read_as(&hana, "/api/v1/orders?status=PROCESSING").await.json();
    assert_eq!(numbers(&paid), ["JP-1002"]);
    assert_eq!(world.read_as(&hana, "/api/v1/orders?status=BROKEN").await.code(), "invalid");
    assert_eq!(world.read_as(&hana, "/api/v1/orders?cursor=mine").await.code(), "cursor-invalid");
}

/// covers: S0-093
#[tokio::test]
async fn a_list_of_orders_takes_three_statements_and_uses_its_index() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    for n in 0..5 {
        world.order(&hana, &[(plenty(n), 1)]).await;
    }
    for path in ["/api/v1/orders", "/api/v1/orders?status=PENDING_PAYMENT"] {
        let before = world.state.store.queries();
        assert_eq!(world.read_as(&hana, path).await.json()["orders"].as_array().unwrap().len(), 5);
        assert_eq!(world.state.store.queries() - before, 3, "{path}, token check included");
    }
    let plan = "EXPLAIN QUERY PLAN SELECT id FROM orders WHERE user_id = x'00' AND status = 'SHIPPED'
        AND (placed_ms, id) < (1, x'00') ORDER BY placed_ms DESC, id DESC LIMIT 5";
    let plan: Vec<String> = world.state.store.read(|tx| tx.query(plan, &[], |row| row.get(3))).unwrap();
    assert!(plan.iter().all(|step| step.contains("orders_user_status") && !step.contains("TEMP B-TREE")), "{plan:?}");
}

/// covers: S0-178
#[tokio::test]
async fn placing_an_order_takes_the_same_statements_whatever_the_stock_of_others() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    world.fill(&hana, &two_shops()).await;
    let quote = world.quote(&hana).await;
    let before = world.state.store.queries();
    let order = world.post_as(&hana, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.text());
    let taken = world.state.store.queries() - before;
    assert!(taken <= 50, "{taken} statements for three lines of two shops");
    assert_eq!(world.count("SELECT COUNT(*) FROM pay_job"), 0, "without a saved method its buyer begins the payment");
    let _ = id_of(&order.json());
}
