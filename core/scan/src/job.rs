//! What to look for, where, and how hard.

/// A symbology of the allow-list; everything else a picture may hold is not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Qr,
    Ean13,
    Ean8,
    UpcA,
    UpcE,
    Code128,
}

impl Format {
    pub const ALL: [Self; 6] = [Self::Qr, Self::Ean13, Self::Ean8, Self::UpcA, Self::UpcE, Self::Code128];

    /// `QR`, `EAN13`, `EAN8`, `UPCA`, `UPCE`, `CODE128`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Qr => "QR",
            Self::Ean13 => "EAN13",
            Self::Ean8 => "EAN8",
            Self::UpcA => "UPCA",
            Self::UpcE => "UPCE",
            Self::Code128 => "CODE128",
        }
    }
}

/// A set of formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Formats(u8);

impl Formats {
    pub const QR: Self = Self::of(&[Format::Qr]);
    pub const ALL: Self = Self::of(&Format::ALL);

    pub const fn of(formats: &[Format]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < formats.len() {
            bits |= 1 << formats[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    pub fn contains(self, format: Format) -> bool {
        self.0 & (1 << format as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Format> {
        Format::ALL.into_iter().filter(move |&format| self.contains(format))
    }

    /// All but this one.
    pub fn without(self, format: Format) -> Self {
        Self(self.0 & !(1 << format as u8))
    }

    /// Whether a one-dimensional format is asked for.
    pub fn linear(self) -> bool {
        self.0 & !Self::QR.0 != 0
    }
}

/// Which screen asks. Few formats a screen: each further one is another chance to see what is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    Product,
    Appointment,
    Clinic,
    #[default]
    Any,
}

impl Purpose {
    pub fn formats(self) -> Formats {
        match self {
            Self::Appointment | Self::Clinic => Formats::QR,
            Self::Product | Self::Any => Formats::ALL,
        }
    }
}

/// How long to try: `Quick` for a film, where the next frame comes anyway; `Thorough` for a still picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    #[default]
    Quick,
    Thorough,
}

/// A part of the upright picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Region {
    /// The part of itself that lies inside a picture of this size, at least one pixel.
    pub fn within(self, width: u32, height: u32) -> Self {
        let (x, y) = (self.x.min(width - 1), self.y.min(height - 1));
        Self { x, y, width: self.width.clamp(1, width - x), height: self.height.clamp(1, height - y) }
    }
}

/// One order to a decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    pub formats: Formats,
    /// No further pass is started after this many microseconds; [`crate::Stats::skipped`] then says so.
    pub budget_us: Option<u64>,
    pub max_codes: usize,
    pub region: Option<Region>,
    pub effort: Effort,
}

impl Job {
    /// One code of a film, for this screen.
    pub fn film(purpose: Purpose) -> Self {
        Self { formats: purpose.formats(), budget_us: None, max_codes: 1, region: None, effort: Effort::Quick }
    }

    /// One code of a still picture, for this screen.
    pub fn still(purpose: Purpose) -> Self {
        Self { effort: Effort::Thorough, ..Self::film(purpose) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_exactly_what_was_put_in() {
        let set = Formats::of(&[Format::Ean13, Format::Code128]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Format::Ean13, Format::Code128]);
        assert!(set.linear() && !Formats::QR.linear());
    }

    #[test]
    fn appointment_and_clinic_screens_look_for_qr_only() {
        for purpose in [Purpose::Appointment, Purpose::Clinic] {
            assert_eq!(purpose.formats(), Formats::QR);
        }
        assert_eq!(Purpose::Product.formats(), Formats::ALL);
    }
}
