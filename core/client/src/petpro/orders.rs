//! Orders after they were placed: shown from the device, moved at the server.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::catalog::Shop;
use petpro_domain::ids::{MethodId, OrderId, ShopId};
use serde::{Deserialize, Serialize};

use super::rest::Nothing;
use super::{PetPro, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::order::{self, Order, Orders, Source};
use crate::screens::payment::{self, Payment};
use crate::screens::timeline::{self, Timeline, Told};
use crate::store::{catalog, meta, own};

/// What the screens of orders need besides the rows.
struct Known {
    now_ms: i64,
    shops: BTreeMap<ShopId, Shop>,
}

impl PetPro {
    /// Every order of this person that the device knows, newest first.
    pub fn orders(&self) -> Result<Orders> {
        guard(|| {
            let known = self.known()?;
            let rows = self.inner.files(|files| files.account.readers.read(own::orders))?;
            let row = |(id, row): &(_, _)| order::summary(&self.source(&known, *id, row, None));
            Ok(order::list(self.lang(), rows.iter().map(row).collect()))
        })
    }

    /// One order, by its id or its number.
    pub fn order(&self, which: &str) -> Result<Order> {
        guard(|| {
            let known = self.known()?;
            let id = self.order_id(which)?;
            let (row, until) = self.inner.files(|files| {
                files.account.readers.read(|conn| Ok((own::order(conn, id)?, own::valid_until(conn, id)?)))
            })?;
            let row = row.ok_or_else(unknown)?;
            Ok(order::screen(&self.source(&known, id, &row, until)))
        })
    }

    /// Everything that happened to an order, as the server tells it.
    pub async fn timeline(&self, which: &str) -> Result<Timeline> {
        #[derive(Deserialize)]
        struct Reply {
            entries: Vec<Told>,
        }
        guard_async(async {
            let path = format!("/api/v1/orders/{}/timeline", self.order_id(which)?);
            let told: Reply = self.get(&path).await?;
            Ok(timeline::screen(self.lang(), 0, &told.entries))
        })
        .await
    }

    /// Starts the payment of an order, or takes up the one under way: where the buyer pays, or how
    /// far it is. `payment-declined` where the saved method was refused: another try is a new attempt.
    pub async fn pay(&self, which: &str, method: Option<MethodId>) -> Result<Payment> {
        #[derive(Serialize)]
        struct Ask {
            order_id: OrderId,
            #[serde(skip_serializing_if = "Option::is_none")]
            method_id: Option<MethodId>,
        }
        guard_async(async {
            let ask = Ask { order_id: self.order_id(which)?, method_id: method };
            let asked = self.post("/api/v1/payments", &ask).await;
            // A refusal changes the order too.
            self.look().await;
            Ok(payment::screen(self.lang(), asked?))
        })
        .await
    }

    /// The same by the text of a method's id.
    pub async fn pay_with(&self, which: &str, method: Option<&str>) -> Result<Payment> {
        let method = method.map(|id| parse(id, Code::NotFound)).transpose()?;
        self.pay(which, method).await
    }

    /// Calls an order off; one that was never sent is given up by dismissing it.
    pub async fn cancel_order(&self, which: &str) -> Result<Order> {
        self.moved(which, "cancel").await
    }

    /// The buyer has what was delivered.
    pub async fn confirm_receipt(&self, which: &str) -> Result<Order> {
        self.moved(which, "receipt").await
    }

    async fn moved(&self, which: &str, how: &str) -> Result<Order> {
        guard_async(async {
            let path = format!("/api/v1/orders/{}/{how}", self.order_id(which)?);
            self.post::<serde_json::Value>(&path, &Nothing {}).await?;
            self.look().await;
            self.order(which)
        })
        .await
    }

    fn order_id(&self, which: &str) -> Result<OrderId> {
        if let Ok(id) = which.parse() {
            return Ok(id);
        }
        let found = self.inner.files(|files| files.account.readers.read(|conn| own::order_of_number(conn, which)))?;
        found.ok_or_else(unknown)
    }

    fn known(&self) -> Result<Known> {
        self.inner.files(|files| {
            let offset_ms = files.account.readers.read(meta::server_offset_ms)?;
            let shops = files.catalog.readers.read(catalog::shops)?;
            Ok(Known {
                now_ms: self.inner.config.clock.wall_ms() + offset_ms,
                shops: shops.into_iter().filter_map(|(id, shop)| Some((id.parse().ok()?, shop))).collect(),
            })
        })
    }

    fn source<'a>(
        &self,
        known: &'a Known,
        id: OrderId,
        row: &'a petpro_domain::cart::Order,
        valid_until: Option<i64>,
    ) -> Source<'a> {
        Source { lang: self.lang(), now_ms: known.now_ms, offset_minutes: 0, id, row, shops: &known.shops, valid_until }
    }
}

fn unknown() -> Error {
    Error::new(Code::NotFound, "no order of this person has this id or number")
}
