//! From inside a command to whoever listens.

use std::sync::Arc;

use parking_lot::Mutex;

use super::Poke;
use crate::state::AppState;

/// Which scopes moved in a command, to be told after it is durable.
#[derive(Clone, Default)]
pub struct Told(Arc<Mutex<Vec<Poke>>>);

impl Told {
    /// What the command moved; a command that runs again says it anew.
    pub fn hear(&self, pokes: Vec<Poke>) {
        *self.0.lock() = pokes;
    }

    /// After the commit.
    pub fn tell(&self, app: &AppState) {
        app.live.tell(std::mem::take(&mut *self.0.lock()));
    }
}
