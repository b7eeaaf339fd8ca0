//! The cart screen as lines of text, for a terminal.

use super::{Cart, Line, Saved, Shop};
use crate::screens::titled;

impl Cart {
    /// What a terminal shows, top to bottom.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.title, self.units)];
        out.extend(self.empty.iter().map(|say| say.text.clone()));
        out.extend(self.full.iter().map(|say| format!("! {say}")));
        out.extend(self.waiting.iter().map(|say| format!("◷ {say}")));
        for shop in &self.shops {
            out.push(String::new());
            print_shop(shop, &mut out);
        }
        for totals in &self.totals {
            out.push(String::new());
            out.extend(totals.sums.iter().map(|sum| format!("{}: {}", sum.label, sum.amount)));
            if let Some(problem) = &totals.problem {
                out.push(format!("⚠ {} {}", problem.title, problem.next));
            }
        }
        if !self.totals.is_empty() {
            out.extend(self.estimate.iter().map(|say| format!("({say})")));
        }
        if let Some(title) = &self.saved_title {
            out.extend([String::new(), title.text.clone()]);
            out.extend(self.saved.iter().map(saved));
        }
        out.extend(self.attention.iter().flat_map(|attention| attention.lines()));
        out
    }
}

fn print_shop(shop: &Shop, out: &mut Vec<String>) {
    out.push(shop.name.clone());
    for line in &shop.lines {
        out.push(format!("  {}", one(line)));
        out.push(format!("    {}", line.line));
        out.extend(line.locked.iter().map(|locked| format!("    🔒 {}", locked.say)));
        out.extend(line.warnings.iter().map(|note| format!("    ! {}", note.say)));
        out.extend(line.attention.iter().flat_map(|attention| attention.lines()).map(|text| format!("    {text}")));
    }
    let sums: Vec<String> = shop.sums.iter().map(|sum| format!("{} {}", sum.label, sum.amount)).collect();
    if !sums.is_empty() {
        out.push(format!("  {}", sums.join(" · ")));
    }
    out.extend(shop.free_shipping.iter().map(|free| format!("  {}", free.say)));
    out.extend(shop.problem.iter().map(|problem| format!("  ⚠ {} {}", problem.title, problem.next)));
}

fn one(line: &Line) -> String {
    let mut text = format!("{} × {}", line.qty, titled(&line.name, &line.label));
    if let (Some(unit), Some(goods)) = (&line.unit, &line.goods) {
        text += &format!("  {unit} → {goods}");
    }
    if let Some(waiting) = &line.waiting {
        text += &format!("  ◷ {waiting}");
    }
    text
}

fn saved(line: &Saved) -> String {
    let mut text = format!("  {} × {}", line.qty, titled(&line.name, &line.label));
    for say in line.waiting.iter().chain(&line.why) {
        text += &format!("  ({say})");
    }
    text + &format!("\n    {}", line.line)
}
