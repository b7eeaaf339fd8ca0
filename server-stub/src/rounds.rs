//! What the server does without being asked, again and again until it goes down.

use std::pin::Pin;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::state::AppState;
use crate::store::Failure;
use crate::{
    bookings, catalog, checkout, idempotency, keys, notifications, orders, outbox, payments, pets, shipping, sync,
    vendors,
};

/// For what somebody waits for: as often as an eye sees.
const SOON: Duration = Duration::from_millis(50);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const TEN_MINUTES: Duration = Duration::from_secs(600);
const HOUR: Duration = Duration::from_secs(3_600);

type Turn = for<'a> fn(&'a AppState) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// What is done, the pause between two turns, and one turn. Tests call the turns themselves.
const ROUNDS: &[(&str, Duration, Turn)] = &[
    // Apart from each other: a provider that hangs keeps nobody from hearing it.
    ("what the payment provider told", SOON, |app| Box::pin(payments::hear(app))),
    ("steps of payments", SOON, |app| Box::pin(async { payments::turn(app).await.map(drop) })),
    ("what the payment provider lists", TEN_MINUTES, |app| Box::pin(payments::compare(app))),
    ("events for their listeners", SOON, |app| Box::pin(notifications::follow(app))),
    ("mails", SOON, |app| Box::pin(notifications::post(app))),
    ("levels of stock", SECOND, |app| Box::pin(sync::levels(app))),
    ("orders whose time is over", SECOND, |app| Box::pin(orders::turn(app))),
    ("the list of keys of passes", MINUTE, |app| Box::pin(keys::turn(app))),
    ("passes whose key was taken back", MINUTE, |app| Box::pin(bookings::renew(app))),
    ("parcels for the carrier", SECOND, |app| Box::pin(shipping::turn(app))),
    ("visits that are soon or missed", SECOND, |app| Box::pin(bookings::turn(app))),
    ("goods that are on no shelf yet", TEN_MINUTES, |app| Box::pin(catalog::place_missing(app))),
    ("vaccinations that are due soon", TEN_MINUTES, |app| Box::pin(pets::remind(app))),
    ("shops that have no scope yet", HOUR, |app| Box::pin(vendors::fill(app))),
    ("proofs that another key signed", MINUTE, |app| Box::pin(pets::proofs::renew(app))),
    ("old answers", TEN_MINUTES, |app| Box::pin(async { idempotency::prune(app).await.map(drop) })),
    ("old events", TEN_MINUTES, |app| Box::pin(outbox::prune(app))),
    ("old quotes", TEN_MINUTES, |app| Box::pin(checkout::prune(app))),
    ("old lines, tombstones and results", HOUR, |app| Box::pin(sync::housekeeping(app))),
];

/// Starts every round at once; they end when the set is dropped. A turn that fails waits for the next one.
pub fn begin(app: &AppState) -> JoinSet<()> {
    let mut rounds = JoinSet::new();
    for &(what, pause, turn) in ROUNDS {
        let app = app.clone();
        rounds.spawn(async move {
            let mut ticks = tokio::time::interval(pause);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay); // a long turn is followed by a pause
            loop {
                ticks.tick().await;
                if let Err(cause) = turn(&app).await {
                    tracing::warn!(%cause, what, "waits for its next turn");
                }
            }
        });
    }
    rounds
}
