//! The words of vaccination proofs.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Clone, Debug, Subcommand)]
pub enum Proof {
    /// The household's proofs
    List,
    /// One of them, to be shown or printed; `pass verify` says whether one is genuine
    Show {
        proof: String,
        /// Save it; a name that ends with .svg, .pdf or .png
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// By who works at a clinic: vouch for what was given at a visit
    Issue {
        /// The booking's id or code
        booking: String,
        vaccine: String,
        /// Needed where the visit brings several
        #[arg(long, value_name = "NAME")]
        pet: Option<String>,
        /// Today without it
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
        /// When the next one is due: until then it protects
        #[arg(long, value_name = "YYYY-MM-DD")]
        due: Option<String>,
        /// As on the vial
        #[arg(long, default_value = "")]
        batch: String,
    },
    /// By who works at a clinic: what was given out at a visit
    Of { booking: String },
    /// By who works at a clinic: it was a mistake, and so was the vaccination
    TakeBack { proof: String },
}
