//! A clinic's tablet that knows many bookings, and never had a network.

use std::path::Path;
use std::sync::Arc;

use petpro_client::session::{Enrolment, Kept, Login};
use petpro_client::store::{Account, Catalog, Durability, SyncStore, meta};
use petpro_client::world::Clock;
use petpro_client::{Config, PetPro};
use petpro_domain::booking::Booking;
use petpro_domain::ids::{BookingId, ServiceId, TabletId, v7};
use petpro_domain::pass::SignedKeys;
use petpro_domain::pet::{Species, Visitor};
use petpro_sync::device::{Change, Scope, Store, Write};

use crate::bench::device::{household, pulled, user};
use crate::passes::{NOW_MS, Office, booking, clinic};

/// Rows of one transaction.
const PAGE: usize = 5_000;

/// A clock that stands still at the moment of the passes. What it shows on the wall, and which boot this is, a test may
/// choose; the server was heard in the boot `b`.
#[derive(Clone, Copy)]
pub struct Still {
    pub wall_ms: i64,
    pub boot: &'static str,
}

impl Default for Still {
    fn default() -> Self {
        Self { wall_ms: NOW_MS, boot: "b" }
    }
}

impl Clock for Still {
    fn wall_ms(&self) -> i64 {
        self.wall_ms
    }

    fn mono_ms(&self) -> u64 {
        0
    }

    fn boot(&self) -> String {
        self.boot.into()
    }
}

pub struct Tablet {
    pub petpro: PetPro,
    pub office: Office,
    /// How many bookings it knows: [`booking`] of 0 to this.
    pub bookings: u64,
}

impl Tablet {
    pub fn with_bookings(data: &Path, bookings: usize) -> anyhow::Result<Self> {
        let signed = Office::default().signed();
        let rows = (0..bookings).map(|n| (booking(n as u64), row(n as u64)));
        Self::with(data, Still::default(), &signed, rows)
    }

    /// With this clock, this list of keys and these rows.
    pub fn with(
        data: &Path,
        clock: Still,
        signed: &SignedKeys,
        rows: impl ExactSizeIterator<Item = (BookingId, Booking)>,
    ) -> anyhow::Result<Self> {
        let (office, bookings) = (Office::default(), rows.len());
        let config = enrolled(data, clock, &office)?;
        let scope = format!("clinic:{}", clinic());
        let account = Account::open_tablet(&config.data, user(), clinic(), household())?;
        let catalog = Catalog::open(&config.data.join("catalog-jp.db"))?;
        let mut store = SyncStore { account: &account, catalog: &catalog, wall_ms: 0 };
        let keys = pulled("keys", "keys", 1, &serde_json::to_string(signed)?);
        let begin = Scope { name: scope.clone(), epoch: "e".into(), cur: bookings as u64 + 1, ..Scope::default() };
        store.commit(Change::cache(vec![
            Write::Scope(begin),
            Write::Rows { s: scope.clone(), rows: vec![keys], stage: false },
        ]))?;
        let mut rows = rows.zip(2..).map(|((id, row), seq)| {
            let d = serde_json::to_string(&row).expect("rows are JSON");
            pulled("booking", &id.to_string(), seq, &d)
        });
        loop {
            let rows: Vec<_> = rows.by_ref().take(PAGE).collect();
            if rows.is_empty() {
                break;
            }
            store.commit(Change::cache(vec![Write::Rows { s: scope.clone(), rows, stage: false }]))?;
        }
        // Heard of the server in this boot, whose clock began at this moment.
        let heard = |tx: &rusqlite::Connection| meta::set_true_now(tx, "b", Some(NOW_MS));
        account.writer.lock().write(Durability::Normal, heard)?;
        drop((account, catalog));
        Ok(Self { petpro: PetPro::open(config)?, office, bookings: bookings as u64 })
    }
}

fn enrolled(data: &Path, clock: Still, office: &Office) -> anyhow::Result<Config> {
    std::fs::create_dir_all(data)?;
    let config = Config { clock: Arc::new(clock), ..Config::new(data, "http://127.0.0.1:9") };
    let login = Login {
        user: user(),
        household: household(),
        username: "Desk 1".into(),
        access_token: "a".into(),
        refresh_token: "r".into(),
        clinic: Some(clinic()),
        good: true,
    };
    let tablet = Enrolment {
        tablet: TabletId(v7(3, [3; 10])),
        clinic: clinic(),
        name: "Desk 1".into(),
        key: String::new(),
        root: office.root.public().to_string(),
        seal: String::new(),
    };
    let kept = Kept { install_nonce: "n".into(), login: Some(login), tablet: Some(tablet), ..Kept::default() };
    config.secrets.save(&kept)?;
    Ok(config)
}

/// The row of the n-th booking: one dog, today.
pub fn row(n: u64) -> Booking {
    let visitor = Visitor { id: None, name: "ポチ".into(), species: Species::Dog };
    let starts_ms = NOW_MS + (n as i64 % 32) * 900_000;
    let confirmed =
        Booking::confirmed(booking(n), (clinic(), ServiceId(v7(4, [4; 10]))), (starts_ms, starts_ms + 900_000));
    Booking { pets: vec![visitor], owner: "花子".into(), ..confirmed }
}
