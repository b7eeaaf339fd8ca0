//! A photograph-like picture of a code, for tests and the demo.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Parser;
use petpro_scan::Format;
use petpro_tests::scene::Scene;

/// Makes a picture of a label with a code on it.
#[derive(Parser)]
#[command(name = "petpro-scene")]
struct Args {
    /// A GTIN of 8, 12, 13 or 14 digits with its check digit
    #[arg(long, conflicts_with = "qr", required_unless_present = "qr")]
    gtin: Option<String>,
    /// The text of a QR code
    #[arg(long)]
    qr: Option<String>,
    /// The same seed gives the same picture
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// .png or .jpg
    #[arg(long)]
    out: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let (format, text) = match (args.gtin, args.qr) {
        (Some(gtin), _) => linear(&gtin)?,
        (None, Some(text)) => (Format::Qr, text),
        (None, None) => bail!("--gtin or --qr is needed"),
    };
    let scene = Scene { format, text, seed: args.seed };
    let image = scene.render().with_context(|| format!("{} is not valid", scene.text))?;
    image.save(&args.out).with_context(|| format!("{} cannot be written", args.out.display()))
}

/// A GTIN-14 of a single item has a zero in front of its EAN-13.
fn linear(gtin: &str) -> anyhow::Result<(Format, String)> {
    Ok(match (gtin.len(), gtin.strip_prefix('0')) {
        (14, Some(ean)) => (Format::Ean13, ean.to_owned()),
        (13, _) => (Format::Ean13, gtin.to_owned()),
        (12, _) => (Format::UpcA, gtin.to_owned()),
        (8, _) => (Format::Ean8, gtin.to_owned()),
        _ => bail!("{gtin} is not a GTIN of a single item"),
    })
}
