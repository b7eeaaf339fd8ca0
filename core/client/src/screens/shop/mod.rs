//! What a shop's people see: the desk of orders, an order to pack, goods and stock, terms of delivery, figures.

pub mod changes;
mod delivery;
mod desk;
mod figures;
mod goods;
mod pack;
mod print;

pub use delivery::{Delivery, Destination, Example, Terms, Try, Way, WayRow, delivery, example, fault_in_words, read};
pub use desk::{Chip, Desk, Filter, Named, OrderRow, Outcome, Shown, desk, outcome};
pub use figures::{Bar, DayBar, Figures, Ranked, Told, figures};
pub(crate) use goods::check_move;
pub use goods::{ArticleForm, ArticlePage, ArticleRow, GoodsDesk, GoodsFilter, Moved, goods, moved, page, patch};
pub use pack::{Pack, PackLine, pack};

use petpro_domain::Lang;
use petpro_domain::ids::ShopId;
use serde::Serialize;

/// A shop that this person works for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OwnShop"))]
pub struct Shop {
    pub id: ShopId,
    pub name: String,
}

/// A shop and the others that can be switched to.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    pub lang: Lang,
    /// The server's time as far as known, ms since 1970.
    pub now_ms: i64,
    pub shop: &'a Shop,
    /// All of this person's.
    pub shops: &'a [Shop],
}
