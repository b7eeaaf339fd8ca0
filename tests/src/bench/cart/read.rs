//! `GET /api/v1/cart` over loopback: 50 lines of 5 shops, an idle server.

use std::collections::BTreeMap;

use anyhow::{anyhow, ensure};
use petpro_client::{Config, PetPro};
use petpro_domain::ids::VariantId;
use petpro_server::seed;

use crate::bench::Size;
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::machine::Place;
use crate::bench::sample::Sample;
use crate::served::Served;

const LINES: usize = 50;
const SHOPS: usize = 5;
/// Reads of one repeat.
const READS: usize = 400;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("reading a cart of 50 lines over HTTP");
    let dir = place.folder("read")?;
    let served = Served::with_shop(&dir.join("server"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let config = Config::new(dir.join("phone"), &served.url);
    let secrets = config.secrets.clone();
    let petpro = PetPro::open(config)?;
    runtime.block_on(petpro.register("reader@petpro.example", "correct horse battery"))?;
    runtime.block_on(petpro.sync())?;
    for variant in goods()? {
        petpro.add(&variant.to_string(), 2)?;
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
    ensure!(shops == SHOPS, "{SHOPS} shops, not {shops}");

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

/// As many of each shop.
fn goods() -> anyhow::Result<Vec<VariantId>> {
    let market = seed::japan().map_err(|cause| anyhow!("the market: {cause}"))?;
    let mut shops: BTreeMap<_, Vec<VariantId>> = BTreeMap::new();
    for (id, row, on_hand) in &market.variants {
        let shelf = shops.entry(row.shop).or_default();
        if shelf.len() < LINES / SHOPS && *on_hand >= 10 && !row.gone && row.max_per_order.is_none() {
            shelf.push(*id);
        }
    }
    let goods: Vec<VariantId> = shops.into_values().flatten().collect();
    ensure!(goods.len() == LINES, "{LINES} goods, not {}", goods.len());
    Ok(goods)
}
