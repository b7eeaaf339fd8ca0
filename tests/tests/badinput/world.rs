//! A server with goods, phones with clocks of their own, and raw requests.

use std::path::PathBuf;
use std::sync::Arc;

use petpro_client::session::{Kept, Login};
use petpro_client::world::{Clock, System};
use petpro_client::{Config, PetPro};
use petpro_domain::ids::{DeviceId, v7};
use petpro_tests::bench::catalogue;
use petpro_tests::served::Served;
use serde_json::{Value, json};
use tempfile::TempDir;

pub const NAME: &str = "hana@petpro.example";
pub const PASSWORD: &str = "correct horse battery";

pub struct World {
    pub served: Served,
    dir: TempDir,
}

/// A phone's clock, days off.
struct Off {
    ms: i64,
}

impl Clock for Off {
    fn wall_ms(&self) -> i64 {
        System.wall_ms() + self.ms
    }

    fn mono_ms(&self) -> u64 {
        System.mono_ms()
    }

    fn boot(&self) -> String {
        System.boot()
    }
}

pub struct Phone {
    pub petpro: PetPro,
    pub config: Config,
}

impl World {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let served = Served::start(&dir.path().join("server"), &catalogue::rows(300)).unwrap();
        Self { served, dir }
    }

    fn config(&self, name: &str, days_off: i64) -> Config {
        let data: PathBuf = self.dir.path().join(name);
        let clock = Arc::new(Off { ms: days_off * 86_400_000 });
        Config { clock, ..Config::new(data, &self.served.url) }
    }

    /// A phone that has its goods and is signed in; the first one makes the account.
    pub async fn phone(&self, name: &str, days_off: i64) -> Phone {
        let config = self.config(name, days_off);
        let petpro = PetPro::open(config.clone()).unwrap();
        if petpro.register(NAME, PASSWORD).await.is_err() {
            petpro.login(NAME, PASSWORD).await.unwrap();
        }
        petpro.sync().await.unwrap();
        Phone { petpro, config }
    }

    /// POSTs text as it is; status and JSON of the answer.
    pub async fn post(&self, path: &str, token: &str, body: String) -> (u16, Value) {
        let request = reqwest::Client::new().post(format!("{}{path}", self.served.url));
        let request = request.bearer_auth(token).header("content-type", "application/json").body(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// What the server keeps of an op, or 404.
    pub async fn op(&self, token: &str, op: &str) -> (u16, Value) {
        let url = format!("{}/api/v1/sync/op/{op}", self.served.url);
        let answer = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// A device of the phone's account that sends what a test writes.
    pub async fn raw(&self, phone: &Phone) -> Raw {
        let login = phone.login();
        let device = DeviceId(v7(1_790_000_000_000, [9; 10]));
        let hello = json!({"proto": 1, "app": "9.9", "device": device, "platform": "test", "scopes": []});
        let (status, hello) = self.post("/api/v1/sync/hello", &login.access_token, hello.to_string()).await;
        assert_eq!(status, 200, "{hello}");
        let epoch = hello["epoch"].as_str().unwrap().to_owned();
        Raw { token: login.access_token, device, epoch, scope: format!("household:{}", login.household) }
    }
}

/// Who asks in a raw request.
pub struct Raw {
    pub token: String,
    pub device: DeviceId,
    pub epoch: String,
    pub scope: String,
}

impl Raw {
    /// An exchange that pushes these ops.
    pub fn exchange(&self, ops: &[Value]) -> Value {
        json!({
            "proto": 1, "epoch": self.epoch, "device": self.device,
            "at": {"wall": 1_790_000_000_000_i64, "mono": 5, "boot": "b"},
            "push": [{"s": self.scope, "ops": ops}], "pull": []
        })
    }
}

impl Phone {
    fn kept(&self) -> Kept {
        self.config.secrets.load().unwrap()
    }

    pub fn login(&self) -> Login {
        self.kept().login.unwrap()
    }

    /// Spoils what is kept of the sign-in.
    pub fn spoil(&self, spoil: impl FnOnce(&mut Login)) {
        let mut kept = self.kept();
        spoil(kept.login.as_mut().unwrap());
        self.config.secrets.save(&kept).unwrap();
    }

    /// Quantities by variant, as the screen counts them.
    pub fn quantities(&self) -> Vec<(String, u32)> {
        let mut all = Vec::new();
        for shop in self.petpro.cart().unwrap().shops {
            all.extend(shop.lines.into_iter().map(|line| (line.variant.to_string(), line.qty)));
        }
        all.sort();
        all
    }

    pub fn waiting(&self) -> usize {
        self.petpro.outbox().unwrap().pending.len()
    }
}

/// A `cart.add` of one, with a right line id.
pub fn add(seq: u64, id: DeviceId, goods: usize) -> Value {
    let variant = catalogue::variant(goods);
    json!({
        "seq": seq, "id": id, "k": "cart.add", "v": 1,
        "b": {"line": petpro_domain::ids::line(variant, ""), "variant": variant, "n": 1},
        "at": {"wall": 1_790_000_000_000_i64, "mono": 1, "boot": "b"}
    })
}

/// The n-th op id of a test.
pub fn id(n: u64) -> DeviceId {
    DeviceId(v7(1_790_000_000_000 + n, [3; 10]))
}
