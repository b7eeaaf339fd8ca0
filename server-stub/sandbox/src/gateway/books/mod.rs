//! Everything the gateway knows: intents, refunds, customers, methods, events, kept answers.

mod events;
mod intents;
mod methods;
mod refunds;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::form::Form;
use super::intent::Intent;
use super::refusal::Refusal;
use events::Event;
use methods::Method;
use refunds::Refund;

pub use refunds::RefundOutcome;

/// A call's answer.
pub type Answer = Result<Value, Refusal>;

/// An answer under its key, and which request it was for.
type Kept = (String, u16, Value);

/// One lock is around all of it.
pub struct Books {
    salt: String,
    made: u64,
    intents: IndexMap<String, Intent>,
    /// Intents whose state ends by itself, by time.
    ending: BTreeSet<(i64, usize)>,
    refunds: IndexMap<String, Refund>,
    methods: IndexMap<String, Method>,
    customers: HashMap<String, BTreeMap<String, String>>,
    events: Vec<Event>,
    /// How many of them webhooks were made of.
    sent: usize,
    kept: HashMap<String, Kept>,
    /// Of refunds made from now on.
    pub refunds_end: RefundOutcome,
}

impl Books {
    pub(super) fn new(salt: &str) -> Self {
        Self {
            salt: salt.into(),
            made: 0,
            intents: IndexMap::new(),
            ending: BTreeSet::new(),
            refunds: IndexMap::new(),
            methods: IndexMap::new(),
            customers: HashMap::new(),
            events: vec![],
            sent: 0,
            kept: HashMap::new(),
            refunds_end: RefundOutcome::default(),
        }
    }

    fn id(&mut self, prefix: &str) -> String {
        self.made += 1;
        let digest = Sha256::digest(format!("{}/{prefix}/{}", self.salt, self.made));
        format!("{prefix}_{:06}{}", self.made, &hex::encode(digest)[..18])
    }

    /// Runs a call under its key: the same key gives the same answer, also a failure that had begun.
    pub fn once(&mut self, key: &str, request: &str, call: impl FnOnce(&mut Self) -> Answer) -> (u16, Value, bool) {
        if let Some((known, status, body)) = self.kept.get(key) {
            if known == request {
                return (*status, body.clone(), true);
            }
            let refusal = Refusal::key_reused();
            return (refusal.status, refusal.body, false);
        }
        let (status, body) = call(self).map_or_else(|refusal| (refusal.status, refusal.body), |body| (200, body));
        // What was refused before anything began may be corrected under the same key.
        if !matches!(status, 400 | 401 | 404 | 429) || body["error"]["payment_intent"].is_object() {
            self.kept.insert(key.into(), (request.into(), status, body.clone()));
        }
        (status, body, false)
    }

    /// Keys are forgotten after a day.
    pub fn forget_keys(&mut self) {
        self.kept.clear();
    }

    /// What a real gateway can never show: more received than authorised, more paid back than
    /// received, an intent captured twice.
    pub fn broken_rules(&self) -> Vec<String> {
        let mut paid_back: HashMap<&str, i64> = HashMap::new();
        for it in self.refunds.values().filter(|it| it.outcome != RefundOutcome::Failed) {
            *paid_back.entry(&it.intent).or_default() += it.amount;
        }
        let mut captures: HashMap<&str, u32> = HashMap::new();
        for event in self.events.iter().filter(|event| event.kind == "payment_intent.succeeded") {
            *captures.entry(event.object()).or_default() += 1;
        }
        let broken = self.intents.values().filter(|it| {
            let back = paid_back.get(it.id.as_str()).copied().unwrap_or(0);
            it.received > it.amount
                || it.refunded > it.received
                || back != it.refunded
                || captures.get(it.id.as_str()).is_some_and(|n| *n > 1)
        });
        broken
            .map(|it| format!("{}: {} of {} received, {} refunded", it.id, it.received, it.amount, it.refunded))
            .collect()
    }
}

/// Newest first, `limit` (10, at most 100), `starting_after`, `created[gte]`.
fn page<'a, F: FnOnce() -> Value>(form: &Form, newest_first: impl Iterator<Item = (&'a str, i64, F)>) -> Answer {
    let limit = form.get("limit").map_or(Some(10), |text| text.parse().ok()).filter(|n| (1..=100).contains(n));
    let limit: usize = limit.ok_or_else(|| Refusal::invalid("parameter_invalid_integer", "Invalid limit."))?;
    let since = form.map("created").get("gte").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    let after = form.get("starting_after");
    let mut begun = after.is_none();
    let mut rest = newest_first.filter(|(id, created_ms, _)| {
        let wanted = begun && created_ms / 1_000 >= since;
        begun = begun || after == Some(id);
        wanted
    });
    let data: Vec<Value> = rest.by_ref().take(limit).map(|(_, _, make)| make()).collect();
    let more = rest.next().is_some();
    Ok(json!({"object": "list", "data": data, "has_more": more}))
}
