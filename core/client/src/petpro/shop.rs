//! A shop's side of orders. It is at the server alone: a shop works online.

use petpro_domain::order::VendorOrder;
use serde::{Deserialize, Serialize};

use super::rest::Nothing;
use super::{PetPro, guard_async};
use crate::error::Result;
use crate::state::{AskedPrice, Parcel};

impl PetPro {
    /// What was given to the shops that this person works for.
    pub async fn shop_orders(&self) -> Result<Vec<VendorOrder>> {
        #[derive(Deserialize)]
        struct Page {
            orders: Vec<VendorOrder>,
        }
        guard_async(async { Ok(self.get::<Page>("/api/v1/vendor/orders").await?.orders) }).await
    }

    /// The shop begins to pack.
    pub async fn accept(&self, number: &str) -> Result<VendorOrder> {
        guard_async(self.post(&format!("/api/v1/vendor/orders/{number}/accept"), &Nothing {})).await
    }

    /// The shop asks another price, in minor units.
    pub async fn ask_price(&self, variant: &str, amount: i64) -> Result<AskedPrice> {
        #[derive(Serialize)]
        struct Ask {
            amount: i64,
        }
        guard_async(self.post(&format!("/api/v1/vendor/variants/{variant}/prices"), &Ask { amount })).await
    }

    /// The shop has given it to a carrier.
    pub async fn ship(&self, number: &str, carrier: &str, tracking_number: &str) -> Result<Parcel> {
        #[derive(Serialize)]
        struct Ask<'a> {
            carrier: &'a str,
            tracking_number: &'a str,
        }
        let ask = Ask { carrier, tracking_number };
        guard_async(self.post(&format!("/api/v1/vendor/orders/{number}/shipments"), &ask)).await
    }
}
