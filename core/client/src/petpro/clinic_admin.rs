//! What a clinic's admin does from their own phone: tablets and the audit.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::audit::Entry;
use petpro_domain::clinic::Zone;
use petpro_domain::ids::{ClinicId, TabletId, Uuid};
use serde::{Deserialize, Serialize};

use super::{PetPro, guard_async, parse};
use crate::error::Result;
use crate::screens::audit::{Audit, audit};
use crate::state::{EnrolCode, TabletRow};

impl PetPro {
    /// A code that makes one device a tablet of this clinic, within ten minutes.
    pub async fn tablet_code(&self, clinic: &str, name: &str) -> Result<EnrolCode> {
        #[derive(Serialize)]
        struct New<'a> {
            name: &'a str,
        }
        guard_async(async { self.post(&tablets(clinic)?, &New { name }).await }).await
    }

    /// The clinic's tablets, oldest first.
    pub async fn tablets(&self, clinic: &str) -> Result<Vec<TabletRow>> {
        #[derive(Deserialize)]
        struct All {
            tablets: Vec<TabletRow>,
        }
        guard_async(async { Ok(self.get::<All>(&tablets(clinic)?).await?.tablets) }).await
    }

    /// Takes a tablet back: its next request is its last, and what it could not send is delivered
    /// sealed. With `discard` that is given up.
    pub async fn revoke_tablet(&self, tablet: &str, discard: bool) -> Result<()> {
        guard_async(async {
            let id: TabletId = parse(tablet, Code::NotFound)?;
            let query = if discard { "?discard=true" } else { "" };
            self.delete(&format!("/api/v1/tablets/{id}{query}")).await
        })
        .await
    }

    /// Who did what at the clinic, from the first entry on; whether the chain holds is checked on this device.
    pub async fn audit(&self, clinic: &str) -> Result<Audit> {
        #[derive(Deserialize)]
        struct Place {
            zone: Zone,
        }
        #[derive(Deserialize)]
        struct Page {
            entries: Vec<Entry>,
            names: BTreeMap<Uuid, String>,
            more: bool,
        }
        guard_async(async {
            let clinic: ClinicId = parse(clinic, Code::NotFound)?;
            let place: Place = self.get(&format!("/api/v1/clinics/{clinic}")).await?;
            let (mut all, mut names): (Vec<Entry>, BTreeMap<_, _>) = Default::default();
            loop {
                let after = all.last().map_or(0, |entry| entry.n);
                let page: Page = self.get(&format!("/api/v1/clinics/{clinic}/audit?after={after}")).await?;
                let over = !page.more || page.entries.is_empty();
                all.extend(page.entries);
                names.extend(page.names);
                if over {
                    return Ok(audit(self.lang(), &place.zone, all, &names));
                }
            }
        })
        .await
    }
}

fn tablets(clinic: &str) -> Result<String> {
    let clinic: ClinicId = parse(clinic, Code::NotFound)?;
    Ok(format!("/api/v1/clinics/{clinic}/tablets"))
}
