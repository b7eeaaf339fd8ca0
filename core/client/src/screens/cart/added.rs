//! What is said after "add".

use petpro_domain::Lang;
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::Cart;
use crate::screens::Say;
use crate::state::Done;

/// The confirmation of an "add".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Added {
    /// "Added to Cart: …", or that it went to saved for later; then what the line warns of.
    pub said: Vec<Say>,
    /// How a screen reader tells all of it; it is on the screen only for a moment.
    pub announce: Announce,
}

/// The two ways in which every platform's screen readers take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Announce {
    /// After what is being read: it came true.
    Polite,
    /// At once: it came otherwise than meant.
    Assertive,
}

/// What to say of an "add" that is done, from the cart as it is now.
pub fn added(lang: Lang, done: &Done, cart: &Cart) -> Added {
    let line = cart.shops.iter().flat_map(|shop| &shop.lines).find(|line| line.line == done.line);
    let saved = || cart.saved.iter().find(|line| line.line == done.line).map(|line| &line.name);
    let name = line.map(|line| &line.name).or_else(saved).map_or("", String::as_str);
    let (key, announce) = match done.saved_instead {
        true => ("cart-added-saved", Announce::Assertive),
        false => ("cart-added", Announce::Polite),
    };
    let mut said = vec![Say::new(lang, key, &[("name", Arg::from(name))])];
    said.extend(line.into_iter().flat_map(|line| &line.warnings).map(|note| note.say.clone()));
    Added { said, announce }
}
