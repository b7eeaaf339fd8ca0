//! The op log over the real router.

use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::wire::{HelloReply, OpState};
use serde_json::json;

use crate::shop::{digest_of, fresh_op};
use crate::world::World;

#[tokio::test]
async fn without_a_token_there_are_only_catalogues() {
    let world = World::seeded().await;
    let (status, hello) = world.hello(None, None).await;
    assert_eq!(status, StatusCode::OK);
    let hello: HelloReply = serde_json::from_value(hello).unwrap();
    assert_eq!(hello.markets, ["jp"]);
    let scopes: Vec<&str> = hello.scopes.iter().map(|scope| scope.s.as_str()).collect();
    assert_eq!(scopes, ["catalog:jp"]);

    let ask = json!({"proto": 1, "epoch": hello.epoch, "pull": [{"s": "catalog:jp", "cur": 0}]});
    let answer = world.post("/api/v1/sync", &ask).await;
    let reply: petpro_domain::wire::SyncReply = serde_json::from_slice(&answer.bytes).unwrap();
    let pull = &reply.pull[0];
    assert!(pull.rows.iter().any(|row| row.t == "variant") && pull.lane.is_none());
}

#[tokio::test]
async fn an_op_is_applied_once_and_its_row_comes_back_in_the_same_answer() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(world.variant(0), 2);
    let reply = world.sync(&phone, &[add.clone()], 0).await;
    assert_eq!((reply.push[0].through, reply.push[0].results[0].st), (1, OpState::Applied));
    let pull = &reply.pull[0];
    assert_eq!((pull.to, pull.rows.len()), (1, 1));
    assert_eq!(pull.lane.map(|lane| (lane.through, lane.op)), Some((1, add.id)));
    assert_eq!(pull.digest, Some(digest_of(pull)));

    let again = world.sync(&phone, &[add], 0).await;
    assert_eq!(again.push[0].results, reply.push[0].results, "the kept result, word for word");
    assert_eq!(again.pull[0].to, 1, "no second row");
}

#[tokio::test]
async fn a_wrong_epoch_applies_nothing() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(world.variant(0), 2);
    let lost = crate::shop::Device { epoch: "e-gone".into(), ..phone.clone() };
    let reply = world.sync(&lost, &[add], 0).await;
    assert_eq!((reply.code, reply.push.len(), reply.pull.len()), (Some(Code::SyncEpoch), 0, 0));
    assert_eq!(world.sync(&phone, &[], 0).await.pull[0].rows.len(), 0);
}

#[tokio::test]
async fn a_gap_and_a_fork_are_told_apart() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let first = phone.add(world.variant(0), 1);
    let _second = phone.add(world.variant(0), 1);
    let third = phone.add(world.variant(0), 1);
    world.sync(&phone, &[first.clone()], 0).await;
    let gap = world.sync(&phone, &[third], 0).await;
    assert_eq!((gap.push[0].code, gap.push[0].expected), (Some(Code::SyncGap), Some(2)));
    let other = petpro_domain::wire::Op { id: fresh_op(), ..first };
    let fork = world.sync(&phone, &[other], 0).await;
    assert_eq!((fork.push[0].code, fork.push[0].expected), (Some(Code::SyncForked), Some(1)));
}

#[tokio::test]
async fn a_foreign_household_is_forbidden_in_push_and_pull_and_the_rest_goes_on() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let ken = world.sign_up("ken@example.com").await;
    let mut phone = world.device(&hana).await;
    let foreign = format!("household:{}", ken.household);
    let add = phone.add(world.variant(0), 1);
    let own = phone.household();
    let push = json!([{"s": foreign, "ops": [add]}, {"s": own, "ops": [add]}]);
    let pull = json!([{"s": foreign, "cur": 0}, {"s": own, "cur": 0}]);
    let answer = world.exchange(&phone, push, pull).await.json();
    assert_eq!(answer["push"][0]["code"], "scope-forbidden");
    assert_eq!(answer["push"][1]["results"][0]["st"], "applied");
    assert_eq!(answer["pull"][0]["code"], "scope-forbidden");
    assert_eq!(answer["pull"][0]["rows"], json!([]));
    assert_eq!(answer["pull"][1]["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_device_belongs_to_one_user() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let ken = world.sign_up("ken@example.com").await;
    let phone = world.device(&hana).await;
    let (status, problem) = world.hello(Some(&ken), Some(phone.id)).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("device-not-yours")));
    let stolen = crate::shop::Device { who: ken, ..phone };
    let answer = world.exchange(&stolen, json!([]), json!([])).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "device-not-yours"));
}

#[tokio::test]
async fn a_batch_over_the_limits_is_refused_whole() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let ops: Vec<_> = (0..201).map(|_| phone.add(world.variant(0), 1)).collect();
    let answer = world.exchange(&phone, json!([{"s": phone.household(), "ops": ops}]), json!([])).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    assert_eq!(world.sync(&phone, &ops[..200], 0).await.push[0].through, 200);
}
