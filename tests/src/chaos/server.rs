//! The real binary as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

/// Longer than any start takes, also on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Server {
    binary: PathBuf,
    data: PathBuf,
    args: &'static [&'static str],
    port: u16,
    process: Child,
}

/// What it prints when it is ready.
#[derive(Deserialize)]
struct Listening {
    listening: String,
}

impl Server {
    /// Starts over `data` on a free port.
    pub fn start(binary: &Path, data: &Path) -> anyhow::Result<Self> {
        Self::with(binary, data, &[])
    }

    /// The same with the demo's market.
    pub fn seeded(binary: &Path, data: &Path) -> anyhow::Result<Self> {
        Self::with(binary, data, &["--seed"])
    }

    fn with(binary: &Path, data: &Path, args: &'static [&'static str]) -> anyhow::Result<Self> {
        let (process, port, _) = run(binary, data, 0, args)?;
        Ok(Self { binary: binary.into(), data: data.into(), args, port, process })
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// SIGKILL, and a new start on the same port: how long until it listened.
    pub fn kill_and_start(&mut self) -> anyhow::Result<Duration> {
        if let Some(status) = self.process.try_wait()? {
            bail!("the server ended by itself: {status}");
        }
        self.process.kill()?;
        self.process.wait()?;
        let (process, _, took) = run(&self.binary, &self.data, self.port, self.args)?;
        self.process = process;
        Ok(took)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a real process takes is what is measured")]
fn run(binary: &Path, data: &Path, port: u16, args: &[&str]) -> anyhow::Result<(Child, u16, Duration)> {
    let began = Instant::now();
    let log = std::fs::File::options().create(true).append(true).open(data.join("server.log"))?;
    let mut command = Command::new(binary);
    command.arg("--data").arg(data.join("server")).args(["--port", &port.to_string(), "serve"]).args(args);
    // All the load comes from one address.
    command.env("PETPRO_SERVER_RATES__ENABLED", "false");
    let process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
    let mut process = process.with_context(|| format!("{} cannot be started", binary.display()))?;
    let out = process.stdout.take().context("its output")?;
    let (send, first) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // To the end, so that it never blocks on a full pipe.
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let _ = send.send(line);
        }
    });
    let line = first.recv_timeout(PATIENCE).ok();
    let took = began.elapsed();
    let Some(line) = line else {
        let _ = process.kill();
        let _ = process.wait();
        let log = std::fs::read_to_string(data.join("server.log")).unwrap_or_default();
        bail!("the server did not start: {}", log.lines().last().unwrap_or_default());
    };
    let said: Listening = serde_json::from_str(&line).with_context(|| format!("the server said {line}"))?;
    let (_, port) = said.listening.trim_end_matches('/').rsplit_once(':').context("a port")?;
    ensure!(process.try_wait()?.is_none(), "the server listened and ended");
    Ok((process, port.parse()?, took))
}
