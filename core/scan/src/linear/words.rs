//! Code 128: the cheapest words that are right modulo 103, and the text they spell.

use super::sighting::WORST;
use super::solve::Answer;
use crate::Fnc1;

/// Words of a place that are tried; the others fit much worse.
const TRIED: usize = 5;

/// A step of the two cheapest ways to a remainder: its cost, the word, and the remainder and rank it came from.
type Step = (f32, u8, u8, u8);
const NONE: [Step; 2] = [(f32::INFINITY, 0, 0, 0); 2];

/// Finds the cheapest words; owns its buffer.
#[derive(Default)]
pub(super) struct Words {
    /// For each place the steps to each remainder.
    steps: Vec<[[Step; 2]; 103]>,
}

impl Words {
    pub fn solve(&mut self, costs: &[f32], answer: &mut Answer) -> Option<()> {
        let places = costs.len() / 106;
        if places < 3 {
            return None;
        }
        let steps = &mut self.steps;
        steps.clear();
        for (place, costs) in costs.chunks_exact(106).take(places - 1).enumerate() {
            let mut next = [NONE; 103];
            for (cost, word) in cheapest(costs, place == 0) {
                if place == 0 {
                    offer(&mut next[usize::from(word) % 103], (cost, word, 0, 0));
                    continue;
                }
                for (rest, two) in steps[place - 1].iter().enumerate() {
                    for (rank, before) in two.iter().enumerate().filter(|(_, before)| before.0.is_finite()) {
                        let to = (rest + place * usize::from(word)) % 103;
                        offer(&mut next[to], (before.0 + cost, word, rest as u8, rank as u8));
                    }
                }
            }
            steps.push(next);
        }
        spelt(costs, steps, answer)
    }
}

fn spelt(costs: &[f32], steps: &[[[Step; 2]; 103]], answer: &mut Answer) -> Option<()> {
    let places = steps.len() + 1;
    // The last word is the remainder of all before it.
    let check = &costs[(places - 1) * 106..];
    let mut best = NONE;
    for (rest, two) in steps[places - 2].iter().enumerate() {
        for (rank, step) in two.iter().enumerate() {
            offer(&mut best, (step.0 + check[rest], rest as u8, rest as u8, rank as u8));
        }
    }
    let [(cost, last, mut rest, mut rank), (next, ..)] = best;
    if !cost.is_finite() {
        return None;
    }
    let words = &mut answer.raw;
    words.extend([106, last]);
    for place in steps.iter().rev() {
        let (_, word, from, of) = place[usize::from(rest)][usize::from(rank)];
        words.push(word);
        (rest, rank) = (from, of);
    }
    words.reverse();
    answer.fnc1 = spell(&words[..words.len() - 2], &mut answer.text)?;
    answer.margin = next.min(cost + 2.0 * WORST) - cost;
    answer.misfit = cost / places as f32;
    (!answer.text.is_empty()).then_some(())
}

fn offer(two: &mut [Step; 2], step: Step) {
    if step.0 < two[0].0 {
        *two = [step, two[0]];
    } else if step.0 < two[1].0 {
        two[1] = step;
    }
}

/// The words that fit best: a start in the first place, anything else in the others.
fn cheapest(costs: &[f32], start: bool) -> impl Iterator<Item = (f32, u8)> {
    let mut words = [(f32::INFINITY, 0u8); TRIED];
    for word in if start { 103..106 } else { 0..103 } {
        let mut now = (costs[usize::from(word)], word);
        if now.0 < words[TRIED - 1].0 {
            for known in &mut words {
                if now.0 < known.0 {
                    std::mem::swap(&mut now, known);
                }
            }
        }
    }
    words.into_iter().filter(|word| word.0.is_finite())
}

const SHIFT: u8 = 98;
const FNC1: u8 = 102;
const GS: char = '\u{1d}';

#[derive(Clone, Copy, PartialEq)]
enum Set {
    A,
    B,
    C,
}

/// The text of a start and its data words. FNC1 in the first place is told apart, elsewhere it is GS1's separator;
/// FNC4 lifts the next character, or all after a double one, into Latin-1. None where a word has no meaning.
fn spell(words: &[u8], text: &mut String) -> Option<Option<Fnc1>> {
    let (start, data) = words.split_first()?;
    let mut set = [Set::A, Set::B, Set::C].into_iter().nth(usize::from(start.checked_sub(103)?))?;
    let mut fnc1 = None;
    let (mut shifted, mut high, mut high_next) = (None, false, false);
    for (place, &word) in data.iter().enumerate() {
        let now: Set = shifted.take().unwrap_or(set);
        match (now, word) {
            (_, FNC1) if place == 0 => fnc1 = Some(Fnc1::First),
            (_, FNC1) if place == 1 && is_application(words) => fnc1 = Some(Fnc1::Second),
            (_, FNC1) => text.push(GS),
            (Set::C, 0..=99) => {
                text.push(char::from(b'0' + word / 10));
                text.push(char::from(b'0' + word % 10));
            }
            (Set::C, 100) | (Set::A, 100) => set = Set::B,
            (Set::C, 101) | (Set::B, 101) => set = Set::A,
            (Set::A | Set::B, 99) => set = Set::C,
            (Set::A | Set::B, 96 | 97) => {} // FNC3 programs a reader, FNC2 asks it to wait: neither is text
            (Set::A, SHIFT) => shifted = Some(Set::B),
            (Set::B, SHIFT) => shifted = Some(Set::A),
            (Set::A, 101) | (Set::B, 100) => {
                // FNC4: once for a character, twice in a row for all that follow.
                if high_next {
                    (high, high_next) = (!high, false);
                } else {
                    high_next = true;
                }
                continue;
            }
            (set, 0..=95) => {
                let low = if set == Set::A && word >= 64 { word - 64 } else { word + 32 };
                let lift = high != high_next;
                high_next = false;
                text.push(char::from(if lift { low | 0x80 } else { low }));
            }
            _ => return None,
        }
    }
    Some(fnc1)
}

/// A single letter, or two digits, before FNC1: an application's own format.
fn is_application(words: &[u8]) -> bool {
    match (words[0], words[1]) {
        (105, 0..=99) => true,
        (103 | 104, word) => (33..=58).contains(&word) || (65..=90).contains(&word),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(words: &[u8]) -> Vec<f32> {
        words.iter().flat_map(|&word| (0..106).map(move |w| if w == word { 0.1 } else { WORST })).collect()
    }

    fn solved(costs: &[f32]) -> Option<(String, usize)> {
        let mut answer = Answer::default();
        Words::default().solve(costs, &mut answer).map(|()| (answer.text, answer.raw.len()))
    }

    #[test]
    fn the_example_of_the_standard_is_read_and_a_doubtful_word_is_found_by_the_check() {
        let words = [103, 48, 42, 42, 17, 18, 19, 35, 54];
        assert_eq!(solved(&costs(&words)), Some(("PJJ123C".to_owned(), 10)));
        let mut doubt = costs(&words);
        doubt[2 * 106 + 43] = 0.0; // a K fits a little better than the J
        assert_eq!(solved(&doubt), Some(("PJJ123C".to_owned(), 10)));
    }

    #[test]
    fn function_characters_are_told_apart() {
        let spelt = |words: &[u8]| {
            let mut text = String::new();
            spell(words, &mut text).map(|fnc1| (text, fnc1))
        };
        assert_eq!(spelt(&[105, 102, 10, 42]), Some(("1042".to_owned(), Some(Fnc1::First))));
        assert_eq!(spelt(&[105, 10, 102, 42]), Some(("1042".to_owned(), Some(Fnc1::Second))));
        assert_eq!(spelt(&[104, 33, 34, 102, 35]), Some(("AB\u{1d}C".to_owned(), None)));
        assert_eq!(spelt(&[104, 100, 33, 33]), Some(("\u{c1}A".to_owned(), None)));
        assert_eq!(spelt(&[104, 100, 100, 33, 33, 100, 33]), Some(("\u{c1}\u{c1}A".to_owned(), None)));
        assert_eq!(spelt(&[104, 98, 65, 33]), Some(("\u{1}A".to_owned(), None)));
        assert_eq!(spelt(&[104, 96, 33]), Some(("A".to_owned(), None)));
    }
}
