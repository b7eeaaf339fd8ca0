//! What the running server knows of its feed besides the tables: who listens, which snapshots are made.

use petpro_domain::wire::Snapshot;
use serde::Serialize;
use tokio::sync::broadcast;

use super::snapshot::Snapshots;

/// A scope has moved: all that an open event stream says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Poke {
    pub s: String,
    pub head: u64,
}

/// Pokes that a slow listener may lag behind; it then pulls everything once.
const BACKLOG: usize = 1_024;

/// The feed of a running server.
pub struct Live {
    pokes: broadcast::Sender<Poke>,
    pub snapshots: Snapshots,
}

impl Live {
    /// Snapshot files live in `dir`.
    pub fn new(dir: &std::path::Path) -> Self {
        Self { pokes: broadcast::Sender::new(BACKLOG), snapshots: Snapshots::new(dir.join("snapshots")) }
    }

    /// Tells listeners, after the transaction is durable.
    pub fn tell(&self, pokes: Vec<Poke>) {
        for poke in pokes {
            let _ = self.pokes.send(poke); // nobody may be listening
        }
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Poke> {
        self.pokes.subscribe()
    }

    /// The newest snapshot of a scope.
    pub fn snapshot(&self, s: &str) -> Option<Snapshot> {
        self.snapshots.of(s)
    }
}
