//! The generator: prepared requests over plain connections, nothing but a status line is read of an
//! answer, so that it takes little of the cores it shares with the server.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::LocalSet;

use crate::bench::machine::{process_cpu_ns, thread_cpu_ns};
use crate::bench::sample::Sample;
use crate::served::Served;

/// What a loop measured.
pub struct Run {
    pub sent: usize,
    /// Answers 201.
    pub placed: usize,
    /// How many answers of each other status, with the last one's body.
    pub odd: BTreeMap<u16, (usize, String)>,
    pub seconds: f64,
    pub times: Sample,
    /// CPU of all threads but the generator's, ns.
    pub server_cpu_ns: u64,
    /// Commands in one commit, on average.
    pub group: f64,
}

impl Run {
    pub fn rate(&self) -> f64 {
        self.placed as f64 / self.seconds
    }

    pub fn server_cpu_us(&self) -> f64 {
        self.server_cpu_ns as f64 / 1e3 / self.placed.max(1) as f64
    }
}

/// One connection, and what was read of the next answer already.
struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    async fn open(served: &Served) -> anyhow::Result<Self> {
        let address = served.url.strip_prefix("http://").context("a plain address")?;
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8 << 10) })
    }

    /// Sends a request and reads its answer: status and body.
    async fn ask(&mut self, request: &[u8]) -> anyhow::Result<(u16, Vec<u8>)> {
        self.stream.write_all(request).await?;
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection was closed");
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status = text.get(9..12).and_then(|status| status.parse().ok()).context("a status line")?;
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        let end = head + length.context("an answer of a known length")?;
        while self.buffer.len() < end {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection was closed");
        }
        let body = self.buffer[head..end].to_vec();
        self.buffer.drain(..end);
        Ok((status, body))
    }
}

/// Notes answers while the loop runs.
#[derive(Default)]
struct Book {
    sent: usize,
    placed: usize,
    odd: BTreeMap<u16, (usize, String)>,
    times: Sample,
}

impl Book {
    fn note(&mut self, since: Instant, (status, body): (u16, Vec<u8>)) {
        self.times.push(since.elapsed());
        self.sent += 1;
        if status == 201 {
            self.placed += 1;
        } else {
            let (count, last) = self.odd.entry(status).or_default();
            *count += 1;
            *last = String::from_utf8_lossy(&body).into_owned();
        }
    }
}

/// CPU and groups since it was made.
struct Meter<'a> {
    served: &'a Served,
    start: Instant,
    cpu_ns: u64,
    groups: u64,
    commands: u64,
}

impl<'a> Meter<'a> {
    fn start(served: &'a Served) -> Self {
        let pulse = served.state.store.pulse();
        let (groups, commands) = (pulse.groups.load(Ordering::Relaxed), pulse.commands.load(Ordering::Relaxed));
        Self { served, start: Instant::now(), cpu_ns: server_cpu_ns(), groups, commands }
    }

    fn stop(self, book: Book) -> Run {
        let pulse = self.served.state.store.pulse();
        let groups = pulse.groups.load(Ordering::Relaxed) - self.groups;
        let commands = pulse.commands.load(Ordering::Relaxed) - self.commands;
        let Book { sent, placed, odd, times } = book;
        Run {
            sent,
            placed,
            odd,
            seconds: self.start.elapsed().as_secs_f64(),
            times,
            server_cpu_ns: server_cpu_ns().saturating_sub(self.cpu_ns),
            group: commands as f64 / groups.max(1) as f64,
        }
    }
}

/// The generator runs on the calling thread; all others are the server's.
pub fn server_cpu_ns() -> u64 {
    process_cpu_ns().unwrap_or(0).saturating_sub(thread_cpu_ns().unwrap_or(0))
}

/// Every connection sends the next request when it has its answer, until all are sent.
pub async fn closed(served: &Served, connections: usize, requests: &[Vec<u8>]) -> anyhow::Result<Run> {
    let mut wires = Vec::new();
    for _ in 0..connections.min(requests.len()) {
        wires.push(Wire::open(served).await?);
    }
    let (next, book) = (RefCell::new(requests.iter()), RefCell::new(Book::default()));
    let meter = Meter::start(served);
    let work = wires.iter_mut().map(async |wire| {
        loop {
            let Some(request) = next.borrow_mut().next() else { return anyhow::Ok(()) };
            let since = Instant::now();
            let answer = wire.ask(request).await?;
            book.borrow_mut().note(since, answer);
        }
    });
    futures_util::future::try_join_all(work).await?;
    Ok(meter.stop(book.into_inner()))
}

/// Sends requests at a fixed rate, whether answers come or not; a request that finds no free
/// connection waits for one, and its wait counts.
pub async fn open(served: &Served, connections: usize, rate: f64, requests: &[Vec<u8>]) -> anyhow::Result<Run> {
    let wires = Rc::new(Wires::open(served, connections).await?);
    let book = Rc::new(RefCell::new(Book::default()));
    let meter = Meter::start(served);
    paced(requests.len(), rate, |n, meant| {
        let (wires, book, request) = (wires.clone(), book.clone(), requests[n].clone());
        async move {
            let answer = wires.ask(&request).await?;
            book.borrow_mut().note(meant, answer);
            Ok(())
        }
    })
    .await?;
    let book = book.take();
    Ok(meter.stop(book))
}

/// Begins tasks at a fixed rate, each at its moment whatever becomes of those before it, and waits
/// for all of them.
pub async fn paced<F>(count: usize, rate: f64, mut task: impl FnMut(usize, Instant) -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>> + 'static,
{
    let start = Instant::now();
    let mut tasks = Vec::with_capacity(count);
    let all = async {
        for n in 0..count {
            let meant = start + Duration::from_secs_f64(n as f64 / rate);
            tokio::time::sleep_until(meant.into()).await;
            tasks.push(tokio::task::spawn_local(task(n, meant)));
        }
        for task in tasks {
            task.await??;
        }
        anyhow::Ok(())
    };
    LocalSet::new().run_until(all).await
}

/// Connections that take turns, the longest idle one first: the server closes a connection that asks
/// nothing for `http.header_seconds`.
pub struct Wires {
    idle: RefCell<VecDeque<Wire>>,
    free: Semaphore,
}

impl Wires {
    pub async fn open(served: &Served, connections: usize) -> anyhow::Result<Self> {
        let mut idle = VecDeque::with_capacity(connections);
        for _ in 0..connections {
            idle.push_back(Wire::open(served).await?);
        }
        Ok(Self { idle: RefCell::new(idle), free: Semaphore::new(connections) })
    }

    /// Sends a request as soon as a connection is free.
    pub async fn ask(&self, request: &[u8]) -> anyhow::Result<(u16, Vec<u8>)> {
        let _turn = self.free.acquire().await?;
        let mut wire = self.idle.borrow_mut().pop_front().context("a turn is a connection")?;
        let answer = wire.ask(request).await?;
        self.idle.borrow_mut().push_back(wire);
        Ok(answer)
    }
}
