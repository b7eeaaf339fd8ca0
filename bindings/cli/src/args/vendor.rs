//! The words for who works for a shop.

use clap::{Args, Subcommand, ValueEnum};
use petpro_client::screens::shop::{Filter, GoodsFilter};
use petpro_client::shop::Why;

#[derive(Clone, Debug, Subcommand)]
pub enum Vendor {
    /// What was given to my shops, as the server lists it
    Orders,
    /// The desk of orders as this device has it
    Desk {
        #[arg(long, value_enum, default_value = "open")]
        show: Show,
        /// Part of a number, a buyer's name or an article's
        find: Option<String>,
    },
    /// One order with its packing slip
    Order { number: String },
    /// Begin to pack, one or several
    Accept {
        #[arg(required = true)]
        numbers: Vec<String>,
    },
    /// Given to a carrier
    Ship { number: String, carrier: String, tracking: String },
    /// Ask another price for a variant, in minor units (yen, cents), at the server
    Price { variant: String, amount: i64 },
    /// What my shop sells, and how much of it is there
    Goods {
        /// Only what runs out
        #[arg(long, conflicts_with = "off")]
        low: bool,
        /// Only what is off sale
        #[arg(long)]
        off: bool,
        /// Part of a name, a brand or a barcode
        find: Option<String>,
    },
    /// Change something that my shop sells, also without a network
    Change(Change),
    /// So many more, or fewer, are on the shelf, also without a network
    Move {
        /// Its barcode, or the variant's id
        article: String,
        #[arg(allow_negative_numbers = true)]
        by: i64,
        #[arg(long, value_enum, default_value = "received")]
        why: Reason,
    },
    /// Take a movement back
    Undo { op: String },
    /// On what terms my shop delivers
    Delivery {
        /// Goods from this amount on are delivered free; `never`
        #[arg(long, value_name = "AMOUNT")]
        free_from: Option<String>,
        /// What a parcel costs: kilograms, what the goods cost, and where to (JP-13)
        #[arg(long = "try", num_args = 3, value_names = ["KG", "GOODS", "REGION"])]
        parcel: Option<Vec<String>>,
    },
    /// How my shop does
    Figures {
        #[arg(long)]
        days: Option<u32>,
    },
}

#[derive(Clone, Debug, Args)]
pub struct Change {
    pub variant: String,
    /// In the language of this device
    #[arg(long)]
    pub name: Option<String>,
    /// As it is written: 1980, 19.80
    #[arg(long)]
    pub price: Option<String>,
    /// Grams
    #[arg(long)]
    pub weight: Option<String>,
    /// The most in one order; empty: no limit
    #[arg(long)]
    pub most: Option<String>,
    /// Low with so many available
    #[arg(long)]
    pub low: Option<String>,
    #[arg(long, conflicts_with = "on_sale")]
    pub off_sale: bool,
    #[arg(long)]
    pub on_sale: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Show {
    Open,
    New,
    Packing,
    Sent,
    Done,
    All,
}

impl Show {
    pub fn filter(self) -> Filter {
        match self {
            Self::Open => Filter::Open,
            Self::New => Filter::New,
            Self::Packing => Filter::Packing,
            Self::Sent => Filter::Sent,
            Self::Done => Filter::Done,
            Self::All => Filter::All,
        }
    }
}

/// Which goods, by the two switches.
pub fn goods(low: bool, off: bool) -> GoodsFilter {
    match (low, off) {
        (true, _) => GoodsFilter::Low,
        (_, true) => GoodsFilter::Off,
        _ => GoodsFilter::All,
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Reason {
    Received,
    Counted,
    Damaged,
    Returned,
}

impl Reason {
    pub fn why(self) -> Why {
        match self {
            Self::Received => Why::Received,
            Self::Counted => Why::Counted,
            Self::Damaged => Why::Damaged,
            Self::Returned => Why::Returned,
        }
    }
}
