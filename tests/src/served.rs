//! A real server on a real port, on threads of this process, with a made catalogue.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use anyhow::{Context, anyhow};
use petpro_sandbox::Settings;
use petpro_server::clock::{Random, SystemClock};
use petpro_server::config::{Config, Payments};
use petpro_server::feed::{self, OnTx};
use petpro_server::keys::{self, Keys, Parties, Party};
use petpro_server::seed;
use petpro_server::state::AppState;
use petpro_server::store::Failure;
use petpro_sync::server::Ledger;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::bench::catalogue::Published;

/// Rows published in one transaction.
const CHUNK: usize = 1_000;

/// Ends with the value.
pub struct Served {
    pub url: String,
    pub state: AppState,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// Starts on a free port, in a thread and a runtime of its own, and publishes `rows` as the
    /// catalogue of the market `jp`.
    pub fn start(data: &Path, rows: &[Published]) -> anyhow::Result<Self> {
        Self::open(data, Goods::Made(rows.to_vec()))
    }

    /// Starts the same way with the seeded market: shops, goods, prices and stock in their tables.
    pub fn with_shop(data: &Path) -> anyhow::Result<Self> {
        Self::open(data, Goods::Seeded)
    }

    /// The same, with a payment provider at this address, who signs with the sandbox's secrets.
    pub fn with_provider(data: &Path, provider: &str) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data)?;
        let (file, settings) = (data.join("keys.json"), Settings::default());
        Keys::open(&file, &Random::system())?;
        let party = Party { api_key: settings.api_key, webhook_secrets: vec![settings.webhook_secret] };
        keys::keep(&file, Parties { gateway: Some(party), ..Parties::default() })?;
        let payments = Payments { provider: Some(provider.to_owned()), ..Payments::default() };
        Self::with(Config { payments, data: data.to_owned(), ..Config::default() }, Goods::Seeded)
    }

    fn open(data: &Path, goods: Goods) -> anyhow::Result<Self> {
        Self::with(Config { data: data.to_owned(), ..Config::default() }, goods)
    }

    fn with(mut config: Config, goods: Goods) -> anyhow::Result<Self> {
        config.port = 0;
        config.rates.enabled = false;
        (config.shutdown.notice_seconds, config.shutdown.drain_seconds) = (0, 1);
        let state = AppState::open(config, Arc::new(SystemClock::default()), Random::system())?;
        let (stop, stopped) = oneshot::channel();
        let (told, hear) = mpsc::channel();
        let serving = state.clone();
        let thread = std::thread::spawn(move || {
            let serve = async {
                let listener = match listen(&serving, &goods).await {
                    Ok((listener, url)) => {
                        let _ = told.send(Ok(url));
                        listener
                    }
                    Err(error) => return drop(told.send(Err(error))),
                };
                let ended = async {
                    let _ = stopped.await;
                };
                petpro_server::serve(listener, serving, ended).await;
            };
            Runtime::new().expect("the system has threads").block_on(serve);
        });
        let url = hear.recv().context("the server's thread ended")??;
        Ok(Self { url, state, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a panic in it has been printed
        }
    }
}

/// What the server has to sell.
enum Goods {
    /// Rows of the feed alone.
    Made(Vec<Published>),
    Seeded,
}

async fn listen(state: &AppState, goods: &Goods) -> anyhow::Result<(TcpListener, String)> {
    match goods {
        Goods::Made(rows) => publish(state, rows).await?,
        Goods::Seeded => drop(seed::plant(state).await.map_err(|problem| anyhow!("the seed: {problem:?}"))?),
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

async fn publish(state: &AppState, rows: &[Published]) -> anyhow::Result<()> {
    let now_ms = state.clock.now_ms();
    state.store.write(move |tx| feed::begin(tx, "e-bench", now_ms)).await?;
    for chunk in rows.chunks(CHUNK) {
        let chunk = chunk.to_vec();
        let write = move |tx: &mut petpro_server::store::Tx<'_>| {
            OnTx::write(tx, now_ms, |ledger| {
                for (t, id, d) in &chunk {
                    ledger.publish("catalog:jp", t, id, Some(d))?;
                }
                Ok::<_, Failure>(())
            })
            .map(drop)
        };
        state.store.write(write).await.context("publishing the made catalogue")?;
    }
    Ok(())
}
