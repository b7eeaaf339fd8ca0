//! A disk with a cache that forgets: what was flushed is there, of the rest anything may be.

use std::collections::BTreeMap;

use super::Side;
use super::strace::{Call, What};
use crate::fullstack::dice::Dice;

/// A disk writes this much at once or not at all.
const SECTOR: usize = 512;

/// What a flush is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disks {
    Honest,
    /// A flush is answered and nothing is done: no program can be safe on these. That losses are
    /// then seen proves that they would be.
    Lying,
}

/// What becomes of writes that were not flushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    Lost,
    /// Those up to some point are there, the one at that point in part.
    Torn,
    /// Each sector of each write is there or is not, whatever came before it.
    Reordered,
}

impl Damage {
    pub const ALL: [Damage; 3] = [Damage::Lost, Damage::Torn, Damage::Reordered];
}

#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Clone, Debug, Default)]
struct File {
    flushed: Vec<u8>,
    since: Vec<Change>,
}

/// All files by name. Names themselves are kept at once, as a journalling file system does in order.
#[derive(Clone, Debug)]
pub struct Disk {
    files: BTreeMap<String, File>,
    disks: Disks,
}

impl Disk {
    /// An empty one.
    pub fn new(disks: Disks) -> Self {
        Self { files: BTreeMap::new(), disks }
    }

    /// The next call.
    pub fn take(&mut self, call: &Call) {
        match &call.what {
            What::Gone => drop(self.files.remove(&call.file)),
            What::Renamed(to) => {
                if let Some(file) = self.files.remove(&call.file) {
                    self.files.insert(to.clone(), file);
                }
            }
            What::Linked(to) => {
                if let Some(file) = self.files.get(&call.file).cloned() {
                    self.files.insert(to.clone(), file);
                }
            }
            What::Flush if self.disks == Disks::Lying => {}
            // A folder is flushed too; names are kept at once here.
            What::Flush => drop(self.files.get_mut(&call.file).map(File::flush)),
            other => self.files.entry(call.file.clone()).or_default().take(other),
        }
    }

    /// All of it is safe.
    pub fn flush_all(&mut self) {
        self.files.values_mut().for_each(File::flush);
    }

    /// The files after a cut: damaged on the side whose power failed, as written on the other.
    pub fn after_a_cut(&self, side: Side, damage: Damage, dice: &mut Dice) -> BTreeMap<String, Vec<u8>> {
        let files = self.files.iter().map(|(name, file)| {
            let servers = name.starts_with("server/");
            let hit = match side {
                Side::Phones => !servers,
                Side::Server => servers,
                Side::Both => true,
            };
            (name.clone(), if hit { file.damaged(damage, dice) } else { file.written() })
        });
        files.collect()
    }
}

impl File {
    fn take(&mut self, what: &What) {
        match what {
            What::Open { empty: true } => self.since.push(Change::Length(0)),
            What::Write { at, bytes } => {
                let at = at.map_or_else(|| self.written().len(), |at| at as usize);
                self.since.push(Change::Write { at, bytes: bytes.clone() });
            }
            What::Length(length) => self.since.push(Change::Length(*length as usize)),
            What::Flush => self.flush(),
            What::Open { empty: false } | What::Gone | What::Renamed(_) | What::Linked(_) => {}
        }
    }

    fn flush(&mut self) {
        for change in std::mem::take(&mut self.since) {
            change.apply(&mut self.flushed);
        }
    }

    /// What a process that opens it now reads.
    fn written(&self) -> Vec<u8> {
        let mut bytes = self.flushed.clone();
        self.since.iter().for_each(|change| change.apply(&mut bytes));
        bytes
    }

    fn damaged(&self, damage: Damage, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.flushed.clone();
        match damage {
            Damage::Lost => {}
            Damage::Torn => {
                let whole = dice.below(self.since.len() + 1);
                self.since.iter().take(whole).for_each(|change| change.apply(&mut bytes));
                if let Some(Change::Write { at, bytes: torn }) = self.since.get(whole) {
                    let kept = dice.below(torn.len() / SECTOR + 1) * SECTOR;
                    Change::Write { at: *at, bytes: torn[..kept.min(torn.len())].to_vec() }.apply(&mut bytes);
                }
            }
            Damage::Reordered => {
                for change in &self.since {
                    match change {
                        Change::Length(_) if dice.chance(50) => change.apply(&mut bytes),
                        Change::Length(_) => {}
                        Change::Write { at, bytes: whole } => sectors(*at, whole)
                            .filter(|_| dice.chance(50))
                            .for_each(|(at, part)| Change::Write { at, bytes: part.to_vec() }.apply(&mut bytes)),
                    }
                }
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Change::Length(length) => to.resize(*length, 0),
            Change::Write { at, bytes } if !bytes.is_empty() => {
                let end = at + bytes.len();
                if to.len() < end {
                    to.resize(end, 0);
                }
                to[*at..end].copy_from_slice(bytes);
            }
            Change::Write { .. } => {}
        }
    }
}

/// The parts of a write that lie in one sector each.
fn sectors(at: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let first = (SECTOR - at % SECTOR).min(bytes.len());
    let (head, rest) = bytes.split_at(first);
    let rest = rest.chunks(SECTOR).enumerate().map(move |(n, part)| (at + first + n * SECTOR, part));
    std::iter::once((at, head)).chain(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(at: u64, bytes: &[u8]) -> What {
        What::Write { at: Some(at), bytes: bytes.to_vec() }
    }

    #[test]
    fn what_was_flushed_survives_every_damage() {
        let mut file = File::default();
        file.take(&write(0, &[1; 1024]));
        file.take(&What::Flush);
        file.take(&write(512, &[2; 1024]));
        let mut dice = Dice::new(1);
        for damage in Damage::ALL {
            assert_eq!(file.damaged(damage, &mut dice)[..512], [1; 512], "{damage:?}");
        }
        assert_eq!(file.damaged(Damage::Lost, &mut dice).len(), 1024);
        assert_eq!(file.written()[512..], [2; 1024]);
    }

    #[test]
    fn a_later_write_can_be_there_without_an_earlier_one() {
        let mut file = File::default();
        file.take(&write(0, &[1; 512]));
        file.take(&write(512, &[2; 512]));
        let mut dice = Dice::new(1);
        let late = |bytes: Vec<u8>| bytes.len() == 1024 && bytes[0] == 0 && bytes[512] == 2;
        assert!((0..50).any(|_| late(file.damaged(Damage::Reordered, &mut dice))));
        assert!((0..50).all(|_| !late(file.damaged(Damage::Torn, &mut dice))));
    }

    #[test]
    fn a_write_is_cut_into_the_sectors_it_touches() {
        let parts: Vec<(usize, usize)> = sectors(500, &[0; 1000]).map(|(at, part)| (at, part.len())).collect();
        assert_eq!(parts, [(500, 12), (512, 512), (1024, 476)]);
    }
}
