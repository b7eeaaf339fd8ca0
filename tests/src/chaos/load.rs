//! A device of a household that taps and pushes as fast as it is answered, and remembers what it
//! was told. It repeats a request until it has an answer, as every device does.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use petpro_client::session::Tokens;
use petpro_domain::Code;
use petpro_domain::cart::{CartLine, Options};
use petpro_domain::ids::{self, DeviceId, LineId, OpId, VariantId};
use petpro_domain::wire::{
    CartAdd, CartRemove, HelloReply, Op, OpBody, OpState, PROTO, PullScope, PushScope, SyncReply, SyncRequest,
};
use petpro_sync::device::{Now, intent};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::fullstack::dice::Dice;

const NAME: &str = "load@petpro.example";
const PASSWORD: &str = "petpro-load-1";

/// Contributions of one line before it is cleared.
const DOTS: usize = 40;
/// Between two attempts while nobody listens.
const PAUSE: Duration = Duration::from_millis(5);
const WALL_MS: i64 = 1_790_000_000_000;

/// What is seen of running devices, and how they are stopped.
#[derive(Default)]
pub struct Eye {
    pub stop: AtomicBool,
    pub acked: AtomicU64,
    /// Answers that nothing can be written now.
    pub refused: AtomicU64,
}

/// Contributions by line, as the server shows them.
pub type Cart = BTreeMap<LineId, Vec<(OpId, u32)>>;

/// What of it is at the server in the end.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub acked: u64,
    /// Acknowledged, and then the server did not know it.
    pub lost: u64,
    /// What has to be in the cart, by line.
    pub lines: BTreeMap<LineId, BTreeMap<OpId, u32>>,
}

impl Told {
    /// What is missing of it, and what is in the cart more often than tapped or without being wanted
    /// there. Takes its lines out of the cart.
    pub fn against(&self, cart: &mut Cart) -> (u64, u64) {
        let (mut lost, mut doubled) = (self.lost, 0);
        for (line, wanted) in &self.lines {
            let there = cart.remove(line).unwrap_or_default();
            lost += wanted.iter().filter(|(op, n)| !there.contains(&(**op, **n))).count() as u64;
            let surplus = there.iter().filter(|(op, n)| wanted.get(op) != Some(n)).count();
            let names: std::collections::BTreeSet<_> = there.iter().map(|(op, _)| *op).collect();
            doubled += (surplus + there.len() - names.len()) as u64;
        }
        (lost, doubled)
    }
}

pub struct Device {
    eye: Arc<Eye>,
    http: reqwest::Client,
    url: String,
    tokens: Tokens,
    id: DeviceId,
    epoch: String,
    dice: Dice,
    seq: u64,
    lines: [LineId; 2],
    told: Told,
}

impl Device {
    /// Signs in and says hello.
    pub async fn new(http: &reqwest::Client, url: &str, n: u64, seed: u64, eye: &Arc<Eye>) -> anyhow::Result<Self> {
        let mut dice = Dice::new(seed.wrapping_mul(1_000).wrapping_add(n));
        let id = DeviceId(ids::v7(WALL_MS as u64, std::array::from_fn(|_| dice.bits() as u8)));
        let tokens = login(http, url).await?;
        let lines = [0, 1].map(|which| ids::line(variant(n, which), ""));
        let mut device = Self {
            eye: Arc::clone(eye),
            http: http.clone(),
            url: url.into(),
            tokens,
            id,
            epoch: String::new(),
            dice,
            seq: 0,
            lines,
            told: Told { lines: lines.iter().map(|line| (*line, BTreeMap::new())).collect(), ..Told::default() },
        };
        let hello = json!({"proto": PROTO, "app": "load", "device": id, "platform": "test", "scopes": []});
        let reply: HelloReply = device.post("/api/v1/sync/hello", &hello).await?.context("a hello is answered")?;
        device.epoch = reply.epoch;
        Ok(device)
    }

    /// Pushes until it is stopped; then what it was told.
    pub async fn run(mut self, n: u64) -> anyhow::Result<Told> {
        while !self.eye.stop.load(Ordering::Relaxed) {
            let ops: Vec<Op> = (0..1 + self.dice.below(5)).map(|_| self.tap(n)).collect();
            if !self.push(ops).await? {
                break;
            }
        }
        Ok(self.told)
    }

    fn tap(&mut self, n: u64) -> Op {
        let which = self.dice.below(2);
        let line = self.lines[which];
        let names: Vec<OpId> = self.told.lines[&line].keys().copied().collect();
        let now = Now { mono: 0, wall: WALL_MS, boot: "load" };
        let body = if names.len() >= DOTS {
            OpBody::CartRemove(CartRemove { line })
        } else {
            let units = 1 + self.dice.below(9) as u32;
            OpBody::CartAdd(CartAdd { line, variant: variant(n, which as u64), options: Options::new(), n: units })
        };
        let dice = &mut self.dice;
        let op = match &body {
            OpBody::CartRemove(_) => intent(&body, names, &now, &mut || dice.bits()),
            _ => intent(&body, vec![], &now, &mut || dice.bits()),
        };
        let there = self.told.lines.entry(line).or_default();
        match body {
            OpBody::CartAdd(add) => drop(there.insert(op.id, add.n)),
            _ => there.clear(),
        }
        self.seq += 1;
        Op { seq: self.seq, ..op }
    }

    /// Until every op has its result; false where the server has forgotten an acknowledged one.
    async fn push(&mut self, ops: Vec<Op>) -> anyhow::Result<bool> {
        let s = format!("household:{}", self.tokens.household);
        let at = Now { mono: 0, wall: WALL_MS, boot: "load" }.at();
        let push = vec![PushScope { s, ops: ops.clone() }];
        let ask =
            SyncRequest { proto: PROTO, epoch: self.epoch.clone(), device: Some(self.id), at, push, pull: vec![] };
        loop {
            let Some(reply) = self.post::<SyncReply>("/api/v1/sync", &ask).await? else { continue };
            let part = reply.push.first().with_context(|| format!("an answer without results: {:?}", reply.code))?;
            if part.code == Some(Code::SyncGap) {
                // Its lane ends before the last acknowledged op.
                self.told.lost += ops[0].seq.saturating_sub(part.expected.unwrap_or(0));
                return Ok(false);
            }
            ensure!(part.code.is_none(), "{:?}", part.code);
            let applied = part.results.iter().all(|result| result.st == OpState::Applied);
            ensure!(applied && part.results.len() == ops.len(), "results: {:?}", part.results);
            self.told.acked += ops.len() as u64;
            self.eye.acked.fetch_add(ops.len() as u64, Ordering::Relaxed);
            return Ok(true);
        }
    }

    /// `None` where there was no whole answer: the caller asks again.
    async fn post<T: DeserializeOwned>(&mut self, path: &str, body: &impl Serialize) -> anyhow::Result<Option<T>> {
        loop {
            let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.tokens.access_token);
            let Ok(answer) = request.json(body).send().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            match answer.status().as_u16() {
                200 => return Ok(answer.json().await.ok()),
                401 => self.tokens = login(&self.http, &self.url).await?,
                503 | 507 => {
                    self.eye.refused.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(PAUSE).await;
                }
                429 | 500..=599 => tokio::time::sleep(PAUSE).await,
                other => bail!("{path}: {other} {}", answer.text().await.unwrap_or_default()),
            }
        }
    }

    /// The household's cart as the server shows it.
    pub async fn cart(&mut self) -> anyhow::Result<Cart> {
        let s = format!("household:{}", self.tokens.household);
        let at = Now { mono: 0, wall: WALL_MS, boot: "load" }.at();
        let pull = vec![PullScope { s, cur: 0, load: 0 }];
        let ask =
            SyncRequest { proto: PROTO, epoch: self.epoch.clone(), device: Some(self.id), at, push: vec![], pull };
        let reply: SyncReply = self.post("/api/v1/sync", &ask).await?.context("a whole answer")?;
        let pulled = reply.pull.into_iter().next().context("the household")?;
        let rows = pulled.rows.into_iter().filter(|row| row.t == "cart_line");
        let mut cart = BTreeMap::new();
        for row in rows {
            let Some(d) = row.d else { continue };
            let line: CartLine = serde_json::from_str(d.get())?;
            cart.insert(row.id.parse()?, line.dots.iter().map(|dot| (dot.id, dot.n)).collect());
        }
        Ok(cart)
    }
}

fn variant(device: u64, which: u64) -> VariantId {
    VariantId(ids::derived("load", &[&device.to_be_bytes(), &which.to_be_bytes()]))
}

/// Makes the account that all devices use.
pub async fn register(http: &reqwest::Client, url: &str) -> anyhow::Result<()> {
    let who = json!({"username": NAME, "password": PASSWORD});
    let answer = http.post(format!("{url}/auth/register")).json(&who).send().await?;
    ensure!(answer.status().is_success(), "registering: {}", answer.status());
    Ok(())
}

async fn login(http: &reqwest::Client, url: &str) -> anyhow::Result<Tokens> {
    let who = json!({"username": NAME, "password": PASSWORD});
    loop {
        let Ok(answer) = http.post(format!("{url}/auth/login")).json(&who).send().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        if let Ok(tokens) = answer.json().await {
            return Ok(tokens);
        }
        tokio::time::sleep(PAUSE).await;
    }
}
