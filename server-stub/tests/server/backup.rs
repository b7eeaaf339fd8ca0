//! Backup, restore, and what a device does when the server has forgotten something.

use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::wire::OpState;
use petpro_server::backup::{BackupError, backup, restore};
use petpro_server::clock::Random;
use petpro_server::seed;

use crate::shop::{Device, plenty};
use crate::world::World;

/// A restore is also a restart: the same folder, another process.
async fn restored(world: World, file: &std::path::Path) -> World {
    let World { dir, clock, state, router } = world;
    state.store.close();
    drop((state, router));
    let report = restore(dir.path(), file, clock.clone(), &Random::seeded(9), None).await.unwrap();
    assert_ne!(report.epoch, report.epoch_before);
    assert!(report.replaced.unwrap().is_file());
    World::again(dir, clock)
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_whole_and_overwrites_nothing() {
    let world = World::seeded().await;
    let file = world.dir.path().join("copy.db");
    let report = backup(world.dir.path(), &file).unwrap();
    assert_eq!(report.bytes, std::fs::metadata(&file).unwrap().len());
    let copy = rusqlite::Connection::open(&file).unwrap();
    let whole: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let variants: u32 = copy.query_row("SELECT count(*) FROM variant", [], |row| row.get(0)).unwrap();
    assert_eq!((whole.as_str(), variants), ("ok", seed::japan().unwrap().variants.len() as u32));
    assert!(matches!(backup(world.dir.path(), &file), Err(BackupError::Exists(_))));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(backup(empty.path(), &empty.path().join("x")), Err(BackupError::NoStore(_))));
}

#[tokio::test]
async fn a_restore_is_refused_while_the_server_runs_and_changes_nothing() {
    let world = World::seeded().await;
    let file = world.dir.path().join("copy.db");
    backup(world.dir.path(), &file).unwrap();
    let refused = restore(world.dir.path(), &file, world.clock.clone(), &Random::seeded(1), None).await;
    assert!(matches!(refused, Err(BackupError::Running(_))));
    assert_eq!(world.hello(None, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_backup_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("photo.jpg");
    std::fs::write(&file, vec![7; 4_096]).unwrap();
    let clock = petpro_server::clock::SteppedClock::at(0);
    let refused = restore(dir.path(), &file, clock, &Random::seeded(1), None).await;
    assert!(matches!(refused, Err(BackupError::NotABackup { path, .. }) if path == file));
}

#[tokio::test]
async fn a_server_restored_from_an_old_backup_gets_back_what_devices_offer_again() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let known = phone.add(plenty(0), 1);
    world.sync(&phone, std::slice::from_ref(&known), 0).await;
    let file = world.dir.path().join("old.db");
    backup(world.dir.path(), &file).unwrap();
    let forgotten = phone.add(plenty(1), 2);
    world.sync(&phone, std::slice::from_ref(&forgotten), 0).await;

    let world = restored(world, &file).await;
    let reply = world.sync(&phone, &[], 1).await;
    assert_eq!(reply.code, Some(Code::SyncEpoch));
    assert!(reply.pull.is_empty() && reply.push.is_empty());

    // As a device does: a new lane, and everything that was accepted is offered again.
    let mut phone = Device { seq: 0, ..world.device(&hana).await };
    assert_ne!(phone.epoch, reply.epoch.replace("e-", ""));
    let again: Vec<_> = [known, forgotten]
        .into_iter()
        .map(|op| {
            phone.seq += 1;
            petpro_domain::wire::Op { seq: phone.seq, ..op }
        })
        .collect();
    let reply = world.sync(&phone, &again, 0).await;
    assert!(reply.push[0].results.iter().all(|result| result.st == OpState::Applied));
    let rows = &reply.pull[0].rows;
    assert_eq!(rows.len(), 2, "both lines, neither doubled");
    assert!(rows.iter().all(|row| row.d.as_ref().unwrap().get().matches("[\"").count() == 1), "one contribution each");
}
