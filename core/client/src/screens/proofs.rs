//! Vaccination proofs on their household's phone.

use petpro_domain::Lang;
use petpro_domain::ids::{OpId, PetId};
use petpro_domain::pass::Vaccination;
use petpro_domain::pet::Proof;
use petpro_domain::texts::Day;
use serde::Serialize;

use super::Say;
use super::pass::Vaccinated;

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proofs {
    /// "Vaccination proofs".
    pub title: Say,
    /// That there is none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    /// Oldest first.
    pub proofs: Vec<Shown>,
}

/// One to show: to a groomer, to a boarding home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Names it in a command.
    pub id: OpId,
    pub pet: PetId,
    /// To be drawn as a QR code with medium correction. It does not change.
    pub text: String,
    #[serde(flatten)]
    pub said: Vaccinated,
}

/// The proofs of a household on this day. What another server would have signed is not looked at:
/// whoever is shown it does that.
pub fn screen(lang: Lang, today: Day, rows: &[(OpId, Proof)]) -> Proofs {
    let shown = |(id, proof): &(OpId, Proof)| {
        let said = Vaccination::said(&proof.text)?;
        let said = Vaccinated::new(lang, &said, false, today);
        Some(Shown { id: *id, pet: proof.pet, text: proof.text.to_string(), said })
    };
    let proofs: Vec<Shown> = rows.iter().filter_map(shown).collect();
    let empty = proofs.is_empty().then(|| Say::plain(lang, "proofs-empty"));
    Proofs { title: Say::plain(lang, "proofs-title"), empty, proofs }
}

impl Proofs {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.title.text.clone()];
        lines.extend(self.empty.iter().map(|say| say.text.clone()));
        for proof in &self.proofs {
            lines.push(proof.said.facts.iter().map(|say| say.text.as_str()).collect::<Vec<_>>().join(" · "));
            lines.push(format!("  {}", proof.id));
        }
        lines
    }
}

impl Shown {
    /// What stands below its code.
    pub fn lines(&self) -> Vec<String> {
        self.said.facts.iter().map(|say| say.text.clone()).collect()
    }
}
