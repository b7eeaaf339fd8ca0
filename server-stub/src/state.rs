//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;

use crate::clock::{Clock, Random};
use crate::store::Store;

/// Cheap to clone; one per server.
#[derive(Clone)]
pub struct AppState(Arc<App>);

/// The parts.
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Random,
}

impl AppState {
    pub fn new(app: App) -> Self {
        Self(Arc::new(app))
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}
