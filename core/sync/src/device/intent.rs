//! A tap becomes an op: its bytes are fixed here and never change again.

use petpro_domain::ids::{self, OpId};
use petpro_domain::wire::{Op, OpBody};

use super::{Now, Random};

/// The version of every kind this app writes.
const VERSION: u16 = 1;

/// A new op with a new id. `obs` are the contributions on the user's screen.
/// Make it real with [`super::Change::enqueue`], show it after that.
pub fn intent(body: &OpBody, obs: Vec<OpId>, now: &Now, rng: &mut Random) -> Op {
    let mut random = [0u8; 10];
    random[..8].copy_from_slice(&rng().to_be_bytes());
    random[8..].copy_from_slice(&rng().to_be_bytes()[..2]);
    let id = OpId(ids::v7(u64::try_from(now.wall).unwrap_or(0), random));
    intent_as(id, body, obs, now)
}

/// An op under a derived id: a guest's contribution sent again in an account.
pub fn intent_as(id: OpId, body: &OpBody, obs: Vec<OpId>, now: &Now) -> Op {
    Op { seq: 0, id, k: body.kind().into(), v: VERSION, obs, b: body.bytes(), at: now.at(), rcpt: None }
}
