//! Calls about intents.

use super::{Answer, Books, page};
use crate::gateway::card::Card;
use crate::gateway::form::Form;
use crate::gateway::intent::{Intent, Status};
use crate::gateway::refusal::Refusal;

const CURRENCIES: [&str; 4] = ["jpy", "krw", "cny", "usd"];

const OF_CREATE: [&str; 12] = [
    "amount",
    "currency",
    "capture_method",
    "metadata",
    "customer",
    "setup_future_usage",
    "description",
    "payment_method",
    "confirm",
    "off_session",
    "return_url",
    "expand",
];

impl Books {
    pub fn intent(&self, id: &str) -> Option<&Intent> {
        self.intents.get(id)
    }

    /// All intents, oldest first.
    pub fn intents(&self) -> impl Iterator<Item = &Intent> {
        self.intents.values()
    }

    pub(super) fn at(&self, id: &str) -> Result<usize, Refusal> {
        self.intents.get_index_of(id).ok_or_else(|| Refusal::missing("payment_intent", id))
    }

    pub fn create(&mut self, form: &Form, now_ms: i64) -> Answer {
        form.only(&OF_CREATE)?;
        let amount = form.amount("amount")?.ok_or_else(|| Refusal::invalid("parameter_missing", "Missing amount."))?;
        let currency = form.needed("currency")?.to_lowercase();
        if !CURRENCIES.contains(&currency.as_str()) {
            return Err(Refusal::invalid("parameter_invalid", "Invalid currency."));
        }
        if form.get("capture_method") != Some("manual") {
            return Err(Refusal::invalid("parameter_invalid", "This stand-in knows capture_method=manual only."));
        }
        let customer = form.get("customer").map(str::to_owned);
        if let Some(id) = customer.as_ref().filter(|id| !self.customers.contains_key(*id)) {
            return Err(Refusal::missing("customer", id));
        }
        let id = self.id("pi");
        let secret = format!("{id}_secret_{}", self.id("s").trim_start_matches("s_"));
        let intent = Intent {
            id: id.clone(),
            secret,
            amount,
            currency,
            status: Status::RequiresPaymentMethod,
            received: 0,
            refunded: 0,
            metadata: form.map("metadata"),
            customer,
            method: None,
            keeps_method: form.get("setup_future_usage") == Some("off_session"),
            failed: None,
            created_ms: now_ms,
            until_ms: None,
            return_url: form.get("return_url").map(str::to_owned),
        };
        let (at, _) = self.intents.insert_full(id.clone(), intent);
        self.tell("payment_intent.created", at, now_ms);
        if form.is("confirm") { self.confirm(&id, form, now_ms) } else { Ok(self.intents[at].json(true)) }
    }

    pub fn confirm(&mut self, id: &str, form: &Form, now_ms: i64) -> Answer {
        let at = self.at(id)?;
        let it = &self.intents[at];
        if !matches!(it.status, Status::RequiresPaymentMethod | Status::RequiresConfirmation) {
            return Err(Refusal::unexpected_state(&it.json(true), "confirmed"));
        }
        let token = form.get("payment_method").map(str::to_owned).or_else(|| it.method.clone());
        let token = token.ok_or_else(|| Refusal::invalid("parameter_missing", "Missing payment_method."))?;
        let card = self.card(&token, it.customer.as_deref())?;
        self.intents[at].method = Some(token);
        let event = self.intents[at].confirm(card, form.is("off_session"), now_ms);
        self.moved(event, at, now_ms);
        let it = &self.intents[at];
        match it.failed {
            Some(_) => Err(Refusal::card(&it.json(true))),
            None => Ok(it.json(true)),
        }
    }

    pub fn capture(&mut self, id: &str, form: &Form, now_ms: i64) -> Answer {
        form.only(&["amount_to_capture", "expand"])?;
        let (at, amount) = (self.at(id)?, form.amount("amount_to_capture")?);
        let event = self.intents[at].capture(amount);
        self.changed(event, at, "captured", now_ms)
    }

    pub fn cancel(&mut self, id: &str, form: &Form, now_ms: i64) -> Answer {
        form.only(&["cancellation_reason", "expand"])?;
        let at = self.at(id)?;
        let event = self.intents[at].cancel();
        self.changed(event, at, "canceled", now_ms)
    }

    fn changed(&mut self, event: Option<&'static str>, at: usize, verb: &str, now_ms: i64) -> Answer {
        if event.is_none() {
            return Err(Refusal::unexpected_state(&self.intents[at].json(true), verb));
        }
        self.moved(event, at, now_ms);
        Ok(self.intents[at].json(true))
    }

    pub fn one(&self, id: &str) -> Answer {
        Ok(self.intents[self.at(id)?].json(true))
    }

    pub fn list(&self, form: &Form) -> Answer {
        form.only(&["created", "limit", "starting_after", "expand"])?;
        let newest_first = self.intents.values().rev();
        page(form, newest_first.map(|it| (it.id.as_str(), it.created_ms, || it.json(true))))
    }

    /// The buyer pays on the hosted page.
    pub fn pay(&mut self, intent: &str, card: Card, save: bool, now_ms: i64) {
        let Ok(at) = self.at(intent) else { return };
        if self.intents[at].status != Status::RequiresPaymentMethod {
            return;
        }
        let customer = self.intents[at].customer.clone().filter(|_| save);
        let keeps = customer.is_some();
        let method = self.new_method(card, customer, now_ms);
        let it = &mut self.intents[at];
        it.method = Some(method);
        it.keeps_method |= keeps;
        let event = it.confirm(card, false, now_ms);
        self.moved(event, at, now_ms);
    }

    /// The bank's customer answers.
    pub fn challenged(&mut self, intent: &str, confirmed: bool, now_ms: i64) {
        if let Ok(at) = self.at(intent) {
            let event = self.intents[at].challenged(confirmed, now_ms);
            self.moved(event, at, now_ms);
        }
    }

    /// What time does by itself.
    pub fn tick(&mut self, now_ms: i64) {
        while let Some((until_ms, at)) = self.ending.first().copied().filter(|(until_ms, _)| *until_ms <= now_ms) {
            self.ending.remove(&(until_ms, at));
            let event = self.intents[at].tick(now_ms);
            self.moved(event, at, now_ms);
        }
    }

    fn moved(&mut self, event: Option<&'static str>, at: usize, now_ms: i64) {
        if let Some(until_ms) = self.intents[at].until_ms {
            self.ending.insert((until_ms, at));
        }
        if let Some(kind) = event {
            self.tell(kind, at, now_ms);
        }
    }
}
