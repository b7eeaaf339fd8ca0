//! The backend of a run: the real binary on its own folder and port.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::sandbox::{self, Sandbox};
use crate::progress::now;

/// Seeding and starting take a second or two; on a loaded machine ten times that.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Server {
    binary: PathBuf,
    folder: PathBuf,
    /// As listened on; a restart takes the same port.
    pub address: SocketAddr,
    process: Arc<Mutex<Option<Child>>>,
    /// Configuration of this run: `CHECKOUT__HOLD_SECONDS` and its value.
    settings: BTreeMap<&'static str, String>,
}

/// What it prints when it is ready.
#[derive(Deserialize)]
struct Listening {
    listening: String,
}

impl Server {
    /// Starts with a freshly seeded store, among these others.
    pub fn new(binary: &Path, folder: &Path, port: u16, outside: Option<&Sandbox>) -> Result<Self> {
        if port != 0 && TcpListener::bind(("127.0.0.1", port)).is_err() {
            bail!("port {port} is in use, perhaps by another demo; --port N takes another, --port 0 any free one");
        }
        let folder = folder.to_owned();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let (process, settings) = (Arc::default(), BTreeMap::new());
        let mut server = Self { binary: binary.to_owned(), folder, address, process, settings };
        // All the devices of the demo come from one address, and sign in faster than people do.
        server.set("RATES__ENABLED", "false");
        server.tool(&["seed"])?;
        if let Some(outside) = outside {
            server.knows(outside)?;
        }
        server.start()?;
        if let Some(outside) = outside {
            outside.tells(&server.url())?;
        }
        Ok(server)
    }

    /// Holds from its next start on.
    pub fn set(&mut self, key: &'static str, value: &str) {
        self.settings.insert(key, value.to_owned());
    }

    /// Where gateway, carrier and mail server are, and the keys that they gave us.
    fn knows(&mut self, outside: &Sandbox) -> Result<()> {
        self.set("PAYMENTS__PROVIDER", &outside.url);
        self.set("PAYMENTS__RECONCILE_SECONDS", "1");
        self.set("SHIPPING__URL", &outside.url);
        self.set("MAILS__SERVER", &format!("smtp://{}", outside.smtp));
        let party = json!({"api_key": sandbox::API_KEY, "webhook_secrets": [sandbox::WEBHOOK_SECRET]});
        let mut keep = self.command()?;
        let mut keep = keep.arg("parties").stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let given = json!({"gateway": party, "carrier": party}).to_string();
        keep.stdin.take().context("its input")?.write_all(given.as_bytes())?;
        match keep.wait()?.success() {
            true => Ok(()),
            false => bail!("petpro-server parties failed{}", self.last_words()),
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("server")
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn command(&self) -> Result<Command> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut command = Command::new(&self.binary);
        command.arg("--data").arg(self.data()).stderr(log).stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(key, value)| (format!("PETPRO_SERVER_{key}"), value)));
        Ok(command)
    }

    /// Starts and waits until it says that it listens.
    pub fn start(&mut self) -> Result<()> {
        let mut command = self.command()?;
        command.args(["--port", &self.address.port().to_string(), "serve"]);
        let mut process = command.stdout(Stdio::piped()).spawn().context("petpro-server cannot be started")?;
        let out = process.stdout.take().context("its output")?;
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);

        let (send, first) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end, so that a talkative server never blocks on a full pipe.
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let Ok(line) = first.recv_timeout(PATIENCE) else {
            bail!("the server did not start{}", self.last_words());
        };
        let ready: Listening = serde_json::from_str(&line).with_context(|| format!("the server said {line}"))?;
        let address = ready.listening.trim_start_matches("http://").trim_end_matches('/');
        self.address = address.parse().with_context(|| format!("the server listens on {address}"))?;
        Ok(())
    }

    /// One of its other commands, run to its end.
    pub fn tool(&self, args: &[&str]) -> Result<String> {
        let output = self.command()?.args(args).stdout(Stdio::piped()).output();
        let output = output.context("petpro-server cannot be started")?;
        if !output.status.success() {
            bail!("petpro-server {} failed{}", args.join(" "), self.last_words());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// How it ended, when it did.
    pub fn ended(&self) -> Option<String> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let status = process.as_mut()?.try_wait().ok()??;
        Some(format!("the server ended ({status}){}", self.last_words()))
    }

    /// The end of its log, for an error that a person reads.
    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(5)..].join("\n  ");
        format!("; the end of {}:\n  {last}", self.log().display())
    }

    /// An orderly end: running requests are finished.
    pub fn stop(&self) -> Result<()> {
        self.stopper().stop()
    }

    /// Something that can stop it from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.process.clone())
    }
}

/// Ends the server from wherever Ctrl-C is heard.
pub struct Stopper(Arc<Mutex<Option<Child>>>);

impl Stopper {
    pub fn stop(&self) -> Result<()> {
        let Some(mut process) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() else { return Ok(()) };
        // The standard library only knows SIGKILL, and every shell has `kill`.
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &process.id().to_string()]).status();
        let start = now();
        while asked.as_ref().is_ok_and(|status| status.success()) && start.elapsed() < Duration::from_secs(15) {
            if process.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        process.kill().context("the server")?;
        process.wait().context("the server")?;
        bail!("the server did not stop within 15 s and was killed")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut process) = process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

#[cfg(test)]
#[cfg(unix)] // shell scripts play the server
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::demo::story::Story;
    use crate::progress::Past;

    /// A "server" that does what `before` says, tells that it listens, and does what `after` says.
    fn script(folder: &Path, before: &str, after: &str) -> PathBuf {
        let path = folder.join("petpro-server");
        let text = format!(
            "#!/bin/sh\ncase \"$*\" in *\" serve\") {before}; echo '{{\"listening\":\"http://127.0.0.1:9\"}}'; {after};; esac\n"
        );
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn a_server_that_dies_in_an_online_step_fails_the_step_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let binary = script(folder.path(), ":", "echo out of luck >&2; exit 3");
        let server = Server::new(&binary, folder.path(), 0, None).unwrap();
        let mut story = Story::new(Past::read(folder.path().join("times.json")));
        let failed = story.online(&server, "the queue drains", |_| {
            while server.ended().is_none() {
                std::thread::yield_now();
            }
            Ok("all is well".into())
        });
        let error = format!("{:#}", failed.unwrap_err());
        assert!(error.contains("the queue drains") && error.contains("the server ended"), "{error}");
        assert!(error.contains("out of luck"), "its last words are told: {error}");
    }

    #[test]
    fn a_server_is_asked_to_stop_before_it_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let asked = folder.path().join("asked");
        // Before it tells: whoever reads that it listens may ask it to stop in the next moment.
        let before = format!("trap 'touch {}; exit 0' TERM", asked.display());
        let binary = script(folder.path(), &before, "while :; do sleep 0.05; done");
        let server = Server::new(&binary, folder.path(), 0, None).unwrap();
        server.stop().unwrap();
        assert!(asked.exists());
    }

    #[test]
    fn a_port_in_use_is_a_clear_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Server::new(Path::new("petpro-server"), folder.path(), port, None).err().unwrap().to_string();
        assert!(error.contains(&format!("port {port} is in use")) && error.contains("--port"), "{error}");
    }
}
