//! A tap: looked at, written to the outbox and shown in one transaction, on the disk when it returns.

use petpro_domain::cart::{CartLine, SavedLine, Verdict};
use petpro_domain::ids::{LineId, OpId, ShopId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::wire::{Op, OpBody};
use petpro_sync::device::{Now, intent, intent_as};
use rusqlite::Connection;

use super::{Account, Durability, archive, ops, prices, shop, shown, sync};
use crate::error::Result;

/// What a tap is about, as it is shown at that moment.
pub struct Seen<'a> {
    tx: &'a Connection,
}

impl Seen<'_> {
    /// The line in the cart.
    pub fn line(&self, id: LineId) -> Result<Option<CartLine>> {
        shown::line(self.tx, id)
    }

    /// The price it was shown at, to tell when it changes.
    pub fn remember_price(&self, variant: VariantId, price: Money) -> Result<()> {
        prices::put(self.tx, variant, price)
    }

    /// What this person's shop sells.
    pub fn articles(&self, shop: ShopId) -> Result<Vec<shop::Own>> {
        shop::articles(self.tx, shop)
    }

    /// See [`archive::take_up`].
    pub fn take_up(&self, op: OpId) -> Result<()> {
        archive::take_up(self.tx, op)
    }

    /// The line saved for later.
    pub fn saved(&self, id: LineId) -> Result<Option<SavedLine>> {
        shown::saved(self.tx, id)
    }
}

/// An intent before it has a name: what to do and which contributions its author saw.
pub type Draft = (OpBody, Vec<OpId>);

impl Account {
    /// Writes the intent that `draft` makes of what is shown. An intent that would be refused is
    /// refused here and leaves nothing behind. Tell listeners after this has returned.
    pub fn intend(
        &self,
        now: &Now<'_>,
        random: &mut dyn FnMut() -> u64,
        draft: impl FnOnce(&Seen<'_>) -> Result<Draft>,
    ) -> Result<(Op, Verdict)> {
        self.writer.lock().write(Durability::Full, |tx| {
            let (body, obs) = draft(&Seen { tx })?;
            let op = intent(&body, obs, now, random);
            let verdict = self.write_intent(tx, &op, now.wall)?;
            Ok((op, verdict))
        })
    }

    /// Writes intents under derived ids in one transaction; those already known change nothing.
    /// For a guest's cart that moves in. How many were new.
    pub fn intend_as(&self, now: &Now<'_>, drafts: Vec<(OpId, Draft)>) -> Result<usize> {
        self.writer.lock().write(Durability::Full, |tx| {
            let mut new = 0;
            for (id, (body, obs)) in drafts {
                let op = intent_as(id, &body, obs, now);
                if !ops::is_known(tx, op.id)? {
                    self.write_intent(tx, &op, now.wall)?;
                    new += 1;
                }
            }
            Ok(new)
        })
    }

    /// The scope whose lane the op rides: what is done for a shop rides the shop's.
    fn lane(&self, op: &Op) -> String {
        match op.body().ok().flatten().and_then(|body| body.shop()) {
            Some(shop) => format!("vendor:{shop}"),
            None => self.scope(),
        }
    }

    fn write_intent(&self, tx: &Connection, op: &Op, wall_ms: i64) -> Result<Verdict> {
        let sent = self.owner.is_synced();
        let verdict = shown::put(tx, op, wall_ms, sent)?;
        if sent {
            ops::enqueue(tx, sync::number_or_new(tx, &self.lane(op))?, op)?;
        }
        Ok(verdict)
    }
}
