//! How a shell hears that something changed. A subscription is read, it never calls: so no lock of
//! ours is ever held in code of a shell, and a slow listener skips to the newest state.

use futures_util::future::select_all;
use serde::Serialize;
use tokio::sync::watch;

use super::PetPro;
use crate::error::Result;
use crate::{screens, state};

/// What can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// A clinic's day; only on its tablets.
    Board,
    Cart,
    Inbox,
    Outbox,
    Pets,
    Session,
    /// Orders, goods and stock of the shops that this person works for.
    Shop,
}

impl Topic {
    pub(super) const ALL: [Self; 7] =
        [Self::Board, Self::Cart, Self::Inbox, Self::Outbox, Self::Pets, Self::Session, Self::Shop];
}

/// A screen's state at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "topic", content = "state", rename_all = "lowercase")]
pub enum View {
    Board(screens::board::Board),
    Cart(screens::cart::Cart),
    Inbox(screens::inbox::Inbox),
    Outbox(state::Outbox),
    Pets(screens::pets::Pets),
    Session(state::Session),
    Shop(screens::shop::Desk),
}

/// Which topics changed, for a shell that asks for its screens itself; ends when it is dropped.
pub struct Ear {
    heard: Vec<Heard>,
}

struct Heard {
    topic: Topic,
    rung: watch::Receiver<u64>,
    count: u64,
}

impl Ear {
    /// Every topic that changed since the last call; waits for the first one. Many changes may be one answer.
    pub async fn next(&mut self) -> Vec<Topic> {
        loop {
            let waits = self.heard.iter_mut().map(|heard| Box::pin(heard.rung.changed()));
            if select_all(waits).await.0.is_err() {
                return std::future::pending().await; // the app is gone: nothing changes any more
            }
            // The receiver that ended the wait takes its change for seen, so the counts are compared.
            let changed = self.heard.iter_mut().filter_map(Heard::changed).collect::<Vec<_>>();
            if !changed.is_empty() {
                return changed;
            }
        }
    }
}

impl Heard {
    fn changed(&mut self) -> Option<Topic> {
        let before = std::mem::replace(&mut self.count, *self.rung.borrow_and_update());
        (before != self.count).then_some(self.topic)
    }
}

/// Ends when it is dropped.
pub struct Subscription {
    petpro: PetPro,
    topic: Topic,
    rung: watch::Receiver<u64>,
    first: bool,
}

impl PetPro {
    /// Follows a topic.
    pub fn subscribe(&self, topic: Topic) -> Subscription {
        Subscription { petpro: self.clone(), topic, rung: self.inner.bell.listen(topic), first: true }
    }
}

impl PetPro {
    /// Follows every topic.
    pub fn listen(&self) -> Ear {
        let heard = Topic::ALL.map(|topic| {
            let mut rung = self.inner.bell.listen(topic);
            let count = *rung.borrow_and_update();
            Heard { topic, rung, count }
        });
        Ear { heard: heard.into() }
    }

    /// The load under way, for a progress bar; the newest value is always there to read.
    pub fn progress(&self) -> watch::Receiver<Option<state::Progress>> {
        self.inner.progress.subscribe()
    }
}

impl Subscription {
    /// The state now, at the first call; after that the newest state each time something changed.
    pub async fn next(&mut self) -> Result<View> {
        if !std::mem::take(&mut self.first) {
            // The bell lives as long as the PetPro held here.
            let _ = self.rung.changed().await;
        }
        self.rung.mark_unchanged();
        Ok(match self.topic {
            Topic::Board => View::Board(self.petpro.board(None)?),
            Topic::Cart => View::Cart(self.petpro.cart()?),
            Topic::Inbox => View::Inbox(self.petpro.inbox()?),
            Topic::Outbox => View::Outbox(self.petpro.outbox()?),
            Topic::Pets => View::Pets(self.petpro.pets()?),
            Topic::Session => View::Session(self.petpro.session()?),
            Topic::Shop => View::Shop(self.petpro.shop_desk(None)?),
        })
    }
}

/// One number a topic: it counts changes, and whoever listens looks up what they were.
#[derive(Default)]
pub(super) struct Bell {
    board: watch::Sender<u64>,
    cart: watch::Sender<u64>,
    inbox: watch::Sender<u64>,
    outbox: watch::Sender<u64>,
    pets: watch::Sender<u64>,
    session: watch::Sender<u64>,
    shop: watch::Sender<u64>,
}

impl Bell {
    /// Something about these topics changed, and is committed.
    pub fn ring(&self, topics: &[Topic]) {
        for topic in topics {
            self.of(*topic).send_modify(|count| *count += 1);
        }
    }

    pub fn listen(&self, topic: Topic) -> watch::Receiver<u64> {
        self.of(topic).subscribe()
    }

    fn of(&self, topic: Topic) -> &watch::Sender<u64> {
        match topic {
            Topic::Board => &self.board,
            Topic::Cart => &self.cart,
            Topic::Inbox => &self.inbox,
            Topic::Outbox => &self.outbox,
            Topic::Pets => &self.pets,
            Topic::Session => &self.session,
            Topic::Shop => &self.shop,
        }
    }
}
