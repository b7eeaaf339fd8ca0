//! The words of a clinic's tablet.

use clap::{Args, Subcommand};

#[derive(Clone, Debug, Subcommand)]
pub enum Desk {
    /// Make this device a tablet, with a code that an admin of the clinic was shown
    Enrol { code: String },
    /// End it; fails where check-ins would be lost
    Unenrol {
        /// Give unsent check-ins up
        #[arg(long)]
        discard: bool,
    },
    /// Who is expected, who waits, who is with the vet
    Board {
        /// Another day than today, 2026-11-22
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
    },
    /// The waiting room's display: numbers and no names
    Room,
    /// A day by who and what serves, or a week; with a visit or a service, where that can begin
    Calendar {
        /// Another day than today, 2026-11-22
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// The week of that day
        #[arg(long)]
        week: bool,
        /// Show where this visit could be moved, by its id
        #[arg(long, value_name = "ID", conflicts_with = "service")]
        visit: Option<String>,
        /// Show where this service is free, by its id
        #[arg(long, value_name = "ID")]
        service: Option<String>,
    },
    /// Give a visit another time; without a network the answer comes with the sync
    Move {
        booking: String,
        /// As `calendar --visit` shows it
        starts_ms: i64,
        /// Who or what serves from then on, by its id
        #[arg(long, value_name = "ID")]
        by: Option<String>,
    },
    /// Book a time for somebody on the telephone or at the counter
    Book {
        /// As `calendar --service` shows it
        #[arg(value_name = "MS")]
        starts_ms: i64,
        #[command(flatten)]
        who: super::clinic::Unbooked,
        /// Who or what serves, by its id
        #[arg(long, value_name = "ID")]
        by: Option<String>,
    },
    /// Who may stand at this tablet, and who does
    Staff,
    /// Take over, by name and PIN; what is written from now on is yours
    Take {
        name: String,
        #[arg(env = "PETPRO_PIN", hide_env_values = true)]
        pin: String,
    },
    /// Nobody stands here
    Leave,
    /// Check somebody in by the code of their booking, or its id
    CheckIn {
        booking: String,
        #[command(flatten)]
        with: With,
    },
    /// Take in somebody who has not booked; no network is needed
    WalkIn {
        #[command(flatten)]
        who: super::clinic::Unbooked,
        #[command(flatten)]
        with: With,
    },
    /// What the clinic offers
    Services,
    /// Undo a check-in
    Void {
        checkin: String,
        /// Why, for the clinic's own log
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// The vet takes over
    Start { booking: String },
    /// The visit is over
    Done { booking: String },
    /// Nobody came
    Missed { booking: String },
}

/// For a clinic's admin.
#[derive(Clone, Debug, Subcommand)]
pub enum Tablets {
    /// All of them
    List,
    /// A code that makes one device a tablet, within ten minutes
    Code {
        /// What the tablet is called: "Front desk"
        name: String,
    },
    /// Take one back: its next request is its last
    Revoke {
        tablet: String,
        /// Give up what it could not send
        #[arg(long)]
        discard: bool,
    },
    /// Who did what at the clinic, and whether the chain of entries holds
    Audit,
}

#[derive(Clone, Debug, Default, Args)]
pub struct With {
    /// What the scale shows: 4.2kg, 850g; of several Mochi=4.2kg, as often as needed
    #[arg(long, value_name = "[NAME=]WEIGHT")]
    pub weight: Vec<String>,
}
