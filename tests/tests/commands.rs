//! Commands from their start to their last line: the built programs, real processes, SIGKILL and all.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

use std::path::Path;
use std::process::{Command, Stdio};

/// covers: S0-004, S0-007, S0-019, S0-047, S0-053
#[test]
fn slow_the_demo_plays_to_its_end() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo.args(["xtask", "demo", "--once"]).current_dir(root).stdin(Stdio::null()).output().unwrap();
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{errors}");

    let steps = said.lines().filter(|line| line.starts_with("  ok  ")).count();
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with(&format!("demo: steps={steps} checks=")) && last.contains(" failed=0 "), "{last}");
    assert!(!said.contains('\x1b'), "colours are for terminals");
}

/// What the figures are is not asked here: on a machine that runs other tests they mean nothing.
#[test]
fn slow_every_bench_runs_to_its_end() {
    for (topic, figures) in [("sync", 15), ("cart", 3), ("orders", 3), ("purchases", 4)] {
        let mut bench = Command::new(env!("CARGO_BIN_EXE_petpro-bench"));
        let output = bench
            .args([topic, "--json", "--rows=3000", "--repeats=1", "--orders=100", "--rate=20", "--seconds=2"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{topic}: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        for line in said.lines() {
            let figure: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(figure["name"].as_str().unwrap().starts_with(topic), "{line}");
            assert!(figure["value"].as_f64().unwrap().is_finite(), "{line}");
        }
        assert!(said.lines().count() >= figures, "{topic}: {said}");
    }
}

/// Two scenes of each format, and two without a code: what is read is judged, what is measured is not.
#[test]
fn slow_the_scanners_bench_looks_at_made_scenes() {
    let mut bench = Command::new(env!("CARGO_BIN_EXE_petpro-bench-scan"));
    let output = bench.args(["--json", "--synthetic=14", "--seed=3", "--repeats=1"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let figures: Vec<serde_json::Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let value =
        |name: &str| figures.iter().find(|figure| figure["name"] == name).and_then(|found| found["value"].as_f64());
    for (name, wanted) in [
        ("scan.read scenes-1D petpro", 100.0),
        ("scan.read scenes-QR petpro", 100.0),
        ("scan.invented petpro", 0.0),
        ("scan.invented petpro-film", 0.0),
        ("scan.misread 1D petpro", 0.0),
    ] {
        assert_eq!(value(name), Some(wanted), "{name}: {figures:?}");
    }
    assert!(value("scan.time scenes-nocode petpro-film").is_some_and(|ms| ms > 0.0), "{figures:?}");
}

/// What is killed is the program that cargo has built beside this test's.
#[test]
fn slow_a_server_that_is_killed_has_lost_nothing_that_it_acknowledged() {
    let chaos = Path::new(env!("CARGO_BIN_EXE_petpro-chaos"));
    let server = chaos.with_file_name(format!("petpro-server{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(chaos).args(["kill", "--times", "5", "--server"]).arg(server).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with("chaos kill: kills=5 acked=") && last.ends_with(" lost=0 doubled=0"), "{last}");
    assert!(!last.contains("acked=0"), "nothing was acknowledged between two kills");
}

/// The last line that a chaos command says.
fn chaos(args: &[&str]) -> String {
    let chaos = Path::new(env!("CARGO_BIN_EXE_petpro-chaos"));
    let server = chaos.with_file_name(format!("petpro-server{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(chaos).args(args).arg("--server").arg(server).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn slow_devices_behind_a_bad_network_agree_soon_after_it_heals() {
    let last = chaos(&["proxy", "--seeds", "3"]);
    assert!(last.starts_with("chaos proxy: seeds=3 taps=") && last.ends_with(" lost=0 doubled=0 stuck=0"), "{last}");
    assert!(!last.contains("taps=0 "), "nobody tapped");
}
