//! The slow fields of products, kept for an hour. Prices and stock never come from here (C-13).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use petpro_domain::catalog::Product;
use petpro_domain::ids::ProductId;

use super::kept::Kept;
use crate::store::{Failure, Tx};

/// What of a product changes seldom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub product: Product,
}

/// A cache of cards. The embedded one is [`Warm`]; a server farm's would ask a shared store.
pub trait Cards: Send + Sync {
    /// A card that is young enough.
    fn get(&self, id: ProductId, now_ms: i64) -> Option<Arc<Card>>;
    /// Keeps a card that was just read.
    fn put(&self, id: ProductId, card: Arc<Card>, now_ms: i64);
}

/// How long a card is good: the documents' hour.
pub const TTL_MS: i64 = 3_600_000;
/// Cards kept; about 1 kB each.
const CAPACITY: u64 = 10_000;

/// Cards in this process's memory.
pub struct Warm(Kept<ProductId, Arc<Card>>);

impl Warm {
    pub fn new(ttl_ms: i64) -> Self {
        Self(Kept::new(CAPACITY, ttl_ms))
    }
}

impl Default for Warm {
    fn default() -> Self {
        Self::new(TTL_MS)
    }
}

impl Cards for Warm {
    fn get(&self, id: ProductId, now_ms: i64) -> Option<Arc<Card>> {
        self.0.get(&id, now_ms)
    }

    fn put(&self, id: ProductId, card: Arc<Card>, now_ms: i64) {
        self.0.put(id, card, now_ms);
    }
}

/// The slow fields of these products, from the cache where it has them; all others in one statement.
pub fn cards(
    cache: &dyn Cards,
    tx: &mut Tx,
    products: BTreeSet<ProductId>,
    now_ms: i64,
) -> Result<HashMap<ProductId, Arc<Card>>, Failure> {
    let mut found = HashMap::new();
    let mut missing = Vec::new();
    for id in products {
        match cache.get(id, now_ms) {
            Some(card) => drop(found.insert(id, card)),
            None => missing.push(id),
        }
    }
    if !missing.is_empty() {
        for (id, card) in super::card(tx, &missing)? {
            let card = Arc::new(card);
            cache.put(id, card.clone(), now_ms);
            found.insert(id, card);
        }
    }
    Ok(found)
}

/// Remembers nothing: a world in which every read reaches the tables.
pub struct Cold;

impl Cards for Cold {
    fn get(&self, _: ProductId, _: i64) -> Option<Arc<Card>> {
        None
    }

    fn put(&self, _: ProductId, _: Arc<Card>, _: i64) {}
}

#[cfg(test)]
mod tests {
    use petpro_domain::catalog::Names;
    use petpro_domain::ids::{CategoryId, ShopId};
    use uuid::Uuid;

    use super::*;

    fn id() -> ProductId {
        ProductId(Uuid::from_u128(1))
    }

    fn card(brand: &str) -> Arc<Card> {
        let (shop, category) = (ShopId(Uuid::nil()), CategoryId(Uuid::nil()));
        let product = Product { shop, category, names: Names::default(), brand: brand.into(), image: None };
        Arc::new(Card { product })
    }

    /// covers: S0-011
    #[test]
    fn a_card_is_good_for_its_time_to_live_and_not_longer() {
        let cards = Warm::new(1_000);
        cards.put(id(), card("Mofuri"), 50);
        assert_eq!(cards.get(id(), 1_049), Some(card("Mofuri")));
        assert_eq!(cards.get(id(), 1_050), None);
        assert_eq!(cards.get(id(), 60), None, "what was found too old is gone");
    }

    /// covers: S0-011
    #[test]
    fn a_card_that_was_read_again_is_the_one_that_is_kept() {
        let cards = Warm::default();
        cards.put(id(), card("Mofuri"), 0);
        cards.put(id(), card("Kazehana"), 2);
        assert_eq!(cards.get(id(), TTL_MS + 1), Some(card("Kazehana")), "its time begins anew");
        assert_eq!(cards.get(id(), TTL_MS + 2), None);
    }
}
