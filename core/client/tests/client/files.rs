//! Files that are not what they should be: a clear code, and not a byte of them changed.

use std::fs;
use std::path::{Path, PathBuf};

use petpro_client::PetPro;
use petpro_client::store::{Account, Kind, migrations, open_writer, ops, salvage, shown};
use petpro_domain::Code;
use petpro_domain::ids::{self, HouseholdId, OpId, UserId};
use petpro_domain::wire::{CartAdd, OpBody};
use petpro_sync::device::Now;
use rusqlite::Connection;

use crate::world::{NOON, Phone, id, lines, variant};

/// A phone with something in its guest's cart, closed again.
fn used() -> (Phone, PathBuf) {
    let phone = Phone::stocked();
    phone.open().add(&variant(1).to_string(), 2).unwrap();
    let file = phone.dir.path().join("guest.db");
    (phone, file)
}

fn refused(phone: &Phone, file: &Path) -> Code {
    let before = fs::read(file).unwrap();
    let code = phone.open_error();
    assert_eq!(fs::read(file).unwrap(), before, "a refused file is never altered");
    code
}

#[test]
fn a_truncated_store_is_refused_and_not_altered() {
    let (phone, file) = used();
    let len = fs::metadata(&file).unwrap().len();
    fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(len / 2).unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreCorrupt);
}

#[test]
fn a_store_of_no_bytes_is_damaged_and_never_taken_for_a_new_one() {
    let (phone, file) = used();
    fs::write(&file, b"").unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreCorrupt);
}

#[test]
fn a_file_that_is_not_sqlite_is_refused_and_not_altered() {
    let (phone, file) = used();
    fs::write(&file, "a shopping list, written by hand\n".repeat(40)).unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreNotSqlite);
}

#[test]
fn another_programs_database_is_refused_and_not_altered() {
    let (phone, file) = used();
    fs::remove_file(&file).unwrap();
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE note(t TEXT)").unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreNotSqlite);
}

#[test]
fn a_newer_store_is_refused_by_name_and_not_altered() {
    let (phone, file) = used();
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreNewer);
}

#[test]
fn a_newer_catalogue_is_refused_too() {
    let (phone, _) = used();
    let file = phone.dir.path().join("catalog-jp.db");
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreNewer);
}

#[test]
fn a_write_protected_store_is_refused_by_name() {
    let (phone, file) = used();
    let mut rights = fs::metadata(&file).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&file, rights).unwrap();
    assert_eq!(refused(&phone, &file), Code::StoreReadOnly);
}

#[test]
fn a_damaged_catalogue_is_put_aside_and_begun_anew() {
    let (phone, _) = used();
    let file = phone.dir.path().join("catalog-jp.db");
    fs::write(&file, "<html>").unwrap();
    let petpro = phone.open();
    assert_eq!(petpro.search("dog").unwrap_err().code(), Code::CatalogMissing, "to be fetched again");
    assert_eq!(fs::read(phone.dir.path().join("catalog-jp.db-damaged")).unwrap(), b"<html>");
    assert_eq!(lines(&petpro.cart().unwrap()).len(), 1, "the cart is in another file");
}

#[test]
fn what_was_answered_is_there_after_the_process_was_killed() {
    let (phone, _) = used();
    // The files as they are on the disk at that moment, with the log and without any closing.
    let petpro = phone.open();
    petpro.add(&variant(2).to_string(), 3).unwrap();
    let copy = Phone::offline();
    for entry in fs::read_dir(phone.dir.path()).unwrap() {
        let from = entry.unwrap().path();
        if from.is_file() && !from.to_string_lossy().ends_with("-shm") {
            fs::copy(&from, copy.dir.path().join(from.file_name().unwrap())).unwrap();
        }
    }
    let cart = copy.open().cart().unwrap();
    let mut units: Vec<u32> = lines(&cart).iter().map(|line| line.qty).collect();
    units.sort_unstable();
    assert_eq!(units, [2, 3]);
}

/// Every table, index and column of a file.
fn shape(file: &Path) -> Vec<(String, String)> {
    let conn = Connection::open(file).unwrap();
    let mut find = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
    find.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn an_old_file_upgraded_equals_a_fresh_one() {
    for kind in [Kind::Account, Kind::Catalog] {
        let dir = tempfile::tempdir().unwrap();
        let fresh = dir.path().join("fresh.db");
        open_writer(&fresh, kind).unwrap();
        for version in 0..=kind.list().len() {
            let old = dir.path().join(format!("{version}.db"));
            migrations::run_list(&mut Connection::open(&old).unwrap(), kind, &kind.list()[..version]).unwrap();
            migrations::run(&mut Connection::open(&old).unwrap(), kind).unwrap();
            assert_eq!(shape(&old), shape(&fresh), "{kind:?} from version {version}");
        }
    }
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let (_phone, file) = used();
    let before = shape(&file);
    let mut conn = Connection::open(&file).unwrap();
    let mut list = Kind::Account.list().to_vec();
    list.push("CREATE TABLE more(a); INSERT INTO nowhere VALUES (1);");
    migrations::run_list(&mut conn, Kind::Account, &list).unwrap_err();
    drop(conn);
    assert_eq!(shape(&file), before);
}

#[test]
fn no_migration_drops_or_rewrites_what_is_precious() {
    for step in Kind::Account.list() {
        let words = step.to_uppercase();
        for table in migrations::PRECIOUS {
            for verb in ["DROP TABLE", "DELETE FROM", "UPDATE"] {
                assert!(!words.contains(&format!("{verb} {}", table.to_uppercase())), "{verb} {table}");
            }
        }
    }
}

#[test]
fn a_suspended_app_has_closed_its_files_and_says_so() {
    let (phone, _) = used();
    let petpro = phone.open();
    petpro.suspend();
    assert_eq!(petpro.cart().unwrap_err().code(), Code::Suspended);
    petpro.resume().unwrap();
    assert_eq!(lines(&petpro.cart().unwrap()).len(), 1);
}

/// A phone of somebody who is signed in, with `n` intents that wait, closed again.
fn waiting(n: u16) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let (user, household) = (UserId(id(7, 1)), HouseholdId(id(8, 1)));
    let account = Account::open_user(dir.path(), user, household).unwrap();
    let now = Now { mono: 1, wall: NOON, boot: "b" };
    for n in 0..n {
        let (line, variant) = (ids::line(variant(n), ""), variant(n));
        let body = CartAdd { line, variant, options: Default::default(), n: 1 };
        account.intend_as(&now, vec![(OpId(id(5, n)), (OpBody::CartAdd(body), vec![]))]).unwrap();
    }
    drop(account);
    let file = dir.path().join("accounts").join(format!("{user}.db"));
    (dir, file)
}

#[test]
fn intents_are_copied_out_of_a_damaged_file_and_the_lost_ones_are_counted() {
    let (dir, file) = waiting(600);
    // One page of the outbox is scribbled over.
    let conn = Connection::open(&file).unwrap();
    let pages: Vec<u32> = conn
        .prepare("SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' ORDER BY pageno")
        .map(|mut find| find.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect())
        .unwrap_or_default();
    drop(conn);
    let mut bytes = fs::read(&file).unwrap();
    let page = match pages.get(pages.len() / 2) {
        Some(page) => *page as usize - 1,
        None => page_with(&bytes, id(5, 300).as_bytes()),
    };
    bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
    fs::write(&file, &bytes).unwrap();
    let saved = salvage(&file, NOON).unwrap();
    assert!(saved.lost > 0 && saved.lost < 100, "{saved:?}");
    assert_eq!(saved.intents + saved.lost, 600, "{saved:?}");
    assert_eq!(fs::read(&saved.aside).unwrap(), bytes, "the damaged file is kept as it was");
    let account = Account::open_user(dir.path(), UserId(id(7, 1)), HouseholdId(id(8, 2))).unwrap();
    assert_eq!(account.household, HouseholdId(id(8, 1)), "it knows whose it is");
    assert_eq!(account.readers.read(ops::waiting).unwrap(), saved.intents as usize);
    assert!(!account.readers.read(shown::lines).unwrap().is_empty(), "and shows them");
}

/// The first page on which these bytes stand in a table that begins with the op's other columns.
fn page_with(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).unwrap() / 4096
}

#[test]
fn what_is_left_of_a_truncated_guests_cart_is_kept() {
    let (phone, file) = used();
    let len = fs::metadata(&file).unwrap().len();
    fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(len - 4096).unwrap();
    assert_eq!(phone.open_error(), Code::StoreCorrupt);
    let saved = PetPro::repair(&phone.config).unwrap();
    assert!(saved.rows > 0);
    phone.open().add(&variant(1).to_string(), 1).unwrap();
}

#[test]
fn a_whole_store_is_not_repaired() {
    let (phone, file) = used();
    let before = fs::read(&file).unwrap();
    assert_eq!(PetPro::repair(&phone.config).unwrap_err().code(), Code::Invalid);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_full_disk_is_told_before_anything_is_shown() {
    let (phone, file) = used();
    let account = Account::open_guest(phone.dir.path(), &*phone.config.randomness, NOON).unwrap();
    {
        // No page more than there are now: what a full disk is to SQLite.
        let writer = account.writer.lock();
        let pages: i64 = writer.conn().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        writer.conn().pragma_update(None, "max_page_count", pages).unwrap();
    }
    let now = Now { mono: 1, wall: NOON, boot: "b" };
    let mut saved = account.readers.read(shown::lines).unwrap().len();
    let full = (100..2_000).find_map(|n| {
        let (line, variant) = (ids::line(variant(n), ""), variant(n));
        let body = CartAdd { line, variant, options: Default::default(), n: 1 };
        let added = account.intend(&now, &mut || u64::from(n), |_| Ok((OpBody::CartAdd(body), vec![])));
        saved += usize::from(added.is_ok());
        added.err()
    });
    assert_eq!(full.unwrap().code(), Code::DiskFull);
    let count = |t: &str| -> usize {
        let conn = Connection::open(&file).unwrap();
        let n: u32 = conn.query_row("SELECT count(*) FROM shown WHERE t = ?1", [t], |row| row.get(0)).unwrap();
        n as usize
    };
    assert_eq!(count("cart_line") + count("saved_line"), saved, "all that was confirmed, and nothing else");
}
