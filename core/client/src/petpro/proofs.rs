//! Vaccination proofs: held by a household without a network, given out and taken back by who works at
//! a clinic. Whoever verifies one calls [`PetPro::verify_proof`].

use petpro_domain::Code;
use petpro_domain::booking::Owned;
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::pet::{Fault, Note, Proof};
use serde::{Deserialize, Serialize};

use super::{Given, PetPro, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::proofs::{self, Proofs, Shown};
use crate::store::proofs as kept;

/// A visit as who works at its clinic reads it over the network.
#[derive(Deserialize)]
pub(super) struct AtDesk {
    pub id: BookingId,
    #[serde(flatten)]
    pub row: Owned,
}

#[derive(Deserialize)]
struct KeptProof {
    id: OpId,
    #[serde(flatten)]
    proof: Proof,
}

impl PetPro {
    /// The household's proofs, oldest first.
    pub fn proofs(&self) -> Result<Proofs> {
        guard(|| {
            let rows = self.inner.files(|files| files.account.readers.read(kept::proofs))?;
            Ok(proofs::screen(self.lang(), self.today()?, &rows))
        })
    }

    /// One of them.
    pub fn proof(&self, id: &str) -> Result<Shown> {
        guard(|| {
            let id: OpId = parse(id, Code::NotFound)?;
            let found = self.proofs()?.proofs.into_iter().find(|proof| proof.id == id);
            found.ok_or_else(|| Error::new(Code::NotFound, "no such proof in this household"))
        })
    }

    /// Vouches for what was given to a pet at a visit of a clinic where the caller works; needs a
    /// network. The pet is named where the visit brings several.
    pub async fn issue_proof(&self, booking: &str, pet: Option<&str>, given: &Given) -> Result<Shown> {
        #[derive(Serialize)]
        struct New<'a> {
            pet: usize,
            vaccine: &'a str,
            on: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            due: Option<&'a str>,
            batch: &'a str,
        }
        guard_async(async {
            let Given { vaccine, on, due, batch } = given.clone();
            let on = self.day(on.as_deref())?;
            let note = Note::Vaccination { on: on.clone(), vaccine: vaccine.clone(), due: due.clone(), batch };
            let faulty = |faults| Error::new(Code::Invalid, "what was given cannot be so").of_pet(faults);
            note.check(self.latest()?).map_err(faulty)?;
            let visit = self.visit_at_desk(booking).await?;
            let names: Vec<&str> = visit.row.visit.pets.iter().map(|pet| pet.name.as_str()).collect();
            let place = match pet {
                None => (names.len() == 1).then_some(0),
                Some(name) => names.iter().position(|it| it.trim().to_lowercase() == name.trim().to_lowercase()),
            };
            let pet = place.ok_or_else(|| faulty(vec![Fault::Which]))?;
            let new = New { pet, vaccine: &vaccine, on: &on, due: due.as_deref(), batch: &given.batch };
            let made: KeptProof = self.post(&format!("/api/v1/bookings/{}/proofs", visit.id), &new).await?;
            self.one_proof(made)
        })
        .await
    }

    /// What was given out at a visit.
    pub async fn proofs_of(&self, booking: &str) -> Result<Proofs> {
        #[derive(Deserialize)]
        struct All {
            proofs: Vec<KeptProof>,
        }
        guard_async(async {
            let visit = self.visit_at_desk(booking).await?;
            let all: All = self.get(&format!("/api/v1/bookings/{}/proofs", visit.id)).await?;
            let rows: Vec<(OpId, Proof)> = all.proofs.into_iter().map(|kept| (kept.id, kept.proof)).collect();
            Ok(proofs::screen(self.lang(), self.today()?, &rows))
        })
        .await
    }

    /// Takes one back that was a mistake, with its vaccination.
    pub async fn take_back_proof(&self, proof: &str) -> Result<()> {
        guard_async(async {
            let id: OpId = parse(proof, Code::NotFound)?;
            self.delete(&format!("/api/v1/proofs/{id}")).await
        })
        .await
    }

    /// A visit of a clinic where the caller works, by its id or its typed code.
    pub(super) async fn visit_at_desk(&self, booking: &str) -> Result<AtDesk> {
        let path = match (booking.trim().parse::<BookingId>(), typed::parse(booking)) {
            (Ok(id), _) => format!("/api/v1/bookings/{id}"),
            (_, Some(code)) => format!("/api/v1/bookings/qr/{code}"),
            _ => return Err(Error::new(Code::NotFound, "neither a booking's id nor its code")),
        };
        self.get(&path).await
    }

    fn one_proof(&self, made: KeptProof) -> Result<Shown> {
        let mut all = proofs::screen(self.lang(), self.today()?, &[(made.id, made.proof)]).proofs;
        all.pop().ok_or_else(|| Error::new(Code::ReplyBroken, "the server sent no proof"))
    }
}
