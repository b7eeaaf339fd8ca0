//! A server with three things on its shelf, and a folder that has them: the real binary fetched them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

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
    let server = serve();
    let synced = Command::new(env!("CARGO_BIN_EXE_petpro"))
        .arg("--data")
        .arg(dir.path())
        .args(["--server", &server, "--json", "sync"])
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
        let out = self.petpro().arg("--json").args(args).output().unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        (serde_json::from_str(&text).unwrap_or_else(|_| panic!("one object: {text}")), out.status.code().unwrap())
    }
}

pub fn petpro_at(data: &Path) -> Command {
    let mut petpro = Command::new(env!("CARGO_BIN_EXE_petpro"));
    petpro.arg("--data").arg(data).args(["--server", NOWHERE]);
    for name in ["PETPRO_PASSWORD", "PETPRO_LOG", "LANG", "LC_ALL", "LC_MESSAGES", "PETPRO_DATA", "PETPRO_SERVER"] {
        petpro.env_remove(name);
    }
    petpro
}

/// Answers hello and the pull of a catalogue for as long as the test runs.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(reply(stream))));
    url
}

fn reply(mut stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim().to_lowercase().split_once(": ") {
            Some(("content-length", n)) => length = n.parse().unwrap_or(0),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let rows = rows();
    let head = rows.len();
    let answer = if first.contains("/hello") {
        let limits = json!({ "ops": 200, "push_bytes": 262_144, "op_bytes": 131_072, "rows": 1_000, "pull_bytes": 524_288 });
        json!({ "epoch": "e-1", "server_ms": 1_795_238_200_000i64, "server": "shelf", "limits": limits, "markets": ["jp"],
                "scopes": [{ "s": "catalog:jp", "head": head, "floor": 0 }] })
    } else {
        let pull = |scope: &Value| {
            let from = scope["cur"].as_u64().unwrap_or(0) as usize;
            json!({ "s": scope["s"], "from": from, "to": head, "more": false, "rows": rows[from.min(head)..] })
        };
        let pulls: Vec<_> = asked["pull"].as_array().into_iter().flatten().map(pull).collect();
        json!({ "epoch": "e-1", "server_ms": 1_795_238_200_000i64, "server": "shelf", "push": [], "pull": pulls })
    }
    .to_string();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    )
}

fn rows() -> Vec<Value> {
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
