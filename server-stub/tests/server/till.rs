//! A server with a payment provider and a mail server of its own: real HTTP and SMTP between them,
//! one clock for all, and nothing happens that the test did not ask for.

use std::sync::Arc;
use std::time::Duration;

use petpro_domain::ids::OrderId;
use petpro_sandbox::gateway::{Card, Status};
use petpro_sandbox::webhook::Sender;
use petpro_sandbox::{Clock, Sandbox, Settings};
use petpro_server::clock::{Clock as _, Random, SteppedClock};
use petpro_server::config::{Config, Mails, Payments};
use petpro_server::keys::{self, Keys, Parties, Party};
use petpro_server::{notifications, outbox, payments, seed};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::world::{Answer, Person, START_MS, World};

pub struct Till {
    pub world: World,
    pub sandbox: Sandbox,
    pub serving: Serving,
}

/// The listener that webhooks come to; ends with its test.
pub struct Serving(tokio::task::JoinHandle<()>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Till {
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// With other rules.
    pub async fn with(change: impl Fn(&mut Config)) -> Self {
        let clock = SteppedClock::at(START_MS);
        let follows = clock.clone();
        let settings = Settings { hang: Duration::from_millis(2_500), ..Settings::default() };
        let sandbox = Sandbox::start(settings, Clock::over(move || follows.now_ms())).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let till = Self::on(dir, clock, sandbox, change);
        seed::plant(&till.world.state).await.unwrap();
        till
    }

    /// Another process on the same folder, the same provider and the same clock.
    pub fn on(
        dir: tempfile::TempDir,
        clock: Arc<SteppedClock>,
        sandbox: Sandbox,
        change: impl Fn(&mut Config),
    ) -> Self {
        let path = dir.path().join("keys.json");
        Keys::open(&path, &Random::seeded(7)).unwrap();
        let gateway = Party { api_key: "sk_test_sandbox".into(), webhook_secrets: vec!["whsec_sandbox".into()] };
        keys::keep(&path, Parties { gateway: Some(gateway), ..Parties::default() }).unwrap();
        let mut config = World::config(dir.path());
        config.payments =
            Payments { provider: Some(sandbox.url()), call_ms: 2_000, reconcile_seconds: 30, ..Payments::default() };
        config.mails = Mails { server: Some(format!("smtp://{}", sandbox.smtp())), ..Mails::default() };
        change(&mut config);
        let world = World::on(dir, config, clock);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let hook = format!("http://{}/api/v1/webhooks/payments/stripe", listener.local_addr().unwrap());
        sandbox.webhooks.send_to(Sender::Gateway, &hook);
        let (listener, router) = (tokio::net::TcpListener::from_std(listener).unwrap(), world.router.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { world, sandbox, serving: Serving(serving) }
    }

    /// The same after its process was killed and started again.
    pub async fn again(self) -> Self {
        let Self { world, sandbox, serving } = self;
        let World { dir, clock, state, router } = world;
        state.store.close();
        drop((state, router, serving));
        let lock = std::fs::File::open(dir.path().join("server.lock")).unwrap();
        while lock.try_lock().is_err() {
            tokio::task::yield_now().await; // its last connection lets go of the store
        }
        drop(lock);
        Self::on(dir, clock, sandbox, |_| ())
    }

    /// Begins to pay an order.
    pub async fn begin(&self, who: &Person, order: &Value) -> Answer {
        self.world.post_as(who, "/api/v1/payments", &json!({"order_id": order["id"]})).await
    }

    /// The intent behind a payment's page.
    pub fn intent(payment: &Value) -> String {
        let page = text(&payment["page"]);
        page.split_once("/pay/").unwrap().1.split_once('?').unwrap().0.to_owned()
    }

    /// The buyer pays on the page; nobody here has heard of it yet.
    pub async fn at_page(&self, who: &Person, order: &Value, card: Card) -> String {
        let begun = self.begin(who, order).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        let intent = Self::intent(&begun.json());
        self.sandbox.gateway.pay(&intent, card, false).unwrap();
        intent
    }

    /// Webhooks that are due arrive and are looked at, and every step that follows is taken.
    pub async fn quiet(&self) {
        loop {
            self.sandbox.deliver().await;
            let heard = payments::take(&self.world.state).await.unwrap();
            if heard + payments::turn(&self.world.state).await.unwrap() == 0 {
                break;
            }
        }
        assert_eq!(self.sandbox.gateway.with(|books, _| books.broken_rules()), Vec::<String>::new());
        self.world.stock_is_balanced();
    }

    /// All steps that are due, webhooks left out.
    pub async fn steps(&self) {
        payments::turn(&self.world.state).await.unwrap();
    }

    /// An order of one thing, paid and heard of.
    pub async fn paid(&self, who: &Person) -> Value {
        let order = self.world.order(who, &[(crate::shop::plenty(0), 1)]).await;
        self.at_page(who, &order, Card::Approve).await;
        self.quiet().await;
        let order = self.read(who, &order).await;
        assert_eq!(order["status"], "PROCESSING");
        order
    }

    /// A captured payment of an order that has ended, which may be paid back: gives its id.
    pub async fn unclaimed(&self, who: &Person) -> String {
        let order = self.paid(who).await;
        let id = order_id(&order);
        self.world
            .shopkeeper(move |ledger| {
                let update = "UPDATE orders SET status = 'EXPIRED' WHERE id = $1";
                ledger.tx.exec(update, petpro_server::values![id]).map(|n| n == 1)
            })
            .await;
        text(&self.payments(who, &order).await[0]["id"]).to_owned()
    }

    /// A card that was kept when an order was paid: gives its id.
    pub async fn saved_method(&self, who: &Person) -> String {
        let order = self.world.order(who, &[(crate::shop::plenty(0), 1)]).await;
        let begun = self.begin(who, &order).await.json();
        self.sandbox.gateway.pay(&Self::intent(&begun), Card::Approve, true);
        self.quiet().await;
        let methods = self.world.read_as(who, "/api/v1/users/me/payment-methods").await.json();
        text(&methods["methods"][0]["id"]).to_owned()
    }

    pub async fn read(&self, who: &Person, order: &Value) -> Value {
        self.world.read_as(who, &format!("/api/v1/orders/{}", text(&order["id"]))).await.json()
    }

    pub async fn payments(&self, who: &Person, order: &Value) -> Vec<Value> {
        let path = format!("/api/v1/payments/order/{}", text(&order["id"]));
        self.world.read_as(who, &path).await.json()["payments"].as_array().unwrap().clone()
    }

    /// What the timeline says, without its times.
    pub async fn timeline(&self, who: &Person, order: &Value) -> Vec<String> {
        let path = format!("/api/v1/orders/{}/timeline", text(&order["id"]));
        let entries = self.world.read_as(who, &path).await.json()["entries"].as_array().unwrap().clone();
        let line = |it: &Value| match it["detail"].as_str() {
            Some(detail) => format!("{} ({detail})", text(&it["what"])),
            None => text(&it["what"]).to_owned(),
        };
        entries.iter().map(line).collect()
    }

    /// (intents, received, paid back) at the provider.
    pub fn books(&self) -> (usize, i64, i64) {
        self.sandbox.gateway.with(|books, _| {
            let all: Vec<_> = books.intents().collect();
            (all.len(), all.iter().map(|it| it.received).sum(), all.iter().map(|it| it.refunded).sum())
        })
    }

    pub fn status(&self, intent: &str) -> Status {
        self.sandbox.gateway.with(|books, _| books.intent(intent).unwrap().status)
    }

    /// Events to their listeners, mails to their server, until nothing is due.
    pub async fn post(&self) {
        while outbox::dispatch(&self.world.state, notifications::LISTENERS).await.unwrap().sent > 0 {}
        notifications::send(&self.world.state).await.unwrap();
    }
}

pub fn order_id(order: &Value) -> OrderId {
    text(&order["id"]).parse().unwrap()
}
