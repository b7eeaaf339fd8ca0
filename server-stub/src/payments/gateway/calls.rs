//! The calls. `key`: the same call again has no second effect.

use petpro_domain::ids::{HouseholdId, OrderId, UserId};
use petpro_domain::money::Money;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Gateway;
use super::answer::{GatewayError, read};
use super::objects::{Event, Intent, Method, Page, Refund};

/// What an intent is made for. The metadata lets a restored server find its order again.
pub struct NewIntent<'a> {
    pub order: OrderId,
    pub attempt: u32,
    pub user: UserId,
    pub household: HouseholdId,
    /// The order's number, for people.
    pub number: &'a str,
    pub sum: Money,
    /// Whom a method can be kept for.
    pub customer: &'a str,
}

impl Gateway {
    /// An intent whose money is only reserved until it is captured.
    pub async fn create(&self, new: &NewIntent<'_>, key: &str) -> Result<Intent, GatewayError> {
        let (amount, currency) = (new.sum.amount.to_string(), new.sum.currency.iso().to_lowercase());
        let (order, attempt, household) = (new.order.to_string(), new.attempt.to_string(), new.household.to_string());
        let user = new.user.to_string();
        let form = [
            ("amount", amount.as_str()),
            ("currency", currency.as_str()),
            ("capture_method", "manual"),
            ("metadata[order_id]", order.as_str()),
            ("metadata[attempt]", attempt.as_str()),
            ("metadata[household]", household.as_str()),
            ("metadata[user]", user.as_str()),
            ("metadata[number]", new.number),
            ("customer", new.customer),
        ];
        self.post("payment_intents", &form, key).await
    }

    /// Charges a saved method without its owner.
    pub async fn confirm(&self, intent: &str, method: &str, key: &str) -> Result<Intent, GatewayError> {
        let form = [("payment_method", method), ("off_session", "true")];
        self.post(&format!("payment_intents/{intent}/confirm"), &form, key).await
    }

    /// Takes the reserved money.
    pub async fn capture(&self, intent: &str, key: &str) -> Result<Intent, GatewayError> {
        self.post(&format!("payment_intents/{intent}/capture"), &[], key).await
    }

    /// Ends it without money.
    pub async fn cancel(&self, intent: &str, key: &str) -> Result<Intent, GatewayError> {
        self.post(&format!("payment_intents/{intent}/cancel"), &[], key).await
    }

    pub async fn intent(&self, intent: &str) -> Result<Intent, GatewayError> {
        self.get(&format!("payment_intents/{intent}"), &[("expand[]", "latest_charge")]).await
    }

    /// Intents made since, newest first, after the one named.
    pub async fn intents(&self, since_s: i64, after: Option<&str>) -> Result<Page<Intent>, GatewayError> {
        self.list("payment_intents", since_s, after, &[("expand[]", "data.latest_charge")]).await
    }

    /// Events since, newest first, after the one named.
    pub async fn events(&self, since_s: i64, after: Option<&str>) -> Result<Page<Event>, GatewayError> {
        self.list("events", since_s, after, &[]).await
    }

    /// Pays back a part of what was received.
    pub async fn refund(&self, intent: &str, amount: i64, key: &str) -> Result<Refund, GatewayError> {
        let amount = amount.to_string();
        self.post("refunds", &[("payment_intent", intent), ("amount", &amount)], key).await
    }

    pub async fn refund_status(&self, refund: &str) -> Result<Refund, GatewayError> {
        self.get(&format!("refunds/{refund}"), &[]).await
    }

    /// Somebody who may keep methods. Nothing about the person goes there but our id.
    pub async fn customer(&self, user: UserId) -> Result<String, GatewayError> {
        #[derive(Deserialize)]
        struct Customer {
            id: String,
        }
        let user = user.to_string();
        let made: Customer = self.post("customers", &[("metadata[user]", &user)], &format!("customer_{user}")).await?;
        Ok(made.id)
    }

    pub async fn method(&self, method: &str) -> Result<Method, GatewayError> {
        self.get(&format!("payment_methods/{method}"), &[]).await
    }

    /// Forgets a saved method.
    pub async fn detach(&self, method: &str) -> Result<Method, GatewayError> {
        self.post(&format!("payment_methods/{method}/detach"), &[], &format!("detach_{method}")).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, form: &[(&str, &str)], key: &str) -> Result<T, GatewayError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.client.post(format!("{}/v1/{path}", self.base)).bearer_auth(&self.api_key);
        let request = request.header("idempotency-key", key);
        read(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, GatewayError> {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        read(self.client.get(format!("{}/v1/{path}?{query}", self.base)).bearer_auth(&self.api_key)).await
    }

    async fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        since_s: i64,
        after: Option<&str>,
        more: &[(&str, &str)],
    ) -> Result<Page<T>, GatewayError> {
        let since = since_s.to_string();
        let mut query = vec![("limit", "100"), ("created[gte]", since.as_str())];
        query.extend(after.map(|after| ("starting_after", after)));
        query.extend(more);
        self.get(path, &query).await
    }
}
