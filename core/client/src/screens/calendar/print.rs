//! The calendar at a terminal.

use super::{Calendar, Placed};

impl Calendar {
    /// As people read it: each column, its visits, and where something can be placed.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}  {}", self.title, self.span), format!("  {}", self.zone)];
        lines.extend(self.placing.iter().chain(&self.none).map(|say| format!("  {say}")));
        for column in &self.columns {
            lines.push(String::new());
            lines.push(format!("{}  {}", column.label, column.hours));
            for it in &column.blocks {
                lines.push(format!("  {}  {}  {} · {} · {}", it.time, it.code, it.pets, it.service, it.served));
            }
            lines.extend(column.free.iter().map(|free| format!("  + {}  {}", free.time, free.starts_ms)));
        }
        lines
    }
}

impl Placed {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.say.text.clone()];
        lines.extend(self.problem.iter().map(|it| format!("  {} {}", it.detail, it.next)));
        lines.extend(self.others.iter().map(|time| format!("  {}  {}", time.text, time.starts_ms)));
        lines
    }
}
