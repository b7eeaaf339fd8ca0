//! What a terminal shows.

use super::{Card, DueState, Page, Pets};

impl Pets {
    /// Each pet in a few lines.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.title, self.summary)];
        out.extend(self.pets.iter().flat_map(Card::lines));
        out
    }
}

impl Card {
    fn lines(&self) -> Vec<String> {
        let mut head = vec![self.name.clone(), self.kind.text.clone()];
        head.extend((!self.breed.is_empty()).then(|| self.breed.clone()));
        head.extend(self.age.iter().chain(&self.weight).map(|say| say.text.clone()));
        let mut out = vec![head.join(" · ")];
        out.extend(self.allergies.iter().chain(&self.due).map(|say| format!("  ⚠ {say}")));
        out.extend(self.waits.iter().map(|say| format!("  ◷ {say}")));
        out.push(format!("  {}", self.id));
        out
    }
}

impl Page {
    /// Everything but the chart, which needs a width.
    pub fn lines(&self) -> Vec<String> {
        let mut out = self.card.lines();
        out.extend(self.born.iter().map(|say| say.text.clone()));
        out.extend(self.chip.iter().map(|chip| format!("{} · {}", chip.say, chip.issuer)));
        let weight = std::iter::once(&self.weights.newest).chain(&self.weights.clinic).chain(&self.weights.change);
        out.push(weight.map(|say| say.text.as_str()).collect::<Vec<_>>().join(" · "));
        for one in &self.vaccinations.newest {
            let mark = match one.state {
                DueState::None | DueState::Later => "○",
                DueState::Soon => "◷",
                DueState::Overdue => "⚠",
            };
            let mut parts = vec![one.given.text.as_str(), &one.due.text];
            parts.extend(one.clinic.iter().map(|say| say.text.as_str()));
            out.push(format!("{mark} {}", parts.join(" · ")));
        }
        out.extend(self.vaccinations.empty.iter().map(|say| say.text.clone()));
        out
    }
}
