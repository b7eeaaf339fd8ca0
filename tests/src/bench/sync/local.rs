//! A tap: `PetPro::add` until it is durable, beside one raw row made durable.

use petpro_client::PetPro;

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::floor::{self, Raw};
use crate::bench::machine::{Place, thread_cpu_ns};
use crate::bench::sample::{Sample, median};
use crate::bench::{Size, catalogue, device};

/// Taps of one block; floor and measure take turns block by block.
const BLOCK: usize = 20;
/// Blocks of one repeat.
const BLOCKS: usize = 25;

/// Times and CPU of one side.
#[derive(Default)]
struct Side {
    times: Sample,
    cpu_ns: u64,
}

impl Side {
    fn block(&mut self, mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let before = thread_cpu_ns().unwrap_or(0);
        for _ in 0..BLOCK {
            self.times.take(&mut work)?;
        }
        self.cpu_ns += thread_cpu_ns().unwrap_or(0) - before;
        Ok(())
    }

    fn cpu_us(&self) -> f64 {
        self.cpu_ns as f64 / 1e3 / self.times.len().max(1) as f64
    }
}

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("a tap, durable");
    let (mut rates, mut floors, mut cpu, mut floor_cpu) = (vec![], vec![], vec![], vec![]);
    let (mut all, mut all_raw) = (Sample::default(), Sample::default());
    for n in 0..size.repeats {
        let dir = place.folder(&format!("tap-{n}"))?;
        let petpro = device::open(&dir.join("app"))?;
        let mut raw = Raw::open(&dir.join("raw.db"), "FULL")?;
        if n == 0 {
            report.note(&format!("floor: {}", raw.pragmas()?));
            report.note(&format!("store: {}", store_pragmas(&dir.join("app"))?));
        }
        let (mut tap, mut least) = (Side::default(), Side::default());
        let mut next = 0;
        for _ in 0..BLOCKS {
            least.block(|| Ok(raw.one_row()?))?;
            tap.block(|| add(&petpro, &mut next))?;
        }
        rates.push(tap.times.rate());
        floors.push(least.times.rate());
        cpu.push(tap.cpu_us());
        floor_cpu.push(least.cpu_us());
        all.append(tap.times);
        all_raw.append(least.times);
    }
    let (rate, floor) = (median(&rates), Some(median(&floors)));
    report.figure(Figure::new("sync.cart_op_rate", rate, "op/s", floor, Bar::RatioMin(0.80)));
    let p99 = (all.p99() * 1e3, Some(all_raw.p99() * 1e3));
    report.figure(Figure::new("sync.cart_op_p99", p99.0, "ms", p99.1, Bar::RatioMax(1.3)));
    let above = median(&cpu) - median(&floor_cpu);
    report.figure(Figure::new("sync.cart_op_cpu_above_floor", above, "us", None, Bar::Max(40.0)));
    Ok(())
}

/// One tap on the next of 50 goods.
pub fn add(petpro: &PetPro, next: &mut usize) -> anyhow::Result<()> {
    *next += 1;
    petpro.add(&catalogue::variant(*next % 50).to_string(), 1)?;
    Ok(())
}

/// The pragmas of the app's own write connection, read back.
fn store_pragmas(data: &std::path::Path) -> anyhow::Result<String> {
    let (account, _) = device::files(data)?;
    let writer = account.writer.lock();
    Ok(floor::pragmas(writer.conn())?)
}
