//! Of buying and selling.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Clone, Debug, Default, Args)]
pub struct Checkout {
    /// A kept address; the newest one without it
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    /// A shop's way of delivery, as often as needed
    #[arg(long, value_name = "SHOP=WAY")]
    pub delivery: Vec<String>,
    /// A saved payment method; without it the payment provider's page
    #[arg(long, value_name = "ID")]
    pub method: Option<String>,
    /// Only this line, as often as needed
    #[arg(long, value_name = "ID")]
    pub line: Vec<String>,
    /// Without what cannot be ordered now
    #[arg(long)]
    pub available: bool,
    /// Place the order
    #[arg(long)]
    pub place: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OrderCommand {
    #[default]
    Show,
    /// Everything that happened, refused tries included
    Timeline,
    Cancel,
    /// I have what was delivered
    Received,
}

#[derive(Clone, Debug, Args)]
pub struct Address {
    /// The kept address that it replaces
    #[arg(long, value_name = "ID")]
    pub change: Option<String>,
    #[arg(long)]
    pub name: String,
    #[arg(long)]
    pub phone: String,
    #[arg(long)]
    pub postal_code: String,
    /// ISO 3166-2, JP-13
    #[arg(long)]
    pub region: String,
    #[arg(long)]
    pub city: String,
    #[arg(long)]
    pub line1: String,
    #[arg(long, default_value = "")]
    pub line2: String,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Vendor {
    /// What was given to my shops
    Orders,
    /// Begin to pack
    Accept { number: String },
    /// Given to a carrier
    Ship { number: String, carrier: String, tracking: String },
    /// Ask another price for a variant, in minor units (yen, cents)
    Price { variant: String, amount: i64 },
}
