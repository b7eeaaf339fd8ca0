//! Who syncs: one at a time, in a process as between processes. A watch holds its turn for as long as nobody else of
//! this process wants one; whoever asks gets it at once, since a request that is dropped is harmless.

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::PetPro;
use crate::error::Result;
use crate::store::SyncLock;

/// Of one process.
pub(super) struct Turns {
    alone: Arc<Mutex<()>>,
    /// How many calls hold or want a turn; a watch does not count.
    wanted: watch::Sender<usize>,
}

/// Held while syncing or refreshing tokens.
pub(super) struct Turn {
    _lock: SyncLock,
    _alone: Alone,
}

/// Held while it changes whose files are open in this process; no other process has to know.
pub(super) struct Alone {
    _guard: OwnedMutexGuard<()>,
    /// Given back last, so that a watch never comes between two calls that wait.
    _wish: Option<Wish>,
}

struct Wish(watch::Sender<usize>);

impl Drop for Wish {
    fn drop(&mut self) {
        self.0.send_modify(|wanted| *wanted -= 1);
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self { alone: Arc::default(), wanted: watch::Sender::new(0) }
    }
}

impl Turns {
    /// Ends when a call wants the turn that a watch holds.
    pub async fn wanted(&self) {
        let _ = self.wanted.subscribe().wait_for(|wanted| *wanted > 0).await; // the sender lives as long as `self`
    }

    /// Ends when no call holds or wants one.
    pub async fn free(&self) {
        let _ = self.wanted.subscribe().wait_for(|wanted| *wanted == 0).await;
    }
}

impl PetPro {
    /// A turn, as soon as nobody of this process has it. `sync-busy` where another process has.
    pub(super) async fn turn(&self) -> Result<Turn> {
        let alone = self.alone().await;
        Ok(Turn { _lock: SyncLock::take(&self.inner.config.data)?, _alone: alone })
    }

    /// Nobody of this process syncs while this is held.
    pub(super) async fn alone(&self) -> Alone {
        let wish = Wish(self.inner.turns.wanted.clone());
        wish.0.send_modify(|wanted| *wanted += 1);
        let guard = self.inner.turns.alone.clone().lock_owned().await;
        Alone { _guard: guard, _wish: Some(wish) }
    }

    /// The turn of a watch, which gives way.
    pub(super) async fn patient_turn(&self) -> Result<Turn> {
        self.inner.turns.free().await;
        let guard = self.inner.turns.alone.clone().lock_owned().await;
        let alone = Alone { _guard: guard, _wish: None };
        Ok(Turn { _lock: SyncLock::take(&self.inner.config.data)?, _alone: alone })
    }
}
