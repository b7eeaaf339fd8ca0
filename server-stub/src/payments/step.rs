//! The next step of an attempt: a call to the provider, and what its answer means.

use petpro_domain::order::Note;
use uuid::Uuid;

use super::attempt::{Attempt, State};
use super::gateway::{Gateway, GatewayError, Intent, NewIntent};
use super::worker::{poll_ms, postponed, rest, tried, unanswered, wait_ms, write};
use super::{methods, settle};
use crate::orders::{self, By};
use crate::state::AppState;
use crate::store::Failure;

/// How long the provider surely remembers a key; later a payment is looked up before it is made
/// again. Stripe prunes keys after 24 hours.
const KEY_HOLDS_MS: i64 = 12 * 3_600_000;

/// The next step of an attempt.
pub(super) async fn step(app: &AppState, it: Attempt) -> Result<(), Failure> {
    let Some(gateway) = &app.gateway else {
        return postponed(app, &it, false).await; // its provider was taken out of the configuration
    };
    match (it.st, it.intent.clone()) {
        (State::Starting, None) => create(app, gateway, it).await,
        (State::Open, Some(intent)) => match &it.method {
            Some(method) => {
                let answer = gateway.confirm(&intent, method, &it.key_for("confirm")).await;
                answered(app, gateway, it, "confirm", answer).await
            }
            None => ask(app, gateway, it, &intent).await,
        },
        (State::Processing | State::Failed, Some(intent)) => ask(app, gateway, it, &intent).await,
        (State::Authorised, Some(intent)) => {
            let answer = gateway.capture(&intent, &it.key_for("capture")).await;
            answered(app, gateway, it, "capture", answer).await
        }
        (State::Closing, Some(intent)) => {
            let answer = gateway.cancel(&intent, &it.key_for("cancel")).await;
            answered(app, gateway, it, "cancel", answer).await
        }
        (State::Closing, None) => match look_up(gateway, &it).await {
            Ok(Some(found)) => settled(app, found).await,
            Ok(None) => {
                write(app, move |app, ledger| {
                    let now_ms = app.clock.now_ms();
                    Attempt::moved(ledger.tx, it.id, &[State::Closing], State::Closed, None, now_ms).map(|_| ())
                })
                .await
            }
            Err(cause) => unanswered(app, &it, "intents", &cause).await,
        },
        (State::Captured, Some(_)) => match it.keeps.clone() {
            Some(method) => methods::save(app, gateway, &it, &method).await,
            None => rest(app, it).await,
        },
        _ => rest(app, it).await,
    }
}

/// Makes the intent. A try whose end nobody knows is looked up first once its key may be forgotten.
async fn create(app: &AppState, gateway: &Gateway, it: Attempt) -> Result<(), Failure> {
    let now_ms = app.clock.now_ms();
    let open = app.store.read(|tx| orders::payable(tx, it.order))?.is_some_and(|due| !due.closing);
    if !open && it.tried_ms.is_none() {
        return write(app, move |app, ledger| {
            let now_ms = app.clock.now_ms();
            Attempt::moved(ledger.tx, it.id, &[State::Starting], State::Closed, None, now_ms).map(|_| ())
        })
        .await;
    }
    if it.key_no > 0 || it.tried_ms.is_some_and(|tried_ms| now_ms - tried_ms > KEY_HOLDS_MS) {
        match look_up(gateway, &it).await {
            Ok(Some(found)) => return settled(app, found).await,
            Ok(None) => {}
            Err(cause) => return unanswered(app, &it, "intents", &cause).await,
        }
    }
    let id = it.id;
    tried(app, &it, wait_ms(it.tries), false).await?;
    let customer = match methods::customer(app, gateway, it.user).await? {
        Ok(customer) => customer,
        Err(cause) => return unanswered(app, &it, "customers", &cause).await,
    };
    let new = NewIntent {
        order: it.order,
        attempt: it.attempt,
        user: it.user,
        household: it.household,
        number: &it.number,
        sum: it.sum,
        customer: &customer,
    };
    match gateway.create(&new, &it.key()).await {
        Ok(intent) => {
            let page = gateway.page(&intent);
            let opened = write(app, move |app, ledger| {
                let now_ms = app.clock.now_ms();
                Attempt::opened(ledger.tx, id, &intent.id, &page, now_ms + poll_ms(app), now_ms)?;
                orders::note(ledger.tx, it.order, By::Payment, Note::PaymentOpened, None, now_ms)?;
                Attempt::by_id(ledger.tx, id)
            });
            match opened.await? {
                Some(it) if it.method.is_some() => Box::pin(step(app, it)).await,
                _ => Ok(()),
            }
        }
        Err(GatewayError::Refused { code, .. }) => given_up(app, id, code).await,
        Err(cause) => unanswered(app, &it, "payment_intents", &cause).await,
    }
}

/// An attempt that nobody has told anything about: a webhook may be lost.
async fn ask(app: &AppState, gateway: &Gateway, it: Attempt, intent: &str) -> Result<(), Failure> {
    match gateway.intent(intent).await {
        Ok(word) => settled(app, word).await?,
        Err(cause) => return unanswered(app, &it, "payment_intents", &cause).await,
    }
    let still = app.store.read(|tx| Attempt::by_id(tx, it.id))?.filter(|now| now.st == it.st);
    let Some(now) = still else { return Ok(()) };
    tried(app, &now, poll_ms(app) << now.tries.min(6), false).await
}

/// What a confirm, a capture or a cancel came to.
async fn answered(
    app: &AppState,
    gateway: &Gateway,
    it: Attempt,
    call: &'static str,
    answer: Result<Intent, GatewayError>,
) -> Result<(), Failure> {
    let intent = match answer {
        Ok(intent) => intent,
        Err(GatewayError::Refused { intent: Some(intent), .. }) => *intent,
        Err(GatewayError::Refused { code, intent: None, .. }) if call == "confirm" => {
            return given_up(app, it.id, code).await;
        }
        Err(GatewayError::Refused { .. }) => {
            let id = it.intent.clone().unwrap_or_default();
            match gateway.intent(&id).await {
                Ok(intent) => intent,
                Err(cause) => return unanswered(app, &it, call, &cause).await,
            }
        }
        Err(cause) => return unanswered(app, &it, call, &cause).await,
    };
    settled(app, intent).await?;
    // What the word did not move (a bank still thinks about it) is asked about again.
    let still = app.store.read(|tx| Attempt::by_id(tx, it.id))?.filter(|now| now.st == it.st);
    match still {
        // Under another key: the provider keeps its answer under this one.
        Some(now) => postponed(app, &now, true).await,
        None => Ok(()),
    }
}

async fn settled(app: &AppState, intent: Intent) -> Result<(), Failure> {
    write(app, move |app, ledger| settle::settle(app, ledger, &intent)).await.map(|_| ())
}

/// The intent of an attempt, by its metadata. A list, not a search: a search lags behind.
async fn look_up(gateway: &Gateway, it: &Attempt) -> Result<Option<Intent>, GatewayError> {
    let (order, attempt) = (it.order.to_string(), it.attempt.to_string());
    let since_s = it.created_ms / 1_000 - 600; // clocks differ
    let mut after = None;
    loop {
        let page = gateway.intents(since_s, after.as_deref()).await?;
        let ours = |intent: &&Intent| {
            intent.metadata.get("order_id") == Some(&order) && intent.metadata.get("attempt") == Some(&attempt)
        };
        if let Some(found) = page.data.iter().find(ours) {
            return Ok(Some(found.clone()));
        }
        match page.data.last().filter(|_| page.has_more) {
            Some(last) => after = Some(last.id.clone()),
            None => return Ok(None),
        }
    }
}

/// The provider will never do this one.
async fn given_up(app: &AppState, id: Uuid, code: String) -> Result<(), Failure> {
    write(app, move |app, ledger| match Attempt::by_id(ledger.tx, id)? {
        Some(known) => settle::refused(app, ledger, &known, &code).map(|_| ()),
        None => Ok(()),
    })
    .await
}
