//! First contact: the history, the limits, and every scope the caller may read.

use petpro_domain::wire::{HelloReply, HelloRequest, HelloScope};

use super::{Caller, Desk, Feed};

/// Answers a hello. Registering the device and tying the session to it is the caller's part, done
/// before; so is refusing another `proto` with `upgrade-required`.
pub fn hello<F: Feed>(feed: &mut F, desk: &Desk, caller: &Caller, ask: &HelloRequest) -> Result<HelloReply, F::Error> {
    let catalogs = desk.markets.iter().map(|market| format!("catalog:{market}"));
    let mut scopes = Vec::new();
    for s in caller.scopes.iter().chain(&caller.feeds).cloned().chain(catalogs) {
        let head = feed.head(&s)?.unwrap_or_default();
        let lane = match (ask.device, caller.writes(&s)) {
            (Some(device), true) => feed.lane(device, &s)?,
            _ => None,
        };
        let snapshot = super::pull::usable(feed, &s, &head)?;
        scopes.push(HelloScope { s, head: head.head, floor: head.floor, lane, snapshot });
    }
    Ok(HelloReply {
        epoch: feed.epoch()?,
        server_ms: desk.now_ms,
        server: desk.version.into(),
        limits: desk.limits,
        markets: desk.markets.to_vec(),
        scopes,
    })
}
