//! Quotes as they are kept: the order they become, and the answer as it was given.

use std::collections::{BTreeMap, HashMap};

use petpro_domain::Code;
use petpro_domain::ids::{OrderId, QuoteId, ShopId, VariantId};
use petpro_domain::order::{Address, PriceRise, Shortage, Shown};
use petpro_domain::wire::{OrderLine, OrderPlace, Pay};
use petpro_sync::server::Refusal;

use super::{Checkout, Wanted, delivery, priced};
use crate::identity::Principal;
use crate::problem::{NewQuote, Problem};
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::{inventory, values};

/// What a quote is made from.
#[derive(Clone)]
pub struct Ask {
    pub lines: Vec<OrderLine>,
    pub address: Address,
    pub delivery: BTreeMap<ShopId, String>,
    pub coupons: Vec<String>,
}

/// A quote of the caller.
pub struct Kept {
    /// The order that it becomes; its id is nobody's yet.
    pub place: OrderPlace,
    pub expires_ms: i64,
    /// The order that was placed from it.
    pub order: Option<OrderId>,
}

/// Prices, checks the stock (it is held only by the order) and keeps the quote.
///
/// # Errors
/// What [`priced`] refuses, `address-invalid`, and `stock-insufficient` with every line concerned.
pub fn quote(app: &AppState, tx: &mut Tx, who: &Principal, ask: &Ask) -> Result<Checkout, Problem> {
    let now_ms = app.clock.now_ms();
    let ship_to = ask.address.check().map_err(|faults| refused(&address_refused(&faults), &ask.lines))?;
    let wanted = Wanted { lines: &ask.lines, ship_to, delivery: &ask.delivery, coupons: &ask.coupons };
    let found = priced(tx, &app.config.checkout, &wanted)?.map_err(|refusal| refused(&refusal, &ask.lines))?;
    let short = shortages(tx, &ask.lines)?;
    if !short.is_empty() {
        let detail = serde_json::to_string(&short).ok();
        return Err(refused(&Refusal { code: Code::StockInsufficient, detail }, &ask.lines));
    }
    let id = QuoteId(app.random.id(now_ms));
    let expires_ms = now_ms + app.config.checkout.quote_seconds * 1_000;
    let place = OrderPlace {
        order_id: OrderId(id.0),
        lines: ask.lines.clone(),
        delivery: ask.delivery.clone(),
        address: ask.address.clone(),
        coupons: ask.coupons.clone(),
        shown: Shown::of(&found.quote),
        digest: found.quote.digest.clone(),
        pay: Pay::Card,
        method: None,
        valid_until: expires_ms,
    };
    let delivery = delivery::ways(&found, &wanted, now_ms);
    let view = Checkout {
        id,
        expires_ms,
        lines: place.lines.clone(),
        address: place.address.clone(),
        delivery,
        quote: found.quote,
        order: None,
    };
    put(tx, who, &place, &view)?;
    Ok(view)
}

fn put(tx: &mut Tx, who: &Principal, place: &OrderPlace, view: &Checkout) -> Result<(), Problem> {
    let text = |value: Result<String, serde_json::Error>| value.map_err(|cause| internal(&cause));
    let (place, shown) = (text(serde_json::to_string(place))?, text(serde_json::to_string(view))?);
    let insert = "INSERT INTO quote(id, user_id, household, place, shown, expires_ms) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.exec(insert, values![view.id, who.user, who.household, place, shown, view.expires_ms])?;
    Ok(())
}

/// A quote of this user.
pub fn kept(tx: &mut Tx, who: &Principal, id: QuoteId) -> Result<Option<Kept>, Failure> {
    let select = "SELECT q.place, q.expires_ms, o.order_id FROM quote q LEFT JOIN quote_order o ON o.quote = q.id
        WHERE q.id = $1 AND q.user_id = $2 AND q.household = $3";
    tx.query_row(select, values![id, who.user, who.household], |row| {
        let place = serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Failure::Shape { index: 0 })?;
        Ok(Kept { place, expires_ms: row.get(1)?, order: row.get(2)? })
    })
}

/// A [`Checkout`] as it was answered, with the order that was placed from it since.
pub type Answered = serde_json::Map<String, serde_json::Value>;

pub(super) fn answered(tx: &mut Tx, who: &Principal, id: QuoteId) -> Result<Option<Answered>, Failure> {
    let select = "SELECT q.shown, o.order_id FROM quote q LEFT JOIN quote_order o ON o.quote = q.id
        WHERE q.id = $1 AND q.user_id = $2";
    tx.query_row(select, values![id, who.user], |row| {
        let shape = |_| Failure::Shape { index: 0 };
        let mut shown: Answered = serde_json::from_str(&row.get::<String>(0)?).map_err(shape)?;
        if let Some(order) = row.get::<Option<OrderId>>(1)? {
            shown.insert("order".into(), order.to_string().into());
        }
        Ok(shown)
    })
}

/// Notes which order was placed from it.
pub fn used(tx: &mut Tx, id: QuoteId, order: OrderId) -> Result<(), Failure> {
    let insert = "INSERT INTO quote_order(quote, order_id) VALUES ($1, $2)
        ON CONFLICT (quote) DO UPDATE SET order_id = excluded.order_id";
    tx.exec(insert, values![id, order]).map(|_| ())
}

/// The same at today's prices: what a refusal offers instead. None where there is no price for it.
pub fn renew(app: &AppState, tx: &mut Tx, who: &Principal, place: &OrderPlace) -> Option<NewQuote> {
    let OrderPlace { lines, address, delivery, coupons, .. } = place.clone();
    let view = quote(app, tx, who, &Ask { lines, address, delivery, coupons }).ok()?;
    Some(NewQuote { id: view.id, total: view.quote.total, digest: view.quote.digest, expires_ms: view.expires_ms })
}

/// Lines of which fewer are there than wanted, every one of them.
pub(super) fn shortages(tx: &mut Tx, lines: &[OrderLine]) -> Result<Vec<Shortage>, Failure> {
    let mut wanted: HashMap<VariantId, i64> = HashMap::new();
    for line in lines {
        *wanted.entry(line.variant).or_default() += i64::from(line.qty);
    }
    let ids: Vec<VariantId> = wanted.keys().copied().collect();
    let there = inventory::availability(tx, &ids)?;
    let available = |variant: &VariantId| there.get(variant).copied().unwrap_or_default().max(0);
    let short = lines.iter().filter(|line| available(&line.variant) < wanted[&line.variant]);
    Ok(short.map(|line| Shortage { line: line.line, available: available(&line.variant) }).collect())
}

/// Faults of an address as a refusal; the detail names the fields.
pub fn address_refused(faults: &[petpro_domain::order::AddressFault]) -> Refusal {
    Refusal { code: Code::AddressInvalid, detail: serde_json::to_string(faults).ok() }
}

/// A refusal as a problem: what it says about lines and fields is told with their place in the body.
pub fn refused(refusal: &Refusal, lines: &[OrderLine]) -> Problem {
    let code = refusal.code;
    let detail = refusal.detail.as_deref().unwrap_or("[]");
    let mut problem = Problem::new(code);
    let pointer = |line| lines.iter().position(|known| known.line == line).map(|n| format!("/lines/{n}"));
    if let Ok(short) = serde_json::from_str::<Vec<Shortage>>(detail) {
        if let [one] = short[..] {
            problem = problem.available(one.available);
        }
        for Shortage { line, available } in short {
            problem = problem.at_line(pointer(line).unwrap_or_default(), code, line, Some(available), [None, None]);
        }
    } else if let Ok(risen) = serde_json::from_str::<Vec<PriceRise>>(detail) {
        for PriceRise { line, was, now } in risen {
            problem = problem.at_line(pointer(line).unwrap_or_default(), code, line, None, [was, Some(now)]);
        }
    } else if let Ok(faults) = serde_json::from_str::<Vec<petpro_domain::order::AddressFault>>(detail) {
        for fault in faults {
            problem = problem.at(format!("/address/{}", fault.field()), code, "cannot be used in this country");
        }
    }
    problem
}

fn internal(cause: &serde_json::Error) -> Problem {
    Problem::new(Code::Internal).because(cause)
}

/// Forgets quotes of yesterday that became nothing.
pub async fn prune(app: &AppState) -> Result<(), Failure> {
    const DAY_MS: i64 = 86_400_000;
    const OLD: &str = "DELETE FROM quote WHERE expires_ms < $1 AND id NOT IN (SELECT quote FROM quote_order)";
    let before = app.clock.now_ms() - DAY_MS;
    app.store.write(move |tx| tx.exec(OLD, values![before])).await.map(drop)
}
