//! Sandbox, server and the app itself of one run, in one folder that stays.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
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
    shell: Child,
    /// The bridge's address with the token of this run; a window needs none.
    pub open: Option<String>,
}

/// What shows the app.
pub enum Shell {
    Window(PathBuf),
    /// And its port.
    Bridge(PathBuf, u16),
}

/// What the bridge prints when it is ready.
#[derive(Deserialize)]
struct Ready {
    open: String,
}

impl Stage {
    pub fn new(space: &Workspace, built: &[Built], shell: &Shell, fresh: bool) -> Result<Self> {
        let folder = space.own("app/run")?;
        if fresh && folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        }
        std::fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        let sandbox = Sandbox::new(program(built, "petpro-sandbox")?, &folder)?;
        let server = Server::new(program(built, "petpro-server")?, &folder, 0, Some(&sandbox))?;
        // Whenever it is ended, that is no failure.
        on_signal(server.stopper(), sandbox.stopper(), Arc::new(AtomicBool::new(true)));
        let (shell, open) = match shell {
            Shell::Window(app) => (window(app, &folder, &server.url())?, None),
            Shell::Bridge(binary, port) => {
                let (process, open) = bridge(binary, &folder, &server.url(), *port)?;
                (process, Some(open))
            }
        };
        Ok(Self { sandbox, server, shell, open })
    }

    /// Until something ends.
    pub fn wait(mut self) -> Result<ExitCode> {
        loop {
            if let Some(ended) = self.server.ended() {
                bail!("{ended}");
            }
            if let Some(status) = self.shell.try_wait()? {
                match &self.open {
                    None if status.success() => return Ok(ExitCode::SUCCESS), // somebody closed the window
                    None => bail!("the window ended: {status}"),
                    Some(_) => bail!("the bridge ended: {status}"),
                }
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// Ctrl-C is for this program; what it started ends with its input.
fn tied(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.arg("--tied").stdin(Stdio::piped());
    command
}

fn window(app: &Path, folder: &Path, server: &str) -> Result<Child> {
    let mut command = tied(app);
    command.arg("--data").arg(folder.join("window")).args(["--server", server]);
    command.spawn().with_context(|| format!("{} cannot be started", app.display()))
}

fn bridge(binary: &Path, folder: &Path, server: &str, port: u16) -> Result<(Child, String)> {
    let log = File::create(folder.join("bridge.log"))?;
    let mut process = tied(binary)
        .arg("--data")
        .arg(folder.join("device"))
        .args(["--server", server, "--port", &port.to_string()])
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
