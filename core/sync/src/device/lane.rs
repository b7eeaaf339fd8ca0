//! New names: after a copy of the file was used elsewhere, or the server's history changed. A lane
//! never starts again under an old name, so what a number means never changes.

use petpro_domain::ids::{self, DeviceId};
use petpro_domain::wire::LaneState;

use super::{Change, Device, Effect, Meta, Now, Random, Store, Write};
use crate::planted::Bug;

pub(super) fn new_name(now: &Now, rng: &mut Random) -> DeviceId {
    let mut random = [0u8; 10];
    random[..8].copy_from_slice(&rng().to_be_bytes());
    random[8..].copy_from_slice(&rng().to_be_bytes()[..2]);
    DeviceId(ids::v7(u64::try_from(now.wall).unwrap_or(0), random))
}

impl Device {
    /// Whether the server's lane is not this file's: it holds another op under that number, or is
    /// ahead of every number this file has given out.
    pub(super) fn is_forked<S: Store>(&self, store: &S, s: &str, lane: Option<&LaneState>) -> Result<bool, S::Error> {
        let Some(lane) = lane else { return Ok(false) };
        if self.config.planted.has(Bug::DropByNumber) {
            return Ok(false);
        }
        let next = store.scopes()?.into_iter().find(|scope| scope.name == s).map_or(1, |scope| scope.next_seq);
        if lane.through >= next {
            return Ok(true);
        }
        Ok(store.pending_at(s, lane.through)?.is_some_and(|op| op != lane.op))
    }

    /// Takes a new name and numbers what is pending from 1; ops the server knows are linked by id.
    pub(super) fn fork<S: Store>(
        &mut self,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let old = store.meta()?;
        if old.device.is_none() {
            return Ok(());
        }
        let meta = Meta { device: Some(new_name(now, rng)), prev: old.device, ..old };
        store.commit(Change::durable(vec![Write::Meta(meta), Write::Renumber]))?;
        self.again(out, true);
        Ok(())
    }

    /// Adopts another history of the server: under a new name everything it may have forgotten is
    /// offered again, then what is pending. Bases are loaded again because their epoch is over.
    pub(super) fn adopt<S: Store>(
        &mut self,
        epoch: String,
        now: &Now,
        rng: &mut Random,
        store: &mut S,
        out: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let old = store.meta()?;
        let meta = Meta { epoch: Some(epoch), device: Some(new_name(now, rng)), prev: old.device };
        let rejected = self.config.planted.has(Bug::ReofferRejected);
        let writes = vec![Write::Meta(meta), Write::Reoffer { rejected }, Write::Renumber];
        store.commit(Change::durable(writes))?;
        self.again(out, false);
        Ok(())
    }

    fn again(&mut self, out: &mut Vec<Effect>, fork: bool) {
        self.greeting = None;
        self.flight = None;
        self.stale = true;
        self.held.clear();
        out.push(Effect::Renamed { fork });
    }
}
