//! The text that fits best among all that are right by their check, and how far ahead it is.

use super::patterns::{FIRST_DIGIT, UPC_E_CHECK};
use super::sighting::{Kind, WORST};
use super::words;
use crate::Fnc1;
use crate::check::upc_e_holds;

/// What the costs of all characters come to.
#[derive(Clone, Debug, PartialEq)]
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

pub(super) fn solve(kind: Kind, costs: &[f32]) -> Option<Answer> {
    let answer = match kind {
        Kind::Ean13 => ean_13(costs),
        Kind::Ean8 => ean_8(costs),
        Kind::UpcE => upc_e(costs),
        Kind::Code128 => words::solve(costs),
    }?;
    let characters = costs.chunks_exact(kind.alphabet());
    let least: f32 = characters.clone().map(|costs| costs.iter().copied().fold(WORST, f32::min)).sum();
    Some(Answer { repair: answer.misfit * characters.len() as f32 - least, ..answer })
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

    fn answer(self, digits: usize) -> Option<Answer> {
        let [(best, path), (next, _)] = self.0;
        let digit = |i: usize| char::from(b'0' + (path >> (4 * (digits - 1 - i)) & 15) as u8);
        let next = next.min(best + 2.0 * WORST);
        let text = (0..digits).map(digit).collect();
        let answer = Answer { text, raw: Vec::new(), fnc1: None, misfit: 0.0, repair: 0.0, margin: next - best };
        best.is_finite().then_some(answer)
    }
}

/// All digits' two cheapest sums by their remainder modulo ten. `sets` says for each place whether set B is meant.
fn sums(costs: &[f32], first: u64, weights: [u64; 2], sets: u8) -> [Two; 10] {
    let mut by_rest = [Two::NONE; 10];
    by_rest[(first % 10) as usize] = Two([(0.0, first), (f32::INFINITY, 0)]);
    let places = costs.len() / 20;
    for (place, costs) in costs.chunks_exact(20).enumerate() {
        let b = place < 6 && places == 12 && sets >> (5 - place) & 1 == 1;
        let costs = &costs[if b { 10 } else { 0 }..][..10];
        let mut next = [Two::NONE; 10];
        for (rest, two) in by_rest.iter().enumerate() {
            for &(sum, path) in two.0.iter().filter(|(sum, _)| sum.is_finite()) {
                for (digit, &cost) in costs.iter().enumerate() {
                    let to = (rest as u64 + weights[place % 2] * digit as u64) % 10;
                    next[to as usize].offer(sum + cost, path << 4 | digit as u64);
                }
            }
        }
        by_rest = next;
    }
    by_rest
}

fn ean_13(costs: &[f32]) -> Option<Answer> {
    let mut best = Two::NONE;
    for (first, sets) in (0..).zip(FIRST_DIGIT) {
        let right = sums(costs, first, [3, 1], sets)[0];
        right.0.iter().for_each(|&(cost, path)| best.offer(cost, path));
    }
    best.answer(13).map(|answer| Answer { misfit: best.0[0].0 / 12.0, ..answer })
}

fn ean_8(costs: &[f32]) -> Option<Answer> {
    let best = sums(costs, 0, [3, 1], 0)[0];
    best.answer(8).map(|answer| Answer { misfit: best.0[0].0 / 8.0, ..answer })
}

/// Its check digit is spelt by the sets, so all pairs of the two best digits of each place are tried.
fn upc_e(costs: &[f32]) -> Option<Answer> {
    let mut best = Two::NONE;
    for (system, flip) in [(0u64, 0), (1, 0b111111)] {
        for (check, sets) in (0u64..).zip(UPC_E_CHECK) {
            let sets = sets ^ flip;
            let pairs: [[(f32, u64); 2]; 6] = std::array::from_fn(|place| {
                let b = sets >> (5 - place) & 1 == 1;
                let mut two = Two::NONE;
                let costs = &costs[place * 20 + if b { 10 } else { 0 }..][..10];
                (0..).zip(costs).for_each(|(digit, &cost)| two.offer(cost, digit));
                two.0
            });
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
    best.answer(8).map(|answer| Answer { misfit: best.0[0].0 / 6.0, ..answer })
}
