//! The board at a terminal.

use super::{Board, Room};

impl Board {
    /// As people read it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}  {}", self.title, self.date), self.sent.text.clone()];
        lines.extend(self.empty.as_ref().map(|say| say.text.clone()));
        for column in self.columns.iter().filter(|column| !column.cards.is_empty()) {
            lines.push(String::new());
            lines.push(format!("{} ({})", column.label, column.cards.len()));
            for card in &column.cards {
                lines.push(format!("  {}  {}  {} · {}", card.time, card.code, card.pets, card.owner));
                lines.extend(card.marks.iter().map(|mark| format!("         {mark}")));
            }
        }
        lines
    }
}

impl Room {
    /// As the display shows it.
    pub fn lines(&self) -> Vec<String> {
        let call = |call: &super::Call| format!("  {}  {}", call.number, call.say);
        [self.title.text.clone(), String::new()]
            .into_iter()
            .chain(self.calls.iter().map(call))
            .chain([String::new(), self.hint.text.clone()])
            .collect()
    }
}
