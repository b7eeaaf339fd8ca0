//! The text that fits best among all that are right by their check, and how far ahead it is.

use super::patterns::{FIRST_DIGIT, UPC_E_CHECK};
use super::sighting::{Kind, WORST};
use super::words::Words;
use crate::Fnc1;
use crate::check::upc_e_holds;

/// What the costs of all characters come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub text: String,
    /// Code 128's words.
    pub raw: Vec<u8>,
    pub fnc1: Option<Fnc1>,
    /// Mean misfit of a character.
    pub misfit: f32,
    /// Misfit less that of the text which fits best without regard to its check.
    pub repair: f32,
    /// Misfit of the next best text less that of this one, over the whole symbol.
    pub margin: f32,
}

/// Finds texts; owns its buffers. It is asked after nearly every line, so its answer is one of them.
#[derive(Default)]
pub(super) struct Solver {
    words: Words,
    answer: Answer,
}

impl Solver {
    pub fn solve(&mut self, kind: Kind, costs: &[f32]) -> Option<&Answer> {
        let Self { words, answer } = self;
        answer.text.clear();
        answer.raw.clear();
        answer.fnc1 = None;
        match kind {
            Kind::Ean13 => ean_13(costs, answer),
            Kind::Ean8 => ean_8(costs, answer),
            Kind::UpcE => upc_e(costs, answer),
            Kind::Code128 => words.solve(costs, answer),
        }?;
        let characters = costs.chunks_exact(kind.alphabet());
        let least: f32 = characters.clone().map(|costs| costs.iter().copied().fold(WORST, f32::min)).sum();
        answer.repair = answer.misfit * characters.len() as f32 - least;
        Some(answer)
    }
}

/// A line's text must be so much better than any other that is right by its check.
const SURE: f32 = 5.0;

/// A name for what a line reads by itself, where that is right by its check and far ahead; none where it is in doubt.
/// The best pattern of each place is looked at and no other: this is asked of every line.
pub(super) fn sure(kind: Kind, costs: &[f32]) -> Option<u64> {
    let (mut name, mut closest) = (0xcbf2_9ce4_8422_2325, [f32::INFINITY; 2]);
    let (mut sum, mut digits, mut sets) = (0, [0; 12], 0);
    let places = costs.chunks_exact(kind.alphabet());
    let last = places.len() - 1;
    for (place, costs) in places.enumerate() {
        let (from, to) = match (kind, place) {
            (Kind::Code128, 0) => (103, 106),
            (Kind::Code128, _) => (0, 103),
            _ => (0, 20),
        };
        let (mut best, mut next) = ((f32::INFINITY, 0), f32::INFINITY);
        for (at, &cost) in (from..to).zip(&costs[from..to]) {
            if cost < best.0 {
                (best, next) = ((cost, at), best.0);
            } else {
                next = next.min(cost);
            }
        }
        let ahead = next - best.0;
        closest = [closest[0].min(ahead), closest[1].min(closest[0].max(ahead))];
        name = (name ^ best.1 as u64).wrapping_mul(0x0100_0000_01b3);
        match kind {
            Kind::Code128 if place < last => sum += best.1 * place.max(1),
            Kind::Code128 => sum = (sum + 103 - best.1) % 103,
            _ => (digits[place], sets) = ((best.1 % 10) as u8, sets << 1 | u16::from(best.1 >= 10)),
        }
    }
    // One other word makes the check wrong, except in a UPC-E, where it may move the zeros about.
    let ahead = if kind == Kind::UpcE { closest[0] } else { closest[0] + closest[1] };
    let weighted = |first: u8, digits: &[u8], weights: [u32; 2]| {
        let sum = digits.iter().zip(weights.into_iter().cycle()).map(|(&digit, weight)| u32::from(digit) * weight);
        (u32::from(first) + sum.sum::<u32>()).is_multiple_of(10)
    };
    let of_sets =
        |table: [u8; 10], sets: u16| (0u8..).zip(table).find(|(_, of)| u16::from(*of) == sets).map(|(n, _)| n);
    let right = match kind {
        Kind::Code128 => sum == 0,
        Kind::Ean8 => sets == 0 && weighted(0, &digits[..8], [3, 1]),
        Kind::Ean13 => {
            sets & 0x3f == 0 && of_sets(FIRST_DIGIT, sets >> 6).is_some_and(|first| weighted(first, &digits, [3, 1]))
        }
        Kind::UpcE => [(0, sets), (1, sets ^ 0x3f)].into_iter().any(|(system, sets)| {
            let [a, b, c, d, e, f, ..] = digits;
            of_sets(UPC_E_CHECK, sets).is_some_and(|check| upc_e_holds([system, a, b, c, d, e, f, check]))
        }),
    };
    (right && ahead > SURE).then_some(name)
}

/// The two cheapest ways to something: cost and digits, four bits each.
#[derive(Clone, Copy)]
pub(super) struct Two([(f32, u64); 2]);

impl Two {
    const NONE: Self = Self([(f32::INFINITY, 0); 2]);

    fn offer(&mut self, cost: f32, path: u64) {
        if cost < self.0[0].0 {
            self.0 = [(cost, path), self.0[0]];
        } else if cost < self.0[1].0 {
            self.0[1] = (cost, path);
        }
    }

    /// Its digits; the misfit is the mean of so many characters.
    fn answer(self, digits: usize, characters: u8, answer: &mut Answer) -> Option<()> {
        let [(best, path), (next, _)] = self.0;
        let digit = |i: usize| char::from(b'0' + (path >> (4 * (digits - 1 - i)) & 15) as u8);
        answer.text.extend((0..digits).map(digit));
        answer.margin = next.min(best + 2.0 * WORST) - best;
        answer.misfit = best / f32::from(characters);
        best.is_finite().then_some(())
    }
}

/// The two cheapest sums of some digits by their remainder modulo ten, weighted 3, 1, 3 and so on. `sets` says for each
/// place whether set B is meant.
fn sums(costs: &[f32], first: u64, sets: u8) -> [Two; 10] {
    let mut by_rest = [Two::NONE; 10];
    by_rest[(first % 10) as usize] = Two([(0.0, first), (f32::INFINITY, 0)]);
    for (place, costs) in costs.chunks_exact(20).enumerate() {
        let costs = &costs[if sets >> (5 - place.min(5)) & 1 == 1 { 10 } else { 0 }..][..10];
        let weight = if place % 2 == 0 { 3 } else { 1 };
        let mut next = [Two::NONE; 10];
        for (rest, two) in by_rest.iter().enumerate() {
            for &(sum, path) in two.0.iter().filter(|(sum, _)| sum.is_finite()) {
                for (digit, &cost) in costs.iter().enumerate() {
                    next[(rest + weight * digit) % 10].offer(sum + cost, path << 4 | digit as u64);
                }
            }
        }
        by_rest = next;
    }
    by_rest
}

fn ean_13(costs: &[f32], answer: &mut Answer) -> Option<()> {
    let (left, right) = costs.split_at(6 * 20);
    let right = sums(right, 0, 0);
    let least = |costs: &[f32]| costs.iter().copied().fold(f32::INFINITY, f32::min);
    let mut best = Two::NONE;
    // Which first digit could be best, by the cheapest digits of its sets.
    let mut firsts: [(f32, u64, u8); 10] = std::array::from_fn(|first| {
        let sets = FIRST_DIGIT[first];
        let of =
            |(place, costs): (usize, &[f32])| least(&costs[if sets >> (5 - place) & 1 == 1 { 10 } else { 0 }..][..10]);
        (left.chunks_exact(20).enumerate().map(of).sum(), first as u64, sets)
    });
    firsts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rest = right.iter().map(|two| two.0[0].0).fold(f32::INFINITY, f32::min);
    for (bound, first, sets) in firsts {
        let [(cost, _), (next, _)] = best.0;
        if bound + rest >= next.min(cost + 2.0 * WORST) {
            break;
        }
        for (n, before) in sums(left, first, sets).iter().enumerate() {
            for (cost, path) in before.0 {
                for (more, digits) in right[(10 - n) % 10].0 {
                    best.offer(cost + more, path << 24 | digits);
                }
            }
        }
    }
    best.answer(13, 12, answer)
}

fn ean_8(costs: &[f32], answer: &mut Answer) -> Option<()> {
    sums(costs, 0, 0)[0].answer(8, 8, answer)
}

/// Its check digit is spelt by the sets, so all pairs of the two best digits of each place are tried.
fn upc_e(costs: &[f32], answer: &mut Answer) -> Option<()> {
    let mut best = Two::NONE;
    // The two best digits of each place in either set.
    let two: [[[(f32, u64); 2]; 2]; 6] = std::array::from_fn(|place| {
        [0, 10].map(|set| {
            let mut two = Two::NONE;
            (0..).zip(&costs[place * 20 + set..][..10]).for_each(|(digit, &cost)| two.offer(cost, digit));
            two.0
        })
    });
    for (system, flip) in [(0u64, 0), (1, 0b111111)] {
        for (check, sets) in (0u64..).zip(UPC_E_CHECK) {
            let sets = sets ^ flip;
            let pairs: [_; 6] = std::array::from_fn(|place| two[place][usize::from(sets >> (5 - place) & 1)]);
            let [_, (next, _)] = best.0;
            if pairs.iter().map(|two| two[0].0).sum::<f32>() >= next {
                continue;
            }
            for choice in 0..64usize {
                let picks = || (0..6).map(|place| pairs[place][choice >> place & 1]);
                let path = picks().fold(system, |path, (_, digit)| path << 4 | digit) << 4 | check;
                let digits = std::array::from_fn(|i| (path >> (4 * (7 - i)) & 15) as u8);
                if upc_e_holds(digits) {
                    best.offer(picks().map(|(cost, _)| cost).sum(), path);
                }
            }
        }
    }
    best.answer(8, 6, answer)
}
