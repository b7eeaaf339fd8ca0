//! The order row of a `user` scope: what it takes from the cart, and the server's bill.

use serde::{Deserialize, Serialize};

use crate::ids::HouseholdId;
use crate::order::Bill;
use crate::wire::{OrderLine, Pay};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum OrderState {
    /// On this device only: it will be placed when the device is online. The server never sends it.
    Waiting,
    /// Accepted; its contributions are locked until the payment is over.
    Pending,
    /// Its contributions are consumed for good.
    Paid,
    /// Ended unpaid; its contributions are in the cart again, less those removed meanwhile.
    Expired,
    /// Paid and paid back; its contributions stay consumed where it was paid before the refund.
    Refunded,
    /// Never accepted. Its id can never succeed later.
    Rejected,
    #[serde(other)]
    Other,
}

/// Row `order`, id = [`crate::ids::OrderId`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    pub st: OrderState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    pub lines: Vec<OrderLine>,
    #[serde(default)]
    pub pay: Pay,
    pub placed_ms: i64,
    /// What the server made of it; none while it waits on a device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<Box<Bill>>,
}
