//! A server that knows one person, sells three things, and refuses thirteen of anything.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::shelf::rows;

const HOUSEHOLD: &str = "01970000-0000-7000-8000-0000000000a1";
const USER: &str = "01970000-0000-7000-8000-0000000000a2";
/// The server's clock stands.
const NOW_MS: i64 = 1_795_238_200_000;

/// Serves until the test ends.
pub struct Server {
    pub url: String,
}

/// Called before each exchange is answered.
type Wait = Arc<dyn Fn() + Send + Sync>;

impl Server {
    pub fn start() -> Self {
        Self::waiting(|| {})
    }

    /// Every exchange is answered after `wait`.
    pub fn waiting(wait: impl Fn() + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let wait: Wait = Arc::new(wait);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let wait = wait.clone();
                std::thread::spawn(move || drop(serve(stream, &wait)));
            }
        });
        Self { url }
    }
}

fn serve(mut stream: TcpStream, wait: &Wait) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length, mut signed) = (String::new(), 0, false);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim().to_lowercase().split_once(": ") {
            Some(("content-length", n)) => length = n.parse().unwrap_or(0),
            Some(("authorization", _)) => signed = true,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let path = first.split_whitespace().nth(1).unwrap_or_default();
    if path == "/api/v1/sync/poke" {
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n:\n\n")?;
        loop {
            std::thread::park(); // it stays open and has nothing to say
        }
    }
    let answer = match path {
        "/auth/login" => json!({ "access_token": "a", "refresh_token": "r", "user": USER, "household": HOUSEHOLD }),
        "/api/v1/users/me/devices" => json!({ "devices": [
            { "id": "d-1", "platform": "cli", "seen_ms": NOW_MS, "current": true },
            { "id": "d-2", "platform": "android", "seen_ms": NOW_MS, "current": false }] }),
        "/api/v1/sync/hello" => hello(signed),
        _ => {
            wait();
            exchange(&asked)
        }
    }
    .to_string();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    )
}

fn hello(signed: bool) -> Value {
    let limits =
        json!({ "ops": 200, "push_bytes": 262_144, "op_bytes": 131_072, "rows": 1_000, "pull_bytes": 524_288 });
    let mut scopes = vec![json!({ "s": "catalog:jp", "head": rows().len(), "floor": 0 })];
    if signed {
        scopes.push(json!({ "s": format!("household:{HOUSEHOLD}"), "head": 0, "floor": 0 }));
    }
    json!({ "epoch": "e-1", "server_ms": NOW_MS, "server": "shelf", "limits": limits, "markets": ["jp"],
            "scopes": scopes })
}

fn exchange(asked: &Value) -> Value {
    let rows = rows();
    let pull = |scope: &Value| {
        let from = scope["cur"].as_u64().unwrap_or(0) as usize;
        let rows = if scope["s"] == "catalog:jp" { &rows[from.min(rows.len())..] } else { &[] };
        json!({ "s": scope["s"], "from": from, "to": from + rows.len(), "more": false, "rows": rows })
    };
    let push = |scope: &Value| {
        let ops = scope["ops"].as_array().cloned().unwrap_or_default();
        let results: Vec<_> = ops.iter().map(judge).collect();
        json!({ "s": scope["s"], "through": ops.last().map_or(0, |op| op["seq"].as_u64().unwrap_or(0)),
                "results": results })
    };
    let all = |name: &str, part: &dyn Fn(&Value) -> Value| -> Vec<Value> {
        asked[name].as_array().into_iter().flatten().map(part).collect()
    };
    json!({ "epoch": "e-1", "server_ms": NOW_MS, "server": "shelf", "push": all("push", &push),
            "pull": all("pull", &pull) })
}

fn judge(op: &Value) -> Value {
    match op["b"]["n"].as_u64() {
        Some(13) => json!({ "seq": op["seq"], "id": op["id"], "st": "rejected", "code": "stock-insufficient" }),
        _ => json!({ "seq": op["seq"], "id": op["id"], "st": "applied" }),
    }
}
