//! Money on its way back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Answer, Books, page};
use crate::gateway::form::Form;
use crate::gateway::refusal::Refusal;

/// What becomes of refunds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundOutcome {
    #[default]
    Succeeded,
    /// Until somebody says otherwise.
    Pending,
    /// The bank refuses it later; the money stays with the shop.
    Failed,
}

#[derive(Clone, Debug)]
pub(super) struct Refund {
    pub id: String,
    pub intent: String,
    pub amount: i64,
    pub outcome: RefundOutcome,
    metadata: BTreeMap<String, String>,
    created_ms: i64,
}

impl Books {
    pub fn refund(&mut self, form: &Form, now_ms: i64) -> Answer {
        form.only(&["payment_intent", "amount", "metadata", "reason", "expand"])?;
        let at = self.at(form.needed("payment_intent")?)?;
        let left = self.intents[at].received - self.intents[at].refunded;
        let amount = form.amount("amount")?.unwrap_or(left);
        if !self.intents[at].refund(amount) {
            let code = if left == 0 { "charge_already_refunded" } else { "parameter_invalid" };
            return Err(Refusal::invalid(code, &format!("Refund amount is greater than unrefunded amount ({left}).")));
        }
        let id = self.id("re");
        let outcome = match self.refunds_end {
            RefundOutcome::Failed => RefundOutcome::Pending, // the bank says so later
            outcome => outcome,
        };
        let intent = self.intents[at].id.clone();
        let it = Refund { id: id.clone(), intent, amount, outcome, metadata: form.map("metadata"), created_ms: now_ms };
        let body = self.refund_json(&it);
        self.refunds.insert(id.clone(), it);
        self.event("refund.created", body.clone(), now_ms);
        if self.refunds_end == RefundOutcome::Failed {
            self.end_refund(&id, RefundOutcome::Failed, now_ms);
        }
        Ok(body)
    }

    /// The bank's word on a refund; false where it is unknown or had ended. One that succeeded may
    /// still come back as failed.
    pub fn end_refund(&mut self, id: &str, outcome: RefundOutcome, now_ms: i64) -> bool {
        use RefundOutcome::{Failed, Pending, Succeeded};
        let may = |it: &&mut Refund| matches!((it.outcome, outcome), (Pending, _) | (Succeeded, Failed));
        let Some(it) = self.refunds.get_mut(id).filter(may) else { return false };
        it.outcome = outcome;
        let it = it.clone();
        if let Some(intent) = self.intents.get_mut(&it.intent).filter(|_| outcome == RefundOutcome::Failed) {
            intent.refunded -= it.amount;
        }
        let kind = if outcome == RefundOutcome::Failed { "refund.failed" } else { "refund.updated" };
        self.event(kind, self.refund_json(&it), now_ms);
        true
    }

    pub fn one_refund(&self, id: &str) -> Answer {
        self.refunds.get(id).map(|it| self.refund_json(it)).ok_or_else(|| Refusal::missing("refund", id))
    }

    pub fn list_refunds(&self, form: &Form) -> Answer {
        form.only(&["payment_intent", "created", "limit", "starting_after", "expand"])?;
        let intent = form.get("payment_intent");
        let newest_first = self.refunds.values().rev().filter(|it| intent.is_none_or(|intent| intent == it.intent));
        page(form, newest_first.map(|it| (it.id.as_str(), it.created_ms, || self.refund_json(it))))
    }

    fn refund_json(&self, it: &Refund) -> Value {
        let currency = self.intent(&it.intent).map(|intent| intent.currency.clone());
        json!({"id": it.id, "object": "refund", "amount": it.amount, "currency": currency, "metadata": it.metadata,
            "payment_intent": it.intent, "status": it.outcome, "created": it.created_ms / 1_000})
    }
}
