//! SIGKILL at any moment, again and again: whatever was acknowledged is there, once.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;

use super::load::{Device, Eye, register};
use super::server::Server;
use crate::fullstack::dice::Dice;

/// Devices that push at the same time.
const DEVICES: u64 = 4;

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub kills: usize,
    pub acked: u64,
    /// Acknowledged and gone.
    pub lost: u64,
    /// In the cart more often than tapped, or without being wanted there.
    pub doubled: u64,
    /// The longest start, from the process's beginning until it listened.
    pub slowest: Duration,
}

/// Kills `binary` `times` times under load and starts it again over the same files.
pub fn kill(binary: &Path, times: usize, seed: u64, told: &dyn Fn(usize, Duration)) -> anyhow::Result<Figures> {
    let data = tempfile::Builder::new().prefix("petpro-kill-").tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut server = Server::start(binary, data.path())?;
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let url = server.url();
    runtime.block_on(register(&http, &url))?;
    let eye = Arc::new(Eye::default());
    let mut devices = Vec::new();
    for n in 0..DEVICES {
        let device = runtime.block_on(Device::new(&http, &url, n, seed, &eye))?;
        devices.push(runtime.spawn(device.run(n)));
    }
    let mut figures = Figures::default();
    let mut dice = Dice::new(seed);
    for n in 0..times {
        std::thread::sleep(Duration::from_millis(20 + dice.below(280) as u64));
        let took = server.kill_and_start()?;
        figures.kills += 1;
        figures.slowest = figures.slowest.max(took);
        told(n + 1, took);
        if devices.iter().any(tokio::task::JoinHandle::is_finished) {
            break; // it has seen something
        }
    }
    eye.stop.store(true, Ordering::Relaxed);
    let mut all = Vec::new();
    for device in devices {
        all.push(runtime.block_on(device).context("a device panicked")?.context("a device gave up")?);
    }
    let mut cart = runtime.block_on(async { Device::new(&http, &url, DEVICES, seed, &eye).await?.cart().await })?;
    for told in all {
        let (lost, doubled) = told.against(&mut cart);
        figures.acked += told.acked;
        figures.lost += lost;
        figures.doubled += doubled;
    }
    Ok(figures)
}
