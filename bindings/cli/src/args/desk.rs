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
    /// What the scale shows: 4.2kg or 4200g
    #[arg(long, value_parser = grams)]
    pub weight: Option<u32>,
}

/// `4.2kg`, `4200g` or `4200` as grams.
pub fn grams(text: &str) -> Result<u32, String> {
    let text = text.trim().to_lowercase();
    let (number, per) = match (text.strip_suffix("kg"), text.strip_suffix('g')) {
        (Some(kilos), _) => (kilos, 1_000.0),
        (None, Some(grams)) => (grams, 1.0),
        (None, None) => (text.as_str(), 1.0),
    };
    let grams = number.trim().replace(',', ".").parse::<f64>().map(|number| number * per);
    match grams {
        Ok(grams) if (1.0..=500_000.0).contains(&grams) => Ok(grams.round() as u32),
        _ => Err("a weight is written 4.2kg or 4200g".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn a_weight_is_read_as_people_write_it() {
        for (text, g) in [("4.2kg", 4_200), ("4,2 kg", 4_200), ("4200g", 4_200), ("850", 850), ("0.9KG", 900)] {
            assert_eq!(grams(text), Ok(g), "{text}");
        }
        for wrong in ["", "kg", "0", "-3kg", "900kg", "nan", "heavy"] {
            assert!(grams(wrong).is_err(), "{wrong}");
        }
    }
}
