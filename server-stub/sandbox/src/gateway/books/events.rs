//! What happened, as a list and as webhooks.

use serde_json::{Value, json};

use super::{Answer, Books, page};
use crate::gateway::form::Form;

#[derive(Clone, Debug)]
pub(super) struct Event {
    id: String,
    pub kind: &'static str,
    created_ms: i64,
    body: Value,
}

impl Event {
    /// The id of what it is about.
    pub fn object(&self) -> &str {
        self.body["data"]["object"]["id"].as_str().unwrap_or_default()
    }
}

impl Books {
    pub fn list_events(&self, form: &Form) -> Answer {
        form.only(&["type", "created", "limit", "starting_after"])?;
        let kind = form.get("type");
        let newest_first = self.events.iter().rev().filter(|it| kind.is_none_or(|kind| kind == it.kind));
        page(form, newest_first.map(|it| (it.id.as_str(), it.created_ms, || it.body.clone())))
    }

    /// Something happened to an intent.
    pub(super) fn tell(&mut self, kind: &'static str, at: usize, now_ms: i64) {
        let object = self.intents[at].json(false);
        self.event(kind, object, now_ms);
    }

    pub(super) fn event(&mut self, kind: &'static str, object: Value, now_ms: i64) {
        let id = self.id("evt");
        let body = json!({"id": id, "object": "event", "type": kind, "created": now_ms / 1_000,
            "livemode": false, "data": {"object": object}});
        self.events.push(Event { id, kind, created_ms: now_ms, body });
    }

    /// The bodies of events that no webhook was made of yet.
    pub(in crate::gateway) fn unsent(&mut self) -> Vec<String> {
        let bodies = self.events[self.sent..].iter().map(|it| it.body.to_string()).collect();
        self.sent = self.events.len();
        bodies
    }
}
