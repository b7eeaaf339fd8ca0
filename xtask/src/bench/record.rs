//! The figures in a document: a bench rewrites its own table and leaves the words around it alone.

use anyhow::{Context, Result};

use super::figure::{Figure, short};

/// The document with this topic's table between its marks, `<!-- bench orders -->` and `<!-- end -->`.
///
/// # Errors
/// A document without the marks.
pub fn put(document: &str, topic: &str, command: &str, figures: &[Figure]) -> Result<String> {
    let begin = format!("<!-- bench {topic} -->\n");
    let missing = || format!("the document has no line {:?}", begin.trim_end());
    let from = document.find(&begin).with_context(missing)? + begin.len();
    let to = from + document[from..].find("<!-- end -->").with_context(|| format!("{topic}'s table has no end"))?;
    Ok(format!("{}{}{}", &document[..from], table(command, figures), &document[to..]))
}

fn table(command: &str, figures: &[Figure]) -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut text = format!(
        "`{command}`, {cores} cores:\n\n| figure | value | floor | ratio | bar | |\n|---|--:|--:|--:|---|---|\n"
    );
    for figure in figures {
        let number = |value: Option<f64>| value.map_or_else(String::new, short);
        let verdict = match (&figure.bar, figure.ok) {
            (None, _) => "",
            (Some(_), true) => "ok",
            (Some(_), false) => "**missed**",
        };
        let Figure { name, unit, bar, .. } = figure;
        text += &format!(
            "| {name} | {} {unit} | {} | {} | {} | {verdict} |\n",
            short(figure.value),
            number(figure.floor),
            number(figure.ratio),
            bar.as_deref().unwrap_or_default(),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "words\n<!-- bench a -->\nold\n<!-- end -->\nmore\n<!-- bench b -->\nkept\n<!-- end -->\n";

    fn figure() -> Figure {
        let line = serde_json::json!({"name": "a.rate", "value": 3220.4, "unit": "/s", "floor": null, "ratio": null,
            "bar": ">= 3000 /s", "ok": true});
        serde_json::from_value(line).unwrap()
    }

    #[test]
    fn a_bench_rewrites_its_own_table_only() {
        let written = put(DOCUMENT, "a", "cargo xtask bench a", &[figure()]).unwrap();
        assert!(written.starts_with("words\n<!-- bench a -->\n`cargo xtask bench a`, "), "{written}");
        assert!(written.contains("| a.rate | 3220 /s |  |  | >= 3000 /s | ok |\n<!-- end -->\nmore"), "{written}");
        assert!(!written.contains("old") && written.contains("kept"), "{written}");
        assert_eq!(put(&written, "a", "cargo xtask bench a", &[figure()]).unwrap(), written, "twice is once");
    }

    #[test]
    fn a_document_without_a_place_for_it_is_left_alone() {
        let refused = put(DOCUMENT, "c", "cargo xtask bench c", &[]).unwrap_err();
        assert!(refused.to_string().contains("<!-- bench c -->"), "{refused}");
    }
}
