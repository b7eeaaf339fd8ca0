//! A film of raw frames, YUV4MPEG2 (`.y4m`): what `ffmpeg -i film.mp4 -pix_fmt yuv420p film.y4m` writes.

use std::io::{self, BufRead, Read};

use petpro_domain::Code;
use petpro_scan::{Frame, Rotation};

use super::Caps;
use crate::error::{Error, Result};

/// How such a film begins.
pub const MAGIC: &[u8] = b"YUV4MPEG2";
/// Longer than any line that a header has.
const LINE: u64 = 1_024;

/// Reads one frame after the other; only one is in memory.
pub struct Film<R> {
    from: R,
    caps: Caps,
    shape: Shape,
    luma: Vec<u8>,
    /// How many were read before this one.
    frames: u64,
}

/// What a header says.
#[derive(Clone, Copy)]
struct Shape {
    width: u32,
    height: u32,
    /// Bytes of colour after the luma of each frame.
    colour: u64,
    /// Frames in so many seconds.
    rate: (u64, u64),
}

impl<R: BufRead> Film<R> {
    /// Reads the header: `image-unsupported` for samples of more than 8 bits, `image-too-large` for frames over the cap,
    /// `image-unreadable` for anything that is no film.
    pub fn open(mut from: R, caps: Caps) -> Result<Self> {
        let header = line(&mut from)?.ok_or_else(|| unreadable("an empty film"))?;
        let shape = Shape::parse(&header, caps)?;
        Ok(Self { from, caps, shape, luma: Vec::new(), frames: 0 })
    }

    /// The next frame; none at the end. Films that were put one behind the other are read on, in their own size.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>> {
        let mut start = line(&mut self.from)?;
        if let Some(header) = start.as_deref().filter(|line| line.starts_with(MAGIC)) {
            self.shape = Shape::parse(header, self.caps)?;
            start = line(&mut self.from)?;
        }
        match start.as_deref() {
            None => return Ok(None),
            Some(line) if line == b"FRAME" || line.starts_with(b"FRAME ") => {}
            Some(_) => return Err(unreadable("no frame where one should begin")),
        }
        let Shape { width, height, colour, rate: (frames, seconds) } = self.shape;
        let pixels = u64::from(width) * u64::from(height);
        self.luma.clear();
        // Grows as bytes come: a header alone takes no memory.
        (&mut self.from).take(pixels).read_to_end(&mut self.luma)?;
        let skipped = io::copy(&mut (&mut self.from).take(colour), &mut io::sink())?;
        if self.luma.len() as u64 != pixels || skipped != colour {
            return Err(unreadable("the film ends within a frame"));
        }
        let at_ms = (u128::from(self.frames) * 1_000 * u128::from(seconds) / u128::from(frames)) as u64;
        self.frames += 1;
        let stride = width as usize;
        Ok(Some(Frame { luma: &self.luma, width, height, stride, rotation: Rotation::R0, at_ms }))
    }
}

impl Shape {
    fn parse(header: &[u8], caps: Caps) -> Result<Self> {
        let header = std::str::from_utf8(header).map_err(|_| unreadable("not a film's header"))?;
        let mut words = header.split(' ');
        if words.next().map(str::as_bytes) != Some(MAGIC) {
            return Err(unreadable("not a film"));
        }
        let (mut width, mut height, mut rate, mut colours) = (0u32, 0u32, (25, 1), "420");
        for word in words.filter(|word| !word.is_empty()) {
            let (tag, value) = word.split_at_checked(1).ok_or_else(|| unreadable("not a film's header"))?;
            match tag {
                "W" => width = value.parse().map_err(|_| unreadable("no width"))?,
                "H" => height = value.parse().map_err(|_| unreadable("no height"))?,
                "F" => rate = ratio(value).ok_or_else(|| unreadable("no rate"))?,
                "C" => colours = value,
                _ => {}
            }
        }
        if width == 0 || height == 0 {
            return Err(unreadable("a film without a size"));
        }
        if u64::from(width) * u64::from(height) > caps.pixels {
            return Err(Error::new(Code::ImageTooLarge, format!("{width} x {height} pixels")));
        }
        let (w, h) = (u64::from(width), u64::from(height));
        let colour = match colours {
            "mono" => 0,
            "420" | "420jpeg" | "420mpeg2" | "420paldv" => 2 * w.div_ceil(2) * h.div_ceil(2),
            "411" => 2 * w.div_ceil(4) * h,
            "422" => 2 * w.div_ceil(2) * h,
            "444" => 2 * w * h,
            "444alpha" => 3 * w * h,
            other => return Err(Error::new(Code::ImageUnsupported, format!("samples of kind {other:.16}"))),
        };
        Ok(Self { width, height, colour, rate })
    }
}

/// `30000:1001`; 0:0 is "not known".
fn ratio(text: &str) -> Option<(u64, u64)> {
    let (frames, seconds) = text.split_once(':')?;
    match (frames.parse().ok()?, seconds.parse().ok()?) {
        (0, 0) => Some((25, 1)),
        (0, _) | (_, 0) => None,
        (frames, seconds) if frames <= 1_000_000_000 && seconds <= 1_000_000_000 => Some((frames, seconds)),
        _ => None,
    }
}

/// A line without its end; none where nothing follows.
fn line(from: &mut impl BufRead) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    from.take(LINE).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) => Err(unreadable("no film, or one that is cut off")),
    }
}

fn unreadable(reason: &str) -> Error {
    Error::new(Code::ImageUnreadable, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width, height, time and luma.
    type Shown = (u32, u32, u64, Vec<u8>);

    fn film(bytes: &[u8]) -> Result<Vec<Shown>> {
        let mut film = Film::open(bytes, Caps::default())?;
        let mut frames = Vec::new();
        while let Some(frame) = film.next_frame()? {
            frames.push((frame.width, frame.height, frame.at_ms, frame.luma.to_vec()));
        }
        Ok(frames)
    }

    fn code(bytes: &[u8]) -> Code {
        film(bytes).unwrap_err().code()
    }

    #[test]
    fn luma_is_read_colour_is_left_out_and_time_goes_by_the_rate() {
        let frames =
            film(b"YUV4MPEG2 W3 H1 F50:2 Ip A1:1 C420jpeg XYSCSS=420\nFRAME\nabc....FRAME Ixyz\ndef....").unwrap();
        assert_eq!(frames, [(3, 1, 0, b"abc".to_vec()), (3, 1, 40, b"def".to_vec())]);
        assert_eq!(film(b"YUV4MPEG2 W2 H2 Cmono\n").unwrap().len(), 0);
    }

    #[test]
    fn a_film_behind_a_film_has_its_own_size() {
        let frames = film(b"YUV4MPEG2 W2 H1 Cmono\nFRAME\nabYUV4MPEG2 W1 H3 Cmono\nFRAME\nxyz").unwrap();
        assert_eq!(frames, [(2, 1, 0, b"ab".to_vec()), (1, 3, 40, b"xyz".to_vec())]);
    }

    #[test]
    fn what_is_no_whole_film_is_unreadable() {
        for bytes in [
            &b""[..],
            b"YUV4MPEG2",
            b"YUV4MPEG2 \n",
            b"YUV4MPEG2 W2 H0\n",
            b"YUV4MPEG2 W-2 H2\n",
            b"YUV4MPEG2 W2 H2 F0:1\n",
            b"YUV4MPEG2 W\xff H2\n",
            b"a shopping list\n",
            b"YUV4MPEG2 W2 H1 Cmono\nFRAME\na",
            b"YUV4MPEG2 W2 H1 C444\nFRAME\nab..",
            b"YUV4MPEG2 W2 H1 Cmono\nFRAMES\nab",
            b"YUV4MPEG2 W2 H1 Cmono\nFRAME",
        ] {
            assert_eq!(code(bytes), Code::ImageUnreadable, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn too_many_pixels_and_deep_samples_are_named() {
        assert_eq!(code(b"YUV4MPEG2 W100000 H100000\n"), Code::ImageTooLarge);
        assert_eq!(code(b"YUV4MPEG2 W4294967295 H4294967295\n"), Code::ImageTooLarge);
        assert_eq!(code(b"YUV4MPEG2 W2 H2 C420p10\n"), Code::ImageUnsupported);
    }
}
