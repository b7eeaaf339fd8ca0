//! Ops and rows as the API's description shows them: tagged by kind and by type, with the bodies
//! that this version knows. What travels is [`super::Op`] and [`super::Row`], which keep the rest too.

use serde::Serialize;
use utoipa::ToSchema;

use super::{At, OpBody, Receipt};
use crate::cart::{CartLine, SavedLine};
use crate::catalog::{Category, Market, Product, Shipping, Shop, Tax, Variant};
use crate::ids::OpId;
use crate::notice::Notice;
use crate::payment::SavedMethod;
use crate::shop::{DeliveryTerms, Stock};

/// An intent: `k` says what, `b` with which values.
#[derive(Serialize, ToSchema)]
#[schema(as = Op)]
pub struct OpShape {
    /// Its place in the lane, from 1.
    pub seq: u64,
    pub id: OpId,
    pub v: u16,
    /// The contributions its author could see.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub obs: Vec<OpId>,
    pub at: At,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rcpt: Option<Receipt>,
    #[serde(flatten)]
    pub body: OpBody,
}

/// An entity as of `seq`, or what is left of one.
#[derive(Serialize, ToSchema)]
#[schema(as = Row)]
#[serde(untagged)]
pub enum RowShape {
    Live(LiveRow),
    Gone(GoneRow),
}

/// A row that is there: `t` says what it is, `d` is its body.
#[derive(Serialize, ToSchema)]
pub struct LiveRow {
    pub id: String,
    pub seq: u64,
    #[serde(flatten)]
    pub body: RowBody,
}

/// A tombstone.
#[derive(Serialize, ToSchema)]
pub struct GoneRow {
    pub t: String,
    pub id: String,
    pub seq: u64,
    /// Always 1.
    pub x: u8,
}

/// The rows of this version.
#[derive(Serialize, ToSchema)]
#[serde(tag = "t", content = "d", rename_all = "snake_case")]
pub enum RowBody {
    CartLine(CartLine),
    SavedLine(SavedLine),
    Market(Market),
    Category(Category),
    Shop(Shop),
    Shipping(Shipping),
    Tax(Tax),
    Product(Product),
    Variant(Variant),
    Notice(Notice),
    PaymentMethod(SavedMethod),
    /// Of a shop's own scope.
    Terms(DeliveryTerms),
    Stock(Stock),
}
