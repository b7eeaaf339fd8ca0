//! A page with a code and what stands around it: a clinic's poster, a pass on paper. As SVG and as PDF.

use std::fmt::Write;

use petpro_domain::Lang;

use super::label::{Label, escaped};
use super::pdf;

/// A5, upright, mm; a poster is printed larger, nothing in it has a size of its own.
pub(super) const PAGE: (f32, f32) = (148.0, 210.0);
/// Width of the code with its white border, mm: a pass' modules are then 1.4 mm, a poster's 1.7 mm.
const CODE: f32 = 100.0;
/// Where the code begins, from the top.
const TOP: f32 = 45.0;

/// What is on the page.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub label: Label,
    /// Above the code: a clinic's name.
    pub title: String,
    /// Below it, one a line.
    pub lines: Vec<String>,
    /// Whose letters they are; a PDF names a font by it.
    pub lang: Lang,
}

/// A line of text: its middle, its baseline from the top and its height, mm.
pub(super) struct Written<'a> {
    pub text: &'a str,
    pub x: f32,
    pub y: f32,
    pub size: f32,
}

impl Sheet {
    /// Every line where it stands.
    pub(super) fn written(&self) -> Vec<Written<'_>> {
        let (x, below) = (PAGE.0 / 2.0, TOP + CODE + 10.0);
        let title = Written { text: &self.title, x, y: 30.0, size: fitting(&self.title, 9.0) };
        let lines = self.lines.iter().zip(0u8..);
        let lines = lines.map(|(text, n)| Written { text, x, y: below + 9.0 * f32::from(n), size: fitting(text, 5.0) });
        std::iter::once(title).chain(lines).filter(|written| !written.text.is_empty()).collect()
    }

    /// The dark runs of the code as rectangles: left, top, width, height in mm.
    pub(super) fn dark(&self) -> Vec<[f32; 4]> {
        let module = CODE / self.label.size().0 as f32;
        let left = (PAGE.0 - CODE) / 2.0;
        let of = |(x, y, run): (u32, u32, u32)| {
            [left + x as f32 * module, TOP + y as f32 * module, run as f32 * module, module]
        };
        self.label.runs().into_iter().map(of).collect()
    }

    /// For a browser or a drawing program.
    pub fn svg(&self) -> String {
        let (width, height) = PAGE;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
             viewBox=\"0 0 {width} {height}\"><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\
             <path shape-rendering=\"crispEdges\" d=\""
        );
        for [x, y, wide, tall] in self.dark() {
            // Into a String: this cannot fail.
            let _ = write!(svg, "M{x:.3} {y:.3}h{wide:.3}v{tall:.3}h-{wide:.3}z");
        }
        svg.push_str("\"/>");
        for Written { text, x, y, size } in self.written() {
            let _ = write!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" font-family=\"sans-serif\" font-size=\"{size:.2}\" text-anchor=\"middle\" \
                 xml:lang=\"{}\">{}</text>",
                self.lang.tag(),
                escaped(text)
            );
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// For a printer.
    pub fn pdf(&self) -> Vec<u8> {
        pdf::page(self)
    }
}

/// So high that the line fits the page: a letter of ours is half as wide as it is high, one of theirs as wide.
fn fitting(text: &str, most: f32) -> f32 {
    most.min((PAGE.0 - 16.0) / ems(text).max(1.0))
}

/// Width of a text in units of its height, roughly.
pub(super) fn ems(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::super::{Caps, Job, Picture, Purpose, Scanner};
    use super::*;

    fn sheet(lang: Lang, title: &str) -> Sheet {
        let text = "PETPRO:1:PASS:%69 VD92EX0";
        Sheet { label: Label::pass(text).unwrap(), title: title.into(), lines: vec!["K7QM-2XRD".into()], lang }
    }

    /// Draws the page's rectangles as a printer would and scans that.
    fn scanned(rectangles: &[[f32; 4]]) -> Vec<String> {
        let scale = 8.0;
        let (width, height) = ((PAGE.0 * scale) as u32, (PAGE.1 * scale) as u32);
        let mut luma = vec![255u8; (width * height) as usize];
        for [x, y, wide, tall] in rectangles {
            let span = |from: f32, by: f32| (from * scale).round() as u32..((from + by) * scale).round() as u32;
            for y in span(*y, *tall) {
                for x in span(*x, *wide) {
                    luma[(y * width + x) as usize] = 0;
                }
            }
        }
        assert!(u64::from(width * height) <= Caps::default().pixels);
        let seen = Scanner::new(Job::still(Purpose::Clinic)).still(&Picture { luma, width, height });
        seen.accepted.into_iter().map(|read| read.text).collect()
    }

    #[test]
    fn the_code_on_the_page_is_read_as_it_was_written() {
        assert_eq!(scanned(&sheet(Lang::En, "Sakura").dark()), ["PETPRO:1:PASS:%69 VD92EX0"]);
    }

    #[test]
    fn the_svg_has_the_same_rectangles_and_no_name_breaks_out_of_it() {
        let sheet = sheet(Lang::Ja, "</text><script>さくら & Söhne");
        let svg = sheet.svg();
        assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;さくら &amp; Söhne</text>"), "{svg}");
        let path = svg.split("<text").next().unwrap(); // words have an M too
        assert_eq!(path.matches('M').count(), sheet.dark().len());
    }

    #[test]
    fn the_pdf_has_the_same_rectangles_and_ends_where_it_says() {
        for (lang, title) in
            [(Lang::En, "Sakura (Clinic) \\"), (Lang::Ja, "さくら動物病院"), (Lang::Ko, "벚꽃"), (Lang::Zh, "樱花")]
        {
            let sheet = sheet(lang, title);
            let pdf = sheet.pdf();
            let text = String::from_utf8_lossy(&pdf);
            assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"));
            assert_eq!(text.matches(" re\n").count(), sheet.dark().len(), "{lang}");
            let at: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
            assert!(pdf[at..].starts_with(b"xref"), "{lang}");
        }
    }
}
