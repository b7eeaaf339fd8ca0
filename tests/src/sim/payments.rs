//! Payments of a simulated world: the server's worker, the provider, and those who pay.

use petpro_domain::cart::OrderState;
use petpro_domain::ids::OrderId;
use petpro_sync::server::{self, FoundState, Payment};

use super::audit::Deeds;
use super::dice::Dice;
use super::host::{Host, Intent, desk};
use super::tally::{Situation as S, Tally};

impl Host {
    /// One job of the payment worker. The provider's answer may be lost: the job is then done again.
    pub fn work(&mut self, dice: &mut Dice, reliable: bool, tally: &mut Tally) {
        if self.books.jobs.is_empty() {
            return;
        }
        let at = dice.below(self.books.jobs.len());
        self.work_on(at, !reliable && dice.chance(20), tally);
    }

    /// This job; with `lost` the provider has done it and its answer is gone.
    pub fn work_on(&mut self, at: usize, lost: bool, tally: &mut Tally) {
        let job = self.books.jobs[at];
        let Self { books, now_ms, limits, room, markets, planted, provider, .. } = self;
        let desk = desk(*now_ms, *limits, *room, markets, *planted);
        match job {
            Payment::Start(id) => {
                let pending = books.orders.get(&id).is_some_and(|entry| entry.order.st == OrderState::Pending);
                if pending {
                    provider.entry(id).or_insert(Intent::Open);
                }
            }
            Payment::Close(id) => {
                let intent = provider.entry(id).or_insert(Intent::Closed);
                if *intent == Intent::Open {
                    *intent = Intent::Closed;
                }
                if !lost {
                    let Ok(()) = match intent {
                        Intent::Captured => {
                            tally.add(S::CapturedAtClose);
                            server::paid(books, &desk, id)
                        }
                        _ => server::unpaid(books, &desk, id),
                    };
                }
            }
            Payment::CloseOrRefund(id) => {
                let intent = provider.entry(id).or_insert(Intent::Closed);
                *intent = match intent {
                    Intent::Captured | Intent::Refunded => Intent::Refunded,
                    _ => Intent::Closed,
                };
                if !lost && *intent == Intent::Refunded {
                    let Ok(()) = server::refunded(books, id);
                }
            }
        }
        if !lost {
            self.books.jobs.swap_remove(at);
        }
        self.books.commit();
    }

    /// The buyer pays, or the time of a pending order runs out.
    pub fn market(&mut self, dice: &mut Dice) {
        let open: Vec<OrderId> =
            self.provider.iter().filter(|(_, intent)| **intent == Intent::Open).map(|(id, _)| *id).collect();
        if let Some(id) = dice.pick(&open)
            && dice.chance(60)
        {
            return self.capture(*id);
        }
        let pending: Vec<OrderId> = self.pending_orders();
        if let Some(id) = dice.pick(&pending) {
            self.overdue(*id);
        }
    }

    pub fn capture(&mut self, id: OrderId) {
        self.provider.insert(id, Intent::Captured);
        self.webhooks.push(id);
    }

    pub fn overdue(&mut self, id: OrderId) {
        let Self { books, now_ms, limits, room, markets, planted, .. } = self;
        let desk = desk(*now_ms, *limits, *room, markets, *planted);
        let Ok(()) = server::overdue(books, &desk, id);
        books.commit();
    }

    pub fn pending_orders(&self) -> Vec<OrderId> {
        let pending = self.books.orders.values().filter(|entry| entry.order.st == OrderState::Pending);
        pending.map(|entry| entry.id).collect()
    }

    /// The provider tells of a capture, perhaps twice.
    pub fn webhook(&mut self, dice: &mut Dice, reliable: bool) {
        if self.webhooks.is_empty() {
            return;
        }
        let at = dice.below(self.webhooks.len());
        self.tell(at, !reliable && dice.chance(20));
    }

    /// This capture is told; with `again` it will be told once more.
    pub fn tell(&mut self, at: usize, again: bool) {
        let id = if again { self.webhooks[at] } else { self.webhooks.swap_remove(at) };
        let Self { books, now_ms, limits, room, markets, planted, .. } = self;
        let desk = desk(*now_ms, *limits, *room, markets, *planted);
        let Ok(()) = server::paid(books, &desk, id);
        books.commit();
    }

    /// The owner of a captured payment without an order asks for the money back.
    pub fn refund_unclaimed(&mut self, dice: &mut Dice, tally: &mut Tally) {
        let waiting: Vec<OrderId> = self
            .books
            .found
            .values()
            .filter(|found| found.st == FoundState::Captured && !found.claimed)
            .map(|found| found.order)
            .collect();
        if let Some(id) = dice.pick(&waiting) {
            self.provider.insert(*id, Intent::Refunded);
            self.refunds_asked.insert(*id);
            let Ok(()) = server::refunded(&mut self.books, *id);
            self.books.commit();
            tally.add(S::OwnerRefund);
        }
    }

    /// A payment is paid back because its owner asked, or because another order over the same
    /// goods was paid.
    pub fn has_reason(&self, refunded: OrderId, deeds: &Deeds) -> bool {
        let names = deeds.names(refunded);
        let shares =
            |other: &OrderId| *other != refunded && deeds.names(*other).iter().any(|name| names.contains(name));
        self.refunds_asked.contains(&refunded) || self.ever_paid.iter().any(shares)
    }
}
