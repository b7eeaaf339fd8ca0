//! The power is back: phones and server open what the disk has kept, everybody syncs, and the
//! oracle looks.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context, ensure};
use petpro_sync::planted::Planted;

use super::marks::{Mark, Marks};
use super::script::{Scenario, world};
use crate::fullstack::drain;
use crate::fullstack::oracle::Meant;

const HOUR: i64 = 3_600_000;

/// Opens `files` below `place`. `written`: how many marks there were at the cut.
pub fn look(
    place: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    marks: &Marks,
    written: usize,
    scenario: Scenario,
    planted: Planted,
) -> anyhow::Result<()> {
    for (name, bytes) in files.iter().filter(|(name, _)| *name != super::marks::FILE) {
        let path = place.join(name);
        std::fs::create_dir_all(path.parent().context("a file in a folder")?)?;
        std::fs::write(&path, bytes)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?; // keys are refused else
    }
    // Another seed than the recorded one: a server that starts again has other random numbers.
    let mut world = world(scenario, place, 1_000 + written as u64, planted).context("the server does not open")?;
    world.now_ms += HOUR;
    world.backend.set_clock(world.now_ms);
    let mut durable = vec![Vec::new(); scenario.phones()];
    for mark in &marks.all[..written] {
        match mark {
            Mark::Saved { phone, op, meant } => {
                world.oracle.mean(*op, meant.clone());
                durable[*phone].push(*op);
            }
            Mark::Settled { op, st } => world.oracle.tell(*op, *st).map_err(anyhow::Error::msg)?,
            Mark::Restored => world.oracle.restored = true,
            Mark::Ready { .. } | Mark::Closed => {}
        }
    }
    // The tap that was under way: nobody was told anything, so it may be there or not.
    if let Some(Mark::Saved { op, meant, .. }) =
        marks.all[written..].iter().find(|mark| matches!(mark, Mark::Saved { .. }))
    {
        world.oracle.mean(*op, Meant { lost: true, ..meant.clone() });
    }
    for (phone, ops) in durable.into_iter().enumerate() {
        world.buy_phone().with_context(|| format!("phone {phone} does not open"))?;
        world.phones[phone].durable = ops.into_iter().collect();
        world.check_disk(phone)?;
    }
    drain::drain(&mut world)?;
    drain::judge(&mut world)?;
    drop(world);
    whole(place)
}

/// Every database below the folder passes SQLite's own check.
fn whole(folder: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            whole(&path)?;
        } else if path.extension().is_some_and(|ending| ending == "db") {
            let db = rusqlite::Connection::open(&path)?;
            let said: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
            ensure!(said == "ok", "{}: {said}", path.display());
        }
    }
    Ok(())
}
