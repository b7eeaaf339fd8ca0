//! A million passes that are not what they were signed as, or not for this desk, day or moment: none gets in.
//!
//! `cargo xtask sim --passes 1000000`; a short run is a test.

use petpro_domain::checkin::{Desk, Shown, Verdict, judge};
use petpro_domain::ids::{ClinicId, v7};
use petpro_domain::pass::{Appointment, KeyList, Keyring, PREFIX, PassText, Signer};

use super::{DAY_MS, NOW_MS, Office, clinic, listed};
use crate::sim::dice::Dice;

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Mutated {
    pub tried: u64,
    /// How often each kind was tried.
    pub kinds: [u64; KINDS.len()],
    /// What each verdict was given for, in the order of [`Verdict::ALL`].
    pub verdicts: [u64; Verdict::ALL.len()],
    /// Texts that got in. There are none.
    pub accepted: Vec<String>,
}

/// What is done to a pass.
pub const KINDS: [&str; 10] = [
    "bits flipped",
    "bytes changed",
    "cut short",
    "something added",
    "letters changed",
    "layers of two passes",
    "replayed",
    "of another day",
    "of another clinic",
    "of a stranger's or a revoked key",
];

struct Bench {
    office: Office,
    ring: Keyring,
    revoked: Signer,
    stranger: Signer,
    thief: Signer,
}

/// Mutates passes from this seed on.
pub fn run(seed: u64, tries: u64) -> Mutated {
    let mut dice = Dice::new(seed);
    let (office, [revoked, stranger, thief]) =
        (Office::default(), [4, 5, 6].map(|seed| Signer::from_seed(&[seed; 32])));
    let mut keys = vec![listed(office.server.public()), listed(revoked.public())];
    keys[1].revoked_ms = Some(NOW_MS);
    let signed = office.root.key_list(&KeyList { keys, ..KeyList::default() });
    let ring = Keyring::open(&signed, office.root.public()).expect("the root signed it");
    let bench = Bench { office, ring, revoked, stranger, thief };
    // Signing costs as much as verifying: a few whole passes are mutated many times.
    let whole: Vec<PassText> = (0..16).map(|n| bench.whole(n)).collect();
    let mut sum = Mutated::default();
    while sum.tried < tries {
        let kind = dice.below(KINDS.len());
        let from = &whole[dice.below(whole.len())];
        let Some(text) = bench.mutated(kind, from, &mut dice) else { continue };
        let verdict = bench.verdict(&text);
        sum.tried += 1;
        sum.kinds[kind] += 1;
        let at = Verdict::ALL.iter().position(|other| *other == verdict).unwrap_or(0);
        sum.verdicts[at] += 1;
        if verdict.is_accepted() {
            sum.accepted.push(format!("{}: {text}", KINDS[kind]));
        }
    }
    sum
}

impl Bench {
    /// Every other one is on paper.
    fn whole(&self, n: u64) -> PassText {
        let said = self.office.said(n);
        let phone = said.phone.filter(|_| n.is_multiple_of(2));
        self.office.show(&Appointment { phone, ..said }, NOW_MS)
    }

    /// At a desk that knows no booking: whatever a pass says of itself is all there is.
    fn verdict(&self, text: &str) -> Verdict {
        let read = self.ring.pass(text, Some(NOW_MS));
        let shown = read.as_ref().map_or_else(|why| Shown::Refused(*why), Shown::Pass);
        let today = Some(DAY_MS..DAY_MS + 86_400_000);
        judge(shown, &Desk { clinic: clinic(), booking: None, used: false, now_ms: Some(NOW_MS), today }).verdict
    }

    /// `None` where chance made it whole again.
    fn mutated(&self, kind: usize, from: &PassText, dice: &mut Dice) -> Option<String> {
        let whole = from.bytes();
        let mut bytes = whole.clone();
        let said = |dice: &mut Dice| self.office.said(dice.roll());
        let text = match kind {
            0 => {
                for _ in 0..=dice.below(4) {
                    let bit = dice.below(bytes.len() * 8);
                    bytes[bit / 8] ^= 1 << (bit % 8);
                }
                written(&bytes)
            }
            1 => {
                let (at, many) = (dice.below(bytes.len()), 1 + dice.below(8));
                bytes.iter_mut().skip(at).take(many).for_each(|byte| *byte = dice.roll() as u8);
                written(&bytes)
            }
            2 => {
                bytes.truncate(dice.below(bytes.len()));
                written(&bytes)
            }
            3 => {
                let (at, piece) = (dice.below(bytes.len() + 1), dice.below(70) + 1);
                bytes.splice(at..at, (0..piece).map(|_| dice.roll() as u8));
                written(&bytes)
            }
            4 => {
                let mut letters: Vec<char> = from.as_str().chars().collect();
                let at = dice.below(letters.len());
                match dice.below(3) {
                    0 => letters[at] = char::from(b' ' + dice.below(95) as u8),
                    1 => drop(letters.remove(at)),
                    _ => letters.swap(at, (at + 1) % from.as_str().len()),
                }
                letters.into_iter().collect()
            }
            5 => {
                // Another's server layer with this phone layer, or this one's with a thief's phone.
                let mine = self.office.shown(dice.roll(), NOW_MS).bytes();
                let theirs = Appointment { phone: Some(self.thief.public()), ..said(dice) };
                let theirs = self.thief.show(&self.office.server.appointment(&theirs), NOW_MS).ok()?.bytes();
                let (mine_at, theirs_at) = (mine.len() - 68, theirs.len() - 68);
                match dice.below(2) {
                    0 => written(&[&mine[..mine_at], &theirs[theirs_at..]].concat()),
                    _ => written(&[&theirs[..theirs_at], &mine[mine_at..]].concat()),
                }
            }
            6 => {
                let away_ms = 120_000 + dice.below(400 * 86_400) as i64 * 1_000;
                let at_ms = if dice.below(2) == 0 { NOW_MS - away_ms } else { NOW_MS + away_ms };
                self.office.shown(dice.roll(), at_ms).to_string()
            }
            7 => {
                let days = 1 + dice.below(400) as u32;
                let day_s = (DAY_MS / 1_000) as u32;
                let from_s = if dice.below(2) == 0 { day_s - days * 86_400 } else { day_s + days * 86_400 };
                self.office.show(&Appointment { from_s, ..said(dice) }, NOW_MS).to_string()
            }
            8 => {
                let clinic = ClinicId(v7(dice.roll() >> 16, [9; 10]));
                self.office.show(&Appointment { clinic, ..said(dice) }, NOW_MS).to_string()
            }
            _ => {
                let signer = [&self.revoked, &self.stranger][dice.below(2)];
                let layer = signer.appointment(&said(dice));
                let mut shown = self.office.phone.show(&layer, NOW_MS).ok()?.bytes();
                if dice.below(2) == 0 {
                    shown[1..5].copy_from_slice(&self.office.server.public().id().0);
                }
                written(&shown)
            }
        };
        (text != from.as_str()).then_some(text)
    }
}

/// Bytes as a text, whatever they are.
fn written(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut out = PREFIX.to_owned();
    for pair in bytes.chunks(2) {
        let mut value = pair.iter().fold(0usize, |value, byte| value << 8 | usize::from(*byte));
        for _ in 0..=pair.len() {
            out.push(char::from(ALPHABET[value % 45]));
            value /= 45;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// covers: S0-127
    #[test]
    fn no_changed_replayed_or_misplaced_pass_gets_in() {
        let sum = run(1, 4_000);
        assert!(sum.accepted.is_empty(), "{:?}", sum.accepted);
        assert!(sum.kinds.iter().all(|tried| *tried > 0), "{:?}", sum.kinds);
        let given = |verdict| sum.verdicts[Verdict::ALL.iter().position(|other| *other == verdict).unwrap()] > 0;
        use Verdict::{Expired, Forged, OtherClinic, OtherDay, Revoked, Unknown};
        assert!(
            [Expired, Forged, OtherClinic, OtherDay, Revoked, Unknown].into_iter().all(given),
            "{:?}",
            sum.verdicts
        );
    }

    #[test]
    fn the_passes_that_are_mutated_would_get_in() {
        let sum = Office::default();
        let ring = sum.keyring();
        for n in 0..4 {
            let pass = ring.pass(sum.shown(n, NOW_MS).as_str(), Some(NOW_MS)).unwrap();
            let desk = Desk { clinic: clinic(), booking: None, used: false, now_ms: Some(NOW_MS), today: None };
            assert!(judge(Shown::Pass(&pass), &desk).verdict.is_accepted());
            assert_eq!(written(&sum.shown(n, NOW_MS).bytes()), sum.shown(n, NOW_MS).as_str());
        }
    }
}
