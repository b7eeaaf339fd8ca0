//! The checkout as lines of text, for a terminal.

use super::{Checkout, Way};

impl Checkout {
    /// What a terminal shows, top to bottom.
    pub fn lines(&self) -> Vec<String> {
        let mut out =
            vec![self.title.text.clone(), format!("{}: {}", self.address.title, self.address.lines.join(", "))];
        out.extend(self.address.missing.iter().map(|say| format!("! {say}")));
        for shop in &self.shops {
            out.extend([String::new(), format!("{}  {}", shop.name, shop.shop)]);
            out.extend(shop.lines.iter().map(|line| format!("  {}  {}", line.say, line.amount)));
            out.extend(shop.deliveries.iter().map(|way| format!("  {}", way.line())));
            let sums: Vec<String> =
                shop.sums.iter().chain([&shop.tax]).map(|sum| format!("{} {}", sum.label, sum.amount)).collect();
            out.push(format!("  {}", sums.join(" · ")));
        }
        out.push(String::new());
        out.extend(self.sums.iter().map(|sum| format!("{}: {}", sum.label, sum.amount)));
        out.extend(self.methods.iter().map(Way::line));
        out.extend(self.unavailable.iter().map(|line| format!("⚠ {} — {}", line.say, line.problem.title)));
        out.extend(self.without.iter().map(|press| format!("  ({})", press.label)));
        match (&self.problem, &self.empty) {
            (Some(problem), _) => out.push(format!("⚠ {} {}", problem.title, problem.next)),
            (None, Some(empty)) => out.push(empty.text.clone()),
            (None, None) => out.push(format!("({})", self.note)),
        }
        out
    }
}

impl Way {
    fn line(&self) -> String {
        let mark = if self.chosen { "●" } else { "○" };
        let arrives = self.arrives.as_ref().map_or_else(String::new, |say| format!(" · {say}"));
        format!("{mark} {}{arrives}  [{}]", self.say, self.id)
    }
}
