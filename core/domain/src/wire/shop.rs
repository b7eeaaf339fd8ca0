//! What a shop's people mean, with or without a network. Their ops ride the lane of (device, shop).

use serde::{Deserialize, Serialize};

use crate::catalog::Names;
use crate::ids::{ShopId, VariantId};
use crate::shop::Why;

/// A field as its author saw it, and what it is to become. The value and not a version of the row is
/// named: a restored server counts versions anew, a value means the same in every history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Edit<T> {
    pub was: T,
    pub to: T,
}

/// `product.patch`: changes fields of one variant, or of the product whose variant it is. Fields that
/// are no longer as seen stay as they are, and the op is `superseded`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductPatch {
    pub shop: ShopId,
    pub variant: VariantId,
    /// Of the product: its other variants are called so too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Edit<Names>>,
    /// Minor units of the currency in which it is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Edit<i64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<Edit<u32>>,
    /// The most of it in one order; null is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_order: Option<Edit<Option<u32>>>,
    /// Off sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Edit<bool>>,
    /// When stock is low.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Edit<u32>>,
}

impl ProductPatch {
    /// Of nothing yet.
    pub fn new(shop: ShopId, variant: VariantId) -> Self {
        Self { shop, variant, names: None, price: None, weight_g: None, max_per_order: None, gone: None, low: None }
    }
}

/// `stock.adjust`: so many more, or fewer, are on the shelf. A movement and never a count, so that two
/// people who put goods on one shelf both count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockAdjust {
    pub shop: ShopId,
    pub variant: VariantId,
    /// Not 0, at most [`crate::shop::MAX_MOVE`] either way.
    pub by: i64,
    pub why: Why,
}
