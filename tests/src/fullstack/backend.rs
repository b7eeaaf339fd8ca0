//! The server: the real router over a real file, asked without a socket.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt;
use petpro_server::backup;
use petpro_server::clock::{Clock, Random, SteppedClock};
use petpro_server::config::Config;
use petpro_server::feed::{self, OnTx};
use petpro_server::state::AppState;
use petpro_server::store::{Failure, Tx};
use petpro_sync::server::Ledger;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::files::Lives;
use super::net::{Answer, Request};
use crate::bench::catalogue::Published;

const CATALOG: &str = "catalog:jp";
/// Small enough for a load of many members.
const MEMBER_ROWS: u64 = 20;

/// A server that can be killed, restarted and restored.
pub struct Backend {
    lives: Lives,
    clock: Arc<SteppedClock>,
    random: Random,
    /// None between two lives.
    running: Option<(AppState, Router)>,
    backups: Vec<PathBuf>,
    scratch: PathBuf,
}

impl Backend {
    pub fn start(scratch: PathBuf, now_ms: i64, seed: u64) -> anyhow::Result<Self> {
        let mut backend = Self {
            lives: Lives::new(scratch.join("server"))?,
            clock: SteppedClock::at(now_ms),
            random: Random::seeded(seed),
            running: None,
            backups: vec![],
            scratch,
        };
        backend.open()?;
        Ok(backend)
    }

    fn open(&mut self) -> anyhow::Result<()> {
        let mut config = Config { data: self.lives.dir(), ..Config::default() };
        config.rates.enabled = false;
        // A password's worth of work in every run would be most of the run.
        (config.passwords.memory_kib, config.passwords.passes) = (64, 1);
        let state = AppState::open(config, self.clock.clone(), self.random.clone())?;
        self.running = Some((state.clone(), petpro_server::app(state)));
        Ok(())
    }

    /// Of the life that it lives now.
    pub fn state(&self) -> &AppState {
        &self.running.as_ref().expect("used while it runs").0
    }

    /// The market's goods change.
    pub fn publish(&self, runtime: &Runtime, rows: Vec<Published>) -> anyhow::Result<()> {
        let now_ms = self.clock.now_ms();
        let write = move |tx: &mut Tx<'_>| {
            feed::begin(tx, "e-0", now_ms)?;
            let put = |feed: &mut OnTx| {
                rows.iter().try_for_each(|(t, id, d)| feed.publish(CATALOG, t, id, Some(d)).map(drop))
            };
            OnTx::write(tx, now_ms, put).map(drop)
        };
        runtime.block_on(self.state().store.write(write)).map_err(|error: Failure| error.into())
    }

    /// Something that happens at the server without a request.
    pub fn write<T: Send + 'static>(
        &self,
        runtime: &Runtime,
        work: impl Fn(&AppState, &mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> anyhow::Result<T> {
        let app = self.state().clone();
        runtime.block_on(self.state().store.write(move |tx| work(&app, tx))).map_err(|error: Failure| error.into())
    }

    /// Writes the catalogue's snapshot file, with small members; the requests never do.
    pub fn write_file(&self) -> anyhow::Result<()> {
        let state = self.state();
        state.live.snapshots.build(&state.store, CATALOG, MEMBER_ROWS, state.clock.now_ms())?;
        Ok(())
    }

    /// True time, ms since 1970.
    pub fn set_clock(&self, now_ms: i64) {
        self.clock.step(now_ms - self.clock.now_ms());
    }

    /// An orderly end and a new start.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        if let Some((state, _)) = self.running.take() {
            state.store.close();
        }
        self.open()
    }

    /// Killed between two transactions: the files as they lay there.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.lives.leave()?;
        self.running = None;
        self.lives.begin_next()?;
        self.open()
    }

    /// An operator's backup, while it runs.
    pub fn back_up(&mut self) -> anyhow::Result<()> {
        let to = self.scratch.join(format!("backup-{}.db", self.backups.len()));
        backup::backup(&self.lives.dir(), &to)?;
        self.backups.push(to);
        Ok(())
    }

    pub fn has_backup(&self) -> bool {
        !self.backups.is_empty()
    }

    /// Stops, puts one of the backups in place, which opens a new history, and starts.
    pub fn restore(&mut self, runtime: &Runtime, which: u64) -> anyhow::Result<()> {
        let file = &self.backups[which as usize % self.backups.len()];
        if let Some((state, _)) = self.running.take() {
            state.store.close();
        }
        runtime.block_on(backup::restore(&self.lives.dir(), file, self.clock.clone(), &self.random, None))?;
        self.open()
    }

    /// One request through every layer, to the end of its body.
    pub fn ask(&self, runtime: &Runtime, request: Request) -> Answer {
        runtime.block_on(async {
            let mut builder = http::Request::builder().method(request.method).uri(&request.path);
            builder = builder.header("content-type", "application/json");
            if let Some(token) = &request.token {
                builder = builder.header("authorization", format!("Bearer {token}"));
            }
            if let Some((from, to)) = request.range {
                builder = builder.header("range", format!("bytes={from}-{}", to - 1));
            }
            let request = builder.body(Body::from(request.body)).expect("a plain request");
            let (_, router) = self.running.as_ref().expect("asked while it runs");
            let response = router.clone().oneshot(request).await.expect("the router always answers");
            let (head, body) = response.into_parts();
            let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            Answer {
                status: head.status.as_u16(),
                content_type: header("content-type").unwrap_or_default(),
                retry_after: header("retry-after"),
                content_range: header("content-range"),
                body: body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_default(),
            }
        })
    }
}
