//! The words of `petpro pets`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// A pet is named by its id or, where only one is called so, by its name.
#[derive(Clone, Debug, Subcommand)]
pub enum Pets {
    /// One pet with its weights and vaccinations
    Show { pet: String },
    /// Keep another pet
    Add {
        name: String,
        /// dog, cat, rabbit, rodent, bird, reptile, fish or other
        #[arg(long)]
        species: String,
        #[command(flatten)]
        profile: Profile,
    },
    /// Change what is given; an empty text takes something away
    Change {
        pet: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        species: Option<String>,
        #[command(flatten)]
        profile: Profile,
    },
    /// Note what it weighs: 4.2kg, 850g
    Weigh {
        pet: String,
        weight: String,
        /// Today without it
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Note a vaccination
    Vaccinate {
        pet: String,
        vaccine: String,
        /// Today without it
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
        /// When the next one is due; you are reminded two weeks and a day before
        #[arg(long, value_name = "YYYY-MM-DD")]
        due: Option<String>,
        /// As on the vial
        #[arg(long, default_value = "")]
        batch: String,
    },
    /// Its photo: kept, taken away, or saved as a file
    Photo {
        pet: String,
        /// Keep this picture (PNG, JPEG, WebP)
        #[arg(long, value_name = "FILE", conflicts_with_all = ["remove", "out"])]
        set: Option<PathBuf>,
        /// Take it away
        #[arg(long, conflicts_with = "out")]
        remove: bool,
        /// Save it as a JPEG
        #[arg(long, value_name = "FILE", required_unless_present_any = ["set", "remove"])]
        out: Option<PathBuf>,
        /// The small one, which is here without a network too
        #[arg(long, requires = "out")]
        small: bool,
    },
    /// Forget it with all that was noted of it
    Forget { pet: String },
}

#[derive(Clone, Debug, Args)]
pub struct Profile {
    #[arg(long)]
    pub breed: Option<String>,
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub born: Option<String>,
    /// The 15 digits of its microchip
    #[arg(long, value_name = "DIGITS")]
    pub chip: Option<String>,
    /// What it is allergic to, as often as needed; all of them anew
    #[arg(long, value_name = "WHAT")]
    pub allergy: Vec<String>,
}
