//! A server of a test's own on a port of its own, and phones that speak to it over HTTP.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use petpro_client::clinic::Zone;
use petpro_client::screens::cart::Cart;
use petpro_client::world::{Clock, System};
use petpro_client::{Config, PetPro};
use petpro_sandbox::webhook::Sender;
use petpro_sandbox::{Sandbox, Settings};
use petpro_server::clock::{Clock as _, Random, SteppedClock};
use petpro_server::config::{Config as ServerConfig, Passwords, Payments, Rates, Sessions, Shipping, Shutdown};
use petpro_server::feed::OnTx;
use petpro_server::keys::{self, Keys, Parties, Party};
use petpro_server::payments::gateway::Gateway;
use petpro_server::state::AppState;
use petpro_server::{backup, catalog, seed, serve};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Somebody of the seeded market, with the seed's password.
pub const HANA: &str = "hana@petpro.example";
/// Another household.
pub const KEN: &str = "ken@petpro.example";
pub const DAY: i64 = 86_400_000;

pub struct World {
    dir: TempDir,
    port: u16,
    pub clock: Arc<SteppedClock>,
    /// Payment provider and carrier, where the test has them.
    pub sandbox: Option<Sandbox>,
    running: Option<Running>,
}

struct Running {
    pub state: AppState,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

impl World {
    /// Seeded and listening.
    pub async fn new() -> Self {
        Self::among(SteppedClock::at(System.wall_ms()), None).await
    }

    /// The same with a payment provider and a carrier.
    pub async fn with_provider() -> Self {
        let clock = SteppedClock::at(System.wall_ms());
        let follows = clock.clone();
        let sandbox = Sandbox::start(Settings::default(), petpro_sandbox::Clock::over(move || follows.now_ms()));
        Self::among(clock, Some(sandbox.await.unwrap())).await
    }

    async fn among(clock: Arc<SteppedClock>, sandbox: Option<Sandbox>) -> Self {
        let mut world = Self { dir: tempfile::tempdir().unwrap(), port: 0, clock, sandbox, running: None };
        fs::create_dir_all(world.data()).unwrap();
        let party = Party { api_key: "sk_test_sandbox".into(), webhook_secrets: vec!["whsec_sandbox".into()] };
        let parties = Parties { gateway: Some(party.clone()), carrier: Some(party), ..Parties::default() };
        world.keys();
        keys::keep(&world.data().join("keys.json"), parties).unwrap();
        world.start().await;
        if let Some(sandbox) = &world.sandbox {
            sandbox.webhooks.send_to(Sender::Gateway, &(world.url() + "/api/v1/webhooks/payments/stripe"));
            sandbox.webhooks.send_to(Sender::Carrier, &(world.url() + "/api/v1/webhooks/carriers/sandbox"));
        }
        seed::plant(world.state()).await.unwrap();
        world
    }

    fn keys(&self) -> Keys {
        Keys::open(&self.data().join("keys.json"), &Random::system()).unwrap()
    }

    fn config(&self) -> ServerConfig {
        let provider = self.sandbox.as_ref().map(Sandbox::url);
        ServerConfig {
            shipping: Shipping { url: provider.clone(), ..Shipping::default() },
            payments: Payments { provider, ..Payments::default() },
            data: self.data(),
            rates: Rates { enabled: false, ..Rates::default() },
            passwords: Passwords { memory_kib: 64, passes: 1, ..Passwords::default() },
            shutdown: Shutdown { notice_seconds: 0, ..Shutdown::default() },
            sessions: Sessions { access_seconds: 600, ..Sessions::default() },
            ..ServerConfig::default()
        }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("server")
    }

    /// At the same address as before, where it ran before.
    pub async fn start(&mut self) {
        let state = AppState::open(self.config(), self.clock.clone(), Random::system()).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, state.clone(), async {
            let _ = stopped.await;
        });
        self.running = Some(Running { state, stop, done: tokio::spawn(serving) });
    }

    pub async fn stop(&mut self) {
        let Running { state, stop, done } = self.running.take().unwrap();
        drop(state);
        stop.send(()).unwrap();
        done.await.unwrap();
    }

    pub fn state(&self) -> &AppState {
        &self.running.as_ref().unwrap().state
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A backup of the server as it is now.
    pub fn backup(&self, name: &str) -> PathBuf {
        let file = self.dir.path().join(name);
        backup::backup(&self.data(), &file).unwrap();
        file
    }

    /// Puts an old backup in the place of the server's store, as an operator does.
    pub async fn restore(&mut self, file: &Path) {
        self.stop().await;
        self.clock.step(1); // two stores that are replaced at one ms would be kept under one name
        let gateway = Gateway::new(&self.config().payments, self.keys().parties.gateway.as_ref()).unwrap();
        let random = Random::system();
        backup::restore(&self.data(), file, self.clock.clone(), &random, gateway.as_ref()).await.unwrap();
        self.start().await;
    }

    /// A phone that nobody has used, with the catalogue.
    pub async fn phone(&self) -> Phone {
        let phone = Phone::new(&self.url());
        phone.open().sync().await.unwrap();
        phone
    }

    /// A phone on which somebody has signed in and synced.
    pub async fn phone_of(&self, who: &str) -> Phone {
        let phone = Phone::new(&self.url());
        let petpro = phone.open();
        petpro.login(who, seed::PASSWORD).await.unwrap();
        petpro.sync().await.unwrap();
        phone
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let ask = reqwest::Client::new().post(self.url() + path).header("content-type", "application/json");
        let answer = ask.body(body.to_string()).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    /// The cart as a client without the op log reads it.
    pub async fn read_cart(&self, who: &str) -> Value {
        let tokens = self.post("/auth/login", &json!({"username": who, "password": seed::PASSWORD})).await;
        let ask = reqwest::Client::new().get(self.url() + "/api/v1/cart");
        let ask = ask.header("authorization", format!("Bearer {}", tokens["access_token"].as_str().unwrap()));
        serde_json::from_str(&ask.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Whether the server still takes this refresh token; spends it.
    pub async fn takes(&self, refresh_token: &str) -> bool {
        self.post("/auth/refresh", &json!({"refresh_token": refresh_token})).await["access_token"].is_string()
    }

    /// Two phones of one person.
    pub async fn two_phones_of(&self, who: &str) -> (Phone, Phone) {
        (self.phone_of(who).await, self.phone_of(who).await)
    }

    /// The shop asks another price.
    pub async fn reprice(&self, variant: &str, price: i64) {
        let (id, now_ms) = (variant.parse().unwrap(), self.clock.now_ms());
        let (_, pokes) = self
            .state()
            .store
            .write(move |tx| OnTx::write(tx, now_ms, |ledger| catalog::set_price(ledger, id, price, now_ms)))
            .await
            .unwrap();
        self.state().live.tell(pokes);
    }

    /// The n-th variant that can be bought, for tests that do not care which.
    pub fn goods(&self, n: usize) -> String {
        let market = seed::japan().unwrap();
        let sold = market
            .variants
            .iter()
            .filter(|(_, row, on_hand)| !row.gone && row.max_per_order.is_none() && *on_hand > 20);
        sold.map(|(id, ..)| id.to_string()).nth(n).unwrap()
    }
}

/// A wall clock that can be days off.
pub struct Watch(AtomicI64);

impl Watch {
    pub fn set_off_by(&self, ms: i64) {
        self.0.store(ms, Ordering::Relaxed);
    }
}

impl Clock for Watch {
    fn wall_ms(&self) -> i64 {
        System.wall_ms() + self.0.load(Ordering::Relaxed)
    }

    fn mono_ms(&self) -> u64 {
        System.mono_ms()
    }

    fn boot(&self) -> String {
        System.boot()
    }
}

pub struct Phone {
    pub dir: TempDir,
    pub watch: Arc<Watch>,
    server: String,
}

impl Phone {
    pub fn new(server: &str) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), watch: Arc::new(Watch(AtomicI64::new(0))), server: server.into() }
    }

    /// The app as it starts: what an earlier one left is there, however that one ended.
    pub fn open(&self) -> PetPro {
        self.open_at(&self.server)
    }

    /// The same with the network cut.
    pub fn open_offline(&self) -> PetPro {
        self.open_at("http://127.0.0.1:9")
    }

    pub fn open_at(&self, server: &str) -> PetPro {
        PetPro::open(self.config(server)).unwrap()
    }

    /// The app of somebody who is in this time zone.
    pub fn open_in(&self, zone: &str) -> PetPro {
        PetPro::open(Config { zone: Zone::parse(zone), ..self.config(&self.server) }).unwrap()
    }

    fn config(&self, server: &str) -> Config {
        Config { clock: self.watch.clone(), ..Config::new(self.dir.path(), server) }
    }

    /// What its keystore holds.
    pub fn refresh_token(&self) -> String {
        let kept: Value = serde_json::from_slice(&fs::read(self.dir.path().join("secrets.json")).unwrap()).unwrap();
        kept["login"]["refresh_token"].as_str().unwrap().to_owned()
    }

    /// Everything on its disk, as it is at this moment.
    pub fn image(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_all(self.dir.path(), copy.path());
        copy
    }

    /// The accounts' files of another phone, as a careless backup tool brings them.
    pub fn take_accounts_of(&self, other: &Self) {
        let accounts = self.dir.path().join("accounts");
        fs::remove_dir_all(&accounts).unwrap();
        copy_all(&other.dir.path().join("accounts"), &accounts);
    }

    /// Its disk as it was when the image was taken.
    pub fn put_back(&self, image: &TempDir) {
        for entry in fs::read_dir(self.dir.path()).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }
        copy_all(image.path(), self.dir.path());
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_all(&path, &target);
        } else if !path.to_string_lossy().ends_with("-shm") {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Line and quantity.
pub type Units = Vec<(String, u32)>;

/// Units by variant, and what is saved for later.
pub fn units(petpro: &PetPro) -> (Units, Units) {
    let cart: Cart = petpro.cart().unwrap();
    let lines = cart.shops.iter().flat_map(|shop| &shop.lines);
    let mut units: Vec<_> = lines.map(|line| (line.variant.to_string(), line.qty)).collect();
    let mut saved: Vec<_> = cart.saved.iter().map(|line| (line.variant.to_string(), line.qty)).collect();
    units.sort();
    saved.sort();
    (units, saved)
}

/// Units of one variant in the cart.
pub fn of(petpro: &PetPro, variant: &str) -> u32 {
    units(petpro).0.iter().find(|(id, _)| id == variant).map_or(0, |(_, qty)| *qty)
}

/// The line saved for later that holds a variant.
pub fn line_of_saved(petpro: &PetPro, variant: &str) -> String {
    let saved = petpro.cart().unwrap().saved;
    saved.iter().find(|line| line.variant.to_string() == variant).unwrap().line.to_string()
}

/// The line that holds a variant.
pub fn line(petpro: &PetPro, variant: &str) -> String {
    let cart = petpro.cart().unwrap();
    let mut lines = cart.shops.iter().flat_map(|shop| &shop.lines);
    lines.find(|line| line.variant.to_string() == variant).unwrap().line.to_string()
}
