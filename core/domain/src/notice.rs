//! The in-app inbox: what a person is told about their orders and visits, written in the transaction that
//! makes it true, so that nobody waits for a mail.

use serde::{Deserialize, Serialize};

use crate::clinic::Zone;
use crate::code::Code;
use crate::ids::{BookingId, OrderId};
use crate::money::Money;
use crate::pet::Due;
use crate::texts::{Arg, Day, Lang, args, date, money, text};

/// As many of a person's newest notices are on their devices; older ones are read by pages.
pub const ON_DEVICES: usize = 100;

/// What it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// The money is there, the shops know of it.
    OrderPaid,
    /// The payment was refused; it can be tried again while the goods are held.
    PaymentFailed,
    /// Not paid in time; the goods are in the cart again.
    OrderExpired,
    /// A shop gave a parcel to its carrier.
    OrderShipped,
    /// A parcel arrived.
    OrderDelivered,
    /// Called off.
    OrderCancelled,
    /// For who works for a shop: an order to pack.
    NewOrder,
    /// Money went back.
    PaymentRefunded,
    /// The provider has money for an order that the server does not know (any more).
    PaymentUnclaimed,
    /// The clinic keeps the time that was asked for.
    BookingConfirmed,
    /// The time that was asked for is taken; the booking names others.
    BookingRefused,
    /// The clinic moved it.
    BookingMoved,
    /// The clinic called it off.
    BookingCancelled,
    /// It is soon.
    BookingReminder,
    /// A time is free for who waits for one.
    SlotFreed,
    /// A pet's vaccination is due soon.
    VaccinationDue,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// Row `notice` of a `user` scope, id = its UUID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    pub kind: NoticeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// The order's number (or the vendor order's) for people: `JP-1001`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The sum it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Why something was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// The vaccination it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vaccination: Option<Due>,
    /// Server time, ms.
    pub at_ms: i64,
    /// When somebody marked it read, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_ms: Option<i64>,
    /// The visit or the pet it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

/// A visit to a clinic, or a pet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct About {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    /// The clinic's name, or what a pet is vaccinated against.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The pets' names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pets: String,
    /// When it begins, server time, ms; 0 for none.
    #[serde(default)]
    pub starts_ms: i64,
    /// The clinic's time zone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
}

impl About {
    /// When it begins, as the clinic's clock shows it: `Nov 22, 2026 09:30`.
    pub fn when(&self, lang: Lang) -> String {
        let local = Zone::parse(&self.zone).and_then(|zone| zone.local(self.starts_ms));
        let day = local.as_ref().and_then(|local| Day::parse(&local.date));
        match (day, local) {
            (Some(day), Some(local)) => format!("{} {}", date(lang, day), local.time),
            _ => String::new(),
        }
    }
}

impl Notice {
    /// Of this kind, told now; about nothing yet.
    pub fn new(kind: NoticeKind, at_ms: i64) -> Self {
        let (order, amount, code, vaccination, about, read_ms) = (None, None, None, None, None, None);
        Self { kind, order, number: String::new(), amount, code, vaccination, about, at_ms, read_ms }
    }

    /// One about a visit.
    pub fn about(kind: NoticeKind, about: About, at_ms: i64) -> Self {
        Self { about: Some(about), ..Self::new(kind, at_ms) }
    }

    /// In words: what happened, and what to do or expect. Empty for a kind of a newer server.
    pub fn words(&self, lang: Lang) -> (String, String) {
        let (title, detail) = match self.kind {
            NoticeKind::OrderPaid => ("notice-order-paid", "notice-order-paid.detail"),
            NoticeKind::PaymentFailed => ("notice-payment-failed", "notice-payment-failed.detail"),
            NoticeKind::OrderExpired => ("notice-order-expired", "notice-order-expired.detail"),
            NoticeKind::OrderShipped => ("notice-order-shipped", "notice-order-shipped.detail"),
            NoticeKind::OrderDelivered => ("notice-order-delivered", "notice-order-delivered.detail"),
            NoticeKind::OrderCancelled => ("notice-order-cancelled", "notice-order-cancelled.detail"),
            NoticeKind::NewOrder => ("notice-new-order", "notice-new-order.detail"),
            NoticeKind::PaymentRefunded => ("notice-payment-refunded", "notice-payment-refunded.detail"),
            NoticeKind::PaymentUnclaimed => ("notice-payment-unclaimed", "notice-payment-unclaimed.detail"),
            NoticeKind::BookingConfirmed => ("notice-booking-confirmed", "notice-booking-confirmed.detail"),
            NoticeKind::BookingRefused => ("notice-booking-refused", "notice-booking-refused.detail"),
            NoticeKind::BookingMoved => ("notice-booking-moved", "notice-booking-moved.detail"),
            NoticeKind::BookingCancelled => ("notice-booking-cancelled", "notice-booking-cancelled.detail"),
            NoticeKind::BookingReminder => ("notice-booking-reminder", "notice-booking-reminder.detail"),
            NoticeKind::SlotFreed => ("notice-slot-freed", "notice-slot-freed.detail"),
            NoticeKind::VaccinationDue => ("notice-vaccination-due", "notice-vaccination-due.detail"),
            NoticeKind::Other => return (String::new(), String::new()),
        };
        let amount = self.amount.map(|amount| money(lang, amount)).unwrap_or_default();
        let about = self.about.clone().unwrap_or_default();
        let when = about.when(lang);
        let mut values = vec![
            ("number", Arg::from(&self.number)),
            ("amount", Arg::from(&amount)),
            ("place", Arg::from(&about.place)),
            ("pets", Arg::from(&about.pets)),
            ("when", Arg::from(&when)),
        ];
        values.extend(self.vaccination.iter().flat_map(|due| due.args(lang)));
        (text(lang, title, &values), text(lang, detail, args::NONE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_notice_names_the_order_and_the_sum_in_the_readers_language() {
        let notice = Notice {
            number: "JP-1001".into(),
            amount: Some(Money::new(1_980, Currency::Jpy)),
            ..Notice::new(NoticeKind::PaymentRefunded, 0)
        };
        for (lang, amount) in
            [(Lang::En, "¥1,980"), (Lang::Ja, "￥1,980"), (Lang::Ko, "JP¥1,980"), (Lang::Zh, "JP¥1,980")]
        {
            let (title, detail) = notice.words(lang);
            assert!(title.contains("JP-1001") && title.contains(amount), "{lang}: {title}");
            assert!(!detail.is_empty() && !detail.starts_with("notice-"), "{lang}: {detail}");
        }
    }

    #[test]
    fn a_kind_of_a_newer_server_is_kept_and_says_nothing() {
        let notice: Notice = serde_json::from_str(r#"{"kind":"order-gift-wrapped","at_ms":1}"#).unwrap();
        assert_eq!((notice.kind, notice.words(Lang::Ja)), (NoticeKind::Other, (String::new(), String::new())));
    }
}
