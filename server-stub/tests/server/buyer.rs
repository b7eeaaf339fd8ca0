//! Somebody who orders: a cart, an address, a quote, an order, and what the payment says to it.

use std::sync::LazyLock;

use http::StatusCode;
use petpro_domain::ids::{OrderId, ShopId, UserId, VariantId};
use petpro_domain::order::Tracking;
use petpro_server::feed::{OnTx, Poke};
use petpro_server::identity::staff;
use petpro_server::orders::{self, By};
use petpro_server::state::AppState;
use petpro_server::store::{Failure, Tx};
use serde_json::{Value, json};

use crate::shop::plenty;
use crate::world::{Answer, Person, World};

/// An address that every shop of the market delivers to.
pub fn tokyo() -> Value {
    json!({"name": "Hana Sato", "phone": "+81-90-1234-5678", "postal_code": "150-0001", "region": "JP-13",
        "city": "Shibuya-ku", "line1": "Jingumae 1-2-3"})
}

impl World {
    /// A POST under a key of its own.
    pub async fn post_as(&self, who: &Person, path: &str, body: &Value) -> Answer {
        let key = self.state.random.id(1).to_string();
        self.post_under(who, path, &key, body).await
    }

    pub async fn post_under(&self, who: &Person, path: &str, key: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", who.access);
        let headers =
            [("authorization", bearer.as_str()), ("idempotency-key", key), ("content-type", "application/json")];
        let body = if body.is_null() { vec![] } else { body.to_string().into() };
        self.with_headers("POST", path, &headers, body).await
    }

    pub async fn read_as(&self, who: &Person, path: &str) -> Answer {
        self.call("GET", path, Some(&who.access), &Value::Null).await
    }

    /// Puts these into the cart.
    pub async fn fill(&self, who: &Person, goods: &[(VariantId, u32)]) {
        for (variant, qty) in goods {
            let added = self.post_as(who, "/api/v1/cart/items", &json!({"variant": variant, "qty": qty})).await;
            assert_eq!(added.status, StatusCode::OK, "{}", added.text());
        }
    }

    /// A quote of the cart to Tokyo.
    pub async fn quote(&self, who: &Person) -> Value {
        let quote = self.post_as(who, "/api/v1/checkouts", &json!({"address": tokyo()})).await;
        assert_eq!(quote.status, StatusCode::CREATED, "{}", quote.text());
        quote.json()
    }

    /// An order of these goods, waiting for its payment.
    pub async fn order(&self, who: &Person, goods: &[(VariantId, u32)]) -> Value {
        self.fill(who, goods).await;
        let quote = self.quote(who).await;
        let order = self.post_as(who, "/api/v1/orders", &json!({"quote_id": quote["id"]})).await;
        assert_eq!(order.status, StatusCode::CREATED, "{}", order.text());
        order.json()
    }

    /// A paid order of goods from two shops.
    pub async fn paid_order(&self, who: &Person) -> Value {
        let order = self.order(who, &two_shops()).await;
        self.pay(&order).await;
        self.read_as(who, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json()
    }

    /// What the payment's side says, in a transaction of its own.
    pub async fn told<T: Send + 'static>(
        &self,
        say: impl Fn(&AppState, &mut OnTx) -> Result<T, Failure> + Send + 'static,
    ) -> T {
        let app = self.state.clone();
        let write = move |tx: &mut Tx| orders::write(&app, tx, |ledger| say(&app, ledger));
        let (said, pokes): (T, Vec<Poke>) = self.state.store.write(write).await.unwrap();
        self.state.live.tell(pokes);
        said
    }

    pub async fn pay(&self, order: &Value) {
        let id = id_of(order);
        self.told(move |app, ledger| orders::paid(app, ledger, id)).await;
    }

    /// The provider has closed the payment.
    pub async fn close(&self, order: &Value) {
        let id = id_of(order);
        self.told(move |app, ledger| orders::unpaid(app, ledger, id)).await;
    }

    /// Somebody who works for this shop.
    pub async fn shopkeeper_of(&self, shop: &Value) -> Person {
        let person = self.sign_up(&format!("shop-{}@petpro.example", self.state.random.id(1))).await;
        self.hire(&person, shop).await;
        person
    }

    pub async fn hire(&self, person: &Person, shop: &Value) {
        let (user, shop): (UserId, ShopId) = (person.user.parse().unwrap(), text(shop).parse().unwrap());
        self.state.store.write(move |tx| staff::hire(tx, user, shop)).await.map_err(|cause: Failure| cause).unwrap();
    }

    /// The first shop of a paid order begins to pack it; gives who did.
    pub async fn accepted(&self, order: &Value) -> Person {
        let shop = self.shopkeeper_of(part(order, 0).1).await;
        let path = format!("/api/v1/vendor/orders/{}/accept", part(order, 0).0);
        let accepted = self.post_as(&shop, &path, &Value::Null).await;
        assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text());
        shop
    }

    /// The first parcel of a paid order, on its way.
    pub async fn sent(&self, order: &Value) -> Value {
        let shop = self.accepted(order).await;
        let path = format!("/api/v1/vendor/orders/{}/shipments", part(order, 0).0);
        let body = json!({"carrier": "sandbox", "tracking_number": order["id"]});
        let sent = self.post_as(&shop, &path, &body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        sent.json()
    }

    /// Every parcel of a paid order is packed, sent and delivered.
    pub async fn bring(&self, order: &Value) {
        for n in 0..order["shops"].as_array().unwrap().len() {
            self.bring_part(order, n).await;
        }
    }

    pub async fn bring_part(&self, order: &Value, n: usize) {
        let (number, shop) = part(order, n);
        let (id, number, shop) = (id_of(order), number.to_owned(), text(shop).parse::<ShopId>().unwrap());
        self.told(move |app, ledger| {
            let tracking = Tracking { carrier: "sandbox".into(), number: format!("T-{number}") };
            orders::accept(app, ledger, &[shop], &number)?.unwrap();
            orders::ship(app, ledger, &[shop], &number, tracking)?.unwrap();
            Ok(orders::deliver(app, ledger, id, &number, By::Carrier)?.unwrap())
        })
        .await;
    }

    /// One row of one statement of the store.
    pub fn count(&self, sql: &str) -> i64 {
        self.state.store.read(|tx| tx.query_row(sql, &[], |row| row.get(0))).unwrap().unwrap_or_default()
    }

    /// Counters are the sums of their movements, whatever was done.
    pub fn stock_is_balanced(&self) {
        let wrong = self.state.store.read(petpro_server::inventory::unbalanced).unwrap();
        assert_eq!(wrong, vec![], "variants whose counters are not the sum of their movements");
    }

    /// On hand, held.
    pub fn stock_of(&self, variant: VariantId) -> (i64, i64) {
        let stock = self.state.store.read(|tx| petpro_server::inventory::stock(tx, variant)).unwrap();
        (stock.on_hand, stock.held)
    }
}

impl Answer {
    pub fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.bytes))
    }
}

/// Three lines from two shops.
pub fn two_shops() -> Vec<(VariantId, u32)> {
    vec![(plenty(0), 2), (plenty(1), 1), (elsewhere(), 1)]
}

/// A variant that is there in dozens, of another shop than the first one's.
pub fn elsewhere() -> VariantId {
    static OTHER: LazyLock<VariantId> = LazyLock::new(|| {
        let variants = petpro_server::seed::japan().unwrap().variants;
        let first = variants.iter().find(|(id, _, _)| *id == plenty(0)).unwrap().1.shop;
        variants.iter().find(|(_, row, on_hand)| *on_hand >= 20 && row.shop != first).unwrap().0
    });
    *OTHER
}

pub fn id_of(order: &Value) -> OrderId {
    text(&order["id"]).parse().unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The part of an order, by its place.
pub fn part(order: &Value, n: usize) -> (&str, &Value) {
    let shop = &order["shops"][n];
    (text(&shop["number"]), &shop["shop"])
}
