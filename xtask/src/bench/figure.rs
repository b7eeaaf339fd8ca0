//! One figure as `petpro-bench --json` prints it.

use serde::Deserialize;

/// `ratio` is value to floor; `bar` in words, `ratio >= 0.80` or `<= 40 us`.
#[derive(Clone, Debug, Deserialize)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: String,
    pub floor: Option<f64>,
    pub ratio: Option<f64>,
    pub bar: Option<String>,
    pub ok: bool,
}

impl Figure {
    /// A line of the table for people.
    pub fn row(&self) -> String {
        let mark = if self.ok { "ok  " } else { "MISS" };
        let against = match (self.floor, self.ratio) {
            (Some(floor), Some(ratio)) => format!("floor {:>9}  x {:<6}", short(floor), short(ratio)),
            _ => String::new(),
        };
        let bar = self.bar.as_deref().map_or(String::new(), |bar| format!("bar {bar}"));
        let row = format!("{mark} {:<36} {:>9} {:<7} {against:<25} {bar}", self.name, short(self.value), self.unit);
        row.trim_end().to_owned()
    }

    /// The bar in the figure's own unit, to be drawn beside it.
    pub fn bar_value(&self) -> Option<f64> {
        let bar = self.bar.as_deref()?;
        let number = bar.split_whitespace().find_map(|word| word.parse::<f64>().ok())?;
        if bar.starts_with("ratio") { self.floor.map(|floor| floor * number) } else { Some(number) }
    }

    /// Whether more is better, as the bar says.
    pub fn at_least(&self) -> bool {
        self.bar.as_deref().is_some_and(|bar| bar.contains(">="))
    }
}

/// Three or four figures that a person compares.
pub fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(bar: &str, floor: Option<f64>) -> Figure {
        let line = serde_json::json!({"name": "sync.op", "value": 81.0, "unit": "op/s", "floor": floor,
            "ratio": floor.map(|floor| 81.0 / floor), "bar": bar, "ok": true});
        serde_json::from_value(line).unwrap()
    }

    #[test]
    fn a_bar_on_the_ratio_is_drawn_in_the_figures_unit() {
        assert_eq!(figure("ratio >= 0.80", Some(100.0)).bar_value(), Some(80.0));
        assert_eq!(figure("<= 40 us", None).bar_value(), Some(40.0));
        assert!(figure("ratio >= 0.80", None).at_least() && !figure("<= 40 us", None).at_least());
    }

    #[test]
    fn the_floor_stands_beside_the_figure() {
        let row = figure("ratio >= 0.80", Some(100.0)).row();
        assert!(
            row.starts_with("ok ") && row.contains("floor     100.0") && row.ends_with("bar ratio >= 0.80"),
            "{row}"
        );
    }
}
