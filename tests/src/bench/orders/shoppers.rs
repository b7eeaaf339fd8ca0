//! Buyers who have read their quote and are about to press the button: people, sessions, carts and
//! quotes written through the server's own functions, each quote read once over HTTP under its buyer's
//! token, and the request that each of them sends.

use anyhow::{Context, anyhow, ensure};
use petpro_domain::cart::{CartLine, Dot, Options};
use petpro_domain::ids::{self, HouseholdId, OpId, OrderId, QuoteId, SessionId, UserId, Uuid, VariantId};
use petpro_domain::money::Currency;
use petpro_domain::order::Shown;
use petpro_domain::wire::{OrderLine, OrderPlace, Pay};
use petpro_server::checkout;
use petpro_server::feed::OnTx;
use petpro_server::identity::{Principal, Role, tokens, users};
use petpro_server::problem::Problem;
use petpro_server::state::AppState;
use petpro_server::store::{Failure, Tx};
use petpro_server::{inventory, seed, values};
use petpro_sync::server::Ledger;

use crate::address;
use crate::bench::figure::Report;
use crate::bench::orders::load;
use crate::served::Served;

/// Buyers prepared in one transaction.
const TOGETHER: usize = 100;
/// Connections over which they read their quotes.
const READERS: usize = 8;
/// Enough of everything.
const ON_HAND: i64 = 10_000_000;

/// What there is to buy, shop by shop.
pub struct Goods {
    shops: Vec<Vec<VariantId>>,
}

impl Goods {
    /// The seeded market with full shelves.
    pub fn of_the_shop(served: &Served, runtime: &tokio::runtime::Runtime) -> anyhow::Result<Self> {
        let market = seed::japan().map_err(|cause| anyhow!("the market: {cause}"))?;
        let mut shops: Vec<(_, Vec<VariantId>)> = Vec::new();
        for (id, row, _) in market.variants.iter().filter(|(_, row, _)| !row.gone && row.max_per_order.is_none()) {
            match shops.iter_mut().find(|(shop, _)| *shop == row.shop) {
                Some((_, goods)) => goods.push(*id),
                None => shops.push((row.shop, vec![*id])),
            }
        }
        let shops: Vec<Vec<VariantId>> =
            shops.into_iter().map(|(_, goods)| goods).filter(|all| all.len() > 4).collect();
        ensure!(shops.len() > 1, "two shops with goods");
        let all = shops.concat();
        let fill = move |tx: &mut Tx| {
            all.iter().try_for_each(|id| inventory::set_on_hand(tx, *id, ON_HAND).map(drop))?;
            Ok::<_, Failure>(())
        };
        runtime.block_on(served.state.store.write(fill))?;
        Ok(Self { shops })
    }

    /// Three lines of two shops, others for every buyer.
    pub fn spread(&self, n: usize) -> Vec<VariantId> {
        let (one, other) = self.pair(n);
        vec![one[n % one.len()], one[(n + 1) % one.len()], other[n / 2 % other.len()]]
    }

    /// The same with one product that everybody wants.
    pub fn hot(&self, n: usize) -> Vec<VariantId> {
        let hot = self.shops[0][0];
        let (one, other) = (&self.shops[0][1..], &self.shops[1 + n % (self.shops.len() - 1)]);
        vec![hot, one[n % one.len()], other[n / 2 % other.len()]]
    }

    fn pair(&self, n: usize) -> (&[VariantId], &[VariantId]) {
        let count = self.shops.len();
        (&self.shops[n % count], &self.shops[(n + 1) % count])
    }
}

/// Somebody with a quote.
pub struct Buyer {
    pub order: OrderId,
    token: String,
    quote: QuoteId,
    /// Idempotency keys of the order and of its payment.
    keys: [Uuid; 2],
}

impl Buyer {
    /// The request that places the order.
    pub fn places(&self) -> Vec<u8> {
        let body = format!("{{\"quote_id\":\"{}\",\"order_id\":\"{}\"}}", self.quote, self.order);
        self.post("/api/v1/orders", self.keys[0], &body)
    }

    /// The request that begins to pay it, on the provider's page.
    pub fn pays(&self) -> Vec<u8> {
        self.post("/api/v1/payments", self.keys[1], &format!("{{\"order_id\":\"{}\"}}", self.order))
    }

    /// The request that reads its quote.
    fn reads(&self) -> Vec<u8> {
        let Self { quote, token, .. } = self;
        format!("GET /api/v1/checkouts/{quote} HTTP/1.1\r\nhost: petpro\r\nauthorization: Bearer {token}\r\n\r\n")
            .into_bytes()
    }

    fn post(&self, path: &str, key: Uuid, body: &str) -> Vec<u8> {
        format!(
            "POST {path} HTTP/1.1\r\nhost: petpro\r\nauthorization: Bearer {}\r\nidempotency-key: {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        )
        .into_bytes()
    }
}

/// The orders of `count` buyers, as requests.
pub async fn orders(
    served: &Served,
    count: usize,
    basket: impl Fn(usize) -> Vec<VariantId>,
    report: &Report,
) -> anyhow::Result<Vec<Vec<u8>>> {
    Ok(ready(served, count, basket, report).await?.iter().map(Buyer::places).collect())
}

/// `count` buyers, each with a cart and a quote of its own.
pub async fn ready(
    served: &Served,
    count: usize,
    basket: impl Fn(usize) -> Vec<VariantId>,
    report: &Report,
) -> anyhow::Result<Vec<Buyer>> {
    let mut buyers = Vec::with_capacity(count);
    for first in (0..count).step_by(TOGETHER) {
        let baskets: Vec<Vec<VariantId>> = (first..count.min(first + TOGETHER)).map(&basket).collect();
        let app = served.state.clone();
        let prepare = move |tx: &mut Tx| {
            baskets.iter().map(|basket| shopper(&app, tx, basket)).collect::<Result<Vec<_>, Problem>>()
        };
        let some = served.state.store.write(prepare).await.map_err(|problem| anyhow!("{problem:?}"))?;
        buyers.extend(some);
        if first > 0 && first % 5_000 == 0 {
            report.note(&format!("{first} of {count} quotes"));
        }
    }
    let reads: Vec<Vec<u8>> = buyers.iter().map(Buyer::reads).collect();
    let read = load::closed(served, READERS, &reads).await?.odd;
    ensure!(read.len() == 1 && read.contains_key(&200), "quotes were answered {read:?}");
    Ok(buyers)
}

fn shopper(app: &AppState, tx: &mut Tx, basket: &[VariantId]) -> Result<Buyer, Problem> {
    let now_ms = app.clock.now_ms();
    let id = || app.random.id(now_ms);
    let (user, household, session) = (UserId(id()), HouseholdId(id()), SessionId(id()));
    users::insert(tx, user, household, &format!("{user}@petpro.example"), "Hana", "-", now_ms)?;
    let insert =
        "INSERT INTO session(id, user_id, household_id, n, rotated_ms, created_ms) VALUES ($1, $2, $3, 1, $4, $4)";
    tx.exec(insert, values![session, user, household, now_ms])?;
    let subject = tokens::Subject { user, household, session, epoch: 1 };
    let token = tokens::access(&app.keys, &subject, now_ms, 36_000)?;

    let s = format!("household:{household}");
    let (lines, _) = OnTx::write(tx, now_ms, |ledger| {
        basket.iter().map(|variant| line(ledger, &s, *variant, OpId(id()))).collect::<Result<Vec<_>, Failure>>()
    })?;
    let who = Principal { user, household, session, roles: vec![Role::Buyer], until_ms: i64::MAX };
    let wish = OrderPlace {
        order_id: OrderId(id()),
        lines,
        delivery: Default::default(),
        address: address::tokyo(),
        coupons: vec![],
        shown: Shown { units: Default::default(), total: 0, currency: Currency::Jpy },
        digest: String::new(),
        pay: Pay::Card,
        method: None,
        valid_until: now_ms,
    };
    let quote = checkout::renew(app, tx, &who, &wish)
        .ok_or_else(|| Problem::new(petpro_domain::Code::Invalid).because("these goods have no quote"))?;
    Ok(Buyer { order: wish.order_id, token, quote: quote.id, keys: [id(), id()] })
}

/// One unit of a variant in the cart.
fn line(ledger: &mut OnTx, s: &str, variant: VariantId, name: OpId) -> Result<OrderLine, Failure> {
    let id = ids::line(variant, "");
    let dot = Dot { id: name, n: 1, set: false };
    let row = CartLine { variant, options: Options::new(), dots: vec![dot], locked: vec![], touched_ms: 0 };
    let d = serde_json::to_string(&row).expect("a line is JSON");
    ledger.publish(s, "cart_line", &id.to_string(), Some(&d))?;
    Ok(OrderLine { line: id, variant, obs: vec![name], qty: 1 })
}

/// How many variants' counters are not the sum of their movements.
pub fn unbalanced(served: &Served) -> anyhow::Result<usize> {
    let found: Result<Vec<VariantId>, Failure> = served.state.store.read(inventory::unbalanced);
    Ok(found.context("the stock")?.len())
}
