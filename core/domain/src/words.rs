//! How a text becomes words that SQLite's FTS5 can find, on a device and at the server alike.
//!
//! Chinese, Japanese and Korean have no spaces, so their runs are cut into every character and
//! every pair of neighbours: one character finds, and two or more find by pairs. Everything else
//! is a word; FTS5 folds the accents of Latin itself.

/// Words for the index, separated by spaces.
pub fn for_index(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for run in runs(text) {
        if run.cjk {
            for (at, &first) in run.chars.iter().enumerate() {
                push(&mut out, &[first]);
                if let Some(&second) = run.chars.get(at + 1) {
                    push(&mut out, &[first, second]);
                }
            }
        } else {
            push(&mut out, &run.chars);
        }
    }
    out
}

/// The FTS5 query for what a person typed, or `None` when nothing searchable is in it. Every word
/// must be there; Latin words match as prefixes, so a half-typed word already finds.
pub fn for_query(text: &str) -> Option<String> {
    let mut terms = Vec::new();
    for run in runs(text) {
        if !run.cjk {
            terms.push(format!("\"{}\"*", run.chars.iter().collect::<String>()));
        } else if let [only] = run.chars[..] {
            terms.push(format!("\"{only}\""));
        } else {
            terms.extend(run.chars.windows(2).map(|pair| format!("\"{}{}\"", pair[0], pair[1])));
        }
    }
    terms.dedup();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

struct Run {
    cjk: bool,
    chars: Vec<char>,
}

/// Letters and digits in folded form, cut where the script changes; the rest only separates.
fn runs(text: &str) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut open = false;
    for c in text.chars().map(fold) {
        if let (Some(steps), true) = (voicing(c), open)
            && let Some(last) = out.last_mut().and_then(|run| run.chars.last_mut())
            && ('か'..='ほ').contains(last)
        {
            *last = char::from_u32(*last as u32 + steps).unwrap_or(*last);
            continue;
        }
        if !c.is_alphanumeric() && !is_cjk(c) && !is_mark(c) {
            open = false;
            continue;
        }
        let cjk = is_cjk(c);
        match out.last_mut() {
            Some(run) if open && (run.cjk == cjk || is_mark(c)) => run.chars.push(c),
            _ => out.push(Run { cjk, chars: vec![c] }),
        }
        open = true;
    }
    out
}

fn push(out: &mut String, word: &[char]) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.extend(word);
}

/// A voicing mark of its own (half-width, or decomposed text) goes into the kana before it: ﾀ and ﾞ are だ.
fn voicing(c: char) -> Option<u32> {
    match c {
        '\u{3099}' | '\u{309b}' | '\u{ff9e}' => Some(1),
        '\u{309a}' | '\u{309c}' | '\u{ff9f}' => Some(2),
        _ => None,
    }
}

/// Combining accents stay with their letter: FTS5 drops them there.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        // The katakana middle dot separates words.
        && c != '\u{30fb}'
}

/// Half-width katakana in code order from U+FF66.
const HALF: &str =
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// Lower case; full-width Latin becomes plain, half-width and full-width katakana become hiragana,
/// so ネコ, ﾈｺ and ねこ are one word.
fn fold(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{ff66}'..='\u{ff9d}' => HALF.chars().nth(c as usize - 0xff66).unwrap_or(c),
        other => other,
    };
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_is_cut_into_single_characters_and_pairs() {
        assert_eq!(for_index("猫砂"), "猫 猫砂 砂");
    }

    #[test]
    fn scripts_side_by_side_are_separate_words() {
        assert_eq!(for_index("CIAOちゅ 14g×4本"), "ciao ち ちゅ ゅ 14g 4 本");
    }

    #[test]
    fn one_character_asks_for_itself_and_more_ask_for_every_pair() {
        assert_eq!(for_query("猫").as_deref(), Some("\"猫\""));
        assert_eq!(for_query("キャット").as_deref(), Some("\"きゃ\" AND \"ゃっ\" AND \"っと\""));
    }

    #[test]
    fn a_half_typed_latin_word_is_a_prefix() {
        assert_eq!(for_query("Roy can").as_deref(), Some("\"roy\"* AND \"can\"*"));
    }

    #[test]
    fn width_and_kana_make_no_difference() {
        assert_eq!(for_index("ﾈｺ"), for_index("ねこ"));
        assert_eq!(for_index("ﾒﾀﾞｶ"), for_index("メダカ"));
        assert_eq!(for_index("ＤＯＧ"), "dog");
    }

    #[test]
    fn what_would_be_fts_syntax_only_separates() {
        assert_eq!(for_query("\"a\" OR (b*)").as_deref(), Some("\"a\"* AND \"or\"* AND \"b\"*"));
        assert_eq!(for_query(" -- \"*\" "), None);
    }
}
