//! What devices know of paying: never a card's number.

use serde::{Deserialize, Serialize};

/// Row `payment_method` of a `user` scope, id = [`crate::ids::MethodId`]: a method that the provider
/// keeps, so that an order can be placed while nobody is there to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedMethod {
    /// `visa`, `mastercard`, `jcb` …, as the provider calls it.
    pub brand: String,
    /// The last four digits of the card.
    pub last4: String,
    /// Server time at which it was saved, ms.
    pub created_ms: i64,
}
