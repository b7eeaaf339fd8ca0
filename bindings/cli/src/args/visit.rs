//! The words for pets, clinics and visits.

use clap::{Args, Subcommand};

#[derive(Clone, Debug, Subcommand)]
pub enum Visit {
    /// The household's pets
    Pets,
    /// Keep a pet, note a fact about one, or forget it
    Pet {
        #[command(subcommand)]
        what: Pet,
    },
    /// The clinics of the market, or one of them
    Clinics { id: Option<String> },
    /// Times that are free at a clinic, for a week
    Slots {
        clinic: String,
        service: String,
        /// From this day of the clinic's calendar on, 2026-11-24
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
    },
    /// The household's visits
    Bookings,
    /// Book a time, move it, call it off, say that you are there
    Booking {
        #[command(subcommand)]
        what: Booking,
    },
}

#[derive(Clone, Debug, Subcommand)]
pub enum Pet {
    /// Keep a new one, or put this in the place of what was said before
    Put(PetArgs),
    /// What the scale showed: grams
    Weigh {
        id: String,
        grams: u32,
        #[command(flatten)]
        day: On,
    },
    /// It was vaccinated
    Vaccinate {
        id: String,
        vaccine: String,
        #[command(flatten)]
        day: On,
        /// When the next one is due
        #[arg(long, value_name = "DAY")]
        due: Option<String>,
        /// The number on the vial
        #[arg(long, default_value = "")]
        batch: String,
    },
    /// Forget it and all that was noted of it
    Forget { id: String },
}

#[derive(Clone, Debug, Args)]
pub struct On {
    /// The day, 2026-11-22
    #[arg(long = "on", value_name = "DAY")]
    pub on: String,
}

#[derive(Clone, Debug, Args)]
pub struct PetArgs {
    pub name: String,
    /// dog, cat, rabbit, rodent, bird, reptile, fish or other
    pub species: String,
    /// The pet that it replaces
    #[arg(long, value_name = "ID")]
    pub change: Option<String>,
    #[arg(long, default_value = "")]
    pub breed: String,
    /// Its birthday, 2024-02-29
    #[arg(long, value_name = "DAY")]
    pub born: Option<String>,
    /// 15 digits
    #[arg(long, value_name = "DIGITS")]
    pub chip: Option<String>,
    /// What it must not get, as often as needed
    #[arg(long, value_name = "WHAT")]
    pub allergy: Vec<String>,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Booking {
    /// One visit, by its id or its code
    Show { booking: String },
    /// Ask for a time; without a network the answer comes with the next sync
    Make {
        clinic: String,
        service: String,
        /// As `slots` shows it
        starts_ms: i64,
        /// Who comes, as often as needed
        #[arg(long, required = true, value_name = "ID")]
        pet: Vec<String>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// To another free time
    Move { booking: String, starts_ms: i64 },
    /// Call it off
    Cancel { booking: String },
    /// I am in the car park
    Here { booking: String },
}

impl Visit {
    /// Its word, as answers name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pets => "pets",
            Self::Pet { .. } => "pet",
            Self::Clinics { .. } => "clinics",
            Self::Slots { .. } => "slots",
            Self::Bookings => "bookings",
            Self::Booking { .. } => "booking",
        }
    }
}
