//! `cargo xtask test`: format, lints, build, every test, and an honest count at the end.

mod checks;
mod libtest;
mod outcome;

use std::process::ExitCode;

use anyhow::Result;

pub use outcome::{Outcome, Results, Skip, Tested};

use crate::app;
use crate::packages;
use crate::progress::{Past, bar, human, now};
use crate::workspace::{Built, Workspace};

#[derive(clap::Args, Default)]
pub struct Args {
    /// What a developer wants every minute: without lints, doc tests and tests named `slow_…`
    #[arg(long, conflicts_with = "strict")]
    fast: bool,
    /// A skip that this machine could have run is a failure
    #[arg(long)]
    strict: bool,
    /// Never install a missing Debian package on this machine; the tests that need it are skipped
    #[arg(long)]
    no_install: bool,
}

pub fn command(args: &Args) -> Result<ExitCode> {
    packages::ready(args.no_install);
    let space = Workspace::find()?;
    let results = run(&space, args)?;
    Ok(tell(&results.tests, args.strict))
}

/// Runs everything and leaves `target/petpro/tests.json`.
pub fn run(space: &Workspace, args: &Args) -> Result<Results> {
    let mut past = Past::read(space.own("times.json")?);
    let tree = space.tree()?;
    let mut tests = Vec::new();
    let check =
        |name: &str, outcome| Tested { package: "xtask".into(), target: "check".into(), name: name.into(), outcome };

    tests.push(check("format", step(&mut past, "format", || checks::format(space))?));
    let built = step(&mut past, "build", || Ok(space.build(&["--workspace", "--all-targets"])))?;
    match built {
        Ok(built) => tests.extend(harnesses(space, &built, args.fast, &mut past)?),
        Err(error) => tests.push(check("build", Outcome::Failed(format!("{error:#}")))),
    }
    if args.fast {
        tests.push(check("the app's front end", Outcome::Skipped(Skip::could("left out by --fast"))));
        tests.push(check("lints", Outcome::Skipped(Skip::could("left out by --fast"))));
    } else {
        tests.extend(step(&mut past, "app", || app::checks(space))?);
        tests.push(check("lints", step(&mut past, "lints", || checks::lints(space))?));
        tests.extend(window(space, &mut past)?);
        for package in checks::with_doc_tests(space)? {
            let name = format!("doc tests of {package}");
            let outcome = step(&mut past, &name, || checks::doc_tests(space, package))?;
            tests.push(check(&name, outcome));
        }
    }

    let unchanged = space.tree()? == tree;
    let results = Results { tree: if unchanged { tree } else { String::new() }, whole: !args.fast, tests };
    results.write(&space.own("tests.json")?)?;
    Ok(results)
}

/// The same for the window's workspace, where it can be built.
fn window(space: &Workspace, past: &mut Past) -> Result<Vec<Tested>> {
    let told = |name: &str, outcome| Tested {
        package: "petpro-window".into(),
        target: "check".into(),
        name: name.into(),
        outcome,
    };
    if let Some(why) = app::window::missing() {
        return Ok(vec![told("everything", Outcome::Skipped(Skip::cannot(&why)))]);
    }
    let front = app::Front::ready(space)?;
    let (window, built) =
        step(past, "the window", || app::window::build(space, &front, &["--workspace", "--all-targets"]))?;
    let mut tests = harnesses(&window, &built, false, past)?;
    tests.push(told("format", checks::format(&window)?));
    tests.push(told("lints", step(past, "its lints", || checks::lints(&window))?));
    Ok(tests)
}

/// One step: what it is, what it took last time, what it took now.
fn step<T>(past: &mut Past, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    match past.of(name) {
        Some(time) => println!("{name:>12} … (last time {})", human(time)),
        None => println!("{name:>12} …"),
    }
    let start = now();
    let done = work()?;
    past.took(name, start.elapsed());
    println!("{name:>12} took {}", human(start.elapsed()));
    Ok(done)
}

fn harnesses(space: &Workspace, built: &[Built], fast: bool, past: &mut Past) -> Result<Vec<Tested>> {
    let mut plan = Vec::new();
    for built in built.iter().filter(|built| built.is_test) {
        let Some(package) = space.package(&built.package) else { continue };
        let names = libtest::list(&built.path, package)?;
        if !names.is_empty() {
            plan.push((built, package, names));
        }
    }
    let total = plan.iter().map(|(_, _, names)| names.len() as u64).sum();
    let keys: Vec<String> = plan.iter().map(|(built, ..)| key(built, fast)).collect();

    let progress = bar(total, "tests");
    let mut tested = Vec::new();
    for (at, (built, package, names)) in plan.iter().enumerate() {
        let left = past.sum(keys[at..].iter().map(String::as_str));
        let left = left.map_or(String::new(), |time| format!(", about {} left", human(time)));
        let slow: Vec<String> = names.iter().filter(|name| fast && is_slow(name)).cloned().collect();
        progress.inc(slow.len() as u64);
        progress.enable_steady_tick(std::time::Duration::from_millis(200));
        let start = now();
        let outcomes = libtest::run(&built.path, package, names, &slow, |name| {
            progress.set_message(format!("{}::{name}{left}", built.target));
            progress.inc(1);
        })?;
        past.took(&keys[at], start.elapsed());

        let failed = outcomes.values().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count();
        let failed = if failed > 0 { format!(", {failed} FAILED") } else { String::new() };
        let told = format!("{} {} ({} tests{failed})", package.name, built.target, outcomes.len());
        progress.suspend(|| println!("{:>12} {told} in {}", "tests", human(start.elapsed())));

        let slow = slow.into_iter().map(|name| (name, Outcome::Skipped(Skip::could("slow"))));
        tested.extend(outcomes.into_iter().chain(slow).map(|(name, outcome)| Tested {
            package: package.name.clone(),
            target: built.target.clone(),
            name,
            outcome,
        }));
    }
    progress.finish_and_clear();
    Ok(tested)
}

/// Under which a harness's time is remembered: without its slow tests it is another one.
fn key(built: &Built, fast: bool) -> String {
    format!("{} {}{}", built.package, built.target, if fast { " fast" } else { "" })
}

/// `slow_` in front of a test's name or of a module's.
fn is_slow(name: &str) -> bool {
    name.split("::").any(|part| part.starts_with("slow_") || part == "slow")
}

/// What a run comes to.
#[derive(Default)]
struct Count<'a> {
    passed: u32,
    /// Name and what it printed.
    failed: Vec<(String, &'a str)>,
    /// By reason.
    skipped: Vec<(&'a str, Vec<String>)>,
}

impl<'a> Count<'a> {
    fn of(tests: &'a [Tested], strict: bool) -> Self {
        let mut count = Self::default();
        for tested in tests {
            let name = format!("{} {} {}", tested.package, tested.target, tested.name);
            match &tested.outcome {
                Outcome::Passed => count.passed += 1,
                Outcome::Failed(text) => count.failed.push((name, text)),
                Outcome::Skipped(skip) if strict && skip.could_run => {
                    count.failed.push((format!("{name} (skipped, but this machine could have run it)"), &skip.reason));
                }
                Outcome::Skipped(skip) => match count.skipped.iter_mut().find(|(reason, _)| *reason == skip.reason) {
                    Some((_, names)) => names.push(name),
                    None => count.skipped.push((&skip.reason, vec![name])),
                },
            }
        }
        count
    }
}

/// Failures with their output, skips with their reasons, and the count alone on the last line.
pub fn tell(tests: &[Tested], strict: bool) -> ExitCode {
    let count = Count::of(tests, strict);
    for (name, text) in &count.failed {
        println!("\nFAILED {name}\n{text}");
    }
    for (reason, names) in &count.skipped {
        println!("\nskipped ({reason}):");
        names.iter().for_each(|name| println!("    {name}"));
    }
    let skipped: usize = count.skipped.iter().map(|(_, names)| names.len()).sum();
    println!("\n{} passed, {} failed, {skipped} skipped", count.passed, count.failed.len());
    if count.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_prefix_makes_a_name_slow() {
        assert!(is_slow("journeys::slow_demo"));
        assert!(is_slow("slow_crash::a_kill"));
        assert!(!is_slow("a_slow_network_is_no_reason"));
    }

    #[test]
    fn strict_fails_a_skip_that_this_machine_could_have_run() {
        let skipped = |skip| Tested {
            package: "p".into(),
            target: "t".into(),
            name: "n".into(),
            outcome: Outcome::Skipped(skip),
        };
        let tests = [skipped(Skip::could("slow")), skipped(Skip::cannot("needs a small tmpfs"))];
        let lenient = Count::of(&tests, false);
        assert_eq!((lenient.failed.len(), lenient.skipped.len()), (0, 2));
        let strict = Count::of(&tests, true);
        assert_eq!((strict.failed.len(), strict.skipped.len()), (1, 1));
        assert_eq!(strict.skipped[0].0, "needs a small tmpfs");
    }
}
