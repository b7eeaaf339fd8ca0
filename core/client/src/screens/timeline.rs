//! What happened to an order: what its row tells offline, and all of it, refused tries and the
//! payment provider's messages included, from the server.

use petpro_domain::Lang;
use petpro_domain::order::{Event, Moment, Status};
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
pub struct Timeline {
    /// "What happened".
    pub title: Say,
    /// Oldest first.
    pub entries: Vec<Entry>,
}

/// One line of the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    let key = match what {
        "placed" => "timeline-placed",
        "paid" => "timeline-paid",
        "payment_failed" => "timeline-payment-failed",
        "retried" => "timeline-retried",
        "hold_ended" => "timeline-hold-ended",
        "cancelled" => "timeline-cancelled",
        "refunded" => "timeline-refunded",
        "accepted" => "timeline-accepted",
        "shipped" => "timeline-shipped",
        "delivered" => "timeline-delivered",
        "received" => "timeline-received",
        "payment_opened" => "timeline-payment-started",
        "payment_refunded" => "timeline-refunded",
        what if what.starts_with("webhook") => "timeline-webhook",
        _ => return Say::new(lang, "timeline-other", &[("what", Arg::from(what))]),
    };
    Say::plain(lang, key)
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
