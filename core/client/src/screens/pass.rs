//! What a desk is told of a pass, what an owner shows, and what a vaccination proof says.

use petpro_domain::Lang;
use petpro_domain::checkin::{Colour, Judged, Reason, Verdict};
use petpro_domain::ids::BookingId;
use petpro_domain::pass::Vaccination;
use petpro_domain::texts::{self, Arg, Day, Wording};
use serde::Serialize;

use super::{Press, Say};

/// What fills a verdict's sentence; each is empty where the sentence has no place for it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// When and where it was checked in before.
    pub time: String,
    pub desk: String,
    /// The day of the visit.
    pub date: String,
}

/// A verdict for a desk: readable within a blink, and not by its colour alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PassVerdict"))]
pub struct Told {
    pub verdict: Verdict,
    pub reason: Reason,
    pub colour: Colour,
    /// The name of a picture.
    pub icon: &'static str,
    pub title: String,
    /// What it means.
    pub detail: String,
    /// What the desk does now.
    pub next: String,
    /// The server's signature in the pass is good.
    pub sig_ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    /// "Pochi, Tama": as the pass or the booking has them.
    pub pets: String,
    /// The owner's first name.
    pub owner: String,
    /// The pets' names, one by one: each can stand on the scale.
    pub each: Vec<String>,
    /// It is believed, so a desk may let them in without a second look.
    pub let_in: bool,
    /// "Check in"; not where there is nobody to be checked in.
    pub receive: Press,
}

impl Told {
    /// The judgement in words.
    pub fn new(lang: Lang, judged: Judged, facts: &Facts) -> Self {
        let args =
            [("time", Arg::from(&facts.time)), ("desk", Arg::from(&facts.desk)), ("date", Arg::from(&facts.date))];
        let Wording { title, detail, next } = texts::wording(lang, judged.reason.key(), &args);
        let Judged { verdict, reason } = judged;
        Self {
            verdict,
            reason,
            colour: verdict.colour(),
            icon: verdict.icon(),
            title,
            detail,
            next,
            sig_ok: false,
            booking: None,
            pets: String::new(),
            owner: String::new(),
            each: vec![],
            let_in: verdict.is_accepted(),
            receive: Press { label: Say::plain(lang, "desk-check-in"), enabled: false },
        }
    }

    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let who = [self.owner.as_str(), self.pets.as_str()].into_iter().filter(|name| !name.is_empty());
        let who = who.collect::<Vec<_>>().join(" · ");
        let sentences = [self.title.clone(), who, format!("{} {}", self.detail, self.next)];
        sentences.into_iter().filter(|line| !line.is_empty()).collect()
    }
}

/// A pass on the owner's screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PassShown"))]
pub struct Shown {
    pub booking: BookingId,
    /// To be drawn as a QR code with medium correction.
    pub text: String,
    /// Draw it anew after so many ms; none on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh_ms: Option<u32>,
    /// For typing where nothing can be scanned: `K7QM-2XRD`.
    pub code: String,
    pub clinic: String,
    /// Day and time in the clinic's time zone.
    pub when: String,
    pub pets: String,
    /// "This pass does not change. Anybody may hold it.", on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Say>,
}

/// A pass and its code, for a screen to draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PassDrawn"))]
pub struct Drawn {
    pub shown: Shown,
    /// Width and height of the code with the white around it, in modules.
    pub size: u32,
    /// An SVG path over the dark modules of a square of that size.
    pub path: String,
}

impl Shown {
    /// What a terminal shows below the code.
    pub fn lines(&self) -> Vec<String> {
        let facts = [&self.clinic, &self.when, &self.pets, &self.code];
        let facts = facts.into_iter().filter(|fact| !fact.is_empty()).cloned();
        facts.chain(self.note.iter().map(|note| note.text.clone())).collect()
    }
}

/// A vaccination proof in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Vaccinated {
    /// It is genuine, not taken back, and protects today.
    pub good: bool,
    pub title: Say,
    pub facts: Vec<Say>,
}

impl Vaccinated {
    /// `today` where this device stands.
    pub fn new(lang: Lang, said: &Vaccination, taken_back: bool, today: Day) -> Self {
        let good = !taken_back && said.covers(today);
        let title = match (taken_back, good) {
            (true, _) => "proof-taken-back",
            (_, true) => "proof-good",
            (_, false) => "proof-over",
        };
        let day = |day: Day| texts::date(lang, day);
        let facts = [
            ("proof-pet", "name", Some(said.pet.clone())),
            ("scan-chip", "number", said.chip.map(|chip| chip.to_string())),
            ("proof-vaccine", "vaccine", Some(said.vaccine.clone())),
            ("proof-given", "date", Some(day(said.given))),
            ("proof-due", "date", said.due.map(day)),
            ("proof-clinic", "clinic", Some(said.clinic_name.clone())),
        ];
        let said = facts.into_iter().filter_map(|(key, name, fact)| Some((key, name, fact?)));
        let facts = said.map(|(key, name, fact)| Say::new(lang, key, &[(name, Arg::from(fact))])).collect();
        Self { good, title: Say::plain(lang, title), facts }
    }

    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        std::iter::once(&self.title).chain(&self.facts).map(|say| say.text.clone()).collect()
    }
}

/// The note below a pass that does not change.
pub fn printed(lang: Lang) -> Say {
    Say::plain(lang, "pass-printed")
}
