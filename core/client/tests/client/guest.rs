//! The guest's cart moves into the household of whoever signs in, exactly once.

use petpro_client::session::{move_in, promise};
use petpro_client::store::{Account, ops, shown};
use petpro_client::world::Randomness;
use petpro_domain::ids::{HouseholdId, UserId};
use petpro_sync::device::Now;

use crate::world::{NOON, Phone, id, variant};

const NOW: Now<'static> = Now { mono: 1, wall: NOON, boot: "boot" };

struct Zero;

impl Randomness for Zero {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn guest(phone: &Phone) -> Account {
    Account::open_guest(phone.dir.path(), &Zero, NOON).unwrap()
}

fn user(phone: &Phone, n: u16) -> Account {
    Account::open_user(phone.dir.path(), UserId(id(7, n)), HouseholdId(id(8, n))).unwrap()
}

fn owner(n: u16) -> UserId {
    UserId(id(7, n))
}

fn units(account: &Account) -> Vec<u32> {
    account.readers.read(shown::lines).unwrap().iter().map(|(_, line)| line.row.qty()).collect()
}

/// A guest with 2 dog foods in the cart and 3 cat litters saved for later.
fn filled() -> Phone {
    let phone = Phone::stocked();
    let petpro = phone.open();
    petpro.add(&variant(1).to_string(), 2).unwrap();
    let line = petpro.add(&variant(2).to_string(), 3).unwrap().line.to_string();
    petpro.save_for_later(&line).unwrap();
    phone
}

#[test]
fn cart_and_saved_lines_move_as_intents_of_the_account() {
    let phone = filled();
    let (guest, account) = (guest(&phone), user(&phone, 1));
    promise(&guest, owner(1)).unwrap();
    assert_eq!(move_in(&guest, &account, &NOW).unwrap(), 3, "add, add, save");
    assert_eq!(units(&account), [2]);
    let saved = account.readers.read(shown::saved_lines).unwrap();
    assert_eq!(saved[0].1.row.qty(), 3);
    assert_eq!(account.readers.read(ops::waiting).unwrap(), 3, "they wait for the server like any other");
    assert!(units(&guest).is_empty());
}

#[test]
fn a_move_that_was_cut_short_is_repeated_without_doubling_anything() {
    let phone = filled();
    let (before, account) = (guest(&phone), user(&phone, 1));
    promise(&before, owner(1)).unwrap();
    drop(before);
    // Killed between writing the account's file and emptying the guest's: the guest's is as before.
    let copy = std::fs::read(phone.dir.path().join("guest.db")).unwrap();
    move_in(&guest(&phone), &account, &NOW).unwrap();
    std::fs::write(phone.dir.path().join("guest.db"), copy).unwrap();
    assert_eq!(move_in(&guest(&phone), &account, &NOW).unwrap(), 0);
    assert_eq!(units(&account), [2]);
}

#[test]
fn a_cart_promised_to_one_account_never_goes_to_another() {
    let phone = filled();
    promise(&guest(&phone), owner(1)).unwrap();
    promise(&guest(&phone), owner(2)).unwrap();
    let other = user(&phone, 2);
    assert_eq!(move_in(&guest(&phone), &other, &NOW).unwrap(), 0);
    assert!(units(&other).is_empty());
    assert_eq!(units(&guest(&phone)), [2], "it still waits for its owner");
}

#[test]
fn the_next_guests_same_goods_are_other_goods() {
    let phone = filled();
    let account = user(&phone, 1);
    promise(&guest(&phone), owner(1)).unwrap();
    move_in(&guest(&phone), &account, &NOW).unwrap();
    let petpro = phone.open();
    let line = petpro.add(&variant(2).to_string(), 5).unwrap().line.to_string();
    petpro.save_for_later(&line).unwrap();
    drop(petpro);
    promise(&guest(&phone), owner(1)).unwrap();
    assert_eq!(move_in(&guest(&phone), &account, &NOW).unwrap(), 2);
    let saved = account.readers.read(shown::saved_lines).unwrap();
    assert_eq!(saved[0].1.row.qty(), 8);
}
