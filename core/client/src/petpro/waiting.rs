//! The waiting list: a free time is told in the inbox, and goes to whoever books it first. Needs a network.

use petpro_domain::Code;
use petpro_domain::clinic::{Fault, Zone};
use petpro_domain::ids::{ClinicId, ServiceId, Uuid};
use serde::{Deserialize, Serialize};

use super::{PetPro, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::waiting::{self, Waited, Waiting};

/// What somebody waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    pub clinic: String,
    pub service: String,
    /// Days of the clinic's calendar, `2026-11-24`; both included. Today and a week where they are absent.
    pub from: Option<String>,
    pub to: Option<String>,
}

/// A row of the list, as the server has it.
#[derive(Clone, Debug, Deserialize)]
struct Row {
    id: Uuid,
    clinic: ClinicId,
    service: ServiceId,
    from_ms: i64,
    to_ms: i64,
    #[serde(default)]
    told_ms: Option<i64>,
}

const DAY_MS: i64 = 86_400_000;

impl PetPro {
    /// What the household waits for.
    pub async fn waiting(&self) -> Result<Waiting> {
        #[derive(Deserialize)]
        struct All {
            waiting: Vec<Row>,
        }
        guard_async(async {
            let all: All = self.get("/api/v1/bookings/waiting").await?;
            Ok(waiting::screen(self.lang(), all.waiting.into_iter().map(|row| self.waited(row)).collect()))
        })
        .await
    }

    /// Waits for a time; `limit-exceeded` where the household waits for too many already.
    pub async fn wait(&self, wait: &Wait) -> Result<Waiting> {
        #[derive(Serialize)]
        struct New {
            clinic: ClinicId,
            service: ServiceId,
            from_ms: i64,
            to_ms: i64,
        }
        guard_async(async {
            let clinic: ClinicId = parse(&wait.clinic, Code::NotFound)?;
            let service: ServiceId = parse(&wait.service, Code::NotFound)?;
            let zone = self.offer(clinic, service)?.0.zone;
            let now_ms = self.server_ms()?;
            let from_ms = match &wait.from {
                Some(day) => day_of(&zone, day)?.0,
                None => now_ms,
            };
            let to_ms = match &wait.to {
                Some(day) => day_of(&zone, day)?.1,
                None => from_ms + 7 * DAY_MS,
            };
            if to_ms <= from_ms.max(now_ms) {
                return Err(wrong_days());
            }
            let _: Row = self.post("/api/v1/bookings/waiting", &New { clinic, service, from_ms, to_ms }).await?;
            self.waiting().await
        })
        .await
    }

    /// Waits no longer.
    pub async fn stop_waiting(&self, wait: &str) -> Result<Waiting> {
        guard_async(async {
            let id: Uuid = parse(wait, Code::NotFound)?;
            self.delete(&format!("/api/v1/bookings/waiting/{id}")).await?;
            self.waiting().await
        })
        .await
    }

    fn waited(&self, row: Row) -> Waited {
        let offer = self.offer(row.clinic, row.service).ok();
        let (clinic, care) = (offer.as_ref().map(|offer| &offer.0), offer.as_ref().map(|offer| &offer.1));
        Waited {
            id: row.id,
            clinic: clinic.map(|it| it.names.text(self.lang()).to_owned()).unwrap_or_default(),
            service: care.map(|it| it.names.text(self.lang()).to_owned()).unwrap_or_default(),
            from: clinic.and_then(|it| it.zone.local(row.from_ms)),
            to: clinic.and_then(|it| it.zone.local(row.to_ms - 1)),
            told: row.told_ms.is_some(),
        }
    }
}

/// The first ms of a day at the clinic, and the first of the next one.
fn day_of(zone: &Zone, day: &str) -> Result<(i64, i64)> {
    let span = day.trim().parse().ok().and_then(|day| zone.whole_day(day)).ok_or_else(wrong_days)?;
    Ok((span.from_ms, span.to_ms))
}

fn wrong_days() -> Error {
    Error::new(Code::Invalid, "two days that are not over, written 2026-11-24").of_clinic(vec![Fault::Days])
}
