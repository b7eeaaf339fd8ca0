//! A cart as it is read: every line with the product, price and stock of this moment, totals by
//! shop and currency, and what the buyer should know. Six statements, token check included.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use petpro_domain::cart::{CartLine, LINE_TTL_MS, Options, SavedLine};
use petpro_domain::catalog::Names;
use petpro_domain::ids::{HouseholdId, LineId, ProductId, ShopId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::pricing::{Inputs, Item, PriceError, Quote, Seen, Terms, Warning, price, warnings};
use petpro_domain::regions::Region;
use petpro_domain::wire::OrderLine;
use serde::Serialize;

use crate::catalog::{self, Card, Priced};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::{feed, inventory};

/// The household's cart.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartView {
    /// The household's seq: what it has grown to with the last change.
    pub version: u64,
    /// What delivery is estimated for.
    #[schema(example = "JP-13")]
    pub ship_to: String,
    /// No address is chosen yet.
    pub estimated: bool,
    pub shops: Vec<CartShop>,
    /// One for each currency in the cart; every amount that an order of it would have.
    pub quotes: Vec<Quote>,
    pub saved: Vec<SavedItem>,
}

/// The lines from one shop.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartShop {
    /// Absent for lines whose goods the catalogue no longer knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop: Option<ShopId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// Whether it delivers to `ship_to`; amounts are without its lines where it does not.
    pub ships: bool,
    pub items: Vec<CartItem>,
}

/// One line.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartItem {
    pub id: LineId,
    /// For `If-Match` when the line is changed.
    pub version: u64,
    pub variant: VariantId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    pub options: Options,
    /// What the next order takes.
    pub qty: u32,
    /// What pending orders hold.
    pub locked: u32,
    /// The price of one, now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Money>,
    /// How many are there, now.
    pub available: i64,
    pub warnings: Vec<Warning>,
}

/// A line that waits for later.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SavedItem {
    pub id: LineId,
    pub version: u64,
    pub variant: VariantId,
    pub options: Options,
    pub qty: u32,
    /// `user`, `overflow` (the 51st line) or `expired` (30 days).
    pub why: String,
}

struct Line {
    id: LineId,
    seq: u64,
    row: CartLine,
}

/// Reads a household's cart with delivery to `ship_to` (the market's first region where none is given).
///
/// # Errors
/// `address-invalid`, and what pricing says: `amount-overflow`. A shop that does not deliver there is
/// marked, nothing more: its lines can still be removed.
pub fn view(app: &AppState, tx: &mut Tx, household: HouseholdId, ship_to: Option<&str>) -> Result<CartView, Problem> {
    let region = ship_to.unwrap_or(super::home_region(app));
    let region = Region::parse(region).map_err(|wrong| Problem::new(wrong.code()))?;
    let (version, lines, saved) = load(tx, household)?;
    let ids: Vec<VariantId> = lines.iter().map(|line| line.row.variant).collect();
    let since = lines.iter().map(|line| line.row.touched_ms).min().unwrap_or_default();
    let rows = catalog::priced(tx, &ids, since)?;
    let there = inventory::availability(tx, &ids)?;
    let terms = catalog::terms(tx, &rows.values().map(|row| row.row.shop).collect())?;
    let now_ms = app.clock.now_ms();
    let cards = catalog::cards(&*app.cards, tx, rows.values().map(|row| row.row.product).collect(), now_ms)?;

    let mut shops: BTreeMap<Option<ShopId>, Vec<CartItem>> = BTreeMap::new();
    for line in &lines {
        let known = rows.get(&line.row.variant);
        let available = there.get(&line.row.variant).copied().unwrap_or_default();
        let item = item(line, known, &cards, available, now_ms);
        shops.entry(known.map(|known| known.row.shop)).or_default().push(item);
    }
    let (quotes, away) = quotes(region, &lines, &rows, &terms)?;
    let ships = |shop: Option<ShopId>| shop.is_none_or(|shop| !away.contains(&shop));
    let shops =
        shops.into_iter().map(|(shop, items)| CartShop { shop, names: name(shop, &terms), ships: ships(shop), items });
    Ok(CartView { version, ship_to: region.to_string(), estimated: true, quotes, shops: shops.collect(), saved })
}

/// What the next order can take: every line with free units, by line.
pub fn orderable(tx: &mut Tx, household: HouseholdId) -> Result<Vec<OrderLine>, Failure> {
    let (_, lines, _) = load(tx, household)?;
    let free = lines.into_iter().filter(|line| line.row.qty() > 0);
    Ok(free
        .map(|line| OrderLine { line: line.id, variant: line.row.variant, obs: line.row.names(), qty: line.row.qty() })
        .collect())
}

fn name(shop: Option<ShopId>, terms: &Terms) -> Option<Names> {
    terms.shops.get(&shop?).map(|shop| shop.names.clone())
}

fn load(tx: &mut Tx, household: HouseholdId) -> Result<(u64, Vec<Line>, Vec<SavedItem>), Failure> {
    let (head, rows) = feed::scope_rows(tx, &format!("household:{household}"), ["cart_line", "saved_line"])?;
    let (mut lines, mut saved) = (Vec::new(), Vec::new());
    let shape = |_| Failure::Shape { index: 3 };
    for (t, id, seq, d) in rows {
        let Ok(id) = id.parse() else { continue };
        if t == "cart_line" {
            lines.push(Line { id, seq, row: serde_json::from_str(&d).map_err(shape)? });
        } else {
            let row: SavedLine = serde_json::from_str(&d).map_err(shape)?;
            let qty = row.qty();
            saved.push(SavedItem { id, version: seq, variant: row.variant, options: row.options, qty, why: row.why });
        }
    }
    lines.sort_by_key(|line| line.id);
    saved.sort_by_key(|line| line.id);
    Ok((head, lines, saved))
}

/// What an order of each currency would cost, and the shops that are left out: they do not deliver there.
fn quotes(
    ship_to: Region,
    lines: &[Line],
    rows: &HashMap<VariantId, Priced>,
    terms: &Terms,
) -> Result<(Vec<Quote>, BTreeSet<ShopId>), Problem> {
    let mut items: Vec<Item> = lines
        .iter()
        .map(|line| Item {
            line: line.id,
            variant: line.row.variant,
            qty: line.row.qty(),
            row: rows.get(&line.row.variant).map(|row| &row.row),
        })
        .collect();
    let mut away = BTreeSet::new();
    loop {
        let basket = Inputs::of(ship_to, &items, terms, &[]);
        match basket.inputs.iter().map(price).collect() {
            Err(PriceError::Unshippable(shop)) if away.insert(shop) => {
                items.retain(|item| item.row.is_none_or(|row| row.shop != shop));
            }
            Err(cause) => return Err(Problem::new(cause.code())),
            Ok(quotes) => return Ok((quotes, away)),
        }
    }
}

fn item(
    line: &Line,
    known: Option<&Priced>,
    cards: &HashMap<ProductId, Arc<Card>>,
    available: i64,
    now_ms: i64,
) -> CartItem {
    let row = known.map(|known| &known.row);
    let card = row.and_then(|row| cards.get(&row.product)).map(|card| &card.product);
    let touched = line.row.touched_ms;
    let seen = Seen {
        price: known.map(|known| Money { amount: known.price_at(touched), currency: known.row.currency }),
        available: u32::try_from(available.max(0)).ok(),
        expires_ms: Some(touched + LINE_TTL_MS),
        now_ms,
    };
    let qty = line.row.qty();
    CartItem {
        id: line.id,
        version: line.seq,
        variant: line.row.variant,
        product: row.map(|row| row.product),
        names: card.map(|card| card.names.clone()),
        label: row.map(|row| row.label.clone()).unwrap_or_default(),
        image: card.and_then(|card| card.image.as_ref()).map(|sha| format!("/media/{sha}.png")),
        options: line.row.options.clone(),
        qty,
        locked: line.row.locked.iter().map(|locked| locked.dot.n).sum(),
        unit: row.map(|row| Money { amount: row.price, currency: row.currency }),
        available,
        warnings: warnings(qty, row, seen),
    }
}

impl CartView {
    /// A line of it.
    pub fn item(&self, id: LineId) -> Option<&CartItem> {
        self.shops.iter().flat_map(|shop| &shop.items).find(|item| item.id == id)
    }
}
