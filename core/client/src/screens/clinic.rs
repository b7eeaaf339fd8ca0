//! A clinic's page, and the times that can be booked.

use petpro_domain::Lang;
use petpro_domain::clinic::{Care, Clinic, Local, Span};
use petpro_domain::ids::{ClinicId, ServiceId};
use petpro_domain::texts::{Arg, Day, date};
use serde::Serialize;

use super::{Amount, Say};

/// A clinic.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ClinicPage"))]
pub struct Page {
    /// Names it in a command.
    pub id: ClinicId,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub about: String,
    /// "Open now", "Closed now".
    pub now: Say,
    /// Today's times at the clinic: "Today: 09:00–12:00, 14:00–19:00".
    pub today: Say,
    /// "Its time zone: Asia/Tokyo".
    pub zone: Say,
    pub services: Vec<Offer>,
}

/// Something that it offers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ClinicOffer"))]
pub struct Offer {
    /// Names it in a command.
    pub id: ServiceId,
    pub name: String,
    /// "30 minutes".
    pub length: Say,
    pub price: Amount,
}

/// Times to choose from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Times {
    /// "Check-up at Umeda Pet Clinic".
    pub title: Say,
    /// That they are the clinic's time, and which zone that is.
    pub zone: Say,
    /// Without a network: that somebody may have booked them already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<Say>,
    /// That there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<Say>,
    pub times: Vec<Time>,
}

/// One beginning.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Time {
    /// What a command takes, server time, ms.
    pub starts_ms: i64,
    /// `Nov 24, 2026 09:30`.
    pub text: String,
    /// `Nov 24, 2026`, above the times of a day.
    pub day: String,
    /// As the clinic's clock shows it; the offset tells apart the two 01:30 of a long day.
    pub local: Local,
}

/// A clinic's page at the server's time `now_ms`.
pub fn page(lang: Lang, id: ClinicId, row: &Clinic, offers: &[(ServiceId, &Care)], now_ms: i64) -> Page {
    let open = !row.hours.spans(&row.zone, Span::new(now_ms, now_ms + 1)).is_empty() && !row.closed;
    let day = row.zone.day(now_ms);
    let times: Vec<String> = day
        .map(|day| row.hours.openings(day).iter().map(|it| format!("{}–{}", it.from, it.to)).collect())
        .unwrap_or_default();
    let today = match times.is_empty() || row.closed {
        true => Say::plain(lang, "clinic-closed-today"),
        false => Say::new(lang, "clinic-today", &[("times", Arg::from(&times.join(", ")))]),
    };
    let offer = |(id, care): &(ServiceId, &Care)| Offer {
        id: *id,
        name: care.names.text(lang).to_owned(),
        length: Say::new(lang, "clinic-minutes", &[("n", Arg::from(care.minutes))]),
        price: Amount::new(lang, care.price),
    };
    Page {
        id,
        name: row.names.text(lang).to_owned(),
        address: row.address.text(lang).to_owned(),
        phone: row.phone.clone(),
        about: row.about.text(lang).to_owned(),
        now: Say::plain(lang, if open { "clinic-open" } else { "clinic-closed" }),
        today,
        zone: Say::new(lang, "clinic-zone", &[("zone", Arg::from(row.zone.name()))]),
        services: offers.iter().map(offer).collect(),
    }
}

/// Times of a service; not `certain` where nobody could be asked.
pub fn times(lang: Lang, clinic: &Clinic, care: &Care, starts: Vec<i64>, certain: bool) -> Times {
    let names = [("service", Arg::from(care.names.text(lang))), ("place", Arg::from(clinic.names.text(lang)))];
    let time = |starts_ms| {
        let local = clinic.zone.local(starts_ms)?;
        Some(Time { starts_ms, text: when(lang, &local), day: day_of(lang, &local), local })
    };
    Times {
        title: Say::new(lang, "times-title", &names),
        zone: Say::new(lang, "clinic-zone", &[("zone", Arg::from(clinic.zone.name()))]),
        uncertain: (!certain).then(|| Say::plain(lang, "times-uncertain")),
        none: starts.is_empty().then(|| Say::plain(lang, "times-none")),
        times: starts.into_iter().filter_map(time).collect(),
    }
}

/// `Nov 24, 2026 09:30`.
pub fn when(lang: Lang, local: &Local) -> String {
    format!("{} {}", day_of(lang, local), local.time)
}

/// `Nov 24, 2026`.
pub fn day_of(lang: Lang, local: &Local) -> String {
    Day::parse(&local.date).map_or_else(|| local.date.clone(), |day| date(lang, day))
}

impl Page {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.name, self.now), format!("  {}", self.today)];
        out.push(format!("  {}", self.zone));
        let facts = [&self.address, &self.phone, &self.about].into_iter().filter(|fact| !fact.is_empty());
        out.extend(facts.map(|fact| format!("  {fact}")));
        for offer in &self.services {
            out.push(format!("  {} · {} · {}  {}", offer.name, offer.length, offer.price, offer.id));
        }
        out.push(format!("  {}", self.id));
        out
    }
}

impl Times {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![self.title.text.clone(), format!("  {}", self.zone)];
        out.extend(self.uncertain.iter().chain(&self.none).map(|say| format!("  {say}")));
        out.extend(
            self.times.iter().map(|time| format!("  {} ({})  {}", time.text, time.local.offset, time.starts_ms)),
        );
        out
    }
}
