//! Parcels: given to a carrier by a shop, followed by its word over real HTTP.

use http::StatusCode;
use petpro_sandbox::carrier::Stage;
use petpro_sandbox::webhook::{Mishap, Sender, signature};
use petpro_sandbox::{Clock, Sandbox, Settings};
use petpro_server::clock::Random;
use petpro_server::config::{Config, Shipping};
use petpro_server::keys::{self, Keys, Parties, Party};
use petpro_server::{seed, shipping};
use serde_json::{Value, json};

use crate::buyer::{part, text};
use crate::world::{Answer, Person, START_MS, World};

const SECRET: &str = "whsec_sandbox";

/// A server with a carrier of its own.
struct Depot {
    world: World,
    sandbox: Sandbox,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Depot {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Depot {
    async fn new() -> Self {
        let sandbox = Sandbox::start(Settings::default(), Clock::over(|| START_MS)).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.json");
        Keys::open(&path, &Random::seeded(7)).unwrap();
        let carrier = Party { api_key: "sk_test_sandbox".into(), webhook_secrets: vec![SECRET.into()] };
        keys::keep(&path, Parties { carrier: Some(carrier), ..Parties::default() }).unwrap();
        let shipping = Shipping { url: Some(sandbox.url()), ..Shipping::default() };
        let config = Config { shipping, ..World::config(dir.path()) };
        let world = World::of(dir, config);
        seed::plant(&world.state).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook = format!("http://{}/api/v1/webhooks/carriers/sandbox", listener.local_addr().unwrap());
        sandbox.webhooks.send_to(Sender::Carrier, &hook);
        let router = world.router.clone();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { world, sandbox, serving }
    }

    /// A parcel of an order's first shop, known to the carrier.
    async fn sent(&self, hana: &Person, tracking: &str) -> (Value, Person, Value) {
        let order = self.world.paid_order(hana).await;
        let shop = self.world.shopkeeper_of(part(&order, 0).1).await;
        let parcel = self.send(&shop, part(&order, 0).0, tracking).await;
        assert_eq!(parcel.status, StatusCode::CREATED, "{}", parcel.text());
        (order, shop, parcel.json())
    }

    async fn send(&self, shop: &Person, number: &str, tracking: &str) -> Answer {
        let path = format!("/api/v1/vendor/orders/{number}");
        self.world.post_as(shop, &format!("{path}/accept"), &Value::Null).await;
        let body = json!({"carrier": "sandbox", "tracking_number": tracking});
        self.world.post_as(shop, &format!("{path}/shipments"), &body).await
    }

    async fn order(&self, who: &Person, order: &Value) -> Value {
        self.world.read_as(who, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json()
    }

    async fn webhook(&self, signed: &str, body: &str) -> Answer {
        let headers = [("carrier-signature", signed), ("content-type", "application/json")];
        self.world.with_headers("POST", "/api/v1/webhooks/carriers/sandbox", &headers, body.into()).await
    }
}

fn word(id: &str, tracking: &str, status: &str) -> String {
    json!({"id": id, "type": "tracker.updated", "data": {"tracking_number": tracking, "reference": "x",
        "event": {"id": id, "status": status, "at": START_MS / 1_000, "place": "front door"}}})
    .to_string()
}

/// covers: S0-014, S0-094, S0-095, S0-096, S0-110, S0-152, S2-007, S2-008
#[tokio::test]
async fn a_parcel_is_followed_from_the_shop_to_the_door_by_its_carriers_word() {
    let depot = Depot::new().await;
    let hana = depot.world.sign_up("hana@example.com").await;
    let (order, shop, parcel) = depot.sent(&hana, "PP-000001").await;
    assert_eq!((text(&parcel["stage"]), text(&parcel["shop_order"])), ("registered", part(&order, 0).0));
    let shipped = depot.order(&hana, &order).await;
    assert_eq!(
        (text(&shipped["shops"][0]["status"]), text(&shipped["shops"][0]["tracking"]["number"])),
        ("SHIPPED", "PP-000001")
    );
    assert_eq!(shipping::register(&depot.world.state).await.unwrap(), 1);
    assert_eq!(shipping::register(&depot.world.state).await.unwrap(), 0, "told once");

    depot.sandbox.carrier.advance("PP-000001", Some(Stage::InTransit)).unwrap();
    depot.sandbox.deliver().await;
    let track = depot.world.read_as(&hana, "/api/v1/shipping/track/PP-000001").await.json();
    assert_eq!((text(&track["stage"]), &track["told_ms"]), ("in_transit", &json!(START_MS)));
    assert_eq!(text(&track["events"][0]["place"]), "sorting centre");
    let by_id = format!("/api/v1/shipments/{}", text(&parcel["id"]));
    assert_eq!(depot.world.read_as(&shop, &by_id).await.json(), track, "the shop sees it too");

    depot.sandbox.webhooks.spoil(&[Mishap::Duplicate]);
    depot.sandbox.carrier.advance("PP-000001", Some(Stage::Delivered)).unwrap();
    depot.sandbox.deliver().await;
    let delivered = depot.order(&hana, &order).await;
    assert_eq!(text(&delivered["shops"][0]["status"]), "DELIVERED");
    let told = delivered["timeline"].as_array().unwrap().iter().filter(|moment| moment["event"] == "delivered").count();
    assert_eq!(told, 1, "told twice, delivered once");
    assert_eq!(depot.world.read_as(&hana, &by_id).await.json()["events"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_parcel_is_nobody_elses_and_a_number_is_one_parcel() {
    let depot = Depot::new().await;
    let (hana, ken) = (depot.world.sign_up("hana@example.com").await, depot.world.sign_up("ken@example.com").await);
    let (order, shop, parcel) = depot.sent(&hana, "PP-000001").await;
    for path in ["/api/v1/shipping/track/PP-000001".to_owned(), format!("/api/v1/shipments/{}", text(&parcel["id"]))] {
        assert_eq!(depot.world.read_as(&ken, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let again = depot.send(&shop, part(&order, 0).0, "PP-000001").await;
    assert_eq!((again.status, &again.json()["id"]), (StatusCode::CREATED, &parcel["id"]), "the same parcel");
    let other = depot.send(&shop, part(&order, 0).0, "PP-000002").await;
    assert_eq!(other.code(), "order-state", "one parcel for each vendor order");
    let second = depot.world.shopkeeper_of(part(&order, 1).1).await;
    let taken = depot.send(&second, part(&order, 1).0, "PP-000001").await;
    assert_eq!((taken.status.as_u16(), taken.code().as_str()), (422, "invalid"), "somebody else's number");
    let foreign = depot.send(&second, part(&order, 0).0, "PP-000003").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "somebody else's order");
    for bad in ["PP-1", "PP 000004", "<script>"] {
        assert_eq!(depot.send(&second, part(&order, 1).0, bad).await.code(), "invalid", "{bad}");
    }
}

#[tokio::test]
async fn a_word_that_is_forged_old_or_from_next_week_is_not_believed() {
    let depot = Depot::new().await;
    let hana = depot.world.sign_up("hana@example.com").await;
    let (order, ..) = depot.sent(&hana, "PP-000001").await;
    let body = word("trk_1", "PP-000001", "delivered");
    let now_s = START_MS / 1_000;
    for (signed, why) in [
        (String::new(), "unsigned"),
        (signature("another secret", now_s, &body), "forged"),
        (signature(SECRET, now_s - 301, &body), "replayed"),
        (signature(SECRET, now_s + 7 * 86_400, &body), "from next week"),
        (signature(SECRET, now_s, &body.replace("PP-000001", "PP-000002")), "of another parcel"),
    ] {
        let refused = depot.webhook(&signed, &body).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNAUTHORIZED, "signature-invalid"), "{why}");
    }
    assert_eq!(text(&depot.order(&hana, &order).await["shops"][0]["status"]), "SHIPPED");
    let unknown = word("trk_2", "PP-999999", "delivered");
    assert_eq!(depot.webhook(&signature(SECRET, now_s, &unknown), &unknown).await.status, StatusCode::OK, "not ours");
    assert_eq!(depot.webhook(&signature(SECRET, now_s, "{}"), "{}").await.code(), "malformed");
    assert_eq!(depot.webhook(&signature(SECRET, now_s, &body), &body).await.status, StatusCode::OK);
    assert_eq!(text(&depot.order(&hana, &order).await["shops"][0]["status"]), "DELIVERED");
}

#[tokio::test]
async fn a_late_word_takes_no_parcel_back() {
    let depot = Depot::new().await;
    let hana = depot.world.sign_up("hana@example.com").await;
    let (order, ..) = depot.sent(&hana, "PP-000001").await;
    for (id, status) in [("trk_2", "delivered"), ("trk_1", "picked_up")] {
        let body = word(id, "PP-000001", status);
        depot.webhook(&signature(SECRET, START_MS / 1_000, &body), &body).await;
    }
    let track = depot.world.read_as(&hana, "/api/v1/shipping/track/PP-000001").await.json();
    assert_eq!((text(&track["stage"]), track["events"].as_array().unwrap().len()), ("delivered", 2));
    assert_eq!(text(&depot.order(&hana, &order).await["shops"][0]["status"]), "DELIVERED");
}

#[tokio::test]
async fn a_carrier_that_is_down_is_asked_again_later_and_nobody_waits_for_it() {
    let depot = Depot::new().await;
    let hana = depot.world.sign_up("hana@example.com").await;
    depot.sandbox.carrier.down(true);
    depot.sent(&hana, "PP-000001").await;
    assert_eq!(shipping::register(&depot.world.state).await.unwrap(), 0);
    depot.sandbox.carrier.down(false);
    assert_eq!(shipping::register(&depot.world.state).await.unwrap(), 0, "not yet");
    depot.world.later(1_000).await;
    assert_eq!(shipping::register(&depot.world.state).await.unwrap(), 1);
    assert_eq!(depot.sandbox.carrier.numbers(), ["PP-000001"]);
}
