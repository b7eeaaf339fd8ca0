//! Real device cores and the real server with a bad network between them: they agree within 10 s
//! after it heals, every tap counts once, and nothing is stuck.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use petpro_client::screens::checkout::Choice;
use petpro_client::{Code, Config, PetPro};
use petpro_domain::ids::VariantId;
use petpro_server::seed;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};

use super::server::Server;
use super::wire::{Met, Wire};
use crate::address;
use crate::fullstack::dice::Dice;

/// How long the network is bad.
const BAD: Duration = Duration::from_millis(400);
/// All devices and the server agree within this after it heals.
const AGREE: Duration = Duration::from_secs(10);
/// Between two attempts of a device.
const PAUSE: Duration = Duration::from_millis(5);
const PASSWORD: &str = "petpro-proxy-1";

/// What a run came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub seeds: u64,
    pub taps: u64,
    pub orders: u64,
    /// Connections by what became of them.
    pub met: Met,
    /// Units that were tapped and are nowhere.
    pub lost: u64,
    /// Units and orders that are there more often than they were made.
    pub doubled: u64,
    /// Seeds in which somebody had something unsent, or another cart than the server's, after 10 s.
    pub stuck: u64,
    /// The longest time from healing to agreement.
    pub slowest: Duration,
}

/// Plays `seeds` seeds from `first` on against one server.
pub fn proxy(binary: &Path, seeds: u64, first: u64, told: &dyn Fn(&Figures)) -> anyhow::Result<Figures> {
    let data = tempfile::Builder::new().prefix("petpro-proxy-").tempdir()?;
    let server = Server::seeded(binary, data.path())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut figures = Figures::default();
    for seed in first..first + seeds {
        runtime.block_on(one(&server, seed, &mut figures)).with_context(|| format!("seed {seed}"))?;
        figures.seeds += 1;
        told(&figures);
    }
    Ok(figures)
}

/// Two devices of one person, each with goods of its own and one that both tap.
struct Person {
    name: String,
    devices: [PetPro; 2],
    goods: [VariantId; 3],
}

/// Units by goods; what has to be in the cart, held by an order or not.
type Units = BTreeMap<VariantId, u64>;

async fn one(server: &Server, seed: u64, figures: &mut Figures) -> anyhow::Result<()> {
    let mut dice = Dice::new(seed);
    let wire = Wire::to(server.url().trim_start_matches("http://").parse()?, dice.bits()).await?;
    let homes = [tempfile::tempdir()?, tempfile::tempdir()?];
    let name = format!("proxy-{seed}@petpro.example");
    let devices = [0, 1].map(|n: usize| PetPro::open(Config::new(homes[n].path(), &wire.url)));
    let [a, b] = devices;
    let person = Person { name, devices: [a?, b?], goods: goods()? };
    let [mine, other] = &person.devices;
    mine.register(&person.name, PASSWORD).await?;
    other.login(&person.name, PASSWORD).await?;
    mine.sync().await?;
    other.sync().await?;
    mine.keep_address(&address::tokyo())?;
    mine.add(&person.goods[2].to_string(), 1)?;
    let mut wanted = Units::from([(person.goods[2], 1)]);

    wire.break_it();
    // An order names what it saw, and quantities that are set while it is under way would name the
    // same: a seed has the one or the other.
    let orders = seed.is_multiple_of(2);
    let still = AtomicBool::new(true);
    let taps = async {
        let end = Instant::now() + BAD;
        let mut made = 0;
        while Instant::now() < end {
            made += u64::from(tap(&person, orders, &mut wanted, &mut dice)?);
            sleep(Duration::from_millis(dice.between(2, 30) as u64)).await;
        }
        wire.heal();
        still.store(false, Ordering::Relaxed);
        Ok::<_, anyhow::Error>((made, Instant::now()))
    };
    let order = async {
        sleep(BAD / 2).await;
        if orders { Some(mine.place_order(&Choice::default()).await) } else { None }
    };
    let (taps, order, (), ()) = tokio::join!(taps, order, carry(mine, &still), carry(other, &still));
    let (taps, healed) = taps?;
    figures.taps += taps;

    figures.met.add(wire.met());
    let agreed = timeout_at(healed + AGREE, agree(server, &person)).await;
    let there = match agreed {
        Ok(there) => there?,
        Err(_) => {
            figures.stuck += 1;
            return Ok(());
        }
    };
    figures.slowest = figures.slowest.max(healed.elapsed());
    for (goods, wanted) in &wanted {
        let there = there.units.get(goods).copied().unwrap_or(0);
        figures.lost += wanted.saturating_sub(there);
        figures.doubled += there.saturating_sub(*wanted);
    }
    figures.doubled += there.units.iter().filter(|(goods, _)| !wanted.contains_key(goods)).map(|(_, n)| n).sum::<u64>();
    // Placed where it was said so; a refusal of this moment (the cart had changed) places none.
    if let Some(order) = order {
        let made = u64::from(order.is_ok());
        figures.lost += made.saturating_sub(there.orders + refused(mine)?);
        figures.doubled += there.orders.saturating_sub(1);
        figures.orders += there.orders;
    }
    for order in mine.orders()?.orders.iter().filter(|order| order.number.is_some()) {
        mine.cancel_order(&order.order.to_string()).await?; // its goods are for the next seed
    }
    Ok(())
}

/// One tap on one device. False where the shop has none left.
fn tap(person: &Person, orders: bool, wanted: &mut Units, dice: &mut Dice) -> anyhow::Result<bool> {
    let who = dice.below(2);
    let device = &person.devices[who];
    let own = person.goods[who];
    let there = wanted.get(&own).copied().unwrap_or(0);
    if !orders && there > 0 && dice.chance(40) {
        let n = dice.below(4) as u64;
        let cart = device.cart()?;
        let mut lines = cart.shops.iter().flat_map(|shop| &shop.lines);
        let line = lines.find(|line| line.variant == own).context("the line of goods that were added")?.line;
        device.set_quantity(&line.to_string(), n as u32)?;
        wanted.insert(own, n);
        return Ok(true);
    }
    let goods = if dice.chance(50) { own } else { person.goods[2] };
    match device.add(&goods.to_string(), 1) {
        Ok(_) => *wanted.entry(goods).or_default() += 1,
        Err(error) if error.code() == Code::StockInsufficient => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    Ok(true)
}

/// A device whose app tries again and again, as one that is told of every change of the network.
async fn carry(device: &PetPro, still: &AtomicBool) {
    while still.load(Ordering::Relaxed) {
        let _ = device.sync().await; // whatever it was, the next one asks again
        sleep(PAUSE).await;
    }
}

/// What the server has.
struct There {
    units: Units,
    orders: u64,
}

/// Until nothing is unsent and all show the same cart.
async fn agree(server: &Server, person: &Person) -> anyhow::Result<There> {
    loop {
        let mut same = true;
        for device in &person.devices {
            same &= device.sync().await.is_ok() && device.outbox()?.pending.is_empty();
        }
        if same {
            let (there, free) = ask(server, person).await?;
            if person.devices.iter().map(free_units).all(|shown| shown.is_ok_and(|shown| shown == free)) {
                return Ok(there);
            }
        }
        sleep(PAUSE).await;
    }
}

fn free_units(device: &PetPro) -> anyhow::Result<Units> {
    let cart = device.cart()?;
    let lines = cart.shops.iter().flat_map(|shop| &shop.lines).filter(|line| line.qty > 0);
    Ok(lines.map(|line| (line.variant, u64::from(line.qty))).collect())
}

/// The server's own word, past the bad network: all units, and those that no order holds.
async fn ask(server: &Server, person: &Person) -> anyhow::Result<(There, Units)> {
    let (url, http) = (server.url(), reqwest::Client::new());
    let who = json!({"username": person.name, "password": PASSWORD});
    let tokens: Value = http.post(format!("{url}/auth/login")).json(&who).send().await?.json().await?;
    let token = tokens["access_token"].as_str().context("a token")?;
    let get = async |path: &str| {
        let answer = http.get(format!("{url}{path}")).bearer_auth(token).send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.json::<Value>().await?)
    };
    let (cart, orders) = (get("/api/v1/cart").await?, get("/api/v1/orders").await?);
    let (mut units, mut free) = (Units::new(), Units::new());
    let shops = cart["shops"].as_array().context("shops")?;
    for item in shops.iter().flat_map(|shop| shop["items"].as_array().into_iter().flatten()) {
        let variant: VariantId = item["variant"].as_str().context("a variant")?.parse()?;
        let (qty, locked) = (item["qty"].as_u64().unwrap_or(0), item["locked"].as_u64().unwrap_or(0));
        units.insert(variant, qty + locked);
        if qty > 0 {
            free.insert(variant, qty);
        }
    }
    Ok((There { units, orders: orders["orders"].as_array().context("orders")?.len() as u64 }, free))
}

/// Orders that the device was told are not placed.
fn refused(device: &PetPro) -> anyhow::Result<u64> {
    let settled = device.outbox()?.attention;
    Ok(settled.iter().filter(|settled| settled.kind == "order.place").count() as u64)
}

/// Three that can be bought in any number.
fn goods() -> anyhow::Result<[VariantId; 3]> {
    let market = seed::japan()?;
    let sold = market.variants.iter().filter(|(_, row, n)| !row.gone && row.max_per_order.is_none() && *n > 40);
    let all: Vec<VariantId> = sold.map(|(id, ..)| *id).take(3).collect();
    <[VariantId; 3]>::try_from(all).ok().context("three goods with enough stock")
}
