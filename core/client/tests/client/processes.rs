//! Two processes on one data directory: here two objects that share nothing but the files.

use petpro_client::store::SyncLock;
use petpro_domain::Code;

use crate::world::{Phone, lines, variant};

#[test]
fn both_may_write_and_each_sees_the_others_goods() {
    let phone = Phone::stocked();
    let (one, two) = (phone.open(), phone.open());
    std::thread::scope(|scope| {
        for petpro in [&one, &two] {
            scope.spawn(move || {
                for _ in 0..10 {
                    petpro.add(&variant(1).to_string(), 1).unwrap();
                }
            });
        }
    });
    assert_eq!(one.cart().unwrap().shops[0].lines[0].qty, 20);
    assert_eq!(two.cart().unwrap(), one.cart().unwrap());
}

#[tokio::test]
async fn while_one_syncs_the_other_says_so_and_still_writes() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let held = SyncLock::take(phone.dir.path()).unwrap();
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::SyncBusy);
    petpro.add(&variant(1).to_string(), 1).unwrap();
    drop(held);
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::ServerUnreachable, "the lock went with its holder");
}

#[test]
fn a_read_is_never_blocked_by_a_write_under_way() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    petpro.add(&variant(1).to_string(), 1).unwrap();
    let mut other = rusqlite::Connection::open(phone.dir.path().join("guest.db")).unwrap();
    let writing = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    writing.execute("DELETE FROM shown", []).unwrap();
    assert_eq!(lines(&petpro.cart().unwrap()).len(), 1, "the state before the other's commit");
}
