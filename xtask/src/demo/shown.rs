//! What the phones show, as far as the story looks at it: the plain states of the core's screens.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::cart::{Cart, Money};
use super::phone::{Phone, Problem};

/// A product in a list, with what is sold of it.
#[derive(Clone, Deserialize)]
pub struct Hit {
    pub name: String,
    pub shop: String,
    pub shop_name: String,
    pub variants: Vec<Offer>,
}

#[derive(Clone, Deserialize)]
pub struct Offer {
    pub variant: String,
    pub label: String,
    pub gtin: Option<String>,
    pub level: String,
    pub price: Money,
    #[serde(default)]
    pub gone: bool,
}

impl Offer {
    pub fn on_sale(&self) -> bool {
        !self.gone && self.level != "none"
    }
}

#[derive(Deserialize)]
struct Found {
    hits: Vec<Hit>,
}

/// What an intent did at once.
#[derive(Deserialize)]
pub struct Done {
    pub line: String,
    #[serde(default)]
    pub saved_instead: bool,
}

/// What a sync did.
#[derive(Deserialize)]
pub struct Synced {
    pub rows: u64,
}

impl Phone {
    /// A command whose answer has this shape.
    pub fn see<T: DeserializeOwned>(&mut self, command: &str) -> Result<T> {
        let data = self.ask(command)?;
        serde_json::from_value(data.clone())
            .with_context(|| format!("phone {} showed {data} to `{command}`", self.name))
    }

    pub fn search(&mut self, words: &str) -> Result<Vec<Hit>> {
        Ok(self.see::<Found>(&format!("search \"{words}\""))?.hits)
    }

    pub fn add(&mut self, variant: &str, n: u32) -> Result<Done> {
        self.see(&format!("add {variant} {n}"))
    }

    pub fn sync(&mut self) -> Result<Synced> {
        self.see("sync")
    }

    pub fn cart(&mut self) -> Result<Cart> {
        Ok(Cart::of(&self.see("cart")?))
    }

    /// Who is signed in.
    pub fn signed_in(&mut self) -> Result<Option<String>> {
        Ok(self.see::<Status>("status")?.session.username)
    }

    /// Intents that the server has not judged.
    pub fn pending(&mut self) -> Result<usize> {
        Ok(self.see::<Status>("status")?.outbox.pending.len())
    }

    /// Intents that did not simply come true.
    pub fn attention(&mut self) -> Result<Vec<Settled>> {
        Ok(self.see::<Status>("status")?.outbox.attention)
    }

    pub fn scan(&mut self, photo: &Path) -> Result<Read> {
        let path = photo.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
        self.see(&format!("scan \"{path}\""))
    }
}

#[derive(Deserialize)]
struct Status {
    session: Session,
    outbox: Outbox,
}

#[derive(Deserialize)]
struct Session {
    username: Option<String>,
}

#[derive(Deserialize)]
struct Outbox {
    pending: Vec<serde::de::IgnoredAny>,
    attention: Vec<Settled>,
}

/// An intent with an answer that wants attention.
#[derive(Deserialize)]
pub struct Settled {
    pub op: String,
    pub st: String,
    /// Why, where it was refused.
    pub code: Option<String>,
}

/// What a picture held.
#[derive(Deserialize)]
pub struct Read {
    pub format: String,
    pub text: Option<String>,
    pub product: Option<Hit>,
}

impl Read {
    pub fn told(&self) -> String {
        let code = format!("{} {}", self.format, self.text.as_deref().unwrap_or_default());
        match &self.product {
            Some(hit) => format!("{code}: {} from {}", hit.name, hit.shop_name),
            None => format!("{code}: no product of this catalogue"),
        }
    }
}

impl Problem {
    /// Nobody was reached; an answer of a server would be something else.
    pub fn is_network(&self) -> bool {
        ["offline", "server-unreachable", "reply-broken"].contains(&self.code.as_str())
    }
}
