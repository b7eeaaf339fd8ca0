//! A phone: a data directory, a network, and the process `petpro session` while it is on.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::Value;

use super::network::Network;

/// A command that takes longer has hung: the slowest one, a first sync, takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Phone {
    pub name: &'static str,
    pub network: Network,
    pub data: PathBuf,
    petpro: PathBuf,
    /// Where its standard error goes.
    log: PathBuf,
    on: Option<Running>,
    /// What it was asked and how long the slowest answer took.
    pub asked: u32,
    pub slowest_local_ms: f64,
}

struct Running {
    process: Child,
    commands: ChildStdin,
    answers: Receiver<String>,
}

/// One line of `petpro session`.
#[derive(Debug, Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    ms: f64,
    #[serde(default)]
    data: Value,
    error: Option<Problem>,
}

/// A refusal: the code for programs, the title for people.
#[derive(Debug, Deserialize)]
pub struct Problem {
    pub code: String,
    pub title: String,
}

impl Phone {
    /// A new phone, switched on.
    pub fn new(name: &'static str, petpro: &Path, folder: &Path, network: Network) -> Result<Self> {
        let mut phone = Self {
            name,
            network,
            data: folder.join(name),
            petpro: petpro.to_owned(),
            log: folder.join(format!("{name}.log")),
            on: None,
            asked: 0,
            slowest_local_ms: 0.0,
        };
        phone.start()?;
        Ok(phone)
    }

    pub fn start(&mut self) -> Result<()> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut process = Command::new(&self.petpro)
            .arg("--data")
            .arg(&self.data)
            .args(["--server", &self.network.url(), "--json", "--lang", "en", "--market", "jp", "session"])
            .env("PETPRO_PASSWORD", super::PASSWORD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("petpro cannot be started")?;
        let commands = process.stdin.take().context("its input")?;
        let out = process.stdout.take().context("its output")?;
        let (send, answers) = mpsc::channel();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        self.on = Some(Running { process, commands, answers });
        Ok(())
    }

    /// What a command shows; an error that says why it was refused.
    pub fn ask(&mut self, command: &str) -> Result<Value> {
        let answer = self.exchange(command)?;
        match answer.error {
            None if answer.ok => Ok(answer.data),
            error => {
                let Problem { code, title } = error.context("a refusal without an error")?;
                bail!("phone {} refused `{command}`: {code} ({title})", self.name)
            }
        }
    }

    /// Asks for something that has to be refused.
    pub fn refused(&mut self, command: &str) -> Result<Problem> {
        let answer = self.exchange(command)?;
        answer.error.filter(|_| !answer.ok).with_context(|| format!("phone {} accepted `{command}`", self.name))
    }

    fn exchange(&mut self, command: &str) -> Result<Answer> {
        let Some(on) = &mut self.on else { bail!("phone {} is off", self.name) };
        let heard = writeln!(on.commands, "{command}").and_then(|()| on.commands.flush());
        let line = heard.ok().and_then(|()| on.answers.recv_timeout(PATIENCE).ok());
        let Some(line) = line else {
            let ended = on.process.try_wait()?.map_or("it hangs".to_owned(), |status| format!("it ended: {status}"));
            return Err(anyhow!("phone {} did not answer `{command}`; {ended}; see {}", self.name, self.log.display()));
        };
        let answer: Answer = serde_json::from_str(&line).with_context(|| format!("phone {} said {line}", self.name))?;
        self.asked += 1;
        if !["sync", "login"].iter().any(|online| command.starts_with(online)) {
            self.slowest_local_ms = self.slowest_local_ms.max(answer.ms);
        }
        Ok(answer)
    }

    /// SIGKILL: no handler runs, nothing is flushed, no lock is given back in an orderly way.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut on) = self.on.take() {
            on.process.kill().context("SIGKILL")?;
            on.process.wait().context("a killed phone")?;
        }
        Ok(())
    }

    /// Switched off in an orderly way.
    pub fn stop(&mut self) -> Result<()> {
        let Some(Running { mut process, commands, .. }) = self.on.take() else { return Ok(()) };
        drop(commands);
        let status = process.wait().context("a phone that is switched off")?;
        if !status.success() {
            bail!("phone {} ended with {status}; see {}", self.name, self.log.display());
        }
        Ok(())
    }

    /// A copy of everything on the phone, as a backup program takes it. The phone is off.
    pub fn copy_to(&self, folder: &Path) -> Result<()> {
        copy_folder(&self.data, folder)
    }

    /// The phone as it was when that copy was made.
    pub fn restore_from(&self, folder: &Path) -> Result<()> {
        std::fs::remove_dir_all(&self.data)?;
        copy_folder(folder, &self.data)
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| format!("{}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &to)?,
            false => drop(std::fs::copy(entry.path(), to)?),
        }
    }
    Ok(())
}
