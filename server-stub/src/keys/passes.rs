//! The keys of passes: a root that signs nothing but the list, and the keys that sign passes, proofs and posters. Whoever
//! holds the root can make any pass; it lies in the key file only, and every device pins its public half.
//!
//! A new key is announced before it signs, so that a tablet without a network knows it in time. An old one stays on the
//! list until whatever it signed is over. Commands of `petpro-server keys` change the file; a running server sees that
//! within a minute, see [`publish`](super::publish).

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parking_lot::RwLock;
use petpro_domain::ids::{ClinicId, Uuid};
use petpro_domain::pass::{
    Appointment, KeyId, KeyList, Keyring, ListedKey, PassText, PublicKey, RootedKeys, Seal, SignedKeys, Signer,
    Vaccination,
};
use petpro_domain::scanned::Payload;
use serde::{Deserialize, Serialize};

use super::{File, KeyError, replace_private};
use crate::clock::Random;

/// The year 9999: a key that nobody replaced holds for good.
const NEVER_MS: i64 = 253_402_300_799_000;
const DAY_MS: i64 = 86_400_000;

/// Signs what tablets believe. Reloaded when the file has changed, so every call sees one whole state.
pub struct Passes(RwLock<State>);

struct State {
    root: PublicKey,
    list: SignedKeys,
    ring: Keyring,
    /// Newest first, with the ms from which each signs; without those that were revoked.
    signers: Vec<(i64, Signer)>,
}

/// This part of the key file.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entries {
    /// 32 bytes in base64, like every secret here.
    root: String,
    /// Newest first.
    keys: Vec<Entry>,
    #[serde(default)]
    revoked: Vec<Uuid>,
    /// When any of it was last changed; 0 for a file as it was made.
    at_ms: i64,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    secret: String,
    from_ms: i64,
    until_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked_ms: Option<i64>,
}

impl Passes {
    pub(super) fn of(entries: &Entries) -> Option<Self> {
        State::of(entries).map(|state| Self(RwLock::new(state)))
    }

    /// The list, and the root it is signed with.
    pub fn rooted(&self) -> RootedKeys {
        let state = self.0.read();
        RootedKeys { root: state.root.to_string(), keys: state.list.clone() }
    }

    /// What the row `keys` says.
    pub fn list(&self) -> SignedKeys {
        self.0.read().list.clone()
    }

    /// The pass of an appointment: for paper, or for the phone whose key it names. `None` while no key signs, which a
    /// file that was made or changed by our own commands never says.
    pub fn sign_pass(&self, said: &Appointment, now_ms: i64) -> Option<PassText> {
        self.sign(now_ms, |signer| signer.appointment(said))
    }

    /// A vaccination proof.
    pub fn sign_proof(&self, said: &Vaccination, now_ms: i64) -> Option<PassText> {
        self.sign(now_ms, |signer| signer.vaccination(said))
    }

    /// The key that signs now.
    pub fn signs_with(&self, now_ms: i64) -> Option<KeyId> {
        self.sign(now_ms, |signer| signer.public().id())
    }

    /// For a clinic's poster: `petpro:1:clinic:<id>:<seal>`.
    pub fn seal(&self, clinic: ClinicId, now_ms: i64) -> Option<Seal> {
        self.sign(now_ms, |signer| signer.seal(clinic))
    }

    /// Looks at a pass, a proof or a poster as a tablet does.
    pub fn with_ring<T>(&self, look: impl FnOnce(&Keyring) -> T) -> T {
        look(&self.0.read().ring)
    }

    fn sign<T>(&self, now_ms: i64, with: impl FnOnce(&Signer) -> T) -> Option<T> {
        let state = self.0.read();
        let due = state.signers.iter().find(|(from_ms, _)| *from_ms <= now_ms);
        // A clock that was set back before its only key: signing late beats not signing.
        due.or(state.signers.last()).map(|(_, signer)| with(signer))
    }

    /// Reads the file again; whether the list has changed. A file that cannot be read changes nothing.
    pub fn reload(&self, path: &Path) -> Result<bool, KeyError> {
        let entries = File::read(path)?.passes;
        let state = entries.as_ref().and_then(State::of).ok_or_else(|| damaged(path))?;
        let mut held = self.0.write();
        let changed = held.list != state.list;
        *held = state;
        Ok(changed)
    }
}

impl State {
    fn of(entries: &Entries) -> Option<Self> {
        let root = signer(&entries.root)?;
        let mut signers = Vec::new();
        let mut list = KeyList { keys: vec![], revoked: entries.revoked.clone(), at_ms: entries.at_ms };
        for entry in &entries.keys {
            let signer = signer(&entry.secret)?;
            list.keys.push(entry.listed(signer.public()));
            if entry.revoked_ms.is_none() {
                signers.push((entry.from_ms, signer));
            }
        }
        let list = root.key_list(&list);
        let ring = Keyring::open(&list, root.public()).ok()?;
        (!signers.is_empty()).then_some(Self { root: root.public(), list, ring, signers })
    }
}

impl Entries {
    pub(super) fn make(random: &Random) -> Self {
        let first = Entry { secret: secret(random), from_ms: 0, until_ms: NEVER_MS, revoked_ms: None };
        Self { root: secret(random), keys: vec![first], revoked: vec![], at_ms: 0 }
    }

    /// Some change is always later than the one before it, also where the clock is not.
    fn changed(&mut self, now_ms: i64) {
        self.at_ms = now_ms.max(self.at_ms + 1);
    }
}

impl Entry {
    fn listed(&self, key: PublicKey) -> ListedKey {
        let Self { from_ms, until_ms, revoked_ms, .. } = *self;
        ListedKey { id: key.id().to_string(), key: key.to_string(), from_ms, until_ms, revoked_ms }
    }

    fn id(&self) -> Option<KeyId> {
        signer(&self.secret).map(|signer| signer.public().id())
    }
}

fn secret(random: &Random) -> String {
    STANDARD.encode(random.bytes::<32>())
}

fn signer(secret: &str) -> Option<Signer> {
    let seed: [u8; 32] = STANDARD.decode(secret).ok()?.try_into().ok()?;
    Some(Signer::from_seed(&seed))
}

fn damaged(path: &Path) -> KeyError {
    KeyError::Damaged { path: path.to_owned(), why: "the keys of passes are no keys".into() }
}

/// What an operator does with the keys of passes.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// A new key signs from `in_days` on; the others hold for `keep_days` after that.
    Rotate { in_days: u16, keep_days: u16 },
    /// Nothing this key signed counts any more. Where it was the one that signs, a new one signs at once.
    RevokeKey(KeyId),
    /// A proof that was given out by mistake, or the passes of a booking.
    TakeBack(Uuid),
}

/// Changes the file, which must be there; the new list. An operator's command and a running server may
/// do so at once: each reads what the other has written.
pub fn change(path: &Path, change: Change, random: &Random, now_ms: i64) -> Result<KeyList, KeyError> {
    let _held = locked(&path.with_extension("lock"))?;
    let mut file = File::read(path)?;
    let entries = file.passes.as_mut().ok_or_else(|| damaged(path))?;
    let fresh = |from_ms| Entry { secret: secret(random), from_ms, until_ms: NEVER_MS, revoked_ms: None };
    match change {
        Change::Rotate { in_days, keep_days } => {
            let from_ms = now_ms + i64::from(in_days) * DAY_MS;
            let until_ms = from_ms + i64::from(keep_days) * DAY_MS;
            entries.keys.iter_mut().for_each(|key| key.until_ms = key.until_ms.min(until_ms));
            entries.keys.insert(0, fresh(from_ms));
        }
        Change::RevokeKey(id) => {
            let found = entries.keys.iter_mut().find(|key| key.id() == Some(id));
            found.ok_or_else(|| KeyError::NoSuchKey(id.to_string()))?.revoked_ms.get_or_insert(now_ms);
            if !entries.keys.iter().any(|key| key.revoked_ms.is_none() && key.from_ms <= now_ms) {
                entries.keys.insert(0, fresh(now_ms));
            }
        }
        Change::TakeBack(id) if entries.revoked.contains(&id) => {}
        Change::TakeBack(id) => entries.revoked.push(id),
    }
    entries.changed(now_ms);
    let list = State::of(entries).ok_or_else(|| damaged(path))?.list;
    replace_private(path, &file)?;
    serde_json::from_str(&list.list).map_err(|_| damaged(path))
}

/// Held until it is dropped, or the process is gone.
fn locked(path: &Path) -> Result<std::fs::File, KeyError> {
    let at = |cause| KeyError::File { path: path.to_owned(), cause };
    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(at)?;
    file.lock().map_err(at)?;
    Ok(file)
}

/// The list of the file, for people.
pub fn listed(path: &Path) -> Result<RootedKeys, KeyError> {
    let entries = File::read(path)?.passes;
    let state = entries.as_ref().and_then(State::of).ok_or_else(|| damaged(path))?;
    Ok(RootedKeys { root: state.root.to_string(), keys: state.list })
}

/// The text of a clinic's printed code, signed with the newest key of the file.
pub fn sealed(path: &Path, clinic: ClinicId, now_ms: i64) -> Result<Payload, KeyError> {
    let passes = File::read(path)?.passes.as_ref().and_then(Passes::of).ok_or_else(|| damaged(path))?;
    let seal = passes.seal(clinic, now_ms).ok_or_else(|| damaged(path))?;
    Ok(Payload::Clinic(clinic, seal))
}

#[cfg(test)]
mod tests {
    use petpro_domain::pass::Refused;

    use super::super::Keys;
    use super::*;

    const NOW: i64 = 1_795_309_200_000;

    struct Desk {
        dir: tempfile::TempDir,
        random: Random,
    }

    impl Desk {
        fn new() -> Self {
            let desk = Self { dir: tempfile::tempdir().unwrap(), random: Random::seeded(7) };
            desk.open();
            desk
        }

        fn path(&self) -> std::path::PathBuf {
            self.dir.path().join("keys.json")
        }

        fn open(&self) -> Keys {
            Keys::open(&self.path(), &self.random).unwrap()
        }

        fn change(&self, what: Change) -> KeyList {
            change(&self.path(), what, &self.random, NOW).unwrap()
        }
    }

    fn clinic() -> ClinicId {
        ClinicId(petpro_domain::ids::v7(1, [1; 10]))
    }

    fn believed(keys: &Keys, seal: &Seal, now_ms: i64) -> Result<(), Refused> {
        keys.passes.with_ring(|ring| ring.clinic(clinic(), seal, Some(now_ms)))
    }

    #[test]
    fn a_key_file_of_before_passes_is_given_keys_and_keeps_its_own() {
        let desk = Desk::new();
        let made = desk.open();
        let mut file: serde_json::Value = serde_json::from_slice(&std::fs::read(desk.path()).unwrap()).unwrap();
        file.as_object_mut().unwrap().remove("passes");
        std::fs::write(desk.path(), file.to_string()).unwrap();
        let upgraded = desk.open();
        assert_eq!(upgraded.refresh.mac(&[b"x"]), made.refresh.mac(&[b"x"]));
        assert_ne!(upgraded.passes.rooted(), made.passes.rooted());
        assert_eq!(desk.open().passes.rooted(), upgraded.passes.rooted(), "made once");
    }

    #[test]
    fn a_new_key_is_announced_before_it_signs_and_the_old_one_holds_on() {
        let desk = Desk::new();
        let old = desk.open().passes.seal(clinic(), NOW).unwrap();
        let list = desk.change(Change::Rotate { in_days: 7, keep_days: 400 });
        assert_eq!((list.keys.len(), list.at_ms), (2, NOW));
        let keys = desk.open();
        let (before, after) = (NOW + 7 * DAY_MS - 1, NOW + 7 * DAY_MS);
        assert_eq!(keys.passes.seal(clinic(), before).unwrap(), old);
        let new = keys.passes.seal(clinic(), after).unwrap();
        assert_ne!(new, old);
        assert_eq!(believed(&keys, &new, after), Ok(()));
        assert_eq!(believed(&keys, &old, after + 400 * DAY_MS - 1), Ok(()));
        assert_eq!(believed(&keys, &old, after + 400 * DAY_MS), Err(Refused::RetiredKey));
    }

    #[test]
    fn a_clinics_printed_code_is_read_back_and_believed() {
        let desk = Desk::new();
        let text = sealed(&desk.path(), clinic(), NOW).unwrap().to_string();
        let Some(Payload::Clinic(id, seal)) = Payload::parse(&text) else { panic!("{text}") };
        assert_eq!((id, believed(&desk.open(), &seal, NOW)), (clinic(), Ok(())));
    }

    #[test]
    fn a_revoked_key_signs_no_more_and_another_one_does_at_once() {
        let desk = Desk::new();
        let keys = desk.open();
        let old = keys.passes.seal(clinic(), NOW).unwrap();
        let id = keys.passes.with_ring(|_| Entries::clone(File::read(&desk.path()).unwrap().passes.as_ref().unwrap()));
        desk.change(Change::RevokeKey(id.keys[0].id().unwrap()));
        assert!(keys.passes.reload(&desk.path()).unwrap(), "a running server sees it");
        assert!(!keys.passes.reload(&desk.path()).unwrap());
        assert_eq!(believed(&keys, &old, NOW), Err(Refused::RevokedKey));
        let new = keys.passes.seal(clinic(), NOW).unwrap();
        assert_eq!(believed(&keys, &new, NOW), Ok(()));
        let nobody = Change::RevokeKey(KeyId([0; 4]));
        assert!(matches!(change(&desk.path(), nobody, &desk.random, NOW), Err(KeyError::NoSuchKey(_))));
    }

    #[test]
    fn what_is_taken_back_is_on_the_list_once_and_the_list_is_newer_each_time() {
        let desk = Desk::new();
        let id = petpro_domain::ids::v7(1, [2; 10]);
        let first = desk.change(Change::TakeBack(id));
        let again = desk.change(Change::TakeBack(id));
        assert_eq!((first.revoked, again.revoked.len()), (vec![id], 1));
        assert!(again.at_ms > first.at_ms, "by one, where the clock stands still");
    }
}
