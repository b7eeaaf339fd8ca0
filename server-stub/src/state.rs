//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::watch;

use crate::catalog::{Cards, Shelves, Warm};
use crate::clock::{Clock, Random};
use crate::config::Config;
use crate::feed::Live;
use crate::http::Rates;
use crate::identity::{Passwords, tokens};
use crate::keys::{KeyError, Keys};
use crate::notifications::Mailer;
use crate::observe::Metrics;
use crate::payments::gateway::Gateway;
use crate::store::{OpenError, Store};

/// Cheap to clone; one per server.
#[derive(Clone)]
pub struct AppState(Arc<App>);

/// The parts.
pub struct App {
    pub config: Config,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Random,
    pub keys: Keys,
    /// Access tokens that were sent before.
    pub tokens: tokens::Known,
    pub passwords: Passwords,
    pub rates: Rates,
    pub metrics: Metrics,
    /// Who listens to the feed, and its snapshot files.
    pub live: Live,
    /// The slow fields of products.
    pub cards: Arc<dyn Cards>,
    /// Categories, and which products they hold.
    pub shelves: Shelves,
    /// Who takes the money; `None`: nobody can pay by card.
    pub gateway: Option<Gateway>,
    /// Who carries mails; `None`: they wait.
    pub mailer: Option<Mailer>,
    /// How far the server is from its end; event streams watch it.
    pub stage: watch::Sender<Stage>,
}

/// The life of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Running,
    /// Not ready any more, but still answering.
    Draining,
    /// Streams end, running requests finish.
    Closing,
}

/// Why a server does not start, as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] OpenError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error("{0}")]
    Config(String),
}

impl AppState {
    /// Opens the data folder and everything in it.
    pub fn open(config: Config, clock: Arc<dyn Clock>, random: Random) -> Result<Self, StartError> {
        Self::open_with(config, clock, random, Arc::new(Warm::default()))
    }

    /// With another cache of cards.
    pub fn open_with(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Random,
        cards: Arc<dyn Cards>,
    ) -> Result<Self, StartError> {
        let store = Store::open(&config.data, clock.clone())?;
        let keys = Keys::open(&config.data.join("keys.json"), &random)?;
        let passwords = Passwords::new(&config.passwords, &random).map_err(StartError::Config)?;
        let rates = Rates::new(&config.rates);
        let stage = watch::Sender::new(Stage::Running);
        let metrics = Metrics::default();
        let live = Live::new(&config.data);
        let gateway = Gateway::new(&config.payments, keys.parties.gateway.as_ref()).map_err(StartError::Config)?;
        let mailer = Mailer::new(&config.mails, keys.parties.smtp.as_ref(), clock.now_ms());
        let mailer = mailer.map_err(StartError::Config)?;
        Ok(Self(Arc::new(App {
            config,
            store,
            clock,
            random,
            keys,
            tokens: tokens::Known::default(),
            passwords,
            rates,
            metrics,
            live,
            cards,
            shelves: Shelves::default(),
            gateway,
            mailer,
            stage,
        })))
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}
