//! The measuring binary behind `cargo xtask bench`: figures on standard output, progress on standard error.
//! It exits 0 also where a figure misses its bar; that is the reader's to judge.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use petpro_tests::bench::{self, Size, Topic, figure::Report, machine::Place, orders::stampede, sync::first};

/// The server's, which runs in this process.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures PetPro beside its floors, on this machine and this file system.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Args {
    #[arg(required = true)]
    topic: Option<Topic>,
    #[command(subcommand)]
    child: Option<Child>,
    /// One JSON object a figure, one a line.
    #[arg(long)]
    json: bool,
    /// Rows of the catalogue for the first sync.
    #[arg(long, default_value_t = Size::default().rows)]
    rows: usize,
    /// Repeats of each measure; the median counts.
    #[arg(long, default_value_t = Size::default().repeats)]
    repeats: usize,
    /// Orders of each loop of `orders`.
    #[arg(long, default_value_t = Size::default().orders)]
    orders: usize,
    /// Purchases begun in a second of `purchases`.
    #[arg(long, default_value_t = Size::default().rate)]
    rate: usize,
    /// For how many seconds.
    #[arg(long, default_value_t = Size::default().seconds)]
    seconds: usize,
    /// One part: of `sync` noise, local, rebase, ingest, first; of `checkin` codes, verify, photo.
    #[arg(long, value_name = "PART")]
    only: Option<String>,
}

/// What this binary does besides measuring.
#[derive(Subcommand)]
enum Child {
    /// A phone that syncs for the first time.
    #[command(name = first::CHILD, hide = true)]
    Phone {
        url: String,
        data: PathBuf,
        #[arg(long)]
        tap: bool,
    },
    /// Makes a device's store for the app's bench: so many products on one shelf, so many lines in the cart.
    #[command(hide = true)]
    Device {
        data: PathBuf,
        #[arg(long)]
        products: usize,
        #[arg(long)]
        lines: usize,
    },
    /// Everybody orders the last one at once; exits 1 unless exactly so many orders are made.
    Stampede {
        #[arg(long, default_value_t = 1)]
        stock: usize,
        #[arg(long, default_value_t = 1_000)]
        buyers: usize,
    },
}

fn main() -> anyhow::Result<()> {
    // What the server complains of belongs to the figures.
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let args = Args::parse();
    match args.child {
        Some(Child::Phone { url, data, tap }) => return first::child(&url, &data, tap),
        Some(Child::Device { data, products, lines }) => return bench::app::prepare(&data, products, lines),
        Some(Child::Stampede { stock, buyers }) => {
            return stampede::run(&Place::under_target()?, stock, buyers, &Report::new(false));
        }
        None => {}
    }
    let topic = args.topic.context("sync, cart, checkin, orders or purchases")?;
    let mut report = Report::new(args.json);
    let size = Size {
        rows: args.rows,
        repeats: args.repeats.max(1),
        orders: args.orders.max(1),
        rate: args.rate.max(1),
        seconds: args.seconds.max(1),
    };
    bench::run(topic, size, args.only.as_deref(), &mut report)?;
    report.note(&format!("{} figures, {} missed their bar", report.count(), report.missed()));
    Ok(())
}
