//! What a clinic's admin does in the app, beside their desk: tablets, poster, log, hours and staff.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use petpro_domain::Code;
use petpro_domain::clinic::{Fault, Opening};
use petpro_domain::ids::ClinicId;
use petpro_scan::Format;
use serde::Deserialize;

use super::{PetPro, guard_async, parse};
use crate::error::{Error, Result};
use crate::pictures::{Label, Sheet};
use crate::screens::office::{self, CodeDrawn, Log, Poster, Tablets};
use crate::screens::workplace::Workplace;

impl PetPro {
    /// The clinic's tablets in words.
    pub async fn tablets_page(&self, clinic: &str) -> Result<Tablets> {
        guard_async(async {
            let rows = self.tablets(clinic).await?;
            Ok(office::tablets(self.lang(), self.server_ms()?, rows))
        })
        .await
    }

    /// A code for a new tablet, with its picture for a tablet's camera.
    pub async fn draw_tablet_code(&self, clinic: &str, name: &str) -> Result<CodeDrawn> {
        guard_async(async {
            let code = self.tablet_code(clinic, name).await?.code;
            let label = Label::new(Some(Format::Qr), &code)?;
            Ok(CodeDrawn { size: label.size().0, path: label.path(), code })
        })
        .await
    }

    /// The page for the clinic's door. Asks the server, whose key signs the code.
    pub async fn poster(&self, clinic: &str) -> Result<Poster> {
        #[derive(Deserialize)]
        struct Sealed {
            text: String,
        }
        guard_async(async {
            let id: ClinicId = parse(clinic, Code::NotFound)?;
            let Sealed { text } = self.get(&format!("/api/v1/clinics/{id}/poster")).await?;
            let (profile, _) = self.clinic_profile(clinic)?;
            let lang = self.lang();
            let title = profile.names.text(lang).to_owned();
            let lines = [profile.address.text(lang).to_owned(), profile.phone.clone()];
            let lines = lines.into_iter().filter(|line| !line.is_empty()).collect();
            let sheet = Sheet { label: Label::pass(&text)?, title: title.clone(), lines, lang };
            Ok(Poster { title, svg: sheet.svg(), pdf: STANDARD.encode(sheet.pdf()) })
        })
        .await
    }

    /// The whole log, its chain checked here.
    pub async fn log(&self, clinic: &str) -> Result<Log> {
        guard_async(async { Ok(office::log(self.audit(clinic).await?)) }).await
    }

    /// When the clinic is open on a weekday (Monday is 0), as people write it: `09:00-12:00,14:00-19:00`; empty is
    /// closed. What was booked stays booked.
    pub async fn put_weekday(&self, clinic: &str, weekday: u8, times: &str) -> Result<Workplace> {
        guard_async(async {
            let wrong = || Error::new(Code::Invalid, "not times of day").of_clinic(vec![Fault::Hours]);
            let openings = Opening::parse_all(times).ok_or_else(wrong)?;
            let (mut profile, version) = self.clinic_profile(clinic)?;
            profile.hours.week.resize(7, vec![]);
            *profile.hours.week.get_mut(usize::from(weekday)).ok_or_else(wrong)? = openings;
            self.put_clinic(clinic, &profile, version).await
        })
        .await
    }
}
