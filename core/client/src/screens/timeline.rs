//! What happened to an order: what its row tells offline, and all of it, refused tries and the
//! payment provider's messages included, from the server.

use petpro_domain::Lang;
use petpro_domain::order::{Event, Moment, Note, Status, What};
use petpro_domain::texts::Arg;
use serde::{Deserialize, Serialize};

use super::Say;
use super::order::moment;

/// An entry as the server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Server time, ms.
    pub at_ms: i64,
    /// `placed`, an event's name, or a stable code of something that came from outside.
    pub what: String,
    /// `buyer`, `shop`, `carrier`, `payment` or `clock`.
    pub by: String,
    /// Number of the vendor order it happened to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop_order: Option<String>,
    /// The state after it.
    pub status: Status,
    /// It was tried in a state that does not allow it, and changed nothing.
    #[serde(default)]
    pub refused: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Timeline {
    /// "What happened".
    pub title: Say,
    /// Oldest first.
    pub entries: Vec<Entry>,
}

/// One line of the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Entry {
    pub at_ms: i64,
    /// Day and time.
    pub at: String,
    /// `placed`, `paid` …
    pub what: String,
    pub say: Say,
    pub refused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop_order: Option<String>,
    /// Ids and codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What the order's row knows.
pub fn known(lang: Lang, offset_minutes: i32, moments: &[Moment]) -> Vec<Entry> {
    let entry = |moment: &Moment| {
        let what = moment.event.map_or("placed", Event::name).to_owned();
        let (shop_order, refused, detail) = (moment.shop_order.clone(), false, None);
        entry(lang, offset_minutes, moment.at_ms, what, Extra { shop_order, refused, detail })
    };
    moments.iter().map(entry).collect()
}

/// Everything.
pub fn screen(lang: Lang, offset_minutes: i32, told: &[Told]) -> Timeline {
    let entry = |told: &Told| {
        let Told { shop_order, refused, detail, .. } = told.clone();
        entry(lang, offset_minutes, told.at_ms, told.what.clone(), Extra { shop_order, refused, detail })
    };
    Timeline { title: Say::plain(lang, "timeline-title"), entries: told.iter().map(entry).collect() }
}

struct Extra {
    shop_order: Option<String>,
    refused: bool,
    detail: Option<String>,
}

fn entry(lang: Lang, offset_minutes: i32, at_ms: i64, what: String, extra: Extra) -> Entry {
    let said = say(lang, &what);
    let Extra { shop_order, refused, detail } = extra;
    let say = match refused {
        true => Say::new(lang, "timeline-refused", &[("what", Arg::from(said.text))]),
        false => said,
    };
    Entry { at_ms, at: moment(lang, at_ms, offset_minutes), what, say, refused, shop_order, detail }
}

fn say(lang: Lang, what: &str) -> Say {
    match What::parse(what) {
        Some(known) => Say::plain(lang, words(known)),
        None => Say::new(lang, "timeline-other", &[("what", Arg::from(what))]), // of a newer server
    }
}

fn words(what: What) -> &'static str {
    match what {
        What::Placed => "timeline-placed",
        What::Happened(event) => match event {
            Event::Paid => "timeline-paid",
            Event::PaymentFailed => "timeline-payment-failed",
            Event::Retried => "timeline-retried",
            Event::HoldEnded => "timeline-hold-ended",
            Event::Cancelled => "timeline-cancelled",
            Event::Refunded => "timeline-refunded",
            Event::Accepted => "timeline-accepted",
            Event::Shipped => "timeline-shipped",
            Event::Delivered => "timeline-delivered",
            Event::Received => "timeline-received",
        },
        What::Noted(note) => match note {
            Note::PaymentOpened => "timeline-payment-opened",
            Note::PaymentProcessing => "timeline-payment-processing",
            Note::PaymentAuthorised => "timeline-payment-authorised",
            Note::PaymentCaptured => "timeline-payment-captured",
            Note::PaymentFailedTold => "timeline-payment-failed-told",
            Note::PaymentClosed => "timeline-payment-closed",
            Note::PaymentLate => "timeline-payment-late",
            Note::PaymentForOtherOrder => "timeline-payment-for-other-order",
            Note::PaymentOfOtherAmount => "timeline-payment-of-other-amount",
            Note::PaymentRefunded => "timeline-payment-refunded",
            Note::PaymentRefundPending => "timeline-payment-refund-pending",
            Note::PaymentRefundFailed => "timeline-payment-refund-failed",
            Note::Webhook => "timeline-webhook",
            Note::WebhookRefused => "timeline-webhook-refused",
            Note::CancelAsked => "timeline-cancel-asked",
            Note::HoldOver => "timeline-hold-over",
            Note::Registered => "timeline-registered",
            Note::PickedUp => "timeline-picked-up",
            Note::InTransit => "timeline-in-transit",
            Note::OutForDelivery => "timeline-out-for-delivery",
        },
    }
}

impl Timeline {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        [self.title.text.clone()].into_iter().chain(self.entries.iter().map(Entry::line)).collect()
    }
}

impl Entry {
    /// What a terminal shows.
    pub fn line(&self) -> String {
        let mut line = format!("{}  {}", self.at, self.say);
        for more in self.shop_order.iter().chain(&self.detail) {
            line += &format!("  [{more}]");
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn whatever_a_server_writes_has_words_of_its_own_in_every_language() {
        for lang in Lang::ALL {
            let said: BTreeSet<String> = What::all().map(|what| say(lang, what.name()).text).collect();
            assert_eq!(said.len(), What::all().count(), "{lang}: two entries read alike: {said:#?}");
            for what in What::all() {
                let say = say(lang, what.name());
                assert!(say.text != say.key && say.text != what.name(), "{lang}: {} has no words", what.name());
            }
        }
    }

    #[test]
    fn what_a_newer_server_writes_is_shown_by_its_name() {
        assert_eq!(say(Lang::Ko, "weighed").text, "weighed");
    }
}
