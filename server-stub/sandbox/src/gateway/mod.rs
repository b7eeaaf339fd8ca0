//! A payment gateway: the part of Stripe's API that a shop with manual capture uses.

mod api;
mod books;
mod card;
mod form;
mod hosted;
mod intent;
mod refusal;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

pub use api::routes;
pub use books::{Books, RefundOutcome};
pub use card::Card;
pub use form::Form;
pub use intent::{Intent, Status};

use crate::webhook::{Sender, Webhooks};
use crate::{Clock, Settings};

/// What goes wrong with the next call of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Answers 500 and has done nothing; with a key, that answer is kept.
    Error,
    /// Answers nothing and has done nothing.
    HangBefore,
    /// Does it, and answers nothing.
    HangAfter,
    /// 429.
    TooMany,
}

/// The gateway; clones are the same one.
#[derive(Clone)]
pub struct Gateway {
    pub(crate) books: Arc<Mutex<Books>>,
    faults: Arc<Mutex<Faults>>,
    webhooks: Arc<Webhooks>,
    clock: Clock,
    api_key: Arc<str>,
    hang: Duration,
}

#[derive(Default)]
struct Faults {
    /// Everything answers 503.
    down: bool,
    /// (last segment of the path, fault), each used once.
    next: Vec<(String, Fault)>,
}

impl Gateway {
    pub(crate) fn new(settings: &Settings, clock: Clock, webhooks: Arc<Webhooks>) -> Self {
        Self {
            books: Arc::new(Mutex::new(Books::new(&settings.webhook_secret))),
            faults: Arc::default(),
            webhooks,
            clock,
            api_key: settings.api_key.as_str().into(),
            hang: settings.hang,
        }
    }

    /// The next call whose path ends with `on` (`payment_intents`, `capture`, `refunds` …) fails so.
    pub fn fail(&self, on: &str, fault: Fault) {
        self.faults.lock().next.push((on.to_owned(), fault));
    }

    /// Answers 503 to everything until told otherwise.
    pub fn down(&self, down: bool) {
        self.faults.lock().down = down;
    }

    fn fault(&self, path: &str) -> Option<Fault> {
        let mut faults = self.faults.lock();
        let at = faults.next.iter().position(|(on, _)| path.ends_with(on.as_str()))?;
        Some(faults.next.remove(at).1)
    }

    fn is_down(&self) -> bool {
        self.faults.lock().down
    }

    /// Works on the books; the events it makes become webhooks.
    pub fn with<T>(&self, work: impl FnOnce(&mut Books, i64) -> T) -> T {
        let now_ms = self.clock.now_ms();
        let (done, events) = {
            let mut books = self.books.lock();
            books.tick(now_ms);
            let done = work(&mut books, now_ms);
            (done, books.unsent())
        };
        for event in events {
            self.webhooks.put(Sender::Gateway, event, now_ms);
        }
        done
    }

    /// A buyer chooses a card on the hosted page, without the page.
    pub fn pay(&self, intent: &str, card: Card, save: bool) -> Option<Status> {
        self.with(|books, now_ms| {
            books.pay(intent, card, save, now_ms);
            books.intent(intent).map(|it| it.status)
        })
    }

    pub(crate) fn pages(self) -> Router {
        hosted::routes(self)
    }
}
