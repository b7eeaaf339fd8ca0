//! The words of passes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Clone, Debug, Subcommand)]
pub enum Pass {
    /// The pass of a booking as this phone shows it now
    Show(Show),
    /// A clinic's code as a page for its door
    Poster(Poster),
    /// What a clinic's tablet says of a pass; a vaccination proof anybody can check
    Verify(Verify),
}

#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The booking's id
    pub booking: String,
    /// For paper: it does not change, and says so
    #[arg(long)]
    pub printable: bool,
    /// Save the code; a name that ends with .svg, .pdf or .png
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub struct Poster {
    /// `petpro:1:clinic:…`, as `petpro-server keys seal` prints it
    pub text: String,
    /// The clinic's name
    #[arg(long)]
    pub title: String,
    /// A line below the code, as often as needed
    #[arg(long)]
    pub line: Vec<String>,
    /// A name that ends with .svg or .pdf
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// A photo of the pass
    #[arg(required_unless_present_any = ["text", "code"], conflicts_with_all = ["text", "code"])]
    pub photo: Option<PathBuf>,
    /// The text of its code
    #[arg(long)]
    pub text: Option<String>,
    /// The eight letters below the code
    #[arg(long, conflicts_with = "text")]
    pub code: Option<String>,
    /// Check them in, too
    #[arg(long)]
    pub check_in: bool,
    #[command(flatten)]
    pub with: super::desk::With,
}
