//! Clinics, from the local catalogue; which of their times are free, only the server knows.

use petpro_domain::Code;
use petpro_domain::clinic::{Ask, Care, Clinic, Resource, Slot, Span, slots};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId, Uuid};
use serde::Deserialize;

use super::{PetPro, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::clinic::{self, Page, Times};
use crate::store::{catalog, meta};

/// Days whose times are shown at once.
const DAYS: i64 = 7;
const DAY_MS: i64 = 86_400_000;

impl PetPro {
    /// Every clinic of the market. Needs no network once the catalogue is there.
    pub fn clinics(&self) -> Result<Vec<Page>> {
        guard(|| {
            let (clinics, cares) = self.inner.files(|files| {
                files.catalog.readers.read(|conn| {
                    catalog::arrived(conn)?;
                    Ok((catalog::all::<Clinic>(conn, "clinic")?, catalog::all::<Care>(conn, "care")?))
                })
            })?;
            let now_ms = self.server_ms()?;
            let page = |(id, row): (String, Clinic)| {
                let id: ClinicId = id.parse().ok()?;
                let offers = cares.iter().filter(|(_, care)| care.clinic == id && !care.gone);
                let offers = offers.filter_map(|(service, care)| Some((service.parse().ok()?, care)));
                Some(clinic::page(self.lang(), id, &row, &offers.collect::<Vec<(ServiceId, &Care)>>(), now_ms))
            };
            let mut pages: Vec<Page> = clinics.into_iter().filter_map(page).collect();
            pages.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(pages)
        })
    }

    /// One clinic.
    pub fn clinic(&self, id: &str) -> Result<Page> {
        guard(|| {
            let id: ClinicId = parse(id, Code::NotFound)?;
            let all = self.clinics()?;
            all.into_iter().find(|page| page.id == id).ok_or_else(|| Error::new(Code::NotFound, "no such clinic here"))
        })
    }

    /// Free times of a service in the week from this day of the clinic's calendar on (today without
    /// one). Without a network: when the clinic is open, and that somebody may have booked already.
    pub async fn free_slots(&self, clinic: &str, service: &str, day: Option<&str>) -> Result<Times> {
        guard_async(async {
            let (id, care) = (parse::<ClinicId>(clinic, Code::NotFound)?, parse::<ServiceId>(service, Code::NotFound)?);
            let (clinic_row, care_row) = self.offer(id, care)?;
            let day = day.map(|day| format!("&day={day}")).unwrap_or_default();
            let path = format!("/api/v1/clinics/{id}/slots?service={care}{day}&days={DAYS}");
            let asked = self.inner.http.get::<Reply>(&path, None).await;
            let (starts, certain) = match asked {
                Ok(reply) => (reply.slots.into_iter().map(|slot| slot.starts_ms).collect(), true),
                Err(fault) => match Error::from(fault) {
                    error if error.code() == Code::Offline || error.code() == Code::ServerUnreachable => {
                        (self.open_times(&clinic_row, &care_row, &day)?, false)
                    }
                    error => return Err(error),
                },
            };
            Ok(clinic::times(self.lang(), &clinic_row, &care_row, starts, certain))
        })
        .await
    }

    /// A clinic's row and that of what it offers.
    pub(super) fn offer(&self, clinic: ClinicId, service: ServiceId) -> Result<(Clinic, Care)> {
        let found = self.inner.files(|files| {
            files.catalog.readers.read(|conn| {
                catalog::arrived(conn)?;
                let clinic_row: Option<Clinic> = catalog::row(conn, "clinic", &clinic.to_string())?;
                let care: Option<Care> = catalog::row(conn, "care", &service.to_string())?;
                Ok(clinic_row.zip(care.filter(|care| care.clinic == clinic && !care.gone)))
            })
        })?;
        found.ok_or_else(|| Error::new(Code::NotFound, "no such clinic or service in the local catalogue"))
    }

    /// When it could be, as if nobody had booked.
    fn open_times(&self, clinic: &Clinic, care: &Care, day: &str) -> Result<Vec<i64>> {
        let now_ms = self.server_ms()?;
        let day = match day.strip_prefix("&day=") {
            Some(day) => day.parse().ok(),
            None => clinic.zone.day(now_ms),
        };
        let first = day.and_then(|day| clinic.zone.whole_day(day));
        let first = first.ok_or_else(|| Error::new(Code::Invalid, "not a day of the calendar"))?;
        // Whoever and whatever is needed is there.
        let there = |(no, kind): (usize, &_)| {
            let resource = Resource { name: String::new(), kind: *kind, capacity: 1, hours: None, gone: false };
            (ResourceId(Uuid::from_u128(no as u128)), resource)
        };
        let resources: Vec<_> = care.needs.iter().enumerate().map(there).collect();
        let window = Span::new(first.from_ms, first.from_ms + DAYS * DAY_MS);
        let free = slots(&Ask { clinic, care, resources: &resources, taken: &[], window, now_ms });
        Ok(free.into_iter().map(|Slot { starts_ms, .. }| starts_ms).collect())
    }

    /// The server's time as well as this device knows it.
    pub(super) fn server_ms(&self) -> Result<i64> {
        let clock = &*self.inner.config.clock;
        self.inner.files(|files| {
            files.account.readers.read(|conn| {
                let guessed = clock.wall_ms() + meta::server_offset_ms(conn)?;
                Ok(meta::true_now(conn, clock)?.unwrap_or(guessed))
            })
        })
    }
}

#[derive(Deserialize)]
struct Reply {
    slots: Vec<Begin>,
}

#[derive(Deserialize)]
struct Begin {
    starts_ms: i64,
}
