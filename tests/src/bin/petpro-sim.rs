//! The simulator at a terminal: `cargo xtask sim --seeds N [--layer L0|L1|L3] [--planted] [--seed S]`,
//! `cargo xtask sim --clinic --days N`.
//!
//! Progress goes to stderr; the last line of stdout is always the figures. Exit 1 on a violation,
//! an uncaught bug, or a situation that a long run never reached.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use parking_lot::Mutex;
use petpro_domain::checkin::Verdict;
use petpro_sync::planted::{Bug, Planted};
use petpro_tests::{clinic, fullstack, passes, sim};

/// Below so many seeds rare situations may be missing.
const ENOUGH: u64 = 20_000;

/// Random walks over the real sync engine, judged by an independent oracle.
#[derive(Parser)]
#[command(name = "petpro-sim")]
struct Args {
    /// How many seeds to walk, from --seed or 0.
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
    /// L1: random walks; L3: the same over SQLite files and the real router; L0: every reachable state
    /// of two devices with one op each.
    #[arg(long, default_value = "L1")]
    layer: String,
    /// After the clean seeds: each planted bug until it is caught, within as many seeds.
    #[arg(long)]
    planted: bool,
    /// Replays this one seed.
    #[arg(long)]
    seed: Option<u64>,
    /// A clinic's days instead: tablets that are mostly offline, crashes, clones, wrong clocks, a restore.
    #[arg(long)]
    clinic: bool,
    /// So many passes instead that were changed, replayed or are for another desk or day: none may get in.
    #[arg(long, value_name = "N")]
    passes: Option<u64>,
    /// With --clinic: device-days to live.
    #[arg(long, default_value_t = 10_000)]
    days: u64,
    /// One JSON object before the last line.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    if let Some(tries) = args.passes {
        return passes(args.seed.unwrap_or(1), tries);
    }
    if args.clinic {
        return days(&args);
    }
    match (args.layer.as_str(), args.seed) {
        ("L1", Some(seed)) => replay(seed),
        ("L1", None) => walks(&args),
        ("L3", Some(seed)) => replay_full(seed),
        ("L3", None) => full(&args),
        ("L0", _) => search(),
        (other, _) => {
            eprintln!("petpro-sim: there is no layer {other} here; L0, L1 and L3 are");
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a rate for the person who watches")]
fn days(args: &Args) -> ExitCode {
    let begin = Instant::now();
    let told = Mutex::new(0.0_f64);
    let sum = match args.seed {
        Some(seed) => clinic::walk(seed, clinic::PASSES),
        None => clinic::walk_days(args.days, clinic::PASSES, &|sum| {
            let (Some(mut told), seconds) = (told.try_lock(), begin.elapsed().as_secs_f64()) else { return };
            if seconds - *told >= 0.5 {
                *told = seconds;
                let left = seconds / sum.device_days.max(1) as f64 * args.days.saturating_sub(sum.device_days) as f64;
                eprint!("\rclinic {}/{} device-days, {left:.0} s left   ", sum.device_days, args.days);
                let _ = std::io::stderr().flush();
            }
        }),
    };
    eprintln!("\rclinic {} seeds in {:.1} s               ", sum.seeds, begin.elapsed().as_secs_f64());
    for (seed, why) in &sum.violations {
        println!("seed {seed}: {why}\n  cargo xtask sim --clinic --seed {seed}");
    }
    let missing = if sum.seeds >= 100 { sum.missing() } else { vec![] };
    for words in &missing {
        println!("never reached: {words}");
    }
    if args.json {
        println!("{}", serde_json::json!({"layer": "clinic", "counts": sum.counts}));
    }
    println!(
        "clinic: device_days={} checkins={} repeats={} restores={} clones={} crashes={} violations={}",
        sum.device_days,
        sum.checkins,
        sum.repeats,
        sum.counts.get("server restored").unwrap_or(&0),
        sum.counts.get("phone cloned").unwrap_or(&0),
        sum.counts.get("killed").unwrap_or(&0) + sum.counts.get("killed in a check-in").unwrap_or(&0),
        sum.violations.len()
    );
    exit(sum.violations.is_empty() && missing.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "a rate for the person who watches")]
fn passes(seed: u64, tries: u64) -> ExitCode {
    let begin = Instant::now();
    let sum = passes::mutate(seed, tries);
    eprintln!("{:.0} passes/s", sum.tried as f64 / begin.elapsed().as_secs_f64());
    for (kind, tried) in passes::KINDS.iter().zip(sum.kinds) {
        println!("  {kind}: {tried}");
    }
    for (verdict, given) in Verdict::ALL.iter().zip(sum.verdicts).filter(|(_, given)| *given > 0) {
        println!("  {}: {given}", verdict.name());
    }
    sum.accepted.iter().take(10).for_each(|text| println!("accepted {text}"));
    println!("sim: passes={} accepted={}", sum.tried, sum.accepted.len());
    exit(sum.accepted.is_empty())
}

fn replay(seed: u64) -> ExitCode {
    let one = sim::walk(seed, Planted::NONE);
    let again = sim::walk(seed, Planted::NONE);
    println!("seed {seed}: {} ops, event hash {:016x}", one.ops, one.hash);
    if one.hash != again.hash {
        println!("seed {seed}: the second walk differs: {:016x}", again.hash);
    }
    for (situation, words) in sim::Situation::ALL {
        if one.tally.of(*situation) > 0 {
            println!("  {words}: {}", one.tally.of(*situation));
        }
    }
    let violations = u64::from(one.violation.is_some()) + u64::from(one.hash != again.hash);
    if let Some(why) = one.violation {
        println!("seed {seed}: {why}");
    }
    last_line(1, one.ops, violations, 0, 0);
    exit(violations == 0)
}

#[expect(clippy::disallowed_methods, reason = "a rate for the person who watches")]
fn walks(args: &Args) -> ExitCode {
    let begin = Instant::now();
    let told = Mutex::new(0.0_f64);
    let sum = sim::walk_all(0, args.seeds, &|seeds, ops| {
        let Some(mut told) = told.try_lock() else { return };
        let seconds = begin.elapsed().as_secs_f64();
        if seconds - *told >= 0.5 {
            *told = seconds;
            let left = seconds / seeds as f64 * args.seeds.saturating_sub(seeds) as f64;
            eprint!("\rL1 {seeds}/{} seeds, {:.0} ops/s, {left:.0} s left   ", args.seeds, ops as f64 / seconds);
            let _ = std::io::stderr().flush();
        }
    });
    let seconds = begin.elapsed().as_secs_f64();
    eprintln!("\rL1 {} seeds in {seconds:.1} s, {:.0} ops/s          ", sum.seeds, sum.ops as f64 / seconds);
    for (seed, why) in &sum.violations {
        println!("seed {seed}: {why}\n  cargo xtask sim --seed {seed} --layer L1");
    }
    let mut sound = sum.violations.is_empty();
    if args.seeds >= ENOUGH && sound {
        for words in sum.tally.missing() {
            println!("never reached: {words}");
            sound = false;
        }
    }
    let (mut caught, mut planted) = (0, 0);
    if args.planted {
        for bug in Bug::ALL {
            planted += 1;
            match sim::catch(bug, args.seeds) {
                Some((seed, why)) => {
                    caught += 1;
                    eprintln!("planted {bug:?}: caught at seed {seed}: {why}");
                }
                None => println!("planted {bug:?}: not caught in {} seeds", args.seeds),
            }
        }
    }
    if args.json {
        let situations: serde_json::Map<String, serde_json::Value> =
            sim::Situation::ALL.iter().map(|(s, words)| ((*words).into(), sum.tally.of(*s).into())).collect();
        println!(
            "{}",
            serde_json::json!({
                "layer": "L1", "seeds": sum.seeds, "ops": sum.ops, "seconds": seconds,
                "violations": sum.violations.len(), "planted": planted, "caught": caught,
                "situations": situations,
            })
        );
    }
    last_line(sum.seeds, sum.ops, sum.violations.len() as u64, caught, planted);
    exit(sound && caught == planted)
}

fn replay_full(seed: u64) -> ExitCode {
    let (one, again) = (fullstack::walk(seed, Planted::NONE), fullstack::walk(seed, Planted::NONE));
    println!("seed {seed}: {} ops, hash {}", one.ops, one.hash);
    for (situation, n) in &one.counts {
        println!("  {situation}: {n}");
    }
    let same = (&one.hash, &one.counts) == (&again.hash, &again.counts);
    if !same {
        println!("seed {seed}: the second walk differs");
    }
    if let Some(why) = &one.violation {
        println!("seed {seed}: {why}");
    }
    let violations = u64::from(one.violation.is_some()) + u64::from(!same);
    last_line(1, one.ops, violations, 0, 0);
    exit(violations == 0)
}

#[expect(clippy::disallowed_methods, reason = "a rate for the person who watches")]
fn full(args: &Args) -> ExitCode {
    let begin = Instant::now();
    let sum = fullstack::walk_all(0, args.seeds, Planted::NONE, &|seeds, ops| {
        let seconds = begin.elapsed().as_secs_f64();
        let left = seconds / seeds as f64 * args.seeds.saturating_sub(seeds) as f64;
        eprint!("\rL3 {seeds}/{} seeds, {:.0} ops/s, {left:.0} s left   ", args.seeds, ops as f64 / seconds);
        let _ = std::io::stderr().flush();
    });
    eprintln!();
    for (seed, why) in &sum.violations {
        println!("seed {seed}: {why}\n  cargo xtask sim --seed {seed} --layer L3");
    }
    let missing = if args.seeds >= fullstack::ENOUGH { sum.missing() } else { vec![] };
    for words in &missing {
        println!("never reached: {words}");
    }
    let (mut caught, mut planted) = (0, 0);
    for bug in fullstack::PLANTED.into_iter().filter(|_| args.planted) {
        planted += 1;
        match fullstack::catch(bug, args.seeds) {
            Some((seed, why)) => {
                caught += 1;
                eprintln!("planted {bug:?}: caught at seed {seed}: {why}");
            }
            None => println!("planted {bug:?}: not caught in {} seeds", args.seeds),
        }
    }
    last_line(sum.seeds, sum.ops, sum.violations.len() as u64, caught, planted);
    exit(sum.violations.is_empty() && missing.is_empty() && caught == planted)
}

fn search() -> ExitCode {
    let mut violations = 0;
    let (mut states, mut transitions) = (0, 0);
    for (kinds, found) in sim::search_all(&|words| eprint!("\rL0 {words}   ")) {
        states += found.states;
        transitions += found.transitions;
        if let Some(why) = found.violation {
            println!("{kinds}: {why}");
            violations += 1;
        }
    }
    println!("L0: {states} states, {transitions} transitions, queue empty");
    last_line(0, 0, violations, 0, 0);
    exit(violations == 0)
}

fn last_line(seeds: u64, ops: u64, violations: u64, caught: usize, planted: usize) {
    println!("sim: seeds={seeds} ops={ops} violations={violations} planted caught={caught}/{planted}");
}

fn exit(sound: bool) -> ExitCode {
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
