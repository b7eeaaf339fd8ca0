//! From the cart to an order. The preview is made of what is on the device; the order is an op like
//! every tap: saved first, then placed once, however often the network breaks.

use petpro_domain::Code;
use petpro_domain::ids::{OpId, OrderId};
use petpro_domain::order::Shown;
use petpro_domain::texts::Arg;
use petpro_domain::wire::{OpBody, OrderPlace, Pay};

use super::basket::{Goods, Mine, capital_of};
use super::{PetPro, Topic, guard, guard_async};
use crate::error::{Error, Result};
use crate::screens::Say;
use crate::screens::checkout::{Checkout, Choice, Made, Ready, Source, made};
use crate::state::Placed;
use crate::store::{Draft, Owner, Seen, own};

/// How long a saved order waits for a network (`sync.md` has no longer one).
const WAITS_MS: i64 = 48 * 3_600_000;
/// How long one waits that needs the provider's page: its buyer stands in front of it.
const PAGE_WAITS_MS: i64 = 10 * 60_000;

impl PetPro {
    /// The checkout of what was chosen. Needs no network.
    pub fn checkout(&self, choice: &Choice) -> Result<Checkout> {
        guard(|| Ok(self.made(choice)?.screen))
    }

    /// Places the order. With a saved payment method it is saved and placed when there is a network,
    /// for 48 hours; one that needs the payment provider's page is refused without a network, and
    /// nothing is saved then (C-48).
    pub async fn place_order(&self, choice: &Choice) -> Result<Placed> {
        guard_async(async {
            if self.inner.files(|files| Ok(matches!(files.account.owner, Owner::Guest)))? {
                return Err(Error::new(Code::Unauthenticated, "an order needs a signed-in person"));
            }
            if choice.method.is_none() {
                match self.sync().await {
                    // Another process is at it: what is known is fresh enough.
                    Err(error) if error.code() != Code::SyncBusy => return Err(error),
                    _ => {}
                }
            }
            let (op, order) = self.save_order(choice)?;
            let sent = self.sync().await;
            self.placed(op, order, sent.err())
        })
        .await
    }

    fn made(&self, choice: &Choice) -> Result<Made> {
        self.inner.files(|files| {
            let (mine, addresses, methods) =
                files.account.readers.read(|conn| Ok((Mine::of(conn)?, own::addresses(conn)?, own::methods(conn)?)))?;
            files.catalog.readers.read(|conn| {
                let goods = Goods::of(conn, &mine)?;
                let config = &self.inner.config;
                Ok(made(&Source {
                    lang: self.lang(),
                    now_ms: config.clock.wall_ms() + mine.offset_ms,
                    choice,
                    addresses: &addresses,
                    methods: &methods,
                    home: goods.ship_to.unwrap_or_else(|| capital_of(&config.market)),
                    lines: &mine.lines,
                    variants: &goods.variants,
                    products: &goods.products,
                    terms: &goods.terms,
                }))
            })
        })
    }

    /// Writes the op `order.place`: from here on it is placed once or refused once.
    fn save_order(&self, choice: &Choice) -> Result<(OpId, OrderId)> {
        let Made { screen, order } = self.made(choice)?;
        let Some(ready) = order else {
            let code = screen.problem.map_or(Code::CartChanged, |problem| problem.code);
            return Err(Error::new(code, "what was chosen cannot be ordered"));
        };
        let wall_ms = self.inner.config.clock.wall_ms();
        let id = OrderId(self.inner.config.randomness.id(wall_ms));
        let waits_ms = if ready.method.is_some() { WAITS_MS } else { PAGE_WAITS_MS };
        let body = place(id, &ready, wall_ms + waits_ms);
        let (op, _) = self.write_intent(&[Topic::Cart, Topic::Outbox], |seen| draft(seen, body))?;
        Ok((op, id))
    }

    /// What became of it so far.
    fn placed(&self, op: OpId, order: OrderId, unsent: Option<Error>) -> Result<Placed> {
        let (waits, became, row) = self.inner.files(|files| {
            files
                .account
                .readers
                .read(|conn| Ok((own::is_pending(conn, op)?, own::became(conn, op)?, own::order(conn, order)?)))
        })?;
        if let Some((st, code)) = became
            && st == "rejected"
        {
            let code = code.map_or(Code::Other, |code| Code::parse(&code));
            return Err(Error::new(code, "the server did not place the order"));
        }
        if let Some(error) = unsent {
            tracing::info!(code = %error.code(), "the order is saved and not sent yet");
        }
        let number = row.and_then(|row| row.bill).map(|bill| bill.number);
        let say = match &number {
            Some(number) => Say::new(self.lang(), "order-placed", &[("number", Arg::from(number))]),
            None => Say::plain(self.lang(), "order-saved"),
        };
        Ok(Placed { say, op, order, number, waits })
    }
}

fn place(order_id: OrderId, ready: &Ready, valid_until: i64) -> OrderPlace {
    OrderPlace {
        order_id,
        lines: ready.lines.clone(),
        delivery: ready.delivery.clone(),
        address: ready.address.clone(),
        coupons: Vec::new(),
        shown: Shown::of(&ready.quote),
        digest: ready.quote.digest.clone(),
        pay: Pay::Card,
        method: ready.method,
        valid_until,
    }
}

/// The cart may have changed between the screen and the tap: what was read is what is ordered.
fn draft(seen: &Seen<'_>, body: OrderPlace) -> Result<Draft> {
    for wanted in &body.lines {
        let line = seen.line(wanted.line)?;
        if line.is_none_or(|line| line.names() != wanted.obs) {
            return Err(Error::new(Code::CartChanged, "the cart changed since the checkout was shown"));
        }
    }
    Ok((OpBody::OrderPlace(body), Vec::new()))
}
