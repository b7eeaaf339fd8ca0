//! Who asks, about what, and what has to be there for it. A new kind of object has to be taught here.

use std::sync::LazyLock;

use http::{Request, StatusCode};
use petpro_domain::clinic::StaffRole;
use petpro_domain::ids::{DeviceId, ShopId, VariantId};
use petpro_server::identity::{Principal, Role, devices};
use petpro_server::inventory;
use petpro_server::policy::Route;
use petpro_server::problem::Problem;
use petpro_server::seed::{self, clinic_id, service_id};
use serde_json::{Value, json};

use crate::buyer::{elsewhere, part, text, tokyo};
use crate::shop::{line_of, plenty};
use crate::till::Till;
use crate::world::{Answer, Person};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    Anonymous,
    Owner,
    /// Signed in, but somebody else.
    Other,
    /// The owner, ten minutes later.
    Expired,
    /// The owner, signed out.
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Own,
    Absent,
}

/// Drawn once: it takes a third of a second.
static MARKET: LazyLock<seed::Catalogue> = LazyLock::new(|| seed::japan().unwrap());

fn shop_of(variant: VariantId) -> ShopId {
    MARKET.variants.iter().find(|(id, _, _)| *id == variant).unwrap().1.shop
}

/// A world with a market, and the till that it stands in.
pub struct Stage(pub Till);

/// Who plays in one request; each has two of them of its own, so that none spoils the next.
pub(super) struct Cast {
    pub owner: Person,
    pub other: Person,
    /// Of who asks.
    pub quote: String,
    pub order: String,
    pub pet: String,
    /// A free time.
    pub starts_ms: i64,
}

impl Stage {
    pub async fn new() -> Self {
        let till = Till::new().await;
        till.world.shopkeeper(|ledger| inventory::set_on_hand(ledger.tx, plenty(0), 100_000)).await;
        Self(till)
    }

    /// The owner's thing that `{parameter}` of this path stands for. A new kind is taught here.
    pub(super) async fn own(&self, path: &str, cast: &Cast) -> String {
        match path {
            "/api/v1/users/me/devices/{device_id}" => {
                // Of another sign-in than the one that asks: revoking it must not end the asker.
                let who = principal(&self.0.world.sign_in(&cast.owner.email).await);
                let device = DeviceId(self.0.world.state.random.id(1));
                let hello = move |tx: &mut petpro_server::store::Tx| -> Result<(), Problem> {
                    devices::claim(tx, &who, &devices::Hello { device, platform: "test", app: "1" }, 1)
                };
                self.0.world.state.store.write(hello).await.unwrap();
                device.to_string()
            }
            "/api/v1/products/{id}" | "/api/v1/products/{id}/availability" => MARKET.products[0].0.to_string(),
            path if path.starts_with("/api/v1/vendor/variants/{id}/") => plenty(0).to_string(),
            path if path.starts_with("/api/v1/vendor/shops/{id}/") => shop_of(plenty(0)).to_string(),
            "/api/v1/products/barcode/{code}" => {
                MARKET.variants.iter().find_map(|(_, variant, _)| variant.gtin.clone()).unwrap()
            }
            "/problems/{code}" => "cart-changed".into(),
            "/media/{file}" => format!("{}.png", MARKET.pictures.keys().next().unwrap()),
            "/api/v1/cart/items/{line_id}" => {
                let mut device = self.0.world.device(&self.0.world.sign_in(&cast.owner.email).await).await;
                let add = device.add(self.0.world.variant(0), 1);
                self.0.world.sync(&device, std::slice::from_ref(&add), 0).await;
                line_of(self.0.world.variant(0)).to_string()
            }
            "/api/v1/users/me/addresses/{address_id}" => {
                let kept = self.0.world.post_as(&cast.owner, "/api/v1/users/me/addresses", &tokyo()).await;
                text(&kept.json()["id"]).to_owned()
            }
            path if path.contains("/pets/{") => self.0.world.pictured(&cast.owner).await,
            "/api/v1/checkouts/{id}" => {
                self.0.world.fill(&cast.owner, &[(plenty(0), 1)]).await;
                text(&self.0.world.quote(&cast.owner).await["id"]).to_owned()
            }
            path if path.starts_with("/api/v1/orders/{id}") => {
                let order = self.0.world.order(&cast.owner, &[(plenty(0), 1)]).await;
                if path.contains("/recei") {
                    self.0.world.pay(&order).await;
                    self.0.world.bring(&order).await;
                }
                text(&order["id"]).to_owned()
            }
            path if path.starts_with("/api/v1/vendor/orders/{number}") => {
                let buyer =
                    self.0.world.sign_up(&format!("buyer-{}@petpro.example", self.0.world.state.random.id(1))).await;
                let order = self.0.world.order(&buyer, &[(plenty(0), 1)]).await;
                self.0.world.pay(&order).await;
                if path.ends_with("/shipments") {
                    self.0.world.accepted(&order).await;
                }
                part(&order, 0).0.to_owned()
            }
            "/api/v1/shipments/{id}" | "/api/v1/shipping/track/{tracking_number}" => {
                let order = self.0.world.order(&cast.owner, &[(plenty(0), 1)]).await;
                self.0.world.pay(&order).await;
                let parcel = self.0.world.sent(&order).await;
                text(&parcel[if path.ends_with("{id}") { "id" } else { "tracking_number" }]).to_owned()
            }
            "/api/v1/payments/order/{order_id}" | "/api/v1/notifications/order/{order_id}" => {
                text(&self.0.world.order(&cast.owner, &[(plenty(0), 1)]).await["id"]).to_owned()
            }
            "/api/v1/payments/{id}" => {
                let order = self.0.world.order(&cast.owner, &[(plenty(0), 1)]).await;
                text(&self.0.begin(&cast.owner, &order).await.json()["id"]).to_owned()
            }
            "/api/v1/payments/{id}/refunds" => self.0.unclaimed(&cast.owner).await,
            "/api/v1/users/me/payment-methods/{id}" => self.0.saved_method(&cast.owner).await,
            "/api/v1/notifications/{id}/read" => {
                self.0.paid(&cast.owner).await;
                let list = self.0.world.read_as(&cast.owner, "/api/v1/notifications").await.json();
                text(&list["notices"][0]["id"]).to_owned()
            }
            path if path.starts_with("/api/v1/clinics/") => clinic_id("sapporo").to_string(),
            path if path.starts_with("/api/v1/bookings/waiting/") => {
                let wait = json!({"clinic": clinic_id("sapporo"), "service": service_id("sapporo", "check-up"),
                    "from_ms": 0, "to_ms": i64::MAX});
                let kept = self.0.world.post_as(&cast.owner, "/api/v1/bookings/waiting", &wait).await;
                text(&kept.json()["id"]).to_owned()
            }
            "/api/v1/bookings/{id}/check-in" => self.0.world.booked_soon(&cast.owner, "sapporo", "check-up").await,
            "/api/v1/bookings/{id}/proofs" => self.0.world.checked_in(&cast.owner, &cast.owner, "sapporo").await,
            "/api/v1/proofs/{id}" => self.0.world.proof(&cast.owner).await,
            path if path.starts_with("/api/v1/bookings/") => {
                let booked = self.0.world.booked(&cast.owner, "sapporo", "check-up").await;
                text(&booked["id"]).to_owned()
            }
            "/api/v1/tablets/{id}" => self.0.world.tablet_of("sapporo").await,
            "/api/v1/sync/op/{op_id}" => {
                let mut device = self.0.world.device(&self.0.world.sign_in(&cast.owner.email).await).await;
                let add = device.add(self.0.world.variant(0), 1);
                self.0.world.sync(&device, std::slice::from_ref(&add), 0).await;
                add.id.to_string()
            }
            unknown => panic!("teach the sweep to make a thing for {unknown}"),
        }
    }

    /// What has to be there before this route can be asked with success.
    pub(super) async fn prepare(&self, route: &Route, cast: &mut Cast, asker: Asker) {
        if route.policy.is_shops() {
            self.0.world.hire(&cast.owner, &json!(shop_of(plenty(0)))).await;
            self.0.world.hire(&cast.other, &json!(shop_of(elsewhere()))).await;
        }
        if route.policy.is_clinics() {
            self.0.world.employ(&cast.owner, "sapporo", StaffRole::Admin).await;
            self.0.world.employ(&cast.other, "umeda", StaffRole::Admin).await;
        }
        let asks = if asker == Asker::Other { &cast.other } else { &cast.owner };
        cast.pet.clear();
        if route.path == "/api/v1/bookings" {
            cast.pet = self.0.world.dog(asks).await;
        }
        if route.path.starts_with("/api/v1/bookings") {
            cast.starts_ms = self.0.world.free("sapporo", "check-up").await;
        }
        match (route.method.as_str(), route.path.as_str()) {
            (_, "/api/v1/checkouts" | "/api/v1/shipping/options" | "/api/v1/cart/checkout") => {
                self.0.world.fill(asks, &[(plenty(0), 1)]).await;
            }
            ("POST", "/api/v1/orders") => {
                self.0.world.fill(asks, &[(plenty(0), 1)]).await;
                cast.quote = text(&self.0.world.quote(asks).await["id"]).to_owned();
            }
            ("POST", "/api/v1/payments") => {
                cast.order = text(&self.0.world.order(asks, &[(plenty(0), 1)]).await["id"]).to_owned();
            }
            _ => {}
        }
    }

    /// Sends the route's example as `asker`, about the owner's thing or one that is not there.
    pub async fn ask(&self, document: &Value, route: &Route, asker: Asker, object: Object) -> Answer {
        let id = self.0.world.state.random.id(1);
        let mut cast = Cast {
            owner: self.0.world.sign_up(&format!("owner-{id}@petpro.example")).await,
            other: self.0.world.sign_up(&format!("other-{id}@petpro.example")).await,
            quote: String::new(),
            order: String::new(),
            pet: String::new(),
            starts_ms: 0,
        };
        self.prepare(route, &mut cast, asker).await;
        let mut path = route.path.clone();
        if let Some((before, rest)) = route.path.split_once('{') {
            let (_, after) = rest.split_once('}').unwrap();
            let id = match object {
                Object::Own => self.own(&route.path, &cast).await,
                Object::Absent if after.is_empty() && before.ends_with("/barcode/") => "4901234567894".into(),
                Object::Absent => self.0.world.state.random.id(1).to_string(),
            };
            path = format!("{before}{id}{after}");
        }
        let operation = &document["paths"][&route.path][route.method.as_str().to_lowercase()];
        let needed = |it: &&Value| it["in"] == "query" && it["required"] == true;
        for (n, it) in operation["parameters"].as_array().into_iter().flatten().filter(needed).enumerate() {
            let (mark, name) = (if n == 0 { '?' } else { '&' }, it["name"].as_str().unwrap());
            path += &format!("{mark}{name}={}", it["example"].as_str().unwrap());
        }
        let mut request = Request::builder().method(route.method.clone()).uri(path);
        if route.keyed {
            request = request.header("idempotency-key", self.0.world.state.random.id(1).to_string());
        }
        if route.versioned {
            request = request.header("if-match", "*");
        }
        let person = if asker == Asker::Other { &cast.other } else { &cast.owner };
        if asker != Asker::Anonymous {
            request = request.header("authorization", format!("Bearer {}", person.access));
        }
        let body = example(document, operation, &cast);
        if body.is_object() {
            request = request.header("content-type", "application/json");
        }
        match asker {
            Asker::Expired => self.0.world.later(600_000).await,
            Asker::Revoked => {
                let out = self.0.world.post("/auth/logout", &json!({"refresh_token": cast.owner.refresh})).await;
                assert_eq!(out.status, StatusCode::NO_CONTENT);
            }
            _ => {}
        }
        let body = if body.is_object() { body.to_string().into() } else { axum::body::Body::empty() };
        self.0.world.send(request.body(body).unwrap()).await
    }
}

/// The body built from the examples of its schema. What has to be alive replaces what is in print.
fn example(document: &Value, operation: &Value, cast: &Cast) -> Value {
    let Some(content) = operation.pointer("/requestBody/content/application~1json") else { return Value::Null };
    if content["example"].is_object() {
        return content["example"].clone();
    }
    let name = content["schema"]["$ref"].as_str().unwrap();
    let schema = document.pointer(name.trim_start_matches('#')).unwrap();
    let mut body = serde_json::Map::new();
    for (field, shape) in schema["properties"].as_object().unwrap() {
        let value = match (name.rsplit('/').next(), field.as_str()) {
            (Some("AddItem"), "variant") => Some(json!(plenty(0))),
            (Some("NewOrder"), "quote_id") => Some(json!(cast.quote)),
            (Some("NewShipment"), "tracking_number") => Some(json!(cast.owner.user)),
            (Some("NewPayment"), "order_id") => Some(json!(cast.order)),
            (Some("NewBooking" | "NewWait"), "clinic") => Some(json!(clinic_id("sapporo"))),
            (Some("NewBooking" | "NewWait" | "WalkIn"), "service") => Some(json!(service_id("sapporo", "check-up"))),
            (Some("NewBooking"), "pets") => Some(json!([cast.pet])),
            (Some("NewBooking" | "NewTime"), "starts_ms") => Some(json!(cast.starts_ms)),
            (_, "refresh_token") => Some(json!(cast.other.refresh)),
            (Some("Credentials"), "username") => Some(json!(cast.other.email)),
            (Some("Registration"), "username") => Some(json!(format!("new-{}", cast.other.email))),
            _ => shape["examples"].get(0).or(shape.get("example")).cloned(),
        };
        let required = schema["required"].as_array().is_some_and(|all| all.contains(&json!(field)));
        assert!(value.is_some() || !required, "{name}: {field} has no example");
        body.extend(value.map(|value| (field.clone(), value)));
    }
    body.into()
}

/// Who a sign-in's access token speaks for.
pub fn principal(person: &Person) -> Principal {
    let claims = person.claims();
    Principal {
        user: person.user.parse().unwrap(),
        household: person.household.parse().unwrap(),
        session: claims["sid"].as_str().unwrap().parse().unwrap(),
        roles: vec![Role::Buyer],
        until_ms: claims["exp"].as_i64().unwrap() * 1_000,
    }
}
