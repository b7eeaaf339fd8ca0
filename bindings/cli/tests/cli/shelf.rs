//! Three things on a shelf, and folders that have them: the real binary fetched them.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::Server;

/// On the label of the salmon bites.
pub const EAN: &str = "9520000000011";
pub const SALMON: &str = "01970000-0000-7000-8000-000000000301";
pub const SALMON_PAGE: &str = "01970000-0000-7000-8000-000000000201";
pub const SAND: &str = "01970000-0000-7000-8000-000000000302";
pub const SOLD_OUT: &str = "01970000-0000-7000-8000-000000000303";
/// Nobody listens on the discard port.
pub const NOWHERE: &str = "http://127.0.0.1:9";

/// A data folder.
pub struct Phone(pub TempDir);

/// Filled once by `petpro sync`; every phone is a copy.
static STOCKED: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start();
    let synced = Command::new(env!("CARGO_BIN_EXE_petpro"))
        .arg("--data")
        .arg(dir.path())
        .args(["--server", &server.url, "--json", "sync"])
        .output()
        .unwrap();
    assert!(synced.status.success(), "{}", String::from_utf8_lossy(&synced.stdout));
    dir
});

impl Phone {
    /// Without a network, with the catalogue.
    pub fn stocked() -> Self {
        let phone = Self::new();
        for entry in std::fs::read_dir(STOCKED.path()).unwrap().flatten() {
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), phone.0.path().join(entry.file_name())).unwrap();
            }
        }
        phone
    }

    /// Signed in at this server, with the catalogue.
    pub fn signed_in(server: &Server) -> Self {
        let phone = Self::stocked();
        let login = phone.at(server, &["login", "hana@petpro.example"]);
        assert!(login.status.success(), "{}", String::from_utf8_lossy(&login.stderr));
        phone
    }

    /// `petpro` on this folder, with this server.
    pub fn petpro_with(&self, server: &Server) -> Command {
        let mut petpro = self.petpro();
        petpro.env("PETPRO_PASSWORD", "petpro-demo-1").args(["--server", &server.url]);
        petpro
    }

    pub fn at(&self, server: &Server, args: &[&str]) -> Output {
        self.petpro_with(server).args(args).output().unwrap()
    }

    /// The data of a `--json` answer that has to be one.
    pub fn data(&self, server: &Server, args: &[&str]) -> Value {
        let (answer, _) = self.json_at(server, args);
        assert_eq!(answer["ok"], true, "{args:?}: {answer}");
        answer["data"].clone()
    }

    /// Without anything.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// `petpro` on this folder, without a network.
    pub fn petpro(&self) -> Command {
        petpro_at(self.0.path())
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.petpro().args(args).output().unwrap()
    }

    /// The answer of `--json`, and the exit code.
    pub fn json(&self, args: &[&str]) -> (Value, i32) {
        json(self.petpro(), args)
    }

    /// The same with this server.
    pub fn json_at(&self, server: &Server, args: &[&str]) -> (Value, i32) {
        json(self.petpro_with(server), args)
    }
}

fn json(mut petpro: Command, args: &[&str]) -> (Value, i32) {
    let out = petpro.arg("--json").args(args).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    (serde_json::from_str(&text).unwrap_or_else(|_| panic!("one object: {text}")), out.status.code().unwrap())
}

pub fn petpro_at(data: &Path) -> Command {
    let mut petpro = Command::new(env!("CARGO_BIN_EXE_petpro"));
    petpro.arg("--data").arg(data).env("PETPRO_SERVER", NOWHERE);
    for name in ["PETPRO_PASSWORD", "PETPRO_LOG", "LANG", "LC_ALL", "LC_MESSAGES", "PETPRO_DATA"] {
        petpro.env_remove(name);
    }
    petpro
}

/// The catalogue's feed.
pub fn rows() -> Vec<Value> {
    let id = |kind: u8, n: u8| format!("01970000-0000-7000-8000-000000000{kind}0{n}");
    let names = |en: &str, ja: &str| json!({ "en": en, "ja": ja });
    let mut rows = vec![
        ("market", "jp".to_owned(), json!({ "currency": "JPY", "region": "JP-13" })),
        ("tax", "JP:standard".into(), json!({ "rate_bp": 1_000 })),
        (
            "shipping",
            "jp-std".into(),
            json!({ "currency": "JPY", "weights_g": [5_000, 20_000],
            "rates": [[500, 900], [600, 1_000], [700, 1_100], [800, 1_200], [900, 1_300], [1_000, 1_400]] }),
        ),
        ("category", id(9, 1), json!({ "names": names("Dogs", "犬"), "position": 1 })),
        (
            "shop",
            id(1, 1),
            json!({ "names": names("Hakata Pets", "博多ペット"), "region": "JP-40", "currency": "JPY",
            "shipping": "jp-std", "processing_days": 1 }),
        ),
    ];
    let goods = [
        ("Salmon Bites", "鮭のおやつ", Some(EAN), "plenty"),
        ("Cat Sand", "猫砂", None, "few"),
        ("Old Bone", "骨", None, "none"),
    ];
    for (n, (en, ja, ean, level)) in (1..).zip(goods) {
        let page = json!({ "shop": id(1, 1), "category": id(9, 1), "names": names(en, ja), "brand": "Umi" });
        rows.push(("product", id(2, n), page));
        let offer = json!({ "product": id(2, n), "shop": id(1, 1), "gtin": ean.map(|ean| format!("0{ean}")), "label": "500 g",
            "price": 980, "currency": "JPY", "weight_g": 500, "tax": "standard", "level": level });
        rows.push(("variant", id(3, n), offer));
    }
    (1..).zip(rows).map(|(seq, (t, id, d))| json!({ "t": t, "id": id, "seq": seq, "d": d })).collect()
}
