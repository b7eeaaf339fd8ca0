//! The end of a run: the network heals, everybody syncs, and the oracle looks.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use petpro_client::store::{Readers, shown};
use petpro_domain::cart::{CartLine, SavedLine};
use petpro_domain::ids::OpId;
use petpro_domain::wire::{OpState, PROTO, PullReply, PullScope, SyncReply, SyncRequest};
use petpro_sync::device::Event;
use sha2::Digest;

use super::oracle::{Fate, Truth};
use super::phone::Phone;
use super::talk;
use super::world::World;

/// More rounds than any healthy run needs; one that needs them is stuck (O7).
const ROUNDS: usize = 400;
const CATALOG: &str = "catalog:jp";

/// Heals everything and syncs until nobody has anything to send or to learn.
pub fn drain(world: &mut World) -> anyhow::Result<()> {
    world.plan.faults = 0;
    for p in 0..world.phones.len() {
        world.phones[p].online = true;
        world.give(p, Event::Online(true))?;
    }
    // The second time everybody hears what the others pushed in the first.
    for _ in 0..2 {
        for p in 0..world.phones.len() {
            world.give(p, Event::Poke)?;
        }
        settle(world)?;
    }
    Ok(())
}

fn settle(world: &mut World) -> anyhow::Result<()> {
    for _ in 0..ROUNDS {
        for p in 0..world.phones.len() {
            if world.phones[p].held.is_some() {
                talk::sign_in_again(world, p)?;
            }
        }
        if world.phones.iter().all(Phone::is_quiet) {
            return Ok(());
        }
        world.pass_time()?;
        world.check_liveness()?;
    }
    let stuck: Vec<_> = world.phones.iter().map(|phone| phone.waiting().unwrap_or(0)).collect();
    anyhow::bail!("O7: not caught up after {ROUNDS} rounds; waiting ops by phone: {stuck:?}")
}

/// Everything that has to be true now. The last words of the trace are the server's rows.
pub fn judge(world: &mut World) -> anyhow::Result<()> {
    let (reply, catalogue, truth) = truth(world)?;
    world.oracle.judge(&truth).map_err(anyhow::Error::msg)?;
    for p in 0..world.phones.len() {
        ensure!(world.phones[p].waiting()? == 0, "O2: phone {p} still has something to send");
        world.check_disk(p)?;
        let phone = &world.phones[p];
        same_base(p, &phone.account().readers, &phone.scope(), &reply)?;
        same_base(p, &phone.catalog().readers, CATALOG, &catalogue)?;
        shown_is_base(world, p, &truth)?;
    }
    for _ in truth.results.values().filter(|fate| fate.moved) {
        world.count("moved to saved");
    }
    for row in &reply.rows {
        let d = row.d.as_ref().map_or("", |d| d.get());
        world.trace.update(format!("{} {} {} {d}\n", row.t, row.id, row.seq));
    }
    for (op, fate) in &truth.results {
        world.trace.update(format!("{op} {:?}\n", fate));
    }
    Ok(())
}

/// Household and catalogue as an observer reads them: all rows from 0, and the result of every op.
fn truth(world: &World) -> anyhow::Result<(PullReply, PullReply, Truth)> {
    let tokens = talk::login(world)?;
    let s = world.phones[0].scope();
    let hello: petpro_domain::wire::HelloReply = talk::hello(world, &tokens)?;
    let ask = SyncRequest {
        proto: PROTO,
        epoch: hello.epoch,
        device: None,
        at: petpro_domain::wire::At::default(),
        push: vec![],
        pull: vec![PullScope { s, cur: 0, load: 0 }, PullScope { s: CATALOG.into(), cur: 0, load: 0 }],
    };
    let mut reply: SyncReply = talk::sync(world, &tokens, &ask)?;
    let catalogue = reply.pull.pop().context("the catalogue is not in the answer")?;
    let pulled = reply.pull.pop().context("the household is not in the answer")?;
    ensure!(!pulled.more && !catalogue.more, "both fit into one answer");
    let mut truth = Truth::default();
    for row in &pulled.rows {
        let Some(d) = &row.d else { continue };
        match row.t.as_str() {
            "cart_line" => {
                let line: CartLine = serde_json::from_str(d.get())?;
                truth.lines.insert(row.id.parse()?, line.dots.iter().map(|dot| (dot.id, dot.n, dot.set)).collect());
            }
            "saved_line" => {
                let line: SavedLine = serde_json::from_str(d.get())?;
                truth.saved.insert(row.id.parse()?, line.dots.iter().map(|dot| (dot.id, dot.n, dot.set)).collect());
            }
            _ => {}
        }
    }
    for op in world.oracle.meant.keys() {
        if let Some(result) = result(world, &tokens, *op)? {
            truth.results.insert(*op, result);
        }
    }
    Ok((pulled, catalogue, truth))
}

fn result(world: &World, tokens: &petpro_client::session::Tokens, op: OpId) -> anyhow::Result<Option<Fate>> {
    // The fields of the answer that matter here.
    #[derive(serde::Deserialize)]
    struct Kept {
        st: OpState,
        #[serde(default)]
        detail: Option<String>,
    }
    let found: Option<Kept> = talk::find(world, &format!("/api/v1/sync/op/{op}"), tokens)?;
    Ok(found.map(|result| Fate {
        st: result.st,
        moved: result.st == OpState::Applied && result.detail.as_deref() == Some("moved-to-saved"),
    }))
}

/// O3: base rows byte by byte as the server sends them.
pub fn same_base(p: usize, file: &Readers, s: &str, reply: &PullReply) -> anyhow::Result<()> {
    let here: BTreeMap<(String, String), (i64, String)> = file.read(|db| {
        let mut find = db.prepare("SELECT t, id, seq, d FROM base WHERE s = (SELECT s FROM scope WHERE name = ?1)")?;
        let rows = find.query_map([s], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    })?;
    let there: BTreeMap<(String, String), (i64, String)> = reply
        .rows
        .iter()
        .filter_map(|row| Some(((row.t.clone(), row.id.clone()), (row.seq as i64, row.d.as_ref()?.get().to_owned()))))
        .collect();
    ensure!(here == there, "O3: phone {p} has {} rows of {s}, the server sends {} others", here.len(), there.len());
    Ok(())
}

/// O9: with nothing pending, what is shown is what the server has.
fn shown_is_base(world: &World, p: usize, truth: &Truth) -> anyhow::Result<()> {
    let shown = world.phones[p].account().readers.read(shown::lines)?;
    let lines: BTreeMap<_, Vec<_>> = shown
        .into_iter()
        .map(|(id, shown)| (id, shown.row.dots.iter().map(|dot| (dot.id, dot.n, dot.set)).collect()))
        .collect();
    ensure!(lines == truth.lines, "O9: phone {p} shows another cart than the server has");
    Ok(())
}
