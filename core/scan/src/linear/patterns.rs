//! Widths of the elements of each symbol character, in modules (ISO/IEC 15420 and 15417).

/// Space, bar, space, bar of an odd EAN digit (set A). Set C has the same widths beginning with a bar; set B is A read
/// backwards.
pub(super) const EAN: [[u8; 4]; 10] = [
    [3, 2, 1, 1],
    [2, 2, 2, 1],
    [2, 1, 2, 2],
    [1, 4, 1, 1],
    [1, 1, 3, 2],
    [1, 2, 3, 1],
    [1, 1, 1, 4],
    [1, 3, 1, 2],
    [1, 2, 1, 3],
    [3, 1, 1, 2],
];

/// Which of the left six digits of an EAN-13 are of set B, the leftmost in the highest bit: this spells its first digit.
pub(super) const FIRST_DIGIT: [u8; 10] =
    [0b000000, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110, 0b011010];

/// The same of a UPC-E of number system 0, by its check digit; number system 1 has the other sets.
pub(super) const UPC_E_CHECK: [u8; 10] =
    [0b111000, 0b110100, 0b110010, 0b110001, 0b101100, 0b100110, 0b100011, 0b101010, 0b101001, 0b100101];

/// Six elements of each Code 128 word, the bar first, as digits; 103 to 105 are the starts A, B and C.
const WORDS: [u32; 106] = [
    212222, 222122, 222221, 121223, 121322, 131222, 122213, 122312, 132212, 221213, 221312, 231212, 112232, 122132,
    122231, 113222, 123122, 123221, 223211, 221132, 221231, 213212, 223112, 312131, 311222, 321122, 321221, 312212,
    322112, 322211, 212123, 212321, 232121, 111323, 131123, 131321, 112313, 132113, 132311, 211313, 231113, 231311,
    112133, 112331, 132131, 113123, 113321, 133121, 313121, 211331, 231131, 213113, 213311, 213131, 311123, 311321,
    331121, 312113, 312311, 332111, 314111, 221411, 431111, 111224, 111422, 121124, 121421, 141122, 141221, 112214,
    112412, 122114, 122411, 142112, 142211, 241211, 221114, 413111, 241112, 134111, 111242, 121142, 121241, 114212,
    124112, 124211, 411212, 421112, 421211, 212141, 214121, 412121, 111143, 111341, 131141, 114113, 114311, 411113,
    411311, 113141, 114131, 311141, 411131, 211412, 211214, 211232,
];

/// The elements of a Code 128 word.
pub(super) const CODE_128: [[u8; 6]; 106] = {
    let mut words = [[0; 6]; 106];
    let mut word = 0;
    while word < 106 {
        let (mut rest, mut element) = (WORDS[word], 6);
        while element > 0 {
            element -= 1;
            words[word][element] = (rest % 10) as u8;
            rest /= 10;
        }
        word += 1;
    }
    words
};

/// Seven elements, 13 modules; it begins with a bar and ends with one.
pub(super) const STOP: [u8; 7] = [2, 3, 3, 1, 1, 1, 2];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_its_length() {
        assert!(EAN.iter().all(|digit| digit.iter().sum::<u8>() == 7));
        assert!(CODE_128.iter().all(|word| word.iter().sum::<u8>() == 11));
        assert_eq!(STOP.iter().sum::<u8>(), 13);
    }

    #[test]
    fn the_bars_of_a_code_128_word_are_even_together() {
        assert!(CODE_128.iter().all(|word| (word[0] + word[2] + word[4]) % 2 == 0));
    }
}
