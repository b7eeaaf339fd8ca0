//! Orders as lines of text, for a terminal.

use super::{Order, Orders, Summary};
use crate::screens::timeline::Entry;

impl Order {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.title, self.status), format!("  {}", self.order)];
        out.extend(self.notes.iter().map(|say| format!("! {say}")));
        out.extend(self.hold.iter().map(|hold| format!("⏱ {}", hold.say)));
        for part in &self.shops {
            out.extend([String::new(), format!("{} · {}", part.title, part.status)]);
            out.extend(part.lines.iter().map(|line| format!("  {}  {}", line.say, line.amount)));
            out.push(format!("  {}", part.arrives));
            out.extend(part.parcel.iter().map(|say| format!("  {say}")));
        }
        if !self.sums.is_empty() {
            out.push(String::new());
            out.extend(self.sums.iter().map(|sum| format!("{}: {}", sum.label, sum.amount)));
        }
        if !self.address.is_empty() {
            out.extend([String::new(), self.address.join(", ")]);
        }
        if !self.timeline.is_empty() {
            out.push(String::new());
            out.extend(self.timeline.iter().map(Entry::line));
        }
        out
    }
}

impl Orders {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let said = [&self.title].into_iter().chain(&self.empty).map(|say| say.text.clone());
        said.chain(self.orders.iter().map(Summary::line)).collect()
    }
}

impl Summary {
    fn line(&self) -> String {
        let total = self.total.as_ref().map_or_else(String::new, |total| format!(" · {total}"));
        format!("{} · {} · {}{total}\n  {}", self.title, self.status, self.placed, self.order)
    }
}
