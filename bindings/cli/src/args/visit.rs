//! The words for clinics and visits.

use clap::Subcommand;

#[derive(Clone, Debug, Subcommand)]
pub enum Visit {
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
pub enum Booking {
    /// One visit, by its id or its code
    Show { booking: String },
    /// Ask for a time; without a network the answer comes with the next sync
    Make {
        clinic: String,
        service: String,
        /// As `slots` shows it
        starts_ms: i64,
        /// Who comes, by name or id, as often as needed
        #[arg(long, required = true, value_name = "NAME")]
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
            Self::Clinics { .. } => "clinics",
            Self::Slots { .. } => "slots",
            Self::Bookings => "bookings",
            Self::Booking { .. } => "booking",
        }
    }
}
