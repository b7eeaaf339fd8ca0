//! An attempt to pay: where to go, or what came of it. Whether an order is paid is the server's word
//! alone; nothing that a page says counts.

use petpro_domain::Lang;
use petpro_domain::ids::OrderId;
use petpro_domain::money::Money;
use petpro_domain::texts::Arg;
use serde::{Deserialize, Serialize};

use super::{Amount, Press, Say};

/// An attempt as the server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    pub order_id: OrderId,
    /// `open`, `processing`, `captured`, `failed` …
    pub status: String,
    pub amount: Money,
    /// Where to pay.
    #[serde(default)]
    pub page: Option<String>,
    /// The provider's word for a refusal.
    #[serde(default)]
    pub refused: Option<String>,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Payment {
    /// What is paid.
    pub order: OrderId,
    /// `open`, `processing`, `captured`, `failed` …
    pub state: String,
    /// How far it is.
    pub say: Say,
    /// What is asked for.
    pub amount: Amount,
    /// For the system's browser, never for a web view inside the app: banks open apps of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The provider's word for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// "Try again".
    pub retry: Press,
}

/// The attempt as this person sees it.
pub fn screen(lang: Lang, told: Told) -> Payment {
    let key = match (told.status.as_str(), &told.page) {
        ("captured", _) => "payment-paid",
        ("failed", _) => "payment-refused",
        ("closing" | "closed", _) => "payment-closed",
        (_, Some(_)) => "payment-page",
        _ => "payment-waiting",
    };
    let amount = Amount::new(lang, told.amount);
    Payment {
        order: told.order_id,
        say: Say::new(lang, key, &[("amount", Arg::from(&amount.text))]),
        amount,
        page: told.page,
        refused: told.refused,
        retry: Press { label: Say::plain(lang, "payment-retry"), enabled: told.status == "failed" },
        state: told.status,
    }
}

impl Payment {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let more = self.page.iter().chain(&self.refused).map(|text| format!("  {text}"));
        [self.say.text.clone()].into_iter().chain(more).collect()
    }
}

#[cfg(test)]
mod tests {
    use petpro_domain::money::Currency;
    use uuid::Uuid;

    use super::*;

    fn shown(status: &str, page: Option<&str>) -> Payment {
        let amount = Money::new(2_600, Currency::Jpy);
        let (status, page) = (status.to_owned(), page.map(str::to_owned));
        screen(Lang::En, Told { order_id: OrderId(Uuid::nil()), status, amount, page, refused: None })
    }

    #[test]
    fn an_open_payment_leads_to_the_providers_page() {
        let open = shown("open", Some("https://pay.example/1"));
        assert_eq!((open.say.key, open.say.text.as_str()), ("payment-page", "Pay ¥2,600 on this page:"));
        assert_eq!(open.lines()[1].trim(), "https://pay.example/1");
    }

    #[test]
    fn only_captured_is_paid_and_only_a_refused_one_is_tried_again() {
        for status in ["starting", "open", "processing", "failed", "authorised", "captured", "closing", "closed"] {
            let screen = shown(status, None);
            assert_eq!(screen.say.key == "payment-paid", status == "captured", "{status}");
            assert_eq!(screen.retry.enabled, status == "failed", "{status}");
        }
    }
}
