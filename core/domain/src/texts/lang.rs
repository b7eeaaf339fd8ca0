//! The languages PetPro speaks.

use serde::{Deserialize, Serialize};

/// A language of the text catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English, also what a missing message falls back to.
    #[default]
    En,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// All four, English first.
    pub const ALL: [Self; 4] = [Self::En, Self::Ja, Self::Ko, Self::Zh];

    /// BCP 47 primary tag: `en`, `ja`, `ko`, `zh`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::Zh => "zh",
        }
    }

    /// From a tag or a POSIX locale: `ja`, `ja-JP`, `ja_JP.UTF-8`. `None` for other languages.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }

    /// The first language of an `Accept-Language` list that is spoken here, by its weights.
    /// English where none is.
    pub fn negotiate(accept: &str) -> Self {
        let mut best = (0u32, Self::En);
        for part in accept.split(',') {
            let mut pieces = part.trim().split(';');
            let Some(lang) = pieces.next().and_then(Self::parse) else { continue };
            let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")).map_or(1_000, thousandths);
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }
}

/// `0.8` as 800; integers only. What cannot be read weighs nothing.
fn thousandths(q: &str) -> u32 {
    let (whole, part) = q.trim().split_once('.').unwrap_or((q.trim(), ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u32>()) {
        ("1", _) => 1_000,
        ("0", Ok(part)) => part,
        _ => 0,
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn tags_and_posix_locales_name_a_language() {
        assert_eq!(Lang::parse("ja_JP.UTF-8"), Some(Lang::Ja));
        assert_eq!(Lang::parse("zh-Hans-CN"), Some(Lang::Zh));
        assert_eq!(Lang::parse("KO"), Some(Lang::Ko));
        assert_eq!(Lang::parse("fr"), None);
    }

    #[test]
    fn the_heaviest_spoken_language_wins() {
        assert_eq!(Lang::negotiate("fr, ko;q=0.5, ja;q=0.9, en;q=0.1"), Lang::Ja);
        assert_eq!(Lang::negotiate("zh-CN,zh;q=0.9,en;q=0.8"), Lang::Zh);
        assert_eq!(Lang::negotiate("ja;q=0, fr"), Lang::En);
        assert_eq!(Lang::negotiate(""), Lang::En);
        assert_eq!(Lang::negotiate("ja;q=;;,,q=1"), Lang::En);
    }
}
