//! The words of the command line. A session's lines are the same words.

pub mod clinic;
mod codes;
pub mod desk;
pub mod pass;
mod pets;
pub mod proof;
pub mod vendor;
pub mod visit;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use petpro_client::clinic::Zone;
use petpro_client::texts::Lang;

pub use codes::{Kind, Label, Scan};
pub use desk::{Desk, Tablets};
pub use pass::Pass;
pub use pets::{Pets, Profile};
pub use vendor::Vendor;

/// PetPro at a terminal: scan, fill a cart without a network, sync.
///
/// Exit codes: 0 done, 1 refused (its code is printed), 2 usage, 3 sign-in needed, 4 network, 5 store,
/// 130 ended with Ctrl-C: whatever was answered is kept.
#[derive(Debug, Parser)]
#[command(name = "petpro", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Where cart and catalogue are kept
    #[arg(long, global = true, env = "PETPRO_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The server's address
    #[arg(long, global = true, env = "PETPRO_SERVER", default_value = "http://127.0.0.1:7878", value_name = "URL",
        value_parser = server)]
    pub server: String,
    /// One JSON object a line instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// en, ja, ko or zh; without it the terminal's locale
    #[arg(long, global = true, value_name = "LANG", value_parser = lang)]
    pub lang: Option<Lang>,
    /// Where you are, Asia/Tokyo: which day is today; without it the machine's own zone
    #[arg(long, global = true, value_name = "ZONE", value_parser = zone)]
    pub zone: Option<Zone>,
    /// Whose catalogue and prices
    #[arg(long, global = true, default_value = "jp", value_parser = market)]
    pub market: String,
}

/// An address with its scheme; without one `localhost:7878` would be a host that nobody finds.
fn server(url: &str) -> Result<String, String> {
    let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
    match host.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        true => Ok(url.to_owned()),
        false => Err("an address begins with http:// or https://, like http://127.0.0.1:7878".into()),
    }
}

/// Part of a file's name.
fn market(name: &str) -> Result<String, String> {
    let plain = (1..=16).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if plain { Ok(name.to_owned()) } else { Err("a market is a word like jp".into()) }
}

fn zone(name: &str) -> Result<Zone, String> {
    Zone::parse(name).ok_or_else(|| "a time zone has a name like Asia/Tokyo".into())
}

fn lang(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| "not one of en, ja, ko, zh".into())
}

/// A session's line: a command without the global options.
#[derive(Debug, Parser)]
#[command(name = "petpro", no_binary_name = true, disable_help_flag = true)]
pub struct Line {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Make an account and sign in
    Register(Account),
    /// Sign in and sync; a guest's cart moves into the household
    Login(Account),
    /// Sign out; fails where changes would be lost
    Logout {
        /// Keep unsent changes for the next sign-in
        #[arg(long, conflicts_with = "discard")]
        keep: bool,
        /// Give unsent changes up
        #[arg(long)]
        discard: bool,
    },
    /// Send what waits, fetch what is new
    Sync {
        /// Stay connected until Ctrl-C
        #[arg(long)]
        watch: bool,
    },
    /// Find products by words of any language
    Search {
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// The shop's categories, or the products of one of them
    Shop {
        category: Option<String>,
        /// How many of them to leave out
        #[arg(long, default_value_t = 0, value_name = "N")]
        from: u32,
    },
    /// The product with this EAN or UPC
    Barcode { code: String },
    /// A product and what is sold of it
    Product { id: String },
    /// Read codes from pictures (PNG, JPEG, WebP), folders of them, films (.y4m) or standard input (-)
    Scan(Scan),
    /// Make a label to print
    Label(Label),
    /// The cart with its totals
    Cart,
    /// Add to the cart: a variant's id or a barcode
    Add {
        what: String,
        #[arg(default_value_t = 1)]
        n: u32,
    },
    /// Change how many a line holds
    Set { line: String, n: u32 },
    /// Take a line out of the cart
    Remove { line: String },
    /// Move a line to saved for later
    Save { line: String },
    /// Move a saved line back into the cart
    Unsave { line: String },
    /// What an order would be; with --place it is placed
    Checkout(Checkout),
    /// Pay an order: tells the page to pay on, or charges a saved method
    Pay {
        order: String,
        #[arg(long, value_name = "ID")]
        method: Option<String>,
    },
    /// Every order, newest first
    Orders,
    /// One order, by id or number
    Order {
        order: String,
        #[arg(value_enum, default_value_t)]
        what: OrderCommand,
    },
    /// The addresses that are kept, oldest first
    Addresses,
    /// Keep an address to deliver to, or put it in the place of another one
    Address(Address),
    /// Forget a kept address
    ForgetAddress { id: String },
    /// What happened to your orders; naming notices marks them read
    Inbox {
        /// Mark these read
        #[arg(value_name = "ID")]
        read: Vec<String>,
        /// Mark all of them read
        #[arg(long, conflicts_with = "read")]
        read_all: bool,
    },
    /// The household's pets: without more words all of them
    Pets {
        #[command(subcommand)]
        what: Option<Pets>,
    },
    #[command(flatten)]
    Visit(visit::Visit),
    /// The pass of an appointment, or a vaccination proof: shown, printed, verified without a network
    Pass {
        #[command(subcommand)]
        what: Pass,
    },
    /// Vaccination proofs: the household's, and what a clinic gives out
    Proof {
        #[command(subcommand)]
        what: proof::Proof,
    },
    /// A clinic's tablet: the day's board and check-ins, with or without a network
    Desk {
        #[command(subcommand)]
        what: Desk,
    },
    /// Wait for a time of a clinic; without more words what is waited for
    Waiting {
        #[command(subcommand)]
        what: Option<clinic::Waiting>,
    },
    /// A clinic for who works there: hours, services, resources, staff, walk-ins
    Clinic {
        clinic: String,
        #[command(subcommand)]
        what: clinic::Clinic,
    },
    /// A clinic's tablets and audit, for its admin
    Tablets {
        clinic: String,
        #[command(subcommand)]
        what: Tablets,
    },
    /// A shop's side of orders
    Vendor {
        #[command(subcommand)]
        what: Vendor,
    },
    /// Who is signed in, what waits, what needs attention
    Status,
    /// A change that did not come true has been seen
    Dismiss { op: String },
    /// Do such a change again, over what is shown now
    Retry { op: String },
    /// The cards that the payment provider keeps for you
    Cards,
    /// Have the payment provider forget a card
    ForgetCard { id: String },
    /// The devices of this account
    Devices,
    /// Sign another device out, a lost one
    RevokeDevice { id: String },
    /// One command a line on standard input, one JSON object a line on standard output
    Session,
}

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

#[derive(Clone, Debug, Args)]
pub struct Account {
    /// The e-mail address
    pub user: String,
    /// Read the password from standard input; else PETPRO_PASSWORD
    #[arg(long)]
    pub password_stdin: bool,
}

impl Command {
    /// Its word, as answers name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::Login(_) => "login",
            Self::Logout { .. } => "logout",
            Self::Sync { .. } => "sync",
            Self::Search { .. } => "search",
            Self::Shop { .. } => "shop",
            Self::Barcode { .. } => "barcode",
            Self::Product { .. } => "product",
            Self::Scan(_) => "scan",
            Self::Label(_) => "label",
            Self::Cart => "cart",
            Self::Add { .. } => "add",
            Self::Set { .. } => "set",
            Self::Remove { .. } => "remove",
            Self::Save { .. } => "save",
            Self::Unsave { .. } => "unsave",
            Self::Checkout(_) => "checkout",
            Self::Pay { .. } => "pay",
            Self::Orders => "orders",
            Self::Order { .. } => "order",
            Self::Addresses => "addresses",
            Self::Address(_) => "address",
            Self::ForgetAddress { .. } => "forget-address",
            Self::Inbox { .. } => "inbox",
            Self::Pets { .. } => "pets",
            Self::Visit(what) => what.name(),
            Self::Pass { .. } => "pass",
            Self::Proof { .. } => "proof",
            Self::Desk { .. } => "desk",
            Self::Waiting { .. } => "waiting",
            Self::Clinic { .. } => "clinic",
            Self::Tablets { .. } => "tablets",
            Self::Vendor { .. } => "vendor",
            Self::Status => "status",
            Self::Dismiss { .. } => "dismiss",
            Self::Retry { .. } => "retry",
            Self::Cards => "cards",
            Self::ForgetCard { .. } => "forget-card",
            Self::Devices => "devices",
            Self::RevokeDevice { .. } => "revoke-device",
            Self::Session => "session",
        }
    }
}
