//! The op log over the real router.

use futures_util::StreamExt;
use http::{Request, StatusCode};
use petpro_domain::Code;
use petpro_domain::wire::{HelloReply, OpState};
use petpro_server::state::Stage;
use serde_json::json;
use tower::ServiceExt;

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
    let reply = world.sync(&phone, std::slice::from_ref(&add), 0).await;
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
    world.sync(&phone, std::slice::from_ref(&first), 0).await;
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

#[tokio::test]
async fn a_large_scope_is_one_file_that_goes_on_where_it_was_cut() {
    let world = World::seeded().await;
    let snapshot = world.large_catalogue().await;
    let (_, hello) = world.hello(None, None).await;
    let hello: HelloReply = serde_json::from_value(hello).unwrap();
    assert_eq!(hello.scopes[0].snapshot.as_ref(), Some(&snapshot));
    let path = format!("/api/v1/sync/snapshot/{}", snapshot.id);
    let whole = world.get(&path).await;
    assert_eq!((whole.header("content-encoding"), whole.bytes.len() as u64), ("", snapshot.bytes));
    let from = snapshot.members[1];
    let rest = world.with_headers("GET", &path, &[("range", &format!("bytes={from}-"))], vec![]).await;
    assert_eq!(rest.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(rest.bytes, whole.bytes[from as usize..]);

    let ends = snapshot.members.iter().skip(1).copied().chain([snapshot.bytes]);
    let mut digest = 0;
    let mut rows = 0;
    for (from, to) in snapshot.members.iter().zip(ends) {
        let mut text = String::new();
        let mut member = flate2::read::GzDecoder::new(&whole.bytes[*from as usize..to as usize]);
        std::io::Read::read_to_string(&mut member, &mut text).unwrap();
        for line in text.lines() {
            let row: petpro_domain::wire::Row = serde_json::from_str(line).unwrap();
            digest ^= petpro_domain::wire::digest_of(&row.t, &row.id, row.seq, row.d.unwrap().get());
            rows += 1;
        }
    }
    let ask = json!({"proto": 1, "epoch": hello.epoch, "pull": [{"s": "catalog:jp", "cur": snapshot.to}]});
    let pulled = world.post("/api/v1/sync", &ask).await.json();
    assert_eq!((rows, json!(format!("{digest:016x}"))), (snapshot.rows, pulled["pull"][0]["digest"].clone()));
}

#[tokio::test]
async fn pages_of_a_large_scope_hold_every_row_once() {
    let world = World::seeded().await;
    world.large_catalogue().await;
    let epoch = world.hello(None, None).await.1["epoch"].clone();
    let (mut cur, mut ids) = (0, Vec::new());
    loop {
        let ask = json!({"proto": 1, "epoch": epoch, "pull": [{"s": "catalog:jp", "cur": cur}]});
        let answer = world.post("/api/v1/sync", &ask).await;
        let reply: petpro_domain::wire::SyncReply = serde_json::from_slice(&answer.bytes).unwrap();
        let part = &reply.pull[0];
        assert!(part.rows.len() <= 1_000);
        ids.extend(part.rows.iter().map(|row| (row.t.clone(), row.id.clone())));
        cur = part.to;
        if !part.more {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert!(ids.len() > 2_000 && distinct.len() == ids.len());
}

#[tokio::test]
async fn old_tombstones_are_forgotten_and_an_older_cursor_starts_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(world.variant(0), 1);
    let remove = phone.remove(world.variant(0), &[add.id]);
    let keep = phone.add(world.variant(1), 1);
    let head = world.sync(&phone, &[add, remove, keep], 0).await.pull[0].to;
    world.clock.step(petpro_server::feed::KEEP_TOMBSTONES_MS + 1);
    let now_ms = petpro_server::clock::Clock::now_ms(&*world.clock);
    let gone = world.state.store.write(move |tx| petpro_server::feed::trim(tx, now_ms)).await.unwrap();
    assert_eq!(gone, 1);
    let hana = world.sign_in("hana@example.com").await;
    let phone = crate::shop::Device { who: hana, ..phone };
    let old = world.sync(&phone, &[], 1).await.pull.remove(0);
    assert!(old.reset && old.from == 0 && old.rows.len() == 1, "{old:?}");
    assert_eq!(old.digest, Some(digest_of(&old)));
    assert!(!world.sync(&phone, &[], head).await.pull[0].reset);
}

#[tokio::test]
async fn half_a_body_another_protocol_and_a_bomb_apply_nothing() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(world.variant(0), 1);
    let whole = json!({"proto": 1, "epoch": phone.epoch, "device": phone.id,
        "push": [{"s": phone.household(), "ops": [add]}], "pull": []})
    .to_string();
    let bearer = format!("Bearer {}", hana.access);
    let json = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    let half = world.with_headers("POST", "/api/v1/sync", &json, half).await;
    assert_eq!((half.status, half.code().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
    let newer = whole.replacen("\"proto\":1", "\"proto\":2", 1).into_bytes();
    let newer = world.with_headers("POST", "/api/v1/sync", &json, newer).await;
    assert_eq!((newer.status, newer.code().as_str()), (StatusCode::UPGRADE_REQUIRED, "upgrade-required"));
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut bomb, &vec![b' '; 50 << 20]).unwrap();
    let packed = [json[0], json[1], ("content-encoding", "gzip")];
    let bomb = world.with_headers("POST", "/api/v1/sync", &packed, bomb.finish().unwrap()).await;
    assert_eq!((bomb.status, bomb.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    assert!(world.sync(&phone, &[], 0).await.pull[0].rows.is_empty());
}

#[tokio::test]
async fn what_became_of_an_op_is_told_to_its_household_only() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let ken = world.sign_up("ken@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(world.variant(0), 1);
    world.sync(&phone, std::slice::from_ref(&add), 0).await;
    let path = format!("/api/v1/sync/op/{}", add.id);
    let mine = world.call("GET", &path, Some(&hana.access), &serde_json::Value::Null).await.json();
    assert_eq!((&mine["st"], &mine["at"]), (&json!("applied"), &json!(1)));
    let foreign = world.call("GET", &path, Some(&ken.access), &serde_json::Value::Null).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn lines_of_thirty_days_go_to_saved_for_later() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let add = phone.add(world.variant(0), 2);
    world.sync(&phone, &[add], 0).await;
    world.clock.step(petpro_domain::cart::LINE_TTL_MS + 1);
    petpro_server::sync::housekeeping(&world.state).await.unwrap();
    let hana = world.sign_in("hana@example.com").await;
    let cart = world.cart(&hana).await;
    assert_eq!(cart["shops"], json!([]));
    assert_eq!((&cart["saved"][0]["qty"], &cart["saved"][0]["why"]), (&json!(2), &json!("expired")));
}

/// Says what is wrong with a full disk, keeps answering reads, and takes the same batch when it is over.
#[tokio::test]
async fn a_full_disk_refuses_pushes_serves_pulls_and_loses_nothing() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let limit = |pages: u32| {
        let pragma = format!("PRAGMA max_page_count={pages}");
        let set = move |tx: &mut petpro_server::store::Tx| tx.query(&pragma, &[], |_| Ok(())).map(|_| ());
        world.state.store.write(set)
    };
    // SQLite's own page limit stands for the disk's.
    limit(1).await.unwrap();
    let ops: Vec<_> = (0..200).map(|n| phone.add(world.variant(n), 1)).collect();
    let push = json!([{"s": phone.household(), "ops": ops}]);
    let full = world.exchange(&phone, push, json!([])).await;
    assert_eq!((full.status, full.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert!(!full.header("retry-after").is_empty());
    assert!(world.sync(&phone, &[], 0).await.pull[0].rows.is_empty(), "nothing of the batch");
    while !world.state.store.pulse().healthy.load(std::sync::atomic::Ordering::Relaxed) {
        tokio::task::yield_now().await;
    }
    limit(1_000_000).await.unwrap();
    assert_eq!(world.sync(&phone, &ops, 0).await.push[0].through, 200);
}

#[tokio::test]
async fn a_poke_names_the_callers_scopes_only_and_ends_with_the_server() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let ken = world.sign_up("ken@example.com").await;
    let (mut phone, mut other) = (world.device(&hana).await, world.device(&ken).await);
    let ask = Request::get("/api/v1/sync/poke").header("authorization", format!("Bearer {}", hana.access));
    let answer = world.router.clone().oneshot(ask.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut stream = answer.into_body().into_data_stream();
    let first = stream.next().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: {\"s\":\"catalog:jp\",\"head\":"), "how far everything is");
    let foreign = other.add(world.variant(0), 1);
    world.sync(&other, &[foreign], 0).await;
    let own = phone.add(world.variant(0), 1);
    world.sync(&phone, &[own], 0).await;
    let poke = stream.next().await.unwrap().unwrap();
    assert_eq!(poke, format!("data: {{\"s\":\"{}\",\"head\":1}}\n\n", phone.household()));
    world.state.stage.send_replace(Stage::Closing);
    assert!(stream.next().await.is_none());
}
