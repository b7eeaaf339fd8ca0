//! The words of who works at a clinic, and of who waits for a time there.

use clap::{Args, Subcommand};

/// For who works at the clinic; changes are its admin's.
#[derive(Clone, Debug, Subcommand)]
pub enum Clinic {
    /// Hours, services, resources and staff, with their ids
    Show,
    /// When it is open on these weekdays: `mon-fri 09:00-12:00,14:00-19:00`, `sun closed`
    Hours {
        /// mon, tue … sun, or a stretch of them
        weekdays: String,
        /// Times of day, or `closed`
        times: String,
    },
    /// One day that is other than its weekday
    Day {
        #[arg(value_name = "YYYY-MM-DD")]
        day: String,
        /// Times of day, `closed`, or `usual`: as its weekday again
        times: String,
    },
    /// Closed on this day, every year or once
    Holiday {
        #[arg(value_name = "MM-DD|YYYY-MM-DD")]
        day: String,
        /// No longer
        #[arg(long)]
        open: bool,
    },
    /// Offer something, or change what is named
    Service(Care),
    /// Keep a vet, a room or a table, or change the one that is named
    Resource(Resource),
    /// Take somebody on, or change the one that is named
    Staff(Staff),
    /// Take in somebody who has not booked, at the next free time
    WalkIn {
        #[command(flatten)]
        who: Unbooked,
        /// At this free time instead, as `slots` shows it
        #[arg(long, value_name = "MS")]
        at: Option<i64>,
    },
}

#[derive(Clone, Debug, Args)]
pub struct Care {
    /// Which one; a new one without it
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// In the language of --lang; the first one is the English one, too
    #[arg(long)]
    pub name: Option<String>,
    /// How long it takes
    #[arg(long)]
    pub minutes: Option<u32>,
    /// From one beginning that is offered to the next
    #[arg(long, value_name = "MINUTES")]
    pub step: Option<u32>,
    /// In minor units: yen, cents
    #[arg(long)]
    pub price: Option<i64>,
    /// vet, room or table, as often as needed; two vets are named twice
    #[arg(long, value_name = "KIND")]
    pub needs: Vec<String>,
    /// Pets that may come at once
    #[arg(long, value_name = "N")]
    pub pets: Option<u8>,
    /// No longer offered
    #[arg(long, conflicts_with = "back")]
    pub gone: bool,
    /// Offered again
    #[arg(long)]
    pub back: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Resource {
    /// Which one; a new one without it
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    #[arg(long)]
    pub name: Option<String>,
    /// vet, room or table
    #[arg(long)]
    pub kind: Option<String>,
    /// Visits that it serves at once
    #[arg(long, value_name = "N")]
    pub capacity: Option<u8>,
    /// No longer there
    #[arg(long, conflicts_with = "back")]
    pub gone: bool,
    /// There again
    #[arg(long)]
    pub back: bool,
}

#[derive(Clone, Debug, Args)]
pub struct Staff {
    /// Who; somebody new without it
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    #[arg(long)]
    pub name: Option<String>,
    /// admin or desk
    #[arg(long)]
    pub role: Option<String>,
    /// The e-mail address of their account
    #[arg(long, value_name = "MAIL")]
    pub username: Option<String>,
    /// 4 to 8 digits, for the clinic's tablets
    #[arg(long, env = "PETPRO_PIN", hide_env_values = true)]
    pub pin: Option<String>,
    /// They no longer work there
    #[arg(long, conflicts_with = "back")]
    pub gone: bool,
    /// They work there again
    #[arg(long)]
    pub back: bool,
}

/// Somebody who has not booked.
#[derive(Clone, Debug, Args)]
pub struct Unbooked {
    /// What they want, by its name or id
    pub service: String,
    /// Who comes, as often as needed; without a species it is `other`
    #[arg(long, required = true, value_name = "NAME[:SPECIES]")]
    pub pet: Vec<String>,
    /// First name of who brings them
    #[arg(long, default_value = "")]
    pub owner: String,
    #[arg(long, default_value = "")]
    pub note: String,
}

/// A free time is told in the inbox, and goes to whoever books it first.
#[derive(Clone, Debug, Subcommand)]
pub enum Waiting {
    /// Wait for a time
    Join {
        clinic: String,
        service: String,
        /// The first day, of the clinic's calendar; today without it
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<String>,
        /// The last day; a week later without it
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<String>,
    },
    /// Wait no longer
    Leave { wait: String },
}
