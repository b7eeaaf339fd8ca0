//! What the server takes in: batches of 200 ops over loopback, beside raw transactions of 200 rows.

use anyhow::ensure;
use petpro_client::session::{self, Tokens};
use petpro_client::transport::Http;
use petpro_domain::cart::Options;
use petpro_domain::ids::{self, DeviceId, OpId, v7};
use petpro_domain::wire::{
    At, CartAdd, CartRemove, HelloReply, HelloRequest, Op, OpBody, PROTO, PushScope, SyncReply, SyncRequest,
};
use petpro_sync::device::{Now, intent};

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::floor::Raw;
use crate::bench::machine::Place;
use crate::bench::sample::{Sample, median};
use crate::bench::{Size, catalogue};
use crate::served::Served;

/// Ops of one request, as many as a device sends at once.
const BATCH: usize = 200;
/// Requests of one repeat.
const REQUESTS: usize = 25;

/// A device that only pushes.
struct Pusher {
    http: Http,
    tokens: Tokens,
    device: DeviceId,
    epoch: String,
    seq: u64,
    random: u64,
}

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("batches of 200 ops into the server");
    let dir = place.folder("ingest")?;
    let served = Served::start(&dir.join("server"), &[])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut pusher = runtime.block_on(Pusher::sign_up(&served.url))?;
    let mut raw = Raw::open(&dir.join("raw.db"), "FULL")?;
    let (mut rates, mut floors) = (vec![], vec![]);
    for _ in 0..size.repeats {
        let (mut push, mut least) = (Sample::default(), Sample::default());
        for _ in 0..REQUESTS {
            least.take(|| raw.batch(BATCH))?;
            let request = pusher.batch();
            push.take(|| runtime.block_on(pusher.push(&request)))?;
        }
        rates.push(push.rate() * BATCH as f64);
        floors.push(least.rate() * BATCH as f64);
    }
    let floor = Some(median(&floors));
    report.figure(Figure::new("sync.server_ingest_200", median(&rates), "op/s", floor, Bar::RatioMin(0.5)));
    Ok(())
}

impl Pusher {
    async fn sign_up(url: &str) -> anyhow::Result<Self> {
        let http = Http::new(url).map_err(petpro_client::Error::from)?;
        let (name, password) = ("ingest@petpro.example", "correct horse battery");
        session::register(&http, name, password).await.map_err(petpro_client::Error::from)?;
        let tokens = session::login(&http, name, password).await.map_err(petpro_client::Error::from)?;
        let device = DeviceId(v7(1_790_000_000_000, [7; 10]));
        let hello = HelloRequest {
            proto: PROTO,
            app: "bench".into(),
            device: Some(device),
            prev: None,
            platform: "bench".into(),
            install_nonce: String::new(),
            scopes: vec![],
        };
        let reply: HelloReply = http
            .post("/api/v1/sync/hello", Some(&tokens.access_token), &hello)
            .await
            .map_err(petpro_client::Error::from)?;
        Ok(Self { http, tokens, device, epoch: reply.epoch, seq: 0, random: 1 })
    }

    /// Fifty lines, each three additions and a removal that names them: the cart stays as it is.
    fn batch(&mut self) -> SyncRequest {
        let now = Now { mono: 1, wall: 1_790_000_000_000, boot: "b" };
        let mut ops = Vec::with_capacity(BATCH);
        for n in 0..BATCH / 4 {
            let variant = catalogue::variant(n);
            let line = ids::line(variant, "");
            let mut names = Vec::new();
            for _ in 0..3 {
                let body = OpBody::CartAdd(CartAdd { line, variant, options: Options::new(), n: 1 });
                let op = self.op(&body, vec![], &now);
                names.push(op.id);
                ops.push(op);
            }
            ops.push(self.op(&OpBody::CartRemove(CartRemove { line }), names, &now));
        }
        SyncRequest {
            proto: PROTO,
            epoch: self.epoch.clone(),
            device: Some(self.device),
            at: At { wall: now.wall, mono: now.mono, boot: now.boot.into() },
            push: vec![PushScope { s: format!("household:{}", self.tokens.household), ops }],
            pull: vec![],
        }
    }

    fn op(&mut self, body: &OpBody, obs: Vec<OpId>, now: &Now<'_>) -> Op {
        self.seq += 1;
        let random = &mut self.random;
        let mut rng = || {
            *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *random
        };
        Op { seq: self.seq, ..intent(body, obs, now, &mut rng) }
    }

    async fn push(&self, request: &SyncRequest) -> anyhow::Result<()> {
        let reply: SyncReply = self
            .http
            .post("/api/v1/sync", Some(&self.tokens.access_token), request)
            .await
            .map_err(petpro_client::Error::from)?;
        let results = reply.push.first().map_or(0, |push| push.results.len());
        ensure!(results == BATCH, "{results} results for {BATCH} ops: {:?}", reply.code);
        Ok(())
    }
}
