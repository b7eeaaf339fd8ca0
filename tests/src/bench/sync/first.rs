//! The first sync of a large catalogue over loopback, in a process of its own: how long it takes,
//! how long a reader of that process ever waits, how much memory it needs, and what a tap costs
//! meanwhile.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use petpro_client::{Config, PetPro};
use serde::{Deserialize, Serialize};

use super::{floors, local};
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::machine::{Place, memory};
use crate::bench::sample::{Sample, median};
use crate::bench::{Size, catalogue, device};
use crate::served::Served;

/// The hidden argument with which the binary starts itself as a phone.
pub const CHILD: &str = "phone";

/// Between two taps: faster than any thumb, and the sync finds a moment in which nothing waits.
const PAUSE: Duration = Duration::from_millis(5);

/// What the phone measured.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Phone {
    seconds: f64,
    longest_read_ms: f64,
    memory_mb: f64,
    idle_taps: Sample,
    taps: Sample,
}

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note(&format!("the first sync of {} rows, {} times", size.rows, size.repeats));
    let rows = catalogue::rows(size.rows);
    let dir = place.folder("first")?;
    let served = Served::start(&dir.join("server"), &rows)?;
    // What a market's first phone of the day starts; the others find it there.
    petpro_server::sync::build(&served.state, "catalog:jp").context("the catalogue's snapshot")?;
    let pages = floors::pages(&rows);
    let (mut floor, mut phones, mut tapped) = (vec![], vec![], vec![]);
    for n in 0..size.repeats {
        floor.push(floors::bulk(&dir.join(format!("floor-{n}.db")), &pages)?);
        phones.push(phone(&served.url, &dir.join(format!("phone-{n}")), false)?);
        tapped.push(phone(&served.url, &dir.join(format!("tapped-{n}")), true)?);
        report.note(&format!("{} of {}: {:.2} s, floor {:.2} s", n + 1, size.repeats, phones[n].seconds, floor[n]));
    }
    let of = |all: &[Phone], value: fn(&Phone) -> f64| median(&all.iter().map(value).collect::<Vec<_>>());
    let seconds = of(&phones, |phone| phone.seconds);
    report.figure(Figure::new("sync.first_sync", seconds, "s", Some(median(&floor)), Bar::RatioMax(1.5)));
    let wait = of(&phones, |phone| phone.longest_read_ms);
    report.figure(Figure::new("sync.first_sync_longest_read", wait, "ms", None, Bar::Max(16.0)));
    let memory = of(&phones, |phone| phone.memory_mb);
    report.figure(Figure::new("sync.first_sync_memory", memory, "MB", None, Bar::Max(20.0)));
    // One load leaves time for some fifty taps, of which the p99 is the slowest: all loads together have one.
    let (mut idle, mut busy) = (Sample::default(), Sample::default());
    for phone in tapped {
        idle.append(phone.idle_taps);
        busy.append(phone.taps);
    }
    report.note(&format!("{} taps during the loads", busy.len()));
    let (busy, idle) = (busy.p99() * 1e3, idle.p99() * 1e3);
    report.figure(Figure::new("sync.cart_op_p99_in_first_sync", busy, "ms", Some(idle), Bar::RatioMax(2.0)));
    Ok(())
}

fn phone(url: &str, data: &Path, tap: bool) -> anyhow::Result<Phone> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(CHILD).arg(url).arg(data).stderr(Stdio::inherit());
    if tap {
        command.arg("--tap");
    }
    let answer = command.output()?;
    anyhow::ensure!(answer.status.success(), "the phone's process ended with {}", answer.status);
    serde_json::from_slice(&answer.stdout).context("the phone's process answers JSON")
}

/// The phone's process: prints what it measured.
pub fn child(url: &str, data: &Path, tap: bool) -> anyhow::Result<()> {
    let phone = if tap { tapping(url, data)? } else { reading(url, data)? };
    println!("{}", serde_json::to_string(&phone)?);
    Ok(())
}

/// Syncs while another thread reads the catalogue all the time.
fn reading(url: &str, data: &Path) -> anyhow::Result<Phone> {
    let petpro = PetPro::open(Config::new(data, url))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    petpro.cart()?;
    let before = memory("VmRSS").unwrap_or(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reads = scope.spawn(|| {
            let mut reads = Sample::default();
            for n in (0..).take_while(|_| !done.load(Ordering::Relaxed)) {
                // Not there before its row has come; looking is what is measured.
                let _ = reads.take(|| petpro.product(&catalogue::variant(n % 500).to_string()));
                std::thread::sleep(Duration::from_millis(1));
            }
            reads
        });
        let start = Instant::now();
        let synced = runtime.block_on(petpro.sync());
        let seconds = start.elapsed().as_secs_f64();
        let after = memory("VmHWM").unwrap_or(0);
        done.store(true, Ordering::Relaxed);
        let reads = reads.join().expect("the reading thread does not panic");
        synced?;
        Ok(Phone {
            seconds,
            longest_read_ms: reads.at(1.0) * 1e3,
            memory_mb: after.saturating_sub(before) as f64 / 1e6,
            ..Phone::default()
        })
    })
}

/// Taps alone, then while the catalogue arrives.
fn tapping(url: &str, data: &Path) -> anyhow::Result<Phone> {
    let petpro = PetPro::open(device::config(data, url, &catalogue::rows(500))?)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let name = format!("{}@petpro.example", data.file_name().and_then(|name| name.to_str()).unwrap_or("tapped"));
    runtime.block_on(petpro.register(&name, "correct horse battery"))?;
    let mut next = 0;
    let mut idle = Sample::default();
    let mut tap = |sample: &mut Sample| {
        std::thread::sleep(PAUSE);
        sample.take(|| local::add(&petpro, &mut next))
    };
    for _ in 0..400 {
        tap(&mut idle)?;
    }
    let syncing = petpro.clone();
    let sync = runtime.spawn(async move { syncing.sync().await });
    let mut busy = Sample::default();
    while !sync.is_finished() {
        tap(&mut busy)?;
    }
    runtime.block_on(sync)??;
    Ok(Phone { idle_taps: idle, taps: busy, ..Phone::default() })
}
