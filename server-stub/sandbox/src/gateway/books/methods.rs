//! Customers and the cards they have saved.

use serde_json::{Value, json};

use super::{Answer, Books, page};
use crate::gateway::card::Card;
use crate::gateway::form::Form;
use crate::gateway::refusal::Refusal;

#[derive(Clone, Debug)]
pub(super) struct Method {
    id: String,
    card: Card,
    customer: Option<String>,
    created_ms: i64,
}

impl Method {
    fn json(&self) -> Value {
        json!({"id": self.id, "object": "payment_method", "type": "card", "customer": self.customer,
            "card": {"brand": self.card.brand(), "last4": self.card.last4()}, "created": self.created_ms / 1_000})
    }
}

impl Books {
    pub fn create_customer(&mut self, form: &Form) -> Answer {
        form.only(&["metadata", "description"])?;
        let id = self.id("cus");
        self.customers.insert(id.clone(), form.map("metadata"));
        Ok(json!({"id": id, "object": "customer", "metadata": form.map("metadata")}))
    }

    pub fn one_method(&self, id: &str) -> Answer {
        self.methods.get(id).map(Method::json).ok_or_else(|| Refusal::missing("payment_method", id))
    }

    pub fn list_methods(&self, form: &Form) -> Answer {
        form.only(&["customer", "limit", "starting_after", "type"])?;
        let customer = form.needed("customer")?;
        let newest_first = self.methods.values().rev().filter(|it| it.customer.as_deref() == Some(customer));
        page(form, newest_first.map(|it| (it.id.as_str(), it.created_ms, || it.json())))
    }

    pub fn detach(&mut self, id: &str) -> Answer {
        let method = self.methods.get_mut(id).ok_or_else(|| Refusal::missing("payment_method", id))?;
        method.customer = None;
        Ok(method.json())
    }

    pub(super) fn new_method(&mut self, card: Card, customer: Option<String>, now_ms: i64) -> String {
        let id = self.id("pm");
        self.methods.insert(id.clone(), Method { id: id.clone(), card, customer, created_ms: now_ms });
        id
    }

    /// The card behind a token, which is of this customer or of nobody.
    pub(super) fn card(&self, token: &str, customer: Option<&str>) -> Result<Card, Refusal> {
        let card = match Card::of_token(token) {
            Some(card) => card,
            None => {
                let method = self.methods.get(token).ok_or_else(|| Refusal::missing("payment_method", token))?;
                if method.customer.as_deref() != customer {
                    return Err(Refusal::invalid("payment_method_invalid", "It belongs to another customer."));
                }
                method.card
            }
        };
        if card == Card::Error { Err(Refusal::broken()) } else { Ok(card) }
    }
}
