//! Reed-Solomon over GF(256): up to half as many wrong words as there are words of correction, or as many as all of them
//! where it is known which ones are doubtful.
//!
//! Berlekamp and Massey with erasures, Chien's search, Forney's values; see Blahut, "Algebraic Codes for Data
//! Transmission" (2003), chapters 6 and 7.

/// Words of correction a block has at most.
const MOST: usize = 30;

/// Powers of 2 modulo x^8 + x^4 + x^3 + x^2 + 1, twice, so that logarithms need not be reduced; and their logarithms.
const POWERS: [u8; 512] = powers();
const LOGS: [u8; 256] = logs();

const fn powers() -> [u8; 512] {
    let (mut all, mut power, mut i) = ([0; 512], 1u16, 0);
    while i < 512 {
        all[i] = power as u8;
        power <<= 1;
        if power & 0x100 != 0 {
            power ^= 0x11d;
        }
        i += 1;
    }
    all
}

const fn logs() -> [u8; 256] {
    let (mut all, mut i) = ([0; 256], 0);
    while i < 255 {
        all[POWERS[i] as usize] = i as u8;
        i += 1;
    }
    all
}

fn times(a: u8, b: u8) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => 0,
        _ => POWERS[usize::from(LOGS[usize::from(a)]) + usize::from(LOGS[usize::from(b)])],
    }
}

/// 2 to this power.
fn power(n: usize) -> u8 {
    POWERS[n % 255]
}

fn inverse(a: u8) -> u8 {
    POWERS[255 - usize::from(LOGS[usize::from(a)])]
}

/// A polynomial, lowest power first.
type Poly = [u8; MOST + 2];

fn value(poly: &[u8], at: u8) -> u8 {
    poly.iter().rev().fold(0, |sum, &of| times(sum, at) ^ of)
}

/// What the words leave when divided by each root of the generator: all zero where they are whole.
fn syndromes(words: &[u8], correction: usize) -> [u8; MOST] {
    let mut all = [0; MOST];
    for (nth, syndrome) in all[..correction].iter_mut().enumerate() {
        let root = power(nth);
        *syndrome = words.iter().fold(0, |sum, &word| times(sum, root) ^ word);
    }
    all
}

/// Puts a block right, data first and `correction` words of correction behind it. `doubtful`: places whose words may be
/// anything. Answers how many words beside these were wrong; none where it cannot be told what was meant.
pub(super) fn correct(words: &mut [u8], correction: usize, doubtful: &[usize]) -> Option<usize> {
    let (n, erased) = (words.len(), doubtful.len());
    if correction > MOST || n > 255 || n <= correction || erased > correction {
        return None;
    }
    let syndromes = syndromes(words, correction);
    if syndromes.iter().all(|&syndrome| syndrome == 0) {
        return Some(0);
    }
    // The locator has the inverse of 2^place, counted from the end, as a root for each wrong word.
    let mut locator: Poly = [0; MOST + 2];
    locator[0] = 1;
    for (degree, &place) in doubtful.iter().enumerate() {
        let root = power(n - 1 - place);
        for i in (0..=degree).rev() {
            locator[i + 1] ^= times(locator[i], root);
        }
    }
    let (mut before, mut length) = (locator, erased);
    for r in erased..correction {
        let off = (0..=length.min(r)).fold(0, |sum, j| sum ^ times(locator[j], syndromes[r - j]));
        before.copy_within(..MOST + 1, 1);
        before[0] = 0;
        if off == 0 {
            continue;
        }
        let old = locator;
        locator.iter_mut().zip(&before).for_each(|(of, &other)| *of ^= times(off, other));
        if 2 * length <= r + erased {
            length = r + 1 + erased - length;
            let scale = inverse(off);
            before = old.map(|of| times(of, scale));
        }
    }
    if 2 * length > correction + erased {
        return None;
    }
    // The evaluator, and the derivative of the locator: its odd terms.
    let mut evaluator = [0; MOST];
    for (i, of) in evaluator[..correction].iter_mut().enumerate() {
        *of = (0..=length.min(i)).fold(0, |sum, j| sum ^ times(locator[j], syndromes[i - j]));
    }
    let (mut found, mut wrong) = (0, 0);
    for (place, word) in words.iter_mut().enumerate() {
        let root = power(n - 1 - place);
        let at = inverse(root);
        if value(&locator[..=length], at) != 0 {
            continue;
        }
        found += 1;
        let square = times(at, at);
        let slope = locator[1..=length].iter().step_by(2).rev().fold(0, |sum, &of| times(sum, square) ^ of);
        if slope == 0 {
            return None;
        }
        let by = times(root, times(value(&evaluator[..correction], at), inverse(slope)));
        wrong += usize::from(by != 0 && !doubtful.contains(&place));
        *word ^= by;
    }
    let is_whole = || self::syndromes(words, correction).iter().all(|&syndrome| syndrome == 0);
    (found == length && is_whole()).then_some(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Data of 0, 1, 2 … and its words of correction.
    fn block(data: usize, correction: usize) -> Vec<u8> {
        let mut generator = vec![1u8];
        for nth in 0..correction {
            let mut next = vec![0; generator.len() + 1];
            for (i, &of) in generator.iter().enumerate() {
                next[i] ^= of;
                next[i + 1] ^= times(of, power(nth));
            }
            generator = next;
        }
        let mut words: Vec<u8> = (0..data as u32).map(|i| (i * 37 % 251) as u8).collect();
        let mut rest = vec![0; correction];
        for &word in &words {
            let factor = word ^ rest[0];
            rest.rotate_left(1);
            rest[correction - 1] = 0;
            rest.iter_mut().zip(&generator[1..]).for_each(|(rest, &of)| *rest ^= times(of, factor));
        }
        words.extend(rest);
        words
    }

    /// Places in the order of a walk that meets each once.
    fn places(n: usize, seed: usize) -> impl Iterator<Item = usize> {
        let step = (1..n)
            .map(|step| (step + seed) % n)
            .find(|&step| (2..=n).all(|d| !(n.is_multiple_of(d) && step.is_multiple_of(d))));
        (0..n).map(move |i| (seed + i * step.unwrap_or(1)) % n)
    }

    #[test]
    fn as_many_errors_as_half_the_correction_are_put_right() {
        for (data, correction) in [(19, 7), (9, 17), (16, 10), (118, 30), (68, 18)] {
            let right = block(data, correction);
            for seed in 0..20 {
                for errors in 0..=correction / 2 {
                    let mut words = right.clone();
                    let n = words.len();
                    places(n, seed).take(errors).for_each(|at| words[at] ^= (seed * 7 + at + 1) as u8 | 1);
                    assert_eq!(correct(&mut words, correction, &[]), Some(errors));
                    assert_eq!(words, right);
                }
            }
        }
    }

    #[test]
    fn doubtful_words_cost_half_as_much_as_wrong_ones() {
        let right = block(44, 26);
        for seed in 0..20 {
            for doubtful in (0..=26).step_by(2) {
                let mut words = right.clone();
                let places: Vec<usize> = places(words.len(), seed).take(doubtful + (26 - doubtful) / 2).collect();
                // One doubtful word in three is right after all.
                places.iter().filter(|&&at| at % 3 > 0 || !places[..doubtful].contains(&at)).for_each(|&at| {
                    words[at] ^= (seed + at) as u8 | 1;
                });
                assert_eq!(correct(&mut words, 26, &places[..doubtful]), Some((26 - doubtful) / 2));
                assert_eq!(words, right);
            }
        }
    }

    #[test]
    fn too_many_errors_are_nearly_always_noticed() {
        let right = block(44, 26);
        let noticed = (0..200).filter(|&seed| {
            let mut words = right.clone();
            places(70, seed % 70).take(20).for_each(|at| words[at] ^= (seed * 31 + at * 17) as u8 | 1);
            correct(&mut words, 26, &[]).is_none()
        });
        assert!(noticed.count() >= 199);
    }
}
