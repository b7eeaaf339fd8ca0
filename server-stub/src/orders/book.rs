//! What an order needs beyond its contributions: prices compared with what was shown, stock held,
//! vendor orders made. The one place where an order begins, for a device's op and for REST alike.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::cart::OrderState;
use petpro_domain::ids::VariantId;
use petpro_domain::notice::{Notice, NoticeKind};
use petpro_domain::order::{Event, Shortage, Status, VendorOrder};
use petpro_domain::wire::{OrderLine, OrderPlace, Pay};
use petpro_sync::server::{Ledger, OrderEntry, Refusal, Step};

use super::bill::{self, Begin};
use super::step;
use super::timeline::{self, By};
use crate::catalog::Cards;
use crate::checkout::{self, Wanted, priced};
use crate::config;
use crate::feed::{Beside, Follow, OnTx, Poke, Rooms};
use crate::identity::staff;
use crate::inbox;
use crate::inventory;
use crate::ops;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// The rules of a checkout, and the names of goods.
#[derive(Clone, Copy)]
pub struct Book<'a> {
    pub rules: &'a config::Checkout,
    pub cards: &'a dyn Cards,
    pub now_ms: i64,
}

/// Runs `work` on a ledger on which orders may move.
pub fn write<T, E: From<Failure>>(
    app: &AppState,
    tx: &mut Tx,
    work: impl FnOnce(&mut OnTx) -> Result<T, E>,
) -> Result<(T, Vec<Poke>), E> {
    let now_ms = app.clock.now_ms();
    let book = Book { rules: &app.config.checkout, cards: &*app.cards, now_ms };
    let orders: Follow = &|ledger, entry, step| book.follow(ledger, entry, step);
    let beside: Beside = &|ledger, case, body, now_ms| ops::beside(app, ledger, case, body, now_ms);
    OnTx::write_orders(tx, now_ms, Rooms { orders, beside }, work)
}

impl Book<'_> {
    /// See [`Ledger::follow`].
    pub fn follow(&self, ledger: &mut OnTx, entry: &mut OrderEntry, step: Step) -> Result<Option<Refusal>, Failure> {
        match step {
            Step::Place(place) => return Ok(self.place(ledger, entry, place)?.err()),
            Step::Claim(place) => self.claim(ledger, entry, place)?,
            Step::Over(place) => self.over(ledger, entry, place)?,
            Step::Paid => self.paid(ledger, entry)?,
            Step::Unpaid => self.unpaid(ledger, entry)?,
            Step::Refunded => self.refunded(ledger, entry)?,
        }
        Ok(None)
    }

    /// Address, prices, limits; then the stock, held by the statement that counts it; then the rows.
    fn place(
        &self,
        ledger: &mut OnTx,
        entry: &mut OrderEntry,
        place: &OrderPlace,
    ) -> Result<Result<(), Refusal>, Failure> {
        if place.pay == Pay::Wallet {
            return Ok(Err(Refusal { code: Code::Invalid, detail: None })); // nobody has one yet
        }
        let ship_to = match place.address.check() {
            Ok(region) => region,
            Err(faults) => return Ok(Err(checkout::address_refused(&faults))),
        };
        let wanted = Wanted { lines: &place.lines, ship_to, delivery: &place.delivery, coupons: &place.coupons };
        let priced = match priced(ledger.tx, self.rules, &wanted)? {
            Ok(priced) => priced,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // The same digest is the same price; otherwise nothing may be dearer than it was shown.
        if place.digest != priced.quote.digest
            && let Err((code, risen)) = place.shown.accepts(&priced.quote)
        {
            return Ok(Err(Refusal { code, detail: serde_json::to_string(&risen).ok() }));
        }
        let short = inventory::hold_all(ledger.tx, entry.id, &units(&place.lines))?;
        if !short.is_empty() {
            return Ok(Err(stock_refused(&place.lines, &short)));
        }
        let hold_until_ms = self.now_ms + self.rules.hold_seconds * 1_000;
        let begin = Begin {
            place,
            priced: &priced,
            ship_to,
            status: Status::PendingPayment,
            hold_until_ms,
            now_ms: self.now_ms,
        };
        let n = bill::write(ledger.tx, self.cards, entry, &begin)?;
        let body = serde_json::json!({"user": entry.user, "total": priced.quote.total});
        timeline::publish(ledger.tx, entry.id, n, "OrderCreated", None, body, self.now_ms)?;
        Ok(Ok(()))
    }

    /// Paid in a history that was lost: honoured, and what is not there is for people to settle.
    fn claim(&self, ledger: &mut OnTx, entry: &mut OrderEntry, place: &OrderPlace) -> Result<(), Failure> {
        self.write_anew(ledger, entry, place, Status::Processing)?;
        self.sell_unheld(ledger, entry, &units(&place.lines))?;
        self.release(ledger, entry)
    }

    /// It had ended before this history met it.
    fn over(&self, ledger: &mut OnTx, entry: &mut OrderEntry, place: &OrderPlace) -> Result<(), Failure> {
        let status = if entry.order.st == OrderState::Expired { Status::Expired } else { Status::Cancelled };
        self.write_anew(ledger, entry, place, status)
    }

    /// The bill of an order that is not judged any more, at the prices of now. Without one where
    /// there is no price: its goods are off sale, its address was never usable.
    fn write_anew(
        &self,
        ledger: &mut OnTx,
        entry: &mut OrderEntry,
        place: &OrderPlace,
        status: Status,
    ) -> Result<(), Failure> {
        let Ok(ship_to) = place.address.check() else { return Ok(()) };
        let wanted = Wanted { lines: &place.lines, ship_to, delivery: &place.delivery, coupons: &[] };
        let Ok(priced) = priced(ledger.tx, self.rules, &wanted)? else { return Ok(()) };
        let begin = Begin { place, priced: &priced, ship_to, status, hold_until_ms: self.now_ms, now_ms: self.now_ms };
        bill::write(ledger.tx, self.cards, entry, &begin).map(|_| ())
    }

    /// Hold becomes sale; the vendor orders are given to their shops.
    fn paid(&self, ledger: &mut OnTx, entry: &mut OrderEntry) -> Result<(), Failure> {
        if !step::whole(ledger, entry, Event::Paid, By::Payment, None, self.now_ms)? {
            return Ok(());
        }
        if !inventory::sell_all(ledger.tx, entry.id, self.now_ms)? {
            let lines = entry.order.lines.clone();
            self.sell_unheld(ledger, entry, &units(&lines))?;
        }
        if let Some(bill) = entry.order.bill.as_deref_mut() {
            bill.hold_until_ms = None;
        }
        self.release(ledger, entry)
    }

    /// What was called off before stays called off; a parcel on its way stays on its way.
    fn refunded(&self, ledger: &mut OnTx, entry: &mut OrderEntry) -> Result<(), Failure> {
        let status = super::read::status(ledger.tx, entry.id)?;
        if status.is_some_and(|status| status.takes(Event::Refunded)) {
            step::whole(ledger, entry, Event::Refunded, By::Payment, None, self.now_ms)?;
        } else {
            timeline::note(ledger.tx, entry.id, By::Payment, Event::Refunded, None, self.now_ms)?;
        }
        inventory::release_all(ledger.tx, entry.id)
    }

    fn unpaid(&self, ledger: &mut OnTx, entry: &mut OrderEntry) -> Result<(), Failure> {
        let (event, by) = match super::read::called_off(ledger.tx, entry.id)? {
            true => (Event::Cancelled, By::Buyer),
            false => (Event::HoldEnded, By::Clock),
        };
        step::whole(ledger, entry, event, by, None, self.now_ms)?;
        inventory::release_all(ledger.tx, entry.id)?;
        if let Some(bill) = entry.order.bill.as_deref_mut() {
            bill.hold_until_ms = None;
        }
        Ok(())
    }

    fn sell_unheld(
        &self,
        ledger: &mut OnTx,
        entry: &OrderEntry,
        wanted: &BTreeMap<VariantId, u32>,
    ) -> Result<(), Failure> {
        let insert = "INSERT INTO shortage(order_id, variant, units, at_ms) VALUES ($1, $2, $3, $4)";
        for (variant, units) in inventory::sell_unheld(ledger.tx, entry.id, wanted, self.now_ms)? {
            ledger.tx.exec(insert, values![entry.id, variant, units, self.now_ms])?;
        }
        Ok(())
    }

    /// Each shop gets its part, and an alert.
    fn release(&self, ledger: &mut OnTx, entry: &OrderEntry) -> Result<(), Failure> {
        let Some(bill) = entry.order.bill.as_deref() else { return Ok(()) };
        let update = "UPDATE vendor_order SET released_ms = $2 WHERE order_id = $1";
        ledger.tx.exec(update, values![entry.id, self.now_ms])?;
        for shop in &bill.shops {
            let row = VendorOrder {
                order: entry.id,
                released_ms: self.now_ms,
                address: bill.address.clone(),
                bill: shop.clone(),
            };
            publish(ledger, &row)?;
            let body = serde_json::json!({"shop": shop.shop});
            let about = Some(shop.number.as_str());
            timeline::publish(ledger.tx, entry.id, RELEASED, "VendorOrderReleased", about, body, self.now_ms)?;
            let notice = Notice {
                number: shop.number.clone(),
                amount: Some(shop.total),
                ..Notice::new(NoticeKind::NewOrder, self.now_ms)
            };
            for user in staff::of(ledger.tx, shop.shop)? {
                inbox::put(ledger, user, &notice)?;
            }
        }
        Ok(())
    }
}

/// Behind the payment in the order of events, which comes within the same millisecond.
const RELEASED: i64 = 0xfff;

/// The row that a shop's devices have.
pub(super) fn publish(ledger: &mut OnTx, row: &VendorOrder) -> Result<(), Failure> {
    let d = serde_json::to_string(row).expect("a vendor order is a map with string keys");
    let scope = format!("vendor-orders:{}", row.bill.shop);
    ledger.publish(&scope, "vendor_order", &row.bill.number, Some(&d)).map(|_| ())
}

/// Units by variant: two lines of the same goods are held in one statement.
pub(super) fn units(lines: &[OrderLine]) -> BTreeMap<VariantId, u32> {
    let mut units = BTreeMap::new();
    for line in lines {
        *units.entry(line.variant).or_default() += line.qty;
    }
    units
}

fn stock_refused(lines: &[OrderLine], short: &[inventory::Short]) -> Refusal {
    let shortages: Vec<Shortage> = lines
        .iter()
        .filter_map(|line| {
            let short = short.iter().find(|short| short.variant == line.variant)?;
            Some(Shortage { line: line.line, available: short.available.max(0) })
        })
        .collect();
    Refusal { code: Code::StockInsufficient, detail: serde_json::to_string(&shortages).ok() }
}
