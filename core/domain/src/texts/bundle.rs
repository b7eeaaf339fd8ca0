//! Looking a message up and filling it in.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use super::Lang;
use super::format::count;
use crate::code::Code;

macro_rules! sources {
    ($lang:literal) => {
        &[
            include_str!(concat!("../../texts/", $lang, "/problems.ftl")),
            include_str!(concat!("../../texts/", $lang, "/cart.ftl")),
            include_str!(concat!("../../texts/", $lang, "/outbox.ftl")),
            include_str!(concat!("../../texts/", $lang, "/goods.ftl")),
            include_str!(concat!("../../texts/", $lang, "/cli.ftl")),
            include_str!(concat!("../../texts/", $lang, "/scan.ftl")),
            include_str!(concat!("../../texts/", $lang, "/account.ftl")),
            include_str!(concat!("../../texts/", $lang, "/notices.ftl")),
            include_str!(concat!("../../texts/", $lang, "/order.ftl")),
            include_str!(concat!("../../texts/", $lang, "/pass.ftl")),
            include_str!(concat!("../../texts/", $lang, "/pets.ftl")),
            include_str!(concat!("../../texts/", $lang, "/visits.ftl")),
            include_str!(concat!("../../texts/", $lang, "/desk.ftl")),
            include_str!(concat!("../../texts/", $lang, "/shop.ftl")),
            include_str!(concat!("../../texts/", $lang, "/app.ftl")),
        ]
    };
}

type Bundle = FluentBundle<FluentResource>;

static EN: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En));
static JA: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Ja));
static KO: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Ko));
static ZH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Zh));

/// The area files of a language, as they stand in `texts/<lang>/`.
pub(super) fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => sources!("en"),
        Lang::Ja => sources!("ja"),
        Lang::Ko => sources!("ko"),
        Lang::Zh => sources!("zh"),
    }
}

fn bundle(lang: Lang) -> Bundle {
    let locale: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation marks are for right-to-left text, which none of the four is; at a terminal they show.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(count(number.value as i64)),
        _ => None,
    }));
    for source in sources(lang) {
        // A broken message is skipped here and found by a test; a person still gets the others.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn of(lang: Lang) -> &'static Bundle {
    match lang {
        Lang::En => &EN,
        Lang::Ja => &JA,
        Lang::Ko => &KO,
        Lang::Zh => &ZH,
    }
}

/// What fills a placeable. Money and dates come formatted, as text; a number chooses plurals and
/// is shown with its thousands apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Shown as it is.
    Text(Cow<'a, str>),
    /// A count.
    Count(u32),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
impl From<u32> for Arg<'_> {
    fn from(n: u32) -> Self {
        Self::Count(n)
    }
}
impl From<usize> for Arg<'_> {
    fn from(n: usize) -> Self {
        Self::Count(u32::try_from(n).unwrap_or(u32::MAX))
    }
}

/// No arguments: `text(lang, "cart-empty", args::NONE)`.
pub mod args {
    use super::Arg;

    /// For messages without placeables.
    pub const NONE: &[(&str, Arg<'static>)] = &[];
}

/// The message `id` (or its attribute, `id.next`) in `lang`; in English where `lang` has none, and
/// the id itself where nobody has it.
pub fn text(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> String {
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, arg) in args {
        match arg {
            Arg::Text(text) => values.set(*name, text.as_ref()),
            Arg::Count(n) => values.set(*name, *n),
        }
    }
    look_up(of(lang), id, &values).or_else(|| look_up(&EN, id, &values)).unwrap_or_else(|| id.to_owned())
}

fn look_up(bundle: &Bundle, id: &str, args: &FluentArgs<'_>) -> Option<String> {
    let (id, attribute) = id.split_once('.').map_or((id, None), |(id, name)| (id, Some(name)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

/// A problem in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wording {
    /// What it is, short.
    pub title: String,
    /// What happened.
    pub detail: String,
    /// What to do now.
    pub next: String,
}

/// A code in words.
pub fn problem(lang: Lang, code: Code) -> Wording {
    wording(lang, code.name(), args::NONE)
}

/// A message that has all three parts, like those of codes and of a desk's verdicts.
pub fn wording(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> Wording {
    Wording {
        title: text(lang, id, args),
        detail: text(lang, &format!("{id}.detail"), args),
        next: text(lang, &format!("{id}.next"), args),
    }
}
