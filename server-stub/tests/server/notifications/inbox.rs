//! The inbox: written with what it tells, on every device, and over REST.

use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::wire::OpState;
use petpro_sandbox::gateway::Card;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::plenty;
use crate::till::Till;

#[tokio::test]
async fn a_buyer_reads_in_the_app_what_became_of_the_payment_at_once() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let intent = till.at_page(&hana, &order, Card::Decline).await;
    till.quiet().await;
    till.sandbox.gateway.pay(&intent, Card::Approve, false);
    till.quiet().await;
    // No dispatcher has run and no mail has left.
    let list = till.world.read_as(&hana, "/api/v1/notifications").await.json();
    let kinds: Vec<&str> = list["notices"].as_array().unwrap().iter().map(|it| text(&it["kind"])).collect();
    assert_eq!(kinds, ["order-paid", "payment-failed"]);
    assert!(text(&list["notices"][0]["title"]).starts_with("Order JP-1001 is paid: ¥"), "{list}");

    let phone = till.world.device(&hana).await;
    let scope = format!("user:{}", hana.user);
    let pulled = till.world.exchange(&phone, json!([]), json!([{"s": scope, "cur": 0}])).await.json();
    let rows = pulled["pull"][0]["rows"].as_array().unwrap().clone();
    assert_eq!(rows.iter().filter(|row| row["t"] == "notice").count(), 2);
}

#[tokio::test]
async fn a_notice_is_marked_read_once_and_only_by_whom_it_was_for() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let order = till.paid(&hana).await;
    let list = till.world.read_as(&hana, "/api/v1/notifications").await.json();
    let path = format!("/api/v1/notifications/{}/read", text(&list["notices"][0]["id"]));
    let stranger = till.world.call("PUT", &path, Some(&ken.access), &Value::Null).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    let first = till.world.call("PUT", &path, Some(&hana.access), &Value::Null).await.json();
    till.world.later(5_000).await;
    let again = till.world.call("PUT", &path, Some(&hana.access), &Value::Null).await.json();
    assert_eq!((&first["read_ms"], first["read_ms"].is_i64()), (&again["read_ms"], true));
    let of_order = format!("/api/v1/notifications/order/{}", text(&order["id"]));
    assert_eq!(till.world.read_as(&hana, &of_order).await.json()["notices"][0], again);
    assert_eq!(till.world.read_as(&ken, &of_order).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn devices_keep_the_newest_hundred_and_pages_reach_the_rest() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let user: petpro_domain::ids::UserId = hana.user.parse().unwrap();
    till.world
        .shopkeeper(move |ledger| {
            for n in 0..130 {
                let notice = petpro_domain::notice::Notice {
                    kind: petpro_domain::notice::NoticeKind::OrderExpired,
                    order: None,
                    number: format!("JP-{n}"),
                    amount: None,
                    code: None,
                    at_ms: n,
                    read_ms: None,
                    about: None,
                };
                petpro_server::inbox::put(ledger, user, &notice)?;
                petpro_server::inbox::put(ledger, user, &notice)?;
            }
            Ok(true)
        })
        .await;
    let live = "SELECT COUNT(*) FROM feed_row WHERE t = 'notice' AND d IS NOT NULL";
    assert_eq!((till.world.count("SELECT COUNT(*) FROM notice"), till.world.count(live)), (130, 100));
    let (mut seen, mut path) = (Vec::new(), "/api/v1/notifications?limit=50".to_owned());
    loop {
        let page = till.world.read_as(&hana, &path).await.json();
        seen.extend(page["notices"].as_array().unwrap().iter().map(|it| text(&it["number"]).to_owned()));
        let Some(cursor) = page["cursor"].as_str() else { break };
        path = format!("/api/v1/notifications?limit=50&cursor={cursor}");
    }
    let newest_first: Vec<String> = (0..130).rev().map(|n| format!("JP-{n}")).collect();
    assert_eq!(seen, newest_first);
    let foreign = till.world.read_as(&hana, "/api/v1/notifications?cursor=AAAA").await;
    assert_eq!(foreign.code(), "cursor-invalid");
}

/// What a device says offline is judged like every op: once, and for its author alone.
#[tokio::test]
async fn an_op_that_reads_marks_its_authors_notices_and_nobody_elses() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    till.paid(&hana).await;
    let list = till.world.read_as(&hana, "/api/v1/notifications").await.json();
    let id = text(&list["notices"][0]["id"]).to_owned();
    let (mut hers, mut his) = (till.world.device(&hana).await, till.world.device(&ken).await);

    let stranger = his.op("inbox.read", &[], &json!({"notices": [id]}));
    let reply = till.world.sync(&his, &[stranger], 0).await;
    assert_eq!(reply.push[0].results[0].st, OpState::Applied, "whether it is there is not told");
    assert_eq!(till.world.read_as(&hana, "/api/v1/notifications").await.json(), list);

    let hers_read = hers.op("inbox.read", &[], &json!({"notices": [id, id]}));
    till.world.sync(&hers, std::slice::from_ref(&hers_read), 0).await;
    let read = till.world.read_as(&hana, "/api/v1/notifications").await.json();
    assert!(read["notices"][0]["read_ms"].is_i64(), "{read}");
    till.world.later(60_000).await;
    let again = hers.op("inbox.read", &[], &json!({"notices": [id]}));
    till.world.sync(&hers, &[again], 0).await;
    assert_eq!(till.world.read_as(&hana, "/api/v1/notifications").await.json(), read, "it was read when it was read");

    let many: Vec<String> = (0..101).map(|_| till.world.state.random.id(1).to_string()).collect();
    let many = hers.op("inbox.read", &[], &json!({"notices": many}));
    let reply = till.world.sync(&hers, &[many], 0).await;
    assert_eq!(reply.push[0].results[0].code, Some(Code::Invalid));
}
