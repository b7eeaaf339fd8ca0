//! Orders that were given to a shop: listed from this device, moved at the server.

use petpro_domain::order::VendorOrder;
use petpro_domain::{Code, ids};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::petpro::rest::Nothing;
use crate::petpro::{PetPro, guard, guard_async};
use crate::screens::shop::{self, Desk, Named, Pack, Shown};
use crate::state::Parcel;
use crate::store::shop as rows;

impl PetPro {
    /// The desk; `forbidden` for who works for no shop.
    pub fn shop_desk(&self, shown: Option<&Shown>) -> Result<Desk> {
        guard(|| {
            let plain = Shown::default();
            let shown = shown.unwrap_or(&plain);
            let mine = self.my_shop(shown.shop.as_deref())?;
            let orders = self.of_shop(|conn| rows::orders(conn, mine.shop.id))?;
            Ok(shop::desk(&mine.at(self.lang()), &orders, shown))
        })
    }

    /// One order to pack, by its number.
    pub fn shop_order(&self, number: &str) -> Result<Pack> {
        guard(|| {
            let order = self.of_shop(|conn| rows::order(conn, number))?;
            let order = order.ok_or_else(|| Error::new(Code::NotFound, "no order of this number was given here"))?;
            let mine = self.my_shop(Some(&order.bill.shop.to_string()))?;
            let (own, others) =
                self.of_shop(|conn| Ok((rows::articles(conn, mine.shop.id)?, rows::orders(conn, mine.shop.id)?)))?;
            let gtin = |variant: ids::VariantId| {
                own.iter().find(|own| own.id == variant).and_then(|own| own.article.variant.gtin.clone())
            };
            let used: Vec<String> =
                others.iter().filter_map(|order| Some(order.bill.tracking.as_ref()?.carrier.clone())).collect();
            Ok(shop::pack(&mine.at(self.lang()), &order, gtin, &used))
        })
    }

    /// What was given to the shops that this person works for, as the server lists it.
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

    /// The shop begins to pack several; one that is refused keeps none of the others from it. Fails where the
    /// server is not reached at all.
    pub async fn accept_all(&self, numbers: &[String]) -> Result<Named> {
        guard_async(async {
            let mut done = Vec::new();
            for number in numbers {
                let code = match self.accept(number).await {
                    Ok(_) => None,
                    Err(error) if error.code().retryable() && done.is_empty() => return Err(error),
                    Err(error) => Some(error.code()),
                };
                done.push((number.clone(), code));
            }
            self.look().await;
            Ok(shop::outcome(self.lang(), done))
        })
        .await
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

    /// The same, and the order as it stands then.
    pub async fn ship_and_say(&self, number: &str, carrier: &str, tracking_number: &str) -> Result<Pack> {
        guard_async(async {
            self.ship(number, carrier.trim(), tracking_number.trim()).await.map_err(named)?;
            self.look().await;
            self.shop_order(number)
        })
        .await
    }
}

/// The server names fields of the parcel.
fn named(error: Error) -> Error {
    let words: Vec<&'static str> = error
        .places()
        .iter()
        .filter_map(|place| match place.as_str() {
            "/carrier" => Some("shop-field-carrier"),
            "/tracking_number" => Some("shop-field-tracking"),
            _ => None,
        })
        .collect();
    if words.is_empty() { error } else { error.of_shop(words) }
}
