//! What a receptionist does, as a screen asks for it: one call a tap, and the words of what became of it.

use petpro_domain::Code;
use petpro_domain::booking::Status;
use petpro_domain::checkin::typed;
use petpro_domain::clinic::Clinic;
use petpro_domain::ids::{BookingId, ClinicId};
use petpro_domain::texts::Arg;

use super::{PetPro, WalkIn, Weighed, guard, guard_async};
use crate::error::{Error, Result};
use crate::screens::board::{self, Act, Arrivals};
use crate::screens::desk::{Acted, Checked, Desk, Work};
use crate::screens::pass::Told;
use crate::screens::{Press, Say};
use crate::state::{Pending, Received};
use crate::store::{desk, workplace};

impl PetPro {
    /// Whose tablet this is and who stands at it; also where it is none.
    pub fn desk(&self) -> Result<Desk> {
        guard(|| {
            let (lang, kept) = (self.lang(), self.inner.config.secrets.load()?);
            if kept.tablet.is_none() {
                let left: u32 = kept.left.iter().map(|left| left.ops).sum();
                let gone = kept.taken_back.map(|name| {
                    let what = Say::new(lang, "desk-gone", &[("name", Arg::from(&name))]);
                    let rest = match left {
                        0 => Say::plain(lang, "desk-gone-sent"),
                        n => Say::new(lang, "desk-gone-left", &[("n", Arg::from(n))]),
                    };
                    vec![what, rest]
                });
                let person = kept.login.map(|login| login.username);
                return Ok(Desk {
                    gone: gone.unwrap_or_default(),
                    person,
                    works_at: self.works_at()?,
                    ..Desk::default()
                });
            }
            let staff = self.staff()?;
            let clinic = self.on_tablet(|conn, clinic| desk::row::<Clinic>(conn, "clinic", &clinic.to_string()))?;
            Ok(Desk {
                tablet: Some(self.tablet()?),
                clinic: clinic.map(|row| row.names.text(lang).to_owned()).unwrap_or_default(),
                now: staff.iter().find(|one| one.now).cloned(),
                staff,
                ..Desk::default()
            })
        })
    }

    /// Makes this device a tablet and fetches the clinic's rows, with what a person may have typed or scanned.
    pub async fn begin_desk(&self, code: &str) -> Result<Desk> {
        guard_async(async {
            self.enrol(code.trim()).await?;
            self.look().await;
            self.desk()
        })
        .await
    }

    /// Ends it; see [`PetPro::unenrol`].
    pub async fn end_desk(&self, pending: Pending) -> Result<Desk> {
        guard_async(async {
            self.unenrol(pending).await?;
            self.desk()
        })
        .await
    }

    /// Who came last, and what of it is not sent.
    pub fn arrivals(&self) -> Result<Arrivals> {
        guard(|| self.on_day(None, board::arrivals))
    }

    /// What this tablet says of a pass's text or of a code that was typed. Nothing is written.
    pub fn look_at_code(&self, text: &str) -> Result<Told> {
        match typed::parse(text) {
            Some(_) => self.verify_code(text),
            None => self.verify_pass(text.trim()),
        }
    }

    /// Checks in whoever brought it, whatever the verdict; saved when this returns.
    pub fn receive(&self, text: &str, scale: &[Weighed]) -> Result<Checked> {
        guard(|| {
            let scale = Weighed::read(scale)?;
            let (told, saved) = match typed::parse(text) {
                Some(_) => (self.verify_code(text)?, self.check_in(text, &scale)?),
                None => self.check_in_pass(text.trim(), &scale)?,
            };
            let undo = Say::new(self.lang(), "board-void", &[("pets", Arg::from(&told.pets))]);
            let say = self.received(&saved, &told.pets);
            Ok(Checked { told, saved, say, undo: Press { label: undo, enabled: true } })
        })
    }

    /// What is done with a visit on the board; saved when this returns.
    pub fn act(&self, booking: &str, act: Act, scale: &[Weighed]) -> Result<Acted> {
        guard(|| {
            let (lang, visit) = (self.lang(), self.find_visit(booking)?);
            let pets = board::pets(&visit.row);
            let said = |key| Say::new(lang, key, &[("pets", Arg::from(&pets))]);
            let step = |to, key| {
                self.step_visit(booking, to)?;
                Ok(Acted { say: said(key), undo: None, booking: visit.id })
            };
            match act {
                Act::CheckIn => {
                    let saved = self.check_in(booking, &Weighed::read(scale)?)?;
                    Ok(Acted { say: self.received(&saved, &pets), undo: Some(Act::Void), booking: visit.id })
                }
                Act::Start => step(Status::InProgress, "desk-started"),
                Act::Finish => step(Status::Completed, "desk-finished"),
                Act::Missed => step(Status::NoShow, "desk-missed"),
                Act::Void => {
                    let arrival = visit.row.arrival.ok_or_else(|| Error::new(Code::BookingState, "not checked in"))?;
                    self.void_check_in(&arrival.checkin.to_string(), "")?;
                    // Who came without a booking is not expected again.
                    let undo = (!visit.row.walk_in).then_some(Act::CheckIn);
                    Ok(Acted { say: said("desk-voided"), undo, booking: visit.id })
                }
            }
        })
    }

    /// Takes somebody in who has not booked; see [`PetPro::walk_in`].
    pub fn take_in(&self, who: &WalkIn) -> Result<Acted> {
        guard(|| {
            let saved = self.walk_in(who)?;
            let say = self.received(&saved, &saved.pets);
            Ok(Acted { say, undo: Some(Act::Void), booking: BookingId(saved.id.0) })
        })
    }

    fn received(&self, saved: &Received, pets: &str) -> Say {
        let key = if saved.repeat_of.is_some() { "checkin-saved-again" } else { "checkin-saved" };
        Say::new(self.lang(), key, &[("pets", Arg::from(pets))])
    }

    fn works_at(&self) -> Result<Vec<Work>> {
        let lang = self.lang();
        let rows: Vec<(ClinicId, Clinic)> = self.inner.files(|files| files.account.readers.read(workplace::clinics))?;
        Ok(rows.into_iter().map(|(id, row)| Work { id, name: row.names.text(lang).to_owned() }).collect())
    }
}
