//! What a clinic's admin changes from their own phone: hours with exceptions, services, resources, staff.
//! Read from the clinic's rows, changed at the server, and read again.

use petpro_domain::Code;
use petpro_domain::clinic::{Care, Clinic, Fault, Hours, Kind, Resource, Staff, StaffRole};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId, StaffId};
use petpro_domain::money::Currency;
use serde::{Deserialize, Serialize};

use super::{PetPro, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::workplace::{self, Workplace};
use crate::store::{catalog, workplace as rows};

/// Somebody who works at a clinic, as its admin writes them down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ColleagueForm"))]
pub struct Colleague {
    pub name: String,
    pub role: StaffRole,
    /// The e-mail address of their account; without one they have a PIN only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// 4 to 8 digits; absent: the one before stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    pub active: bool,
}

/// What the server answers of a row; it is read with the next sync.
#[derive(Deserialize)]
struct Kept {}

/// A row that is new, or in the place of the one with this id.
#[derive(Serialize)]
struct Row<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(flatten)]
    row: &'a T,
}

impl PetPro {
    /// A clinic with all that its staff may see of it; `not-found` where the caller does not work there.
    pub fn workplace(&self, clinic: &str) -> Result<Workplace> {
        guard(|| {
            let id: ClinicId = parse(clinic, Code::NotFound)?;
            let (profile, _) = self.clinic_row(id)?;
            let scope = format!("clinic:{id}");
            let (services, resources, staff) = self.inner.files(|files| {
                files.account.readers.read(|conn| {
                    let services: Vec<(ServiceId, Care)> = rows::rows(conn, &scope, "care")?;
                    let resources: Vec<(ResourceId, Resource)> = rows::rows(conn, &scope, "resource")?;
                    let staff: Vec<(StaffId, Staff)> = rows::rows(conn, &scope, "staff")?;
                    Ok((services, resources, staff))
                })
            })?;
            Ok(workplace::screen(self.lang(), id, &profile, &services, &resources, &staff))
        })
    }

    /// The clinic's profile, to be changed and put back with its version.
    pub fn clinic_profile(&self, clinic: &str) -> Result<(Clinic, u64)> {
        guard(|| self.clinic_row(parse(clinic, Code::NotFound)?))
    }

    /// Puts a profile in the place of the one of this version; `precondition-failed` where somebody
    /// changed it meanwhile. What was booked stays booked.
    pub async fn put_clinic(&self, clinic: &str, profile: &Clinic, version: u64) -> Result<Workplace> {
        guard_async(async {
            let id: ClinicId = parse(clinic, Code::NotFound)?;
            told(&profile.hours.faults())?;
            let path = format!("/api/v1/clinics/{id}");
            let put = async |token: String| self.inner.http.put::<Kept>(&path, &token, Some(version), profile).await;
            self.signed(put).await?;
            self.look().await;
            self.workplace(clinic)
        })
        .await
    }

    /// What the clinic offers under this id.
    pub fn care(&self, clinic: &str, service: &str) -> Result<Care> {
        guard(|| self.its(clinic, "care", &parse::<ServiceId>(service, Code::NotFound)?.to_string()))
    }

    /// Offers something, or changes it.
    pub async fn put_care(&self, clinic: &str, service: Option<&str>, care: &Care) -> Result<Workplace> {
        #[derive(Serialize)]
        struct Form<'a> {
            names: &'a petpro_domain::catalog::Names,
            minutes: u32,
            step: u32,
            price: petpro_domain::money::Money,
            needs: &'a [Kind],
            most_pets: u8,
            gone: bool,
        }
        told(&care.faults())?;
        let Care { names, minutes, step, price, needs, most_pets, gone, .. } = care;
        let (minutes, step, price, most_pets, gone) = (*minutes, *step, *price, *most_pets, *gone);
        self.keep(clinic, "services", service, &Form { names, minutes, step, price, needs, most_pets, gone }).await
    }

    /// A vet, a room or a table of the clinic.
    pub fn resource(&self, clinic: &str, resource: &str) -> Result<Resource> {
        guard(|| self.its(clinic, "resource", &parse::<ResourceId>(resource, Code::NotFound)?.to_string()))
    }

    /// Keeps a vet, a room or a table, or changes it.
    pub async fn put_resource(&self, clinic: &str, id: Option<&str>, resource: &Resource) -> Result<Workplace> {
        told(&resource.hours.as_ref().map(Hours::faults).unwrap_or_default())?;
        self.keep(clinic, "resources", id, resource).await
    }

    /// Somebody who works there, without their PIN.
    pub fn colleague(&self, clinic: &str, staff: &str) -> Result<Colleague> {
        guard(|| {
            let it: Staff = self.its(clinic, "staff", &parse::<StaffId>(staff, Code::NotFound)?.to_string())?;
            Ok(Colleague { name: it.name, role: it.role, username: None, pin: None, active: it.active })
        })
    }

    /// Takes somebody on, changes what they may do, gives them a PIN, or lets them go.
    pub async fn put_staff(&self, clinic: &str, staff: Option<&str>, it: &Colleague) -> Result<Workplace> {
        self.keep(clinic, "staff", staff, it).await
    }

    /// The currency in which the market's clinics ask their prices.
    pub fn market_currency(&self) -> Result<Currency> {
        guard(|| {
            let market = self.inner.config.market.clone();
            let row: Option<petpro_domain::catalog::Market> =
                self.inner.files(|files| files.catalog.readers.read(|conn| catalog::row(conn, "market", &market)))?;
            row.map(|row| row.currency)
                .ok_or_else(|| Error::new(Code::CatalogMissing, "the catalogue has not come yet"))
        })
    }

    async fn keep(&self, clinic: &str, what: &str, id: Option<&str>, row: &impl Serialize) -> Result<Workplace> {
        guard_async(async {
            let clinic_id: ClinicId = parse(clinic, Code::NotFound)?;
            let row = Row { id: id.map(str::to_owned), row };
            let sent = self.post::<Kept>(&format!("/api/v1/clinics/{clinic_id}/{what}"), &row).await;
            sent.map_err(|error| {
                let faults = error.places().iter().filter_map(|place| Fault::at(place)).collect();
                error.of_clinic(faults)
            })?;
            self.look().await;
            self.workplace(clinic)
        })
        .await
    }

    fn clinic_row(&self, id: ClinicId) -> Result<(Clinic, u64)> {
        let (scope, text) = (format!("clinic:{id}"), id.to_string());
        let found =
            self.inner.files(|files| files.account.readers.read(|conn| rows::row(conn, &scope, "clinic", &text)))?;
        found.ok_or_else(not_there)
    }

    fn its<T: serde::de::DeserializeOwned>(&self, clinic: &str, t: &str, id: &str) -> Result<T> {
        let clinic: ClinicId = parse(clinic, Code::NotFound)?;
        let scope = format!("clinic:{clinic}");
        let found = self.inner.files(|files| files.account.readers.read(|conn| rows::row(conn, &scope, t, id)))?;
        found.map(|(row, _)| row).ok_or_else(not_there)
    }
}

fn not_there() -> Error {
    Error::new(Code::NotFound, "not of a clinic where you work, or the first sync has not come")
}

/// Refuses before the network does, with a sentence for each place.
fn told(places: &[impl AsRef<str>]) -> Result<()> {
    match places {
        [] => Ok(()),
        places => {
            let faults = places.iter().filter_map(|place| Fault::at(place.as_ref())).collect();
            Err(Error::new(Code::Invalid, "a field of the clinic makes no sense").of_clinic(faults))
        }
    }
}
