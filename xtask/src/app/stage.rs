//! Sandbox, server and bridge of one run, in one folder that stays.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::demo::on_signal;
use crate::demo::sandbox::Sandbox;
use crate::demo::server::Server;
use crate::sim::program;
use crate::workspace::{Built, Workspace};

pub struct Stage {
    pub sandbox: Sandbox,
    pub server: Server,
    bridge: Child,
    /// With the token of this run.
    pub open: String,
}

/// What the bridge prints when it is ready.
#[derive(Deserialize)]
struct Ready {
    open: String,
}

impl Stage {
    pub fn new(space: &Workspace, built: &[Built], port: u16, fresh: bool) -> Result<Self> {
        let folder = space.own("app/run")?;
        if fresh && folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        }
        std::fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        let sandbox = Sandbox::new(program(built, "petpro-sandbox")?, &folder)?;
        let server = Server::new(program(built, "petpro-server")?, &folder, 0, Some(&sandbox))?;
        // Whenever it is ended, that is no failure.
        on_signal(server.stopper(), sandbox.stopper(), Arc::new(AtomicBool::new(true)));
        let (bridge, open) = bridge(program(built, "petpro-bridge")?, &folder, &server.url(), port)?;
        Ok(Self { sandbox, server, bridge, open })
    }

    /// Until something ends.
    pub fn wait(mut self) -> Result<ExitCode> {
        loop {
            if let Some(ended) = self.server.ended() {
                bail!("{ended}");
            }
            if let Some(status) = self.bridge.try_wait()? {
                bail!("the bridge ended: {status}");
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.bridge.kill();
        let _ = self.bridge.wait();
    }
}

fn bridge(binary: &Path, folder: &Path, server: &str, port: u16) -> Result<(Child, String)> {
    let log = File::create(folder.join("bridge.log"))?;
    let mut command = Command::new(binary);
    // Ctrl-C is for this program; the bridge ends with its input.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut process = command
        .arg("--data")
        .arg(folder.join("device"))
        .args(["--server", server, "--port", &port.to_string(), "--tied"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .with_context(|| format!("{} cannot be started", binary.display()))?;
    let mut line = String::new();
    BufReader::new(process.stdout.take().context("its output")?).read_line(&mut line)?;
    let Ok(Ready { open }) = serde_json::from_str(&line) else {
        let words = std::fs::read_to_string(folder.join("bridge.log")).unwrap_or_default();
        bail!("the bridge did not start (port {port}; --port N takes another): {}", words.trim());
    };
    Ok((process, open))
}
