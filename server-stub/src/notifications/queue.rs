//! Mails from the event that asks for them to the server that takes them.

use petpro_domain::ids::{BookingId, OpId, OrderId, UserId, derived};
use petpro_sync::server::Ledger;
use uuid::Uuid;

use super::letter::{Letter, Reader};
use super::mailer::Posted;
use crate::bookings;
use crate::catalog;
use crate::feed::OnTx;
use crate::identity::users;
use crate::outbox::Event;
use crate::pets;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// After the n-th failure a mail waits 1 s · 2^n, at most this.
const LONGEST_WAIT_MS: i64 = 3_600_000;
/// What is written about a visit.
const VISITS: [&str; 4] = ["BookingConfirmed", "BookingMoved", "BookingCancelled", "BookingReminder"];
/// A mail that nobody took for three days is given up.
const GIVEN_UP_MS: i64 = 3 * 86_400_000;

/// The mails that follow from an event: none before the payment (C-17).
pub(super) fn follow(_: &AppState, ledger: &mut OnTx, event: &Event) -> Result<(), Failure> {
    let (kind, about) = match event.name.as_str() {
        "OrderPaid" => ("confirmation", "order"),
        "OrderShipped" => ("shipped", "order"),
        "OrderCancelled" => ("cancelled", "order"),
        "VaccinationDue" => ("vaccination", "note"),
        visit if VISITS.contains(&visit) => (visit, "booking"),
        _ => return Ok(()),
    };
    let id = |name: &str| event.body[name].as_str().and_then(|id| id.parse::<Uuid>().ok());
    let (Some(about), Some(user)) = (id(about), id("user")) else { return Ok(()) };
    let shop_order = event.body["vendor_order"].as_str().unwrap_or_default();
    let mail = derived("mail", &[event.id.as_bytes()]);
    let insert = "INSERT INTO mail(no, id, user_id, about, kind, shop_order, st, at_ms, next_ms)
        VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM mail), $1, $2, $3, $4, $5, 'queued', $6, $6)
        ON CONFLICT (id) DO NOTHING";
    ledger.tx.exec(insert, values![mail, user, about, kind, shop_order, event.at_ms]).map(|_| ())
}

struct Queued {
    id: Uuid,
    user: UserId,
    about: Uuid,
    kind: String,
    shop_order: String,
    tries: u32,
    at_ms: i64,
}

/// What a turn has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub taken: usize,
    pub postponed: usize,
    pub given_up: usize,
}

/// Sends what is due, as many as the rate allows. A server that does not answer ends the turn.
pub async fn send(app: &AppState) -> Result<Sent, Failure> {
    let mut sent = Sent::default();
    let Some(mailer) = &app.mailer else { return Ok(sent) };
    let now_ms = app.clock.now_ms();
    let ready = mailer.bucket.lock().ready(now_ms);
    if ready == 0 {
        return Ok(sent);
    }
    for mail in app.store.read(|tx| due(tx, now_ms, ready))? {
        mailer.bucket.lock().take();
        let written = app.store.read(|tx| written(app, tx, &mail))?;
        let posted = match &written {
            Some((address, name, letter)) => mailer.post(mail.id, address, name, letter).await,
            None => Posted::Never, // the account is gone, or what it was about
        };
        let over = app.clock.now_ms() - mail.at_ms > GIVEN_UP_MS;
        let outcome = match posted {
            Posted::Taken => "sent",
            Posted::Never => "given-up",
            Posted::Later | Posted::Unreachable if over => "given-up",
            Posted::Later | Posted::Unreachable => "queued",
        };
        let why = match posted {
            Posted::Taken => None,
            Posted::Never => Some("refused"),
            Posted::Later => Some("later"),
            Posted::Unreachable => Some("unreachable"),
        };
        let (id, tries) = (mail.id, mail.tries);
        let done_ms = app.clock.now_ms();
        let next_ms = done_ms + (1_000_i64 << tries.min(20)).min(LONGEST_WAIT_MS);
        let update = "UPDATE mail SET st = $2, tries = tries + 1, why = $3, next_ms = $4,
            done_ms = CASE WHEN $2 = 'queued' THEN NULL ELSE $5 END WHERE id = $1";
        app.store.write(move |tx: &mut Tx| tx.exec(update, values![id, outcome, why, next_ms, done_ms])).await?;
        app.metrics.count("petpro_mails_total", if outcome == "queued" { "postponed" } else { outcome });
        match outcome {
            "sent" => sent.taken += 1,
            "queued" => sent.postponed += 1,
            _ => sent.given_up += 1,
        }
        if posted == Posted::Unreachable {
            break;
        }
    }
    Ok(sent)
}

fn due(tx: &mut Tx, now_ms: i64, limit: u64) -> Result<Vec<Queued>, Failure> {
    let select = "SELECT id, user_id, about, kind, shop_order, tries, at_ms FROM mail
        WHERE st = 'queued' AND next_ms <= $1 ORDER BY next_ms, no LIMIT $2";
    tx.query(select, values![now_ms, limit], |row| {
        Ok(Queued {
            id: row.get(0)?,
            user: row.get(1)?,
            about: row.get(2)?,
            kind: row.get(3)?,
            shop_order: row.get(4)?,
            tries: row.get(5)?,
            at_ms: row.get(6)?,
        })
    })
}

/// Address, name and words, as of now.
fn written(app: &AppState, tx: &mut Tx, mail: &Queued) -> Result<Option<(String, String, Letter)>, Failure> {
    let Some(contact) = users::contact(tx, mail.user)? else { return Ok(None) };
    let reader = Reader { name: contact.name.clone(), lang: contact.lang };
    let letter = match mail.kind.as_str() {
        "vaccination" => pets::due(tx, OpId(mail.about))?.map(|due| Letter::vaccination(&reader, &due)),
        visit if VISITS.contains(&visit) => {
            let words = bookings::words(tx, BookingId(mail.about), visit, contact.lang)?;
            words.map(|words| Letter::visit(&reader, words))
        }
        _ => of_order(app, tx, mail, &reader)?,
    };
    Ok(letter.map(|letter| (contact.email, contact.name, letter)))
}

fn of_order(app: &AppState, tx: &mut Tx, mail: &Queued, reader: &Reader) -> Result<Option<Letter>, Failure> {
    let entry = OnTx::reading(tx, &app.live.snapshots).order(OrderId(mail.about))?;
    let Some(bill) = entry.and_then(|entry| entry.order.bill) else { return Ok(None) };
    let mut shops = Vec::new();
    for shop in &bill.shops {
        shops.push(catalog::shop(tx, shop.shop)?.map(|shop| shop.names).unwrap_or_default());
    }
    Ok(Some(match mail.kind.as_str() {
        "confirmation" => Letter::confirmation(reader, &bill, &shops),
        "shipped" => {
            let at = bill.shops.iter().position(|shop| shop.number == mail.shop_order);
            let Some(at) = at else { return Ok(None) };
            Letter::shipped(reader, &bill, &bill.shops[at], &shops[at])
        }
        _ => Letter::cancelled(reader, &bill),
    }))
}

/// How many mails wait, and since when.
pub fn waiting(tx: &mut Tx) -> Result<(i64, Option<i64>), Failure> {
    let select = "SELECT COUNT(*), MIN(at_ms) FROM mail WHERE st = 'queued'";
    Ok(tx.query_row(select, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or_default())
}
