//! What is read once and good for a while. The age is judged by the server's clock, which a test moves.

use std::hash::Hash;
use std::sync::Arc;

use petpro_domain::catalog::Category;
use petpro_domain::ids::{CategoryId, ProductId};

/// Values in this process's memory, each good for the same time.
pub struct Kept<K, V> {
    values: moka::sync::Cache<K, (i64, V)>,
    ttl_ms: i64,
}

impl<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Kept<K, V> {
    pub fn new(capacity: u64, ttl_ms: i64) -> Self {
        Self { values: moka::sync::Cache::new(capacity), ttl_ms }
    }

    /// One that is young enough.
    pub fn get(&self, key: &K, now_ms: i64) -> Option<V> {
        let (made_ms, value) = self.values.get(key)?;
        if now_ms - made_ms >= self.ttl_ms {
            self.values.invalidate(key);
            return None;
        }
        Some(value)
    }

    /// Keeps one that was just read.
    pub fn put(&self, key: K, value: V, now_ms: i64) {
        self.values.insert(key, (now_ms, value));
    }
}

/// How long a market's categories are good: the documents' twelve hours.
pub const CATEGORIES_TTL_MS: i64 = 12 * 3_600_000;
/// How long the list of a category's products is good: the documents' hour.
pub const LIST_TTL_MS: i64 = 3_600_000;
/// Lists kept; of a category with 10,000 products one is 160 kB.
const LISTS: u64 = 1_000;

/// A market's categories, in their order.
pub type Categories = Arc<[(CategoryId, Category)]>;

/// Which categories a market has, and which products they hold. Prices and stock are never in here (C-13).
pub struct Shelves {
    pub categories: Kept<String, Categories>,
    pub lists: Kept<(String, Option<CategoryId>), Arc<[ProductId]>>,
}

impl Default for Shelves {
    fn default() -> Self {
        Self { categories: Kept::new(LISTS, CATEGORIES_TTL_MS), lists: Kept::new(LISTS, LIST_TTL_MS) }
    }
}
