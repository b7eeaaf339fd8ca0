//! A stranger's text, made harmless to look at.

/// Most characters that a preview shows.
pub const PREVIEW: usize = 80;

/// At most [`PREVIEW`] characters on one line. Control characters become spaces, and the invisible
/// ones that turn or hide text (bidi marks, zero widths, fillers, tags) are left out, so that what is
/// shown is what is there.
pub fn preview(text: &str) -> String {
    let line = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let clean = text.chars().filter(|c| !is_invisible(*c)).map(line);
    let mut shown = clean.skip_while(|c| c.is_whitespace());
    let mut preview: String = shown.by_ref().take(PREVIEW).collect();
    preview.truncate(preview.trim_end().len());
    if shown.any(|c| !c.is_whitespace()) {
        preview.pop();
        preview.push('…');
    }
    preview
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_hidden_and_nothing_leaves_the_line() {
        assert_eq!(preview("pay\u{202e}gnp.exe\n\u{1b}[31mred"), "paygnp.exe  [31mred");
        assert_eq!(preview("\u{2066}a\u{2069}\u{200b}b\u{3164}\u{e0041}c\0d\u{85}e"), "abc d e");
        let long = "犬".repeat(200);
        let shown = preview(&long);
        assert_eq!(shown.chars().count(), PREVIEW);
        assert!(shown.ends_with('…'));
    }

    proptest! {
        #[test]
        fn no_text_leaves_a_control_or_an_invisible_character(text in any::<String>()) {
            let shown = preview(&text);
            prop_assert!(shown.chars().count() <= PREVIEW);
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
