//! The words of scanning and of labels.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use petpro_client::pictures::{Format, Purpose};

#[derive(Clone, Debug, Default, Args)]
pub struct Scan {
    /// What the code is for; fewer formats, fewer mistakes
    #[arg(long = "use", value_enum, default_value_t)]
    pub purpose: Use,
    /// Put so many of the product that was found into the cart
    #[arg(long, value_name = "N")]
    pub add: Option<u32>,
    /// Every code of a picture, not only one
    #[arg(long)]
    pub multi: bool,
    /// The pictures are the frames of one film, 40 ms apart; a .y4m is one by itself
    #[arg(long, conflicts_with = "multi")]
    pub frames: bool,
    /// Begin nothing new on a picture after so many milliseconds
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub budget: Option<u32>,
    /// Show the picture as letters, with the codes marked; a terminal shows a single one anyway
    #[arg(long)]
    pub show: bool,
    /// Save the picture with the codes marked
    #[arg(long, value_name = "PNG")]
    pub annotate: Option<PathBuf>,
    /// A file with one picture's path a line; what a picture holds does not change the exit code then
    #[arg(long, value_name = "FILE")]
    pub list: Option<PathBuf>,
    /// Decode each picture so often and tell the shortest time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub reps: u32,
    #[arg(required_unless_present = "list")]
    pub files: Vec<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct Label {
    /// Digits with or without their check digit, or any text
    pub text: String,
    /// Without it: EAN or UPC for digits of goods, Code 128 for a microchip's number, else QR
    #[arg(long, value_enum)]
    pub kind: Option<Kind>,
    /// A name that ends with .svg or .png
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Pixels of a module in a PNG
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub scale: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Qr,
    Ean13,
    Ean8,
    Upca,
    Upce,
    Code128,
    /// GS1-128: an element string, ^ between fields of open length
    Gs1,
}

impl Kind {
    pub fn format(self) -> Option<Format> {
        Some(match self {
            Self::Qr => Format::Qr,
            Self::Ean13 => Format::Ean13,
            Self::Ean8 => Format::Ean8,
            Self::Upca => Format::UpcA,
            Self::Upce => Format::UpcE,
            Self::Code128 => Format::Code128,
            Self::Gs1 => return None,
        })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Use {
    Product,
    Appointment,
    Clinic,
    #[default]
    Any,
}

impl From<Use> for Purpose {
    fn from(purpose: Use) -> Self {
        match purpose {
            Use::Product => Self::Product,
            Use::Appointment => Self::Appointment,
            Use::Clinic => Self::Clinic,
            Use::Any => Self::Any,
        }
    }
}
