//! The figures as one page: a small chart each, drawn as SVG, readable in light and dark.

use super::figure::{Figure, short};
use super::scan::Missed;

const STYLE: &str = "
:root { color-scheme: light dark; --back: #fbfaf7; --ink: #22262b; --soft: #66707c; --own: #2b6cb0; --floor: #b9c2cd;
  --miss: #b83227; --card: #ffffff; --edge: #e3e0d8; }
@media (prefers-color-scheme: dark) { :root { --back: #15181c; --ink: #e8eaed; --soft: #9aa4b0; --own: #6cb1f2;
  --floor: #4a545f; --miss: #f0857b; --card: #1d2126; --edge: #31373e; } }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem; background: var(--back); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.25rem; } img { max-width: 100%; margin-top: .5rem; } p { color: var(--soft); margin: .25rem 0 1.5rem; }
main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 28rem), 1fr)); }
figure { margin: 0; padding: 1rem; background: var(--card); border: 1px solid var(--edge); border-radius: .5rem; }
figcaption { display: flex; justify-content: space-between; gap: 1rem; font-weight: 600; overflow-wrap: anywhere; }
.miss { color: var(--miss); } .soft { color: var(--soft); font-weight: 400; font-size: .875rem; }
svg { width: 100%; height: auto; display: block; margin-top: .5rem; } text { fill: var(--ink); font-size: 13px; }
.own { fill: var(--own); } .floor { fill: var(--floor); } .bar { stroke: var(--miss); stroke-width: 2; stroke-dasharray: 4 3; }
";

/// The whole page; it loads nothing.
pub fn page(topic: &str, figures: &[Figure], missed: &[Missed]) -> String {
    let below = figures.iter().filter(|figure| !figure.ok).count();
    let topic = escaped(topic);
    let charts: String = figures.iter().map(chart).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>PetPro bench {topic}</title>\n\
         <style>{STYLE}</style>\n<h1>bench {topic}</h1>\n\
         <p>{} figures, {below} below their bar. Grey is the floor: what the machine itself needs for the same work, \
         measured in the same run. The dashed line is the bar.</p>\n<main>\n{charts}</main>\n{}</html>\n",
        figures.len(),
        gallery(missed)
    )
}

/// The pictures themselves stay where they are.
fn gallery(missed: &[Missed]) -> String {
    if missed.is_empty() {
        return String::new();
    }
    let card = |look: &Missed| {
        let shown = look.file.as_ref().map_or(String::new(), |file| {
            format!("<img loading=\"lazy\" alt=\"\" src=\"file://{}\">", escaped(&file.display().to_string()))
        });
        let found: Vec<String> = look.found.iter().map(|found| format!("{} {}", found.format, found.text)).collect();
        let said = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
        format!(
            "<figure>\n<figcaption>{}</figcaption>\n<span class=\"soft\">{} · there: {} · read: {}</span>\n{shown}</figure>\n",
            escaped(&look.path),
            escaped(&look.group),
            escaped(&look.wanted.join(", ")),
            escaped(&said)
        )
    };
    let cards: String = missed.iter().map(card).collect();
    format!("<h2>{} pictures that were missed</h2>\n<main>\n{cards}</main>\n", missed.len())
}

fn chart(figure: &Figure) -> String {
    let name = escaped(&figure.name);
    let unit = escaped(&figure.unit);
    let told = format!("{} {unit}", short(figure.value));
    let whole = (figure.unit == "%").then_some(100.0);
    let most = [Some(figure.value), figure.floor, figure.bar_value(), whole].into_iter().flatten().fold(0.0, f64::max);
    // 300 of 400 units for the longest: the number stands behind it.
    let wide = |value: f64| if most > 0.0 { (value / most * 300.0).max(1.0) } else { 1.0 };

    let mut drawn = format!("<title>{name}: {told}</title>{}", stripe("own", 4, wide(figure.value), &told));
    let mut height = 30;
    if let Some(floor) = figure.floor {
        drawn += &stripe("floor", 34, wide(floor), &format!("{} {unit}", short(floor)));
        height = 60;
    }
    if let Some(bar) = figure.bar_value() {
        let x = wide(bar);
        drawn += &format!("<line class=\"bar\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{height}\"/>");
    }
    let bar = figure.bar.as_deref().map_or("no bar".to_owned(), |bar| format!("bar {}", escaped(bar)));
    let better = if figure.bar.is_none() {
        ""
    } else if figure.at_least() {
        ", more is better"
    } else {
        ", less is better"
    };
    let ratio = figure.ratio.map_or(String::new(), |ratio| format!(" · {} x the floor", short(ratio)));
    let verdict = if figure.ok { "" } else { " <span class=\"miss\">below its bar</span>" };
    format!(
        "<figure>\n<figcaption><span>{name}{verdict}</span></figcaption>\n<span class=\"soft\">{bar}{better}{ratio}</span>\n\
         <svg viewBox=\"0 0 400 {height}\" role=\"img\">{drawn}</svg>\n</figure>\n"
    )
}

fn stripe(class: &str, y: i32, wide: f64, told: &str) -> String {
    let (x, text) = (wide + 6.0, y + 16);
    format!(
        "<rect class=\"{class}\" x=\"0\" y=\"{y}\" width=\"{wide:.1}\" height=\"22\" rx=\"2\"/>\
         <text x=\"{x:.1}\" y=\"{text}\">{told}</text>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_each_figure_its_floor_and_its_bar() {
        let figure = Figure {
            name: "a<b".into(),
            value: 50.0,
            unit: "ms".into(),
            floor: Some(100.0),
            ratio: Some(0.5),
            bar: Some("ratio <= 1.50".into()),
            ok: true,
        };
        let page = page("sync", &[figure], &[]);
        assert!(page.contains("a&lt;b") && !page.contains("a<b"));
        assert!(page.contains("width=\"100.0\"") && page.contains("width=\"200.0\""), "bars to one scale:\n{page}");
        assert!(page.contains("x1=\"300.0\""), "the bar stands at one and a half floors:\n{page}");
    }
}
