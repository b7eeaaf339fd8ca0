//! Which test claims to cover what: `covers: S0-076, S3-007` in the comment above a test, in any
//! language of the project. The join with the tests that ran proves that the next name is a test.

use std::path::Path;

/// One comment above one test.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    pub items: Vec<String>,
    /// The test's own name, without modules.
    pub test: String,
    pub line: usize,
}

/// How a language writes comments and names tests.
struct Language {
    comments: &'static [&'static str],
    /// The name follows one of these.
    names: &'static [&'static str],
    /// Between a comment and its test: annotations.
    annotations: &'static [&'static str],
}

const C_COMMENTS: &[&str] = &["///", "//", "/**", "/*", "*"];

fn language(file: &Path) -> Option<Language> {
    let (comments, names, annotations): (_, &[&str], &[&str]) = match file.extension()?.to_str()? {
        "rs" => (C_COMMENTS, &["fn "], &["#["]),
        "swift" => (C_COMMENTS, &["func "], &["@"]),
        "kt" => (C_COMMENTS, &["fun "], &["@"]),
        "ts" | "js" | "mjs" => (C_COMMENTS, &["test(", "it("], &["@"]),
        "py" => (&["#"], &["def "], &["@"]),
        _ => return None,
    };
    Some(Language { comments, names, annotations })
}

/// The claims of one file, and the lines whose claim stands above no test.
pub fn of(file: &Path, text: &str) -> (Vec<Claim>, Vec<usize>) {
    let Some(language) = language(file) else { return (Vec::new(), Vec::new()) };
    let (mut claims, mut adrift) = (Vec::new(), Vec::new());
    let mut open: Option<(usize, Vec<String>)> = None;
    let mut brackets = 0;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        // `//!` speaks about the file, never about the next test.
        let comment = if line.starts_with("//!") {
            None
        } else {
            language.comments.iter().find_map(|mark| line.strip_prefix(mark))
        };
        if let Some(items) = comment.and_then(|words| words.trim_start_matches(['*', ' ']).strip_prefix("covers:")) {
            let items =
                items.split([',', ' ']).map(|item| item.trim_matches(['*', '/', '.'])).filter(|item| !item.is_empty());
            open.get_or_insert((at + 1, Vec::new())).1.extend(items.map(str::to_owned));
            continue;
        }
        let annotation = brackets > 0 || language.annotations.iter().any(|mark| line.starts_with(mark));
        if annotation {
            brackets += line.matches(['[', '(']).count() as i64 - line.matches([']', ')']).count() as i64;
        }
        if open.is_none() || comment.is_some() || line.is_empty() || line == "*/" {
            continue;
        }
        // Swift and Kotlin may write the annotation and the name in one line.
        match (name(line, &language), open.take()) {
            (Some(test), Some((line, items))) => claims.push(Claim { items, test, line }),
            (None, still) if annotation => open = still,
            (_, still) => adrift.extend(still.map(|(line, _)| line)),
        }
    }
    adrift.extend(open.map(|(line, _)| line));
    (claims, adrift)
}

/// `fn name(…)`, `fun \`a sentence\`()`, `test("a sentence", …)`.
fn name(line: &str, language: &Language) -> Option<String> {
    let rest = language.names.iter().find_map(|word| {
        let at = line.find(word)?;
        let alone = line[..at].chars().last().is_none_or(|before| !before.is_alphanumeric());
        alone.then(|| &line[at + word.len()..])
    })?;
    let quote = rest.chars().next().filter(|first| "\"'`".contains(*first));
    let name = match quote {
        Some(quote) => rest[1..].split(quote).next()?,
        None => rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()?,
    };
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, text: &str) -> Vec<(String, Vec<String>)> {
        let (claims, adrift) = of(Path::new(file), text);
        assert!(adrift.is_empty(), "adrift at {adrift:?}");
        claims.into_iter().map(|claim| (claim.test, claim.items)).collect()
    }

    fn one(test: &str, items: &[&str]) -> Vec<(String, Vec<String>)> {
        vec![(test.into(), items.iter().map(|item| (*item).to_owned()).collect())]
    }

    #[test]
    fn a_claim_belongs_to_the_next_test_below_its_comment() {
        let rust = "/// Both count.\n/// covers: S0-038, S0-040\n#[tokio::test]\nasync fn two_adds_count() {\n";
        assert_eq!(found("a.rs", rust), one("two_adds_count", &["S0-038", "S0-040"]));
    }

    #[test]
    fn macros_and_long_attributes_do_not_hide_the_name() {
        let rust = "proptest! {\n    /// covers: S0-047\n    #![proptest_config(x)]\n    #[test]\n    #[case(\n  1,\n)]\n    fn sums(a in 0..3) {\n";
        assert_eq!(found("a.rs", &rust.replace("#!", "#")), one("sums", &["S0-047"]));
    }

    #[test]
    fn every_language_of_the_project_is_read() {
        let swift = "/// covers: S0-010\n@Test func opensOffline() async {";
        assert_eq!(found("a.swift", swift), one("opensOffline", &["S0-010"]));
        let kotlin = "/**\n * Offline.\n * covers: S0-010\n */\n@Test\nfun `opens offline`() {";
        assert_eq!(found("a.kt", kotlin), one("opens offline", &["S0-010"]));
        assert_eq!(
            found("a.ts", "// covers: S0-010\ntest(\"opens offline\", () => {"),
            one("opens offline", &["S0-010"])
        );
        assert_eq!(found("a.py", "# covers: S0-010\ndef test_opens():"), one("test_opens", &["S0-010"]));
    }

    #[test]
    fn a_claim_above_no_test_is_told() {
        assert_eq!(of(Path::new("a.rs"), "/// covers: S0-001\nstruct Cart;\nfn a() {}").1, [1]);
        assert_eq!(of(Path::new("a.rs"), "//! covers: S0-001\nfn a() {}"), (vec![], vec![]));
        assert_eq!(of(Path::new("a.rs"), "let text = \"covers: S0-001\";\nfn a() {}"), (vec![], vec![]));
    }
}
