//! Worlds with a seeded market, and what a device says to them.

use std::sync::LazyLock;

use axum::body::Body;
use http::{Request, StatusCode};
use petpro_domain::cart::Options;
use petpro_domain::ids::{self, DeviceId, LineId, OpId, VariantId};
use petpro_domain::wire::{At, CartAdd, HelloReply, Op, PROTO, PullReply, Snapshot, SyncReply};
use petpro_server::feed::OnTx;
use petpro_server::seed;
use petpro_server::store::{Failure, Tx};
use petpro_sync::server::Ledger;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, Person, START_MS, World};

/// Variants that are there in dozens; drawing the market takes a third of a second.
static PLENTY: LazyLock<Vec<VariantId>> = LazyLock::new(|| {
    let market = seed::japan().unwrap();
    market.variants.iter().filter(|(_, _, on_hand)| *on_hand >= 20).map(|(id, _, _)| *id).collect()
});

impl World {
    /// With the demo's market and accounts.
    pub async fn seeded() -> Self {
        let world = Self::new();
        seed::plant(&world.state).await.unwrap();
        world
    }

    /// A catalogue beyond 1,000 rows, written out.
    pub async fn large_catalogue(&self) -> Snapshot {
        let write = |tx: &mut Tx| {
            OnTx::write(tx, START_MS, |ledger| {
                (0..1_500)
                    .try_for_each(|n| ledger.publish("catalog:jp", "note", &format!("{n:04}"), Some("{}")).map(|_| ()))
            })
        };
        self.state.store.write(write).await.map_err(|cause: Failure| cause).unwrap();
        petpro_server::sync::build(&self.state, "catalog:jp").unwrap()
    }

    /// Signed in with the first hello behind it.
    pub async fn device(&self, who: &Person) -> Device {
        let id = DeviceId(self.state.random.id(START_MS));
        let (status, hello) = self.hello(Some(who), Some(id)).await;
        assert_eq!(status, StatusCode::OK, "{hello}");
        let hello: HelloReply = serde_json::from_value(hello).unwrap();
        Device { id, who: who.clone(), epoch: hello.epoch, seq: 0 }
    }

    pub async fn hello(&self, who: Option<&Person>, device: Option<DeviceId>) -> (StatusCode, Value) {
        let ask = json!({"proto": PROTO, "app": "0.1.0", "device": device, "platform": "test", "scopes": []});
        let answer = self.call("POST", "/api/v1/sync/hello", who.map(|who| who.access.as_str()), &ask).await;
        (answer.status, answer.json())
    }

    /// Rows of a type that a household's devices have.
    pub async fn household_rows(&self, phone: &Device, t: &str) -> Vec<Value> {
        let pulled = self.exchange(phone, json!([]), json!([{"s": phone.household(), "cur": 0}])).await.json();
        let rows = pulled["pull"][0]["rows"].as_array().unwrap().clone();
        rows.into_iter().filter(|row| row["t"] == t && row["d"].is_object()).collect()
    }

    /// Any sync request, with the envelope around `push` and `pull`.
    pub async fn exchange(&self, device: &Device, push: Value, pull: Value) -> Answer {
        let ask = json!({"proto": PROTO, "epoch": device.epoch, "device": device.id, "push": push, "pull": pull});
        self.call("POST", "/api/v1/sync", Some(&device.who.access), &ask).await
    }

    pub async fn sync(&self, device: &Device, ops: &[Op], cur: u64) -> SyncReply {
        let push = if ops.is_empty() { json!([]) } else { json!([{"s": device.household(), "ops": ops}]) };
        let answer = self.exchange(device, push, json!([{"s": device.household(), "cur": cur}])).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.bytes));
        serde_json::from_slice(&answer.bytes).unwrap()
    }

    /// Some variant of the market that is there in dozens.
    pub fn variant(&self, nth: usize) -> VariantId {
        plenty(nth)
    }

    /// Changes stock or catalogue as a shop would.
    pub async fn shopkeeper(&self, work: impl Fn(&mut OnTx) -> Result<bool, Failure> + Send + 'static) {
        let now_ms = self.state.clock.now_ms();
        let write = move |tx: &mut Tx| OnTx::write(tx, now_ms, |ledger| work(ledger));
        let (done, pokes) = self.state.store.write(write).await.unwrap();
        assert!(done);
        self.state.live.tell(pokes);
    }

    pub async fn cart(&self, who: &Person) -> Value {
        let answer = self.call("GET", "/api/v1/cart", Some(&who.access), &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }

    /// Adds to the cart under a key of its own.
    pub async fn add(&self, who: &Person, key: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", who.access);
        let headers =
            [("authorization", bearer.as_str()), ("idempotency-key", key), ("content-type", "application/json")];
        self.with_headers("POST", "/api/v1/cart/items", &headers, body.to_string().into()).await
    }

    /// Changes or removes a line seen at a version.
    pub async fn change(&self, who: &Person, method: &str, line: &str, version: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", who.access);
        let version = format!("\"{version}\"");
        let headers =
            [("authorization", bearer.as_str()), ("if-match", version.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { vec![] } else { body.to_string().into() };
        self.with_headers(method, &format!("/api/v1/cart/items/{line}"), &headers, body).await
    }

    pub async fn with_headers(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// A device with its lane.
#[derive(Clone)]
pub struct Device {
    pub id: DeviceId,
    pub who: Person,
    pub epoch: String,
    pub seq: u64,
}

impl Device {
    pub fn household(&self) -> String {
        format!("household:{}", self.who.household)
    }

    /// The next op of the lane.
    pub fn op(&mut self, kind: &str, obs: &[OpId], body: &Value) -> Op {
        self.seq += 1;
        let id = OpId(ids::derived("test-op", &[self.id.bytes(), &self.seq.to_be_bytes()]));
        let at = At { wall: START_MS, ..At::default() };
        let b = serde_json::value::to_raw_value(body).unwrap();
        Op { seq: self.seq, id, k: kind.into(), v: 1, obs: obs.to_vec(), b, at, rcpt: None }
    }

    pub fn add(&mut self, variant: VariantId, n: u32) -> Op {
        let body = CartAdd { line: line_of(variant), variant, options: Options::new(), n };
        self.op("cart.add", &[], &serde_json::to_value(body).unwrap())
    }

    pub fn remove(&mut self, variant: VariantId, obs: &[OpId]) -> Op {
        self.op("cart.remove", obs, &json!({"line": line_of(variant)}))
    }
}

/// The nth variant that is there in dozens.
pub fn plenty(nth: usize) -> VariantId {
    PLENTY[nth]
}

pub fn line_of(variant: VariantId) -> LineId {
    ids::line(variant, "")
}

/// An op id that nobody has used.
pub fn fresh_op() -> OpId {
    OpId(Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_ffff))
}

/// What a digest over the live rows of a whole pull must be.
pub fn digest_of(pull: &PullReply) -> String {
    let live = pull.rows.iter().filter_map(|row| {
        let d = row.d.as_ref()?;
        Some(petpro_domain::wire::digest_of(&row.t, &row.id, row.seq, d.get()))
    });
    format!("{:016x}", live.fold(0, |sum, one| sum ^ one))
}
