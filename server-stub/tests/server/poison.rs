//! An op that makes the server panic, among others in one batch.

use petpro_domain::Code;
use petpro_domain::ids::{OrderId, Uuid};
use petpro_domain::money::Currency;
use petpro_domain::order::{Address, Shown};
use petpro_domain::wire::{At, Op, OpState, OrderLine, OrderPlace, PROTO, Pay, PushReply, PushScope, SyncRequest};
use petpro_server::feed::{OnTx, Rooms};
use petpro_server::store::Failure;
use petpro_server::sync::with_desk;
use petpro_sync::server::{Caller, push};
use serde_json::Value;

use crate::shop::{Device, line_of};
use crate::world::{START_MS, World};

/// Pushes to a server that panics over every order, after it has locked its goods.
async fn pushed(world: &World, phone: &Device, ops: &[Op]) -> PushReply {
    let caller = Caller {
        who: Some((phone.who.user.parse().unwrap(), Some(phone.id))),
        scopes: vec![phone.household()],
        ..Caller::default()
    };
    let ask = SyncRequest {
        proto: PROTO,
        epoch: phone.epoch.clone(),
        device: Some(phone.id),
        at: At { wall: START_MS, ..At::default() },
        push: vec![PushScope { s: phone.household(), ops: ops.to_vec() }],
        pull: vec![],
    };
    let app = world.state.clone();
    let judge = move |tx: &mut petpro_server::store::Tx| {
        let judge = |ledger: &mut OnTx| with_desk(&app, |desk| push(ledger, desk, &caller, &ask));
        let rooms = Rooms { orders: &|_, _, _| panic!("planted"), beside: &|_, _, _, _| panic!("planted") };
        let (reply, _) = OnTx::write_orders(tx, START_MS, rooms, judge)?;
        Ok::<_, Failure>(reply)
    };
    world.state.store.write(judge).await.unwrap().push.remove(0)
}

fn order_of(line: OrderLine) -> OrderPlace {
    OrderPlace {
        order_id: OrderId(Uuid::from_u128(7)),
        lines: vec![line],
        delivery: Default::default(),
        address: Address {
            name: "Hana Sato".into(),
            phone: "+81-90-1234-5678".into(),
            postal_code: "150-0001".into(),
            region: "JP-13".into(),
            city: "Shibuya-ku".into(),
            line1: "Jingumae 1-2-3".into(),
            line2: String::new(),
        },
        coupons: vec![],
        shown: Shown { units: Default::default(), total: 0, currency: Currency::Jpy },
        digest: String::new(),
        pay: Pay::Card,
        method: None,
        valid_until: START_MS + 60_000,
    }
}

/// What of an order is in the tables.
fn traces(world: &World) -> i64 {
    let count =
        "SELECT (SELECT COUNT(*) FROM placed) + (SELECT COUNT(*) FROM order_dot) + (SELECT COUNT(*) FROM pay_job)";
    let found: Result<Option<i64>, Failure> = world.state.store.read(|tx| tx.query_row(count, &[], |row| row.get(0)));
    found.unwrap().unwrap()
}

fn lines(cart: &Value) -> usize {
    cart["shops"].as_array().unwrap().iter().map(|shop| shop["items"].as_array().unwrap().len()).sum()
}

#[tokio::test]
async fn a_poison_op_is_undone_alone_and_rejected_at_its_third_strike() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let (mine, other) = (world.variant(0), world.variant(1));
    let first = phone.add(mine, 2);
    let line = OrderLine { line: line_of(mine), variant: mine, obs: vec![first.id], qty: 2 };
    let poison = phone.op("order.place", &[], &serde_json::to_value(order_of(line)).unwrap());
    let last = phone.add(other, 1);
    let ops = [first, poison, last];

    for strike in 1..=2 {
        let reply = pushed(&world, &phone, &ops).await;
        assert_eq!((reply.through, reply.results.len()), (1, 1), "strike {strike}: the ops before it stand");
        assert_eq!(traces(&world), 0, "nothing of it stays");
        assert_eq!(lines(&world.cart(&hana).await), 1);
    }
    let reply = pushed(&world, &phone, &ops).await;
    let told: Vec<_> = reply.results.iter().map(|result| (result.st, result.code)).collect();
    let applied = (OpState::Applied, None);
    assert_eq!(told, [applied, (OpState::Rejected, Some(Code::Invalid)), applied], "those behind it proceed");
    assert_eq!(traces(&world), 0);
    assert_eq!(lines(&world.cart(&hana).await), 2);
    let again = pushed(&world, &phone, &ops).await;
    assert_eq!(again.results, reply.results, "a fourth time it is not judged any more");
}
