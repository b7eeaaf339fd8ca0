//! Everybody wants the last one: so many orders as there are units, and not one more.

use anyhow::{Context, anyhow, ensure};
use petpro_domain::ids::VariantId;
use petpro_server::store::{Failure, Tx};
use petpro_server::{inventory, seed};

use super::{CONNECTIONS, load, shoppers};
use crate::bench::figure::Report;
use crate::bench::machine::Place;
use crate::served::Served;

/// `buyers` people order one unit of a product of which there are `stock`, all at once. The last
/// line on standard output says how it ended; an error where the numbers do not add up.
pub fn run(place: &Place, stock: usize, buyers: usize, report: &Report) -> anyhow::Result<()> {
    ensure!(stock > 0 && buyers > 0, "at least one unit and one buyer");
    let served = Served::with_shop(&place.folder("stampede")?.join("server"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let market = seed::japan().map_err(|cause| anyhow!("the market: {cause}"))?;
    let good = |(_, row, _): &&(VariantId, petpro_domain::catalog::Variant, i64)| !row.gone && row.price > 1_000;
    let wanted = market.variants.iter().find(good).context("something to buy")?.0;
    let units = i64::try_from(stock)?;
    let fill = move |tx: &mut Tx| inventory::set_on_hand(tx, wanted, units);
    ensure!(runtime.block_on(served.state.store.write::<_, Failure>(fill))?, "the stock can be set");

    report.note(&format!("{buyers} buyers read their quotes for {stock} unit(s)"));
    let requests = runtime.block_on(shoppers::orders(&served, buyers, |_| vec![wanted], report))?;
    report.note(&format!("all of them order at once, over {CONNECTIONS} connections"));
    let run = runtime.block_on(load::closed(&served, CONNECTIONS, &requests))?;

    let refused = run.odd.get(&409).map_or(0, |(count, _)| *count);
    let held: Result<inventory::Stock, Failure> = served.state.store.read(|tx| inventory::stock(tx, wanted));
    let held = held.context("the stock")?;
    let broken = shoppers::unbalanced(&served)?;
    let due = stock.min(buyers);
    report.note(&format!("in {:.2} s; on hand {}, held {}", run.seconds, held.on_hand, held.held));
    println!("stampede: buyers={buyers} orders={} refused={refused}", run.placed);
    let whole = run.placed == due && run.placed + refused == buyers;
    let kept = held.on_hand == units && usize::try_from(held.held) == Ok(due) && broken == 0;
    ensure!(whole, "{due} orders were due: {:?}", run.odd);
    ensure!(kept, "the counters of the stock do not say what was ordered");
    Ok(())
}
