//! A phone in a test: its own folder, a wall clock that only moves when told, randomness from a seed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;
use petpro_client::screens::cart::{Cart, Line};
use petpro_client::session::{Kept, Secrets};
use petpro_client::store::{Account, Catalog, SyncStore};
use petpro_client::world::{Clock, Randomness, System};
use petpro_client::{Config, PetPro, Result};
use petpro_domain::ids::{self, VariantId};
use petpro_domain::wire::{Row, digest_of};
use petpro_sync::device::{Change, Pulled, Scope, Store, Write};
use serde_json::json;
use tempfile::TempDir;

/// Half past two on 21 November 2026, in Tokyo.
pub const NOON: i64 = 1_795_238_200_000;

pub struct TestClock {
    pub wall: AtomicI64,
}

impl Clock for TestClock {
    fn wall_ms(&self) -> i64 {
        self.wall.load(Ordering::Relaxed)
    }

    fn mono_ms(&self) -> u64 {
        System.mono_ms()
    }

    fn boot(&self) -> String {
        "boot".into()
    }
}

/// Bytes that repeat with the seed.
pub struct Seeded(Mutex<u64>);

impl Randomness for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock();
        for byte in bytes {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (*state >> 56) as u8;
        }
    }
}

/// A keystore that dies with the test.
#[derive(Default)]
pub struct InMemory(Mutex<Kept>);

impl Secrets for InMemory {
    fn load(&self) -> Result<Kept> {
        Ok(self.0.lock().clone())
    }

    fn save(&self, kept: &Kept) -> Result<()> {
        *self.0.lock() = kept.clone();
        Ok(())
    }
}

pub struct Phone {
    pub dir: TempDir,
    pub clock: Arc<TestClock>,
    pub config: Config,
}

impl Phone {
    /// A phone whose server is nowhere.
    pub fn offline() -> Self {
        Self::at("http://127.0.0.1:9")
    }

    pub fn at(server: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock { wall: NOON.into() });
        let mut config = Config::new(dir.path(), server);
        config.clock = clock.clone();
        config.randomness = Arc::new(Seeded(Mutex::new(7)));
        config.secrets = Arc::new(InMemory::default());
        Self { dir, clock, config }
    }

    /// An offline phone whose catalogue has arrived before.
    pub fn stocked() -> Self {
        let phone = Self::offline();
        phone.stock();
        phone
    }

    pub fn stock(&self) {
        fill(self.dir.path(), goods());
    }

    /// The n-th goods are offered otherwise from now on.
    pub fn change(&self, n: u16, fields: &serde_json::Value) {
        let mut row = goods().into_iter().find(|row| row.id == variant(n).to_string()).unwrap();
        let mut offer: serde_json::Value = serde_json::from_str(row.d.as_ref().unwrap().get()).unwrap();
        offer.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        row.d = Some(serde_json::value::to_raw_value(&offer).unwrap());
        fill(self.dir.path(), vec![row]);
    }

    pub fn open(&self) -> PetPro {
        PetPro::open(self.config.clone()).unwrap()
    }

    pub fn open_error(&self) -> petpro_domain::Code {
        match PetPro::open(self.config.clone()) {
            Ok(_) => panic!("it opened"),
            Err(error) => error.code(),
        }
    }
}

/// The n-th id of a kind.
pub fn id(kind: u8, n: u16) -> ids::Uuid {
    let [high, low] = n.to_be_bytes();
    ids::v7(1_700_000_000_000, [kind, 0, 0, high, low, 0, 0, 0, 0, 0])
}

pub fn variant(n: u16) -> VariantId {
    VariantId(id(3, n))
}

/// The EAN-13 on the n-th goods, in the range that is for examples.
pub fn ean(n: u16) -> String {
    let digits = format!("9521234{n:05}");
    let sum: u32 = digits.bytes().zip([1, 3].into_iter().cycle()).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A row as the feed has it.
pub fn row(t: &str, id: impl ToString, seq: u64, d: &serde_json::Value) -> Row {
    let d = serde_json::value::to_raw_value(d).unwrap();
    Row { t: t.into(), id: id.to_string(), seq, d: Some(d), x: 0 }
}

/// Two shops and a few goods: 1 dog food, 2 cat litter, 3 fish food, 4 sold out, 5 off sale, 6 two an order.
pub fn goods() -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, name) in [(1, "わんこ堂"), (2, "ねこの森")] {
        let shop = json!({"names": {"en": format!("Shop {n}"), "ja": name}, "region": "JP-13", "currency": "JPY",
                          "shipping": "jp-std", "processing_days": 1});
        rows.push(row("shop", id(1, n), u64::from(n), &shop));
    }
    let names = [
        ("Dog food chicken", "犬用フード チキン"),
        ("Cat litter café", "猫砂 おから"),
        ("Fish food", "メダカのえさ"),
        ("Hamster wheel", "ハムスターの回し車"),
        ("Old leash", "古いリード"),
        ("Rare treat", "まぼろしのおやつ"),
    ];
    for (n, (en, ja)) in (1u16..).zip(names) {
        let shop = id(1, if n == 1 { 1 } else { 2 });
        let product = json!({"shop": shop, "category": id(9, 1), "names": {"en": en, "ja": ja}, "brand": "Ňuf Ňuf"});
        rows.push(row("product", id(2, n), 10 + u64::from(n), &product));
        let mut offer = json!({"product": id(2, n), "shop": shop, "gtin": format!("0{}", ean(n)), "price": 980, "currency": "JPY",
                               "weight_g": 500, "tax": "standard", "level": "plenty"});
        match n {
            4 => offer["level"] = json!("none"),
            5 => offer["gone"] = json!(true),
            6 => offer["max_per_order"] = json!(2),
            _ => {}
        }
        rows.push(row("variant", variant(n), 20 + u64::from(n), &offer));
    }
    rows
}

/// Puts rows into the catalogue file as a pull does.
pub fn fill(data: &Path, rows: Vec<Row>) {
    std::fs::create_dir_all(data).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let account = Account::open_guest(scratch.path(), &Seeded(Mutex::new(1)), 0).unwrap();
    let catalog = Catalog::open(&data.join("catalog-jp.db")).unwrap();
    let mut store = SyncStore { account: &account, catalog: &catalog, wall_ms: NOON };
    store.commit(Change::cache(pulled("catalog:jp", rows))).unwrap();
}

/// The commands of a pull that brings exactly these rows.
pub fn pulled(s: &str, rows: Vec<Row>) -> Vec<Write> {
    let to = rows.iter().map(|row| row.seq).max().unwrap_or(0);
    let rows: Vec<Pulled> = rows.into_iter().map(|row| Pulled { share: share(&row), row }).collect();
    let digest = rows.iter().fold(0, |all, row| all ^ row.share);
    let scope = Scope { name: s.into(), epoch: "e-1".into(), cur: to, digest, ..Scope::default() };
    vec![Write::Rows { s: s.into(), rows, stage: false }, Write::Scope(scope)]
}

fn share(row: &Row) -> u64 {
    row.d.as_ref().map_or(0, |d| digest_of(&row.t, &row.id, row.seq, d.get()))
}

/// All lines of a cart, whatever their shop.
pub fn lines(cart: &Cart) -> Vec<&Line> {
    cart.shops.iter().flat_map(|shop| &shop.lines).collect()
}
