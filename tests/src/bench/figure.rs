//! One figure, its bar, and how a run tells them.

use std::io::Write;

use serde::Serialize;

/// A measured value. `ratio` is value to floor where a floor exists.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// `sync.cart_op_rate`: topic, then what was measured.
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    pub floor: Option<f64>,
    pub ratio: Option<f64>,
    /// The bar in words (`ratio >= 0.80`); none for figures that only inform.
    pub bar: Option<String>,
    /// Whether it holds; always true without a bar.
    pub ok: bool,
}

/// What a figure has to reach.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// Only informs.
    None,
    /// The value itself.
    Max(f64),
    /// The value itself.
    Min(f64),
    /// Value to floor.
    RatioMin(f64),
    /// Value to floor.
    RatioMax(f64),
}

impl Figure {
    pub fn new(name: &str, value: f64, unit: &'static str, floor: Option<f64>, bar: Bar) -> Self {
        let ratio = floor.filter(|floor| *floor > 0.0).map(|floor| value / floor);
        let (bar, ok) = match bar {
            Bar::None => (None, true),
            Bar::Max(max) => (Some(format!("<= {max} {unit}")), value <= max),
            Bar::Min(min) => (Some(format!(">= {min} {unit}")), value >= min),
            Bar::RatioMin(min) => (Some(format!("ratio >= {min:.2}")), ratio.is_some_and(|ratio| ratio >= min)),
            Bar::RatioMax(max) => (Some(format!("ratio <= {max:.2}")), ratio.is_some_and(|ratio| ratio <= max)),
        };
        Self { name: name.to_owned(), value, unit, floor, ratio, bar, ok }
    }
}

/// Where figures and notes go: JSON lines on standard output, everything else on standard error.
pub struct Report {
    json: bool,
    figures: Vec<Figure>,
}

impl Report {
    pub fn new(json: bool) -> Self {
        Self { json, figures: Vec::new() }
    }

    /// A figure, told at once: a run of minutes should show something.
    pub fn figure(&mut self, figure: Figure) {
        let line = if self.json { serde_json::to_string(&figure).unwrap_or_default() } else { table_row(&figure) };
        let mut out = std::io::stdout().lock();
        // A reader that went away is no reason to stop measuring.
        writeln!(out, "{line}").and_then(|()| out.flush()).ok();
        self.figures.push(figure);
    }

    /// A line for people: what runs now, or under which conditions.
    pub fn note(&self, text: &str) {
        eprintln!("bench: {text}");
    }

    pub fn missed(&self) -> usize {
        self.figures.iter().filter(|figure| !figure.ok).count()
    }

    pub fn count(&self) -> usize {
        self.figures.len()
    }
}

fn table_row(figure: &Figure) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), short);
    format!(
        "{} {:<34} {:>10} {:<5}  floor {:>10}  ratio {:>7}  {}",
        if figure.ok { "ok  " } else { "MISS" },
        figure.name,
        short(figure.value),
        figure.unit,
        number(figure.floor),
        number(figure.ratio),
        figure.bar.as_deref().unwrap_or(""),
    )
}

/// Four digits that matter.
fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 1000.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_on_the_ratio_is_judged_by_the_ratio() {
        assert!(Figure::new("a", 81.0, "op/s", Some(100.0), Bar::RatioMin(0.8)).ok);
        assert!(!Figure::new("a", 79.0, "op/s", Some(100.0), Bar::RatioMin(0.8)).ok);
        assert!(!Figure::new("a", 1.6, "s", Some(1.0), Bar::RatioMax(1.5)).ok);
    }

    #[test]
    fn a_ratio_without_a_floor_is_a_miss_not_a_pass() {
        assert!(!Figure::new("a", 81.0, "op/s", None, Bar::RatioMin(0.8)).ok);
    }
}
