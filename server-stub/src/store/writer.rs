//! The single writer: a thread that commits in groups. A group is one fsync for up to 256 commands;
//! that, not a faster disk, is what makes durable writes predictable.
//!
//! A command that is refused mostly has not written yet, so a group runs without savepoints: the
//! copies of pages that SQLite makes for them were a quarter of an order's time. Where one has
//! written and is to be undone, the whole group is rolled back and run again with savepoints.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Failure;
use super::tx::{Texts, Tx, Undo};
use crate::clock::Clock;

const GROUP: usize = 256;
/// While commands wait a group stays open for four times as long as the last commit took, within
/// these bounds: a disk that needs 8 ms to flush is given 32 ms of work at a time.
const GROUP_US: [u64; 2] = [10_000, 40_000];
/// Commands that may wait; one more is answered "busy" at once instead of late.
const QUEUE: usize = 2_048;
/// How long a broken disk rests before the next try.
const PROBE: Duration = Duration::from_millis(250);

/// Whether a command's writes stay.
pub enum Outcome {
    Keep,
    Undo,
}

struct Command {
    /// FnMut, not FnOnce: a group may be run again.
    run: Box<dyn FnMut(&mut Tx) -> Outcome + Send>,
    /// Gone once the command has panicked, which tells its caller that no answer comes.
    answer: Option<oneshot::Sender<Result<(), Failure>>>,
}

/// What the writer tells about itself.
#[derive(Default)]
pub struct Pulse {
    pub healthy: AtomicBool,
    pub waiting: AtomicI64,
    pub groups: AtomicU64,
    pub commands: AtomicU64,
    /// Groups that were run again with savepoints.
    pub again: AtomicU64,
    /// Monotonic time of the last turn of the loop, us: a heartbeat that no clock change stops.
    pub beat_us: AtomicU64,
}

/// Hands commands to the writer thread.
pub struct Writer {
    queue: Mutex<Option<SyncSender<Command>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    pulse: Arc<Pulse>,
}

impl Writer {
    pub(super) fn start(conn: Connection, texts: Arc<Texts>, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let (queue, commands) = sync_channel(QUEUE);
        let pulse = Arc::new(Pulse::default());
        pulse.healthy.store(true, Ordering::Relaxed);
        pulse.beat_us.store(clock.mono_us(), Ordering::Relaxed);
        let its =
            Loop { conn, texts, clock, pulse: pulse.clone(), commit_us: Cell::new(0), caution: Caution::default() };
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || its.turn(&commands))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)), pulse })
    }

    /// Runs `command` in a transaction and answers after it is durable. An `Err` undoes its writes.
    /// It may be run more than once, the last time counts: what it does besides writing must bear that.
    ///
    /// # Errors
    /// The command's own, or [`Failure::Busy`], [`Failure::ReadOnly`], [`Failure::Ended`].
    pub async fn run<T, E>(&self, mut command: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        let made = Arc::new(Mutex::new(None));
        let slot = made.clone();
        let run = Box::new(move |tx: &mut Tx| {
            let result = command(tx);
            let outcome = if result.is_ok() { Outcome::Keep } else { Outcome::Undo };
            *slot.lock() = Some(result);
            outcome
        });
        let (answer, told) = oneshot::channel();
        self.send(Command { run, answer: Some(answer) })?;
        told.await.unwrap_or(Err(Failure::Ended))?;
        let result = made.lock().take();
        result.unwrap_or_else(|| Err(Failure::Ended.into()))
    }

    fn send(&self, command: Command) -> Result<(), Failure> {
        if !self.pulse.healthy.load(Ordering::Relaxed) {
            return Err(Failure::ReadOnly);
        }
        let queue = self.queue.lock();
        let queue = queue.as_ref().ok_or(Failure::Ended)?;
        self.pulse.waiting.fetch_add(1, Ordering::Relaxed);
        queue.try_send(command).map_err(|refused| {
            self.pulse.waiting.fetch_sub(1, Ordering::Relaxed);
            match refused {
                TrySendError::Full(_) => Failure::Busy,
                TrySendError::Disconnected(_) => Failure::Ended,
            }
        })
    }

    /// What to show in `/readyz` and `/metrics`.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// Commits what waits, folds the WAL into the file and ends the thread. Blocks until then.
    pub fn close(&self) {
        self.queue.lock().take();
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            // A panic outside a command has been logged by the panic hook; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

struct Loop {
    conn: Connection,
    texts: Arc<Texts>,
    clock: Arc<dyn Clock>,
    pulse: Arc<Pulse>,
    /// How long the last commit took.
    commit_us: Cell<u64>,
    caution: Caution,
}

/// Groups that are run with savepoints from the start: after one that had to be run again, twice as
/// many each time, until one went well without.
#[derive(Default)]
struct Caution {
    left: Cell<u32>,
    last: Cell<u32>,
}

impl Caution {
    const MOST: u32 = 64;

    fn undo(&self) -> Undo {
        if self.left.get() == 0 { Undo::Whole } else { Undo::Part }
    }

    fn spoiled(&self) {
        self.last.set((self.last.get() * 2).clamp(2, Self::MOST));
        self.left.set(self.last.get());
    }

    fn went_well(&self, undo: Undo) {
        match undo {
            Undo::Whole => self.last.set(0),
            Undo::Part => self.left.set(self.left.get().saturating_sub(1)),
        }
    }
}

impl Loop {
    fn turn(self, commands: &Receiver<Command>) {
        loop {
            self.pulse.beat_us.store(self.clock.mono_us(), Ordering::Relaxed);
            match commands.recv_timeout(PROBE) {
                Ok(first) => self.group(first, commands),
                Err(RecvTimeoutError::Timeout) if self.healthy() => {}
                Err(RecvTimeoutError::Timeout) => self.probe(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if let Err(cause) = self.conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%cause, "the write-ahead log stays beside the file");
        }
    }

    fn healthy(&self) -> bool {
        self.pulse.healthy.load(Ordering::Relaxed)
    }

    /// Runs commands in one transaction until none waits, 256 have run or the time is up; then
    /// commits, and only then answers.
    fn group(&self, first: Command, commands: &Receiver<Command>) {
        let mut group = Vec::new();
        let result = self.fill(first, commands, &mut group);
        self.pulse.waiting.fetch_sub(group.len() as i64, Ordering::Relaxed);
        self.pulse.groups.fetch_add(1, Ordering::Relaxed);
        self.pulse.commands.fetch_add(group.len() as u64, Ordering::Relaxed);
        if let Err(cause) = &result {
            self.roll_back();
            let disk = cause.is_disk();
            tracing::error!(%cause, disk, waiting = group.len(), "a group was not committed");
            if disk {
                self.pulse.healthy.store(false, Ordering::Relaxed);
            }
        }
        for answer in group.into_iter().filter_map(|command| command.answer) {
            // The caller may have hung up; what is written is written all the same.
            let _ = answer.send(if result.is_ok() { Ok(()) } else { Err(Failure::ReadOnly) });
        }
    }

    fn fill(&self, first: Command, commands: &Receiver<Command>, group: &mut Vec<Command>) -> Result<(), Failure> {
        let began = self.clock.mono_us();
        let [least, most] = GROUP_US;
        let time = (4 * self.commit_us.get()).clamp(least, most);
        let mut undo = self.caution.undo();
        let mut next = Some(first);
        while let Some(command) = next {
            group.push(command);
            if group.len() == 1 {
                self.control("BEGIN IMMEDIATE")?;
            }
            if let Some(last) = group.last_mut()
                && !self.run(last, undo)?
            {
                self.control("ROLLBACK")?;
                self.control("BEGIN IMMEDIATE")?;
                self.pulse.again.fetch_add(1, Ordering::Relaxed);
                self.caution.spoiled();
                undo = Undo::Part;
                for command in &mut *group {
                    self.run(command, undo)?;
                }
            }
            let full = group.len() >= GROUP || self.clock.mono_us() - began >= time;
            next = if full { None } else { commands.try_recv().ok() };
        }
        self.caution.went_well(undo);
        let flushing = self.clock.mono_us();
        let committed = self.control("COMMIT");
        self.commit_us.set(self.clock.mono_us() - flushing);
        committed
    }

    /// Runs a command; false where something of it stays that only the end of the transaction undoes.
    fn run(&self, command: &mut Command, undo: Undo) -> Result<bool, Failure> {
        let mut tx = Tx::sqlite(&self.conn, &self.texts, undo);
        let mark = tx.mark()?;
        let outcome = catch_unwind(AssertUnwindSafe(|| (command.run)(&mut tx)));
        if !tx.is_open() {
            // SQLite ends the whole transaction itself on a full or broken disk.
            return Err(disk_full());
        }
        match outcome {
            Ok(Outcome::Keep) => tx.keep(mark)?,
            _ => tx.undo(mark)?,
        }
        if outcome.is_err() && !tx.is_spoiled() {
            tracing::error!("a command panicked; its writes are undone");
            command.answer.take();
        }
        Ok(!tx.is_spoiled())
    }

    fn control(&self, sql: &str) -> Result<(), Failure> {
        Tx::sqlite(&self.conn, &self.texts, Undo::Whole).control(sql)
    }

    fn roll_back(&self) {
        if !self.conn.is_autocommit()
            && let Err(cause) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%cause, "rollback failed");
        }
    }

    /// One small durable write: when it works the disk is back.
    fn probe(&self) {
        let wrote = self.conn.execute_batch(
            "BEGIN IMMEDIATE; INSERT INTO setting(k,v) VALUES('probe','') ON CONFLICT(k) DO UPDATE SET v=v||'.'; DELETE FROM setting WHERE k='probe'; COMMIT",
        );
        match wrote {
            Ok(()) => {
                tracing::info!("the store can be written again");
                self.pulse.healthy.store(true, Ordering::Relaxed);
            }
            Err(_) => self.roll_back(),
        }
    }
}

fn disk_full() -> Failure {
    Failure::Engine(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None))
}
