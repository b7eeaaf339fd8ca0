//! A disk without space, really: a small file system of its own, filled to the last byte while
//! devices push, and freed again. Nobody is told "saved" of what is not, and all goes on by itself.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, ensure};
use petpro_client::{Code, Config, PetPro};
use petpro_server::seed;
use reqwest::StatusCode;
use tokio::time::{Instant, sleep};

use super::load::{Device, Eye, register};
use super::server::Server;

/// Devices that push at the same time.
const DEVICES: u64 = 4;
/// How large the two file systems are: the server's with what it wants to have free (64 MB) to call itself ready, a
/// phone's with a catalogue.
const SIZES: [&str; 2] = ["128m", "12m"];
/// Writes work again this soon after there is space.
const BACK: Duration = Duration::from_secs(5);
/// What the write-ahead log has room for is written within this.
const ROOM: Duration = Duration::from_secs(60);
/// How long nothing can be written.
const FULL: Duration = Duration::from_millis(700);
const PAUSE: Duration = Duration::from_millis(5);

/// What a run came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub fills: usize,
    /// Requests and taps that were answered "not now" while there was no space.
    pub refused: u64,
    pub acked: u64,
    pub lost: u64,
    pub doubled: u64,
    /// The longest time from space to the next acknowledged write.
    pub slowest: Duration,
}

/// Runs `program` again, with two small file systems below `home` that nobody else sees.
/// `None` where this system lets nobody mount.
pub fn alone(program: &Path, args: &[String], home: &Path) -> anyhow::Result<Option<bool>> {
    let script = "mount -t tmpfs -o size=$1 petpro \"$3/server\" && mount -t tmpfs -o size=$2 petpro \"$3/phone\"";
    for place in ["server", "phone"] {
        std::fs::create_dir_all(home.join(place))?;
    }
    let unshare = |then: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount", "sh", "-c", &format!("{script}{then}"), "sh"]);
        unshare.args(SIZES).arg(home);
        unshare
    };
    if !unshare("").output().is_ok_and(|output| output.status.success()) {
        return Ok(None);
    }
    let mut again = unshare(" && shift 3 && exec \"$@\"");
    let status = again.arg(program).args(args).status().context("unshare cannot be started")?;
    Ok(Some(status.success()))
}

/// Fills both file systems below `home` `times` times.
pub fn disk_full(binary: &Path, home: &Path, times: usize, seed: u64) -> anyhow::Result<Figures> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut figures = Figures::default();
    let mut server = Server::seeded(binary, &home.join("server"))?;
    runtime.block_on(servers(&mut server, &home.join("server"), times, seed, &mut figures))?;
    runtime.block_on(phones(&server, &home.join("phone"), times, &mut figures))?;
    Ok(figures)
}

/// A file that takes every free byte.
struct Ballast(PathBuf);

impl Ballast {
    fn fill(place: &Path) -> anyhow::Result<Self> {
        let path = place.join("ballast");
        let mut file = std::fs::File::create(&path)?;
        for size in [1 << 20, 4_096, 1] {
            let piece = vec![0; size];
            while file.write_all(&piece).is_ok() {}
        }
        Ok(Self(path))
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0); // its folder goes with the file system
    }
}

async fn servers(
    server: &mut Server,
    place: &Path,
    times: usize,
    seed: u64,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let url = server.url();
    register(&http, &url).await?;
    let eye = Arc::new(Eye::default());
    let mut devices = Vec::new();
    for n in 0..DEVICES {
        devices.push(tokio::spawn(Device::new(&http, &url, n, seed, &eye).await?.run(n)));
    }
    let ready = async || Ok::<_, anyhow::Error>(http.get(format!("{url}/readyz")).send().await?.status());
    for _ in 0..times {
        goes_on(&eye).await.context("before the disk was full")?;
        let ballast = Ballast::fill(place)?;
        let before = eye.refused.load(Ordering::Relaxed);
        // The write-ahead log has room of its own until it has to grow.
        let began = Instant::now();
        while eye.refused.load(Ordering::Relaxed) == before {
            ensure!(began.elapsed() < ROOM, "the disk is full and nothing is refused");
            sleep(PAUSE).await;
        }
        sleep(FULL).await;
        ensure!(ready().await? == StatusCode::SERVICE_UNAVAILABLE, "a server that cannot write says it is ready");
        let read = http.get(format!("{url}/api/v1/products/{}", a_product()?)).send().await?;
        ensure!(read.status().is_success(), "a full disk stops reads: {}", read.status());
        ensure!(server.is_alive(), "the server ended on a full disk");
        drop(ballast);
        figures.slowest = figures.slowest.max(goes_on(&eye).await?);
        ensure!(ready().await?.is_success(), "it writes and does not say that it is ready");
        figures.fills += 1;
    }
    eye.stop.store(true, Ordering::Relaxed);
    figures.refused += eye.refused.load(Ordering::Relaxed);
    let mut all = Vec::new();
    for device in devices {
        all.push(device.await.context("a device panicked")?.context("a device gave up")?);
    }
    server.kill_and_start()?;
    let mut cart = Device::new(&http, &url, DEVICES, seed, &eye).await?.cart().await?;
    for told in all {
        let (lost, doubled) = told.against(&mut cart);
        figures.acked += told.acked;
        figures.lost += lost;
        figures.doubled += doubled;
    }
    Ok(())
}

/// Until something more is acknowledged: how long it took.
async fn goes_on(eye: &Eye) -> anyhow::Result<Duration> {
    let (began, before) = (Instant::now(), eye.acked.load(Ordering::Relaxed));
    while eye.acked.load(Ordering::Relaxed) == before {
        ensure!(began.elapsed() < BACK, "there is space, and {} s later nothing is written", BACK.as_secs());
        sleep(PAUSE).await;
    }
    Ok(began.elapsed())
}

/// A phone that taps with and without space, syncs and starts again.
async fn phones(server: &Server, place: &Path, times: usize, figures: &mut Figures) -> anyhow::Result<()> {
    let open = || PetPro::open(Config::new(place.join("data"), server.url()));
    let mut phone = open()?;
    phone.register("disk-full@petpro.example", "petpro-disk-1").await?;
    phone.sync().await?;
    let goods = a_variant()?;
    let (mut tapped, mut refused) = (0, 0);
    for n in 0..times {
        phone.add(&goods, 1)?;
        tapped += 1;
        let ballast = Ballast::fill(place)?;
        // The log of the store has some room of its own; it ends.
        let code = loop {
            match phone.add(&goods, 1) {
                Ok(_) => tapped += 1,
                Err(error) => break error.code(),
            }
            ensure!(tapped < 500, "a full disk takes every tap");
        };
        refused += 1;
        ensure!(code == Code::DiskFull, "a full disk is called {code}");
        ensure!(units(&phone)? == tapped, "{} of {tapped} units are shown on a full disk", units(&phone)?);
        if n % 2 == 0 {
            drop(phone);
            phone = open().context("a phone does not start on a full disk")?;
        }
        let _ = phone.sync().await; // may or may not be able to write down what it hears
        ensure!(units(&phone)? == tapped, "a sync on a full disk changed what is shown");
        drop(ballast);
        phone.add(&goods, 1).context("there is space again")?;
        tapped += 1;
        phone.sync().await.context("a sync with space again")?;
        ensure!(phone.outbox()?.pending.is_empty(), "something is stuck");
    }
    let fresh = PetPro::open(Config::new(place.join("other"), server.url()))?;
    fresh.login("disk-full@petpro.example", "petpro-disk-1").await?;
    fresh.sync().await?;
    let there = units(&fresh)?;
    figures.acked += u64::from(tapped);
    figures.refused += refused;
    figures.lost += u64::from(tapped.saturating_sub(there));
    figures.doubled += u64::from(there.saturating_sub(tapped));
    Ok(())
}

fn units(phone: &PetPro) -> anyhow::Result<u32> {
    Ok(phone.cart()?.shops.iter().flat_map(|shop| &shop.lines).map(|line| line.qty).sum())
}

fn a_product() -> anyhow::Result<String> {
    Ok(seed::japan()?.products.first().context("a product")?.0.to_string())
}

fn a_variant() -> anyhow::Result<String> {
    let market = seed::japan()?;
    let sold = market.variants.iter().find(|(_, row, n)| !row.gone && row.max_per_order.is_none() && *n > 20);
    Ok(sold.context("something to buy")?.0.to_string())
}
