//! `GET /api/v1/cart` over loopback: 50 lines of 5 shops, an idle server.

use anyhow::ensure;
use petpro_client::{Config, PetPro};

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::machine::Place;
use crate::bench::sample::Sample;
use crate::bench::{Size, catalogue};
use crate::served::Served;

const LINES: usize = 50;
/// Reads of one repeat.
const READS: usize = 400;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("reading a cart of 50 lines over HTTP");
    let dir = place.folder("read")?;
    let served = Served::start(&dir.join("server"), &catalogue::rows(2_000))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let config = Config::new(dir.join("phone"), &served.url);
    let secrets = config.secrets.clone();
    let petpro = PetPro::open(config)?;
    runtime.block_on(petpro.register("reader@petpro.example", "correct horse battery"))?;
    runtime.block_on(petpro.sync())?;
    // Two variants to a product, products go round the shops: ten goods of each of five shops.
    for n in 0..LINES {
        petpro.add(&catalogue::variant((n / 10) * 2 + (n % 10 / 2) * 80 + n % 2).to_string(), 2)?;
    }
    runtime.block_on(petpro.sync())?;
    let token = secrets.load()?.login.map(|login| login.access_token).unwrap_or_default();
    let client = reqwest::Client::new();
    let url = format!("{}/api/v1/cart", served.url);
    let read = || async {
        let answer = client.get(&url).bearer_auth(&token).send().await?;
        ensure!(answer.status().is_success(), "the cart answers {}", answer.status());
        Ok(answer.bytes().await?)
    };
    let body = runtime.block_on(read())?;
    let cart: serde_json::Value = serde_json::from_slice(&body)?;
    let shops = cart["shops"].as_array().map_or(0, Vec::len);
    ensure!(shops == 5, "five shops, not {shops}");

    let queries = served.state.store.queries();
    runtime.block_on(read())?;
    let queries = (served.state.store.queries() - queries) as f64;
    let mut sample = Sample::default();
    for _ in 0..READS * size.repeats {
        sample.take(|| runtime.block_on(read()))?;
    }
    report.figure(Figure::new("cart.read_p99", sample.p99() * 1e3, "ms", None, Bar::Max(25.0)));
    report.figure(Figure::new("cart.read_median", sample.median() * 1e3, "ms", None, Bar::None));
    report.figure(Figure::new("cart.read_queries", queries, "count", None, Bar::Max(6.0)));
    Ok(())
}
