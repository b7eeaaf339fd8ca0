//! A [`Sheet`] as a PDF of one page. Latin letters are set in Helvetica; names in Japanese, Korean or Chinese in the font
//! that the reader has for that script: nothing is embedded, which keeps a page at a few kilobytes and needs a reader that
//! knows the script.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use petpro_domain::Lang;

use super::sheet::{PAGE, Sheet, Written, ems};

/// Points in a mm.
const PT: f32 = 72.0 / 25.4;

/// What a line is set in.
#[derive(Clone, Copy, PartialEq)]
struct Face {
    /// In the page's resources.
    name: Name<'static>,
    font: &'static [u8],
    /// Of Adobe's character collections and their maps from UTF-16; none for Helvetica.
    map: Option<(&'static [u8], &'static [u8])>,
}

const LATIN: Face = Face { name: Name(b"L"), font: b"Helvetica", map: None };
const JAPANESE: Face = Face { name: Name(b"J"), font: b"KozGoPr6N-Medium", map: Some((b"Japan1", b"UniJIS-UTF16-H")) };
const KOREAN: Face = Face { name: Name(b"K"), font: b"HYGoThic-Medium", map: Some((b"Korea1", b"UniKS-UTF16-H")) };
const CHINESE: Face = Face { name: Name(b"C"), font: b"STSong-Light", map: Some((b"GB1", b"UniGB-UTF16-H")) };
const FACES: [Face; 4] = [LATIN, JAPANESE, KOREAN, CHINESE];

impl Face {
    /// By the letters first: a Japanese name stays one on an English page.
    fn of(text: &str, lang: Lang) -> Self {
        let has = |from: char, to: char| text.chars().any(|c| (from..=to).contains(&c));
        match lang {
            _ if text.chars().all(|c| c as u32 <= 0xff) => LATIN,
            _ if has('\u{3040}', '\u{30ff}') => JAPANESE,
            _ if has('\u{ac00}', '\u{d7a3}') => KOREAN,
            Lang::Ko => KOREAN,
            Lang::Zh => CHINESE,
            Lang::En | Lang::Ja => JAPANESE,
        }
    }

    fn bytes(self, text: &str) -> Vec<u8> {
        match self.map {
            Some(_) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            None => text.chars().map(|c| c as u8).collect(),
        }
    }
}

/// The whole file.
pub fn page(sheet: &Sheet) -> Vec<u8> {
    let [catalog, pages, page, content] = [1, 2, 3, 4].map(Ref::new);
    let (width, height) = (PAGE.0 * PT, PAGE.1 * PT);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut writer = pdf.page(page);
    writer.parent(pages).media_box(Rect::new(0.0, 0.0, width, height)).contents(content);
    let mut resources = writer.resources();
    let mut fonts = resources.fonts();
    for (face, n) in FACES.iter().zip(0..) {
        fonts.pair(face.name, Ref::new(10 + 3 * n));
    }
    fonts.finish();
    resources.finish();
    writer.finish();
    for (face, n) in FACES.iter().zip(0..) {
        font(&mut pdf, *face, [0, 1, 2].map(|part| Ref::new(10 + 3 * n + part)));
    }
    pdf.stream(content, &drawn(sheet));
    pdf.finish()
}

fn drawn(sheet: &Sheet) -> Vec<u8> {
    let mut content = Content::new();
    let up = |y: f32| (PAGE.1 - y) * PT; // a PDF counts from below
    for [x, y, wide, tall] in sheet.dark() {
        content.rect(x * PT, up(y + tall), wide * PT, tall * PT);
    }
    content.fill_nonzero();
    for Written { text, x, y, size } in sheet.written() {
        let face = Face::of(text, sheet.lang);
        let left = x - ems(text) * size / 2.0;
        content.begin_text().set_font(face.name, size * PT).next_line(left * PT, up(y));
        content.show(Str(&face.bytes(text))).end_text();
    }
    content.finish().into_vec()
}

fn font(pdf: &mut Pdf, face: Face, [id, cid, descriptor]: [Ref; 3]) {
    let name = Name(face.font);
    let Some((collection, map)) = face.map else {
        pdf.type1_font(id).base_font(name).encoding_predefined(Name(b"WinAnsiEncoding"));
        return;
    };
    pdf.type0_font(id).base_font(name).encoding_predefined(Name(map)).descendant_font(cid);
    let system_info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(collection), supplement: 0 };
    let mut writer = pdf.cid_font(cid);
    writer.subtype(CidFontType::Type0).base_font(name).system_info(system_info).font_descriptor(descriptor);
    // Numbers 1 to 95 are the Latin letters in each of the collections.
    writer.default_width(1_000.0).widths().same(1, 95, 550.0);
    writer.finish();
    let mut writer = pdf.font_descriptor(descriptor);
    writer.name(name).flags(FontFlags::SYMBOLIC).bbox(Rect::new(0.0, -120.0, 1_000.0, 880.0));
    writer.italic_angle(0.0).ascent(880.0).descent(-120.0).cap_height(740.0).stem_v(80.0);
}
