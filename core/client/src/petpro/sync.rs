//! Syncing once, and staying connected.

use std::time::Duration;

use petpro_domain::Code;
use petpro_sync::device::Event;
use tokio::time::{Instant, sleep_until};

use super::run::Run;
use super::{PetPro, Topic, guard_async};
use crate::error::{Error, Result};
use crate::search;
use crate::state::Synced;
use crate::store::meta;
use crate::transport::{Fault, Heard, Pokes};

/// A server that asks for a moment (a snapshot is being built) is waited for this long in all.
const PATIENCE: Duration = Duration::from_secs(60);
/// A clock that is further off than this makes certificates look expired or not yet valid.
const SKEW_MS: i64 = 86_400_000;
/// Between two attempts to open the event stream.
const REOPEN: Duration = Duration::from_secs(5);

impl PetPro {
    /// Sends what is pending and fetches what is new, until there is nothing left of either, or
    /// until something stands in the way: then the error says what, and everything is kept.
    /// `sync-busy` where another process of this device is at it.
    pub async fn sync(&self) -> Result<Synced> {
        guard_async(async {
            if let Err(error) = self.deliver_left().await {
                tracing::info!(code = %error.code(), "what a tablet left behind waits for the next sync");
            }
            self.announce_key()?;
            let done = self.drain().await;
            if done.is_ok()
                && let Err(error) = self.pin_root().await
            {
                tracing::info!(code = %error.code(), "the root of passes is pinned with the next sync");
            }
            if done.is_ok()
                && let Err(error) = self.fetch_photos().await
            {
                tracing::info!(code = %error.code(), "photos of pets come with the next sync");
            }
            self.index_when_idle();
            done
        })
        .await
    }

    async fn drain(&self) -> Result<Synced> {
        let mut run = Run::begin(self, self.turn().await?).await?;
        let end = Instant::now() + PATIENCE;
        loop {
            match (run.flying.take(), run.wake, &run.fault) {
                (Some(flying), _, _) => {
                    let landed = flying.await;
                    run.land(landed).await?;
                }
                (None, Some(wake), None | Some(Fault::SlowDown(_))) if wake < end => {
                    sleep_until(wake).await;
                    run.step(Event::Wake).await?;
                }
                (None, _, Some(fault)) => return Err(self.explain(fault.clone())),
                (None, Some(_), None) => return Err(Error::new(Code::SlowDown, "the server does not get on")),
                (None, None, None) => return run.report(),
            }
        }
    }

    /// Stays connected: sends intents as they are made and fetches when the server pokes. Gives way to a call of this
    /// process that syncs, signs in or out, and goes on after it. Returns when signing in is needed or the files were
    /// closed; drop it to stop.
    pub async fn watch(&self) -> Result<()> {
        guard_async(async {
            loop {
                let turn = self.patient_turn().await?;
                self.watch_for_a_turn(Run::begin(self, turn).await?).await?;
            }
        })
        .await
    }

    async fn watch_for_a_turn(&self, mut run: Run) -> Result<()> {
        let mut made = self.inner.bell.listen(Topic::Outbox);
        let mut pokes = None;
        let mut reopen = Instant::now();
        loop {
            let (wake, token, done) = (run.wake, run.token(), run.is_done());
            tokio::select! {
                () = self.inner.turns.wanted() => return Ok(()),
                landed = async { run.flying.as_mut().expect("checked").await }, if run.flying.is_some() => {
                    run.land(landed).await?;
                    if run.is_done() {
                        self.index_when_idle();
                    }
                }
                () = sleep_until(wake.unwrap_or_else(Instant::now)), if wake.is_some() => run.step(Event::Wake).await?,
                _ = made.changed() => run.step(Event::Enqueued).await?,
                heard = next_poke(&mut pokes), if pokes.is_some() => match heard {
                    Ok(Some(Heard::Poke(_))) => run.step(Event::Poke).await?,
                    // Another process may have written an intent meanwhile.
                    Ok(Some(Heard::Alive)) => run.step(Event::Enqueued).await?,
                    Ok(None) | Err(_) => {
                        pokes = None;
                        reopen = Instant::now() + REOPEN;
                    }
                },
                opened = self.open_pokes(token, reopen), if pokes.is_none() && done => {
                    match opened {
                        // Pokes sent while nobody listened were missed: pull once.
                        Ok(stream) => {
                            pokes = Some(stream);
                            run.step(Event::Poke).await?;
                        }
                        // A token that is over is refreshed by the next exchange.
                        Err(fault) => {
                            self.inner.note_reach(Some(&fault));
                            reopen = Instant::now() + REOPEN;
                            if fault.is_unauthenticated() {
                                run.step(Event::Poke).await?;
                            }
                        }
                    }
                }
            }
        }
    }

    async fn open_pokes(&self, token: Option<String>, not_before: Instant) -> Result<Pokes, Fault> {
        sleep_until(not_before).await;
        Pokes::open(&self.inner.http, token.as_deref()).await
    }

    /// A secure connection that fails on a device whose date is days off fails because of the date.
    fn explain(&self, fault: Fault) -> Error {
        let tls = matches!(fault, Fault::Tls(_));
        let noted = self.inner.files(|files| {
            files
                .account
                .readers
                .read(|conn| Ok((meta::get::<i64>(conn, "server_offset_ms")?, meta::get::<i64>(conn, "synced_ms")?)))
        });
        let (offset, synced) = noted.unwrap_or_default();
        // Behind the moment in which the server was last heard the clock was set back since.
        let back = synced.map_or(0, |synced| synced - self.inner.config.clock.wall_ms());
        if tls && (offset.unwrap_or(0).abs() > SKEW_MS || back > SKEW_MS) {
            return Error::new(Code::ClockWrong, "no secure connection, and the device's date is days off");
        }
        fault.into()
    }

    /// Fills the search index in the background, slice by slice; ends with the files.
    fn index_when_idle(&self) {
        let petpro = self.clone();
        tokio::task::spawn_blocking(move || {
            while petpro.inner.files(|files| search::slice(&files.catalog)).unwrap_or(false) {}
        });
    }
}

async fn next_poke(pokes: &mut Option<Pokes>) -> Result<Option<Heard>, Fault> {
    match pokes {
        Some(pokes) => pokes.next().await,
        None => Ok(None),
    }
}
