//! A phone for a bench: a data directory with a signed-in person and goods, no server needed.

use std::path::Path;

use petpro_client::session::{Kept, Login};
use petpro_client::store::{Account, Catalog, SyncStore};
use petpro_client::{Config, PetPro};
use petpro_domain::ids::{HouseholdId, UserId, v7};
use petpro_domain::wire::Row;
use petpro_sync::device::{Change, Pulled, Scope, Store, Write};

use super::catalogue::{self, Published};

/// Who is signed in.
pub fn user() -> UserId {
    UserId(v7(1, [1; 10]))
}

pub fn household() -> HouseholdId {
    HouseholdId(v7(2, [2; 10]))
}

/// A configuration with a sign-in and a catalogue of these goods; `server` may be nowhere.
pub fn config(data: &Path, server: &str, goods: &[Published]) -> anyhow::Result<Config> {
    let config = Config::new(data, server);
    std::fs::create_dir_all(data)?;
    let login = Login {
        user: user(),
        household: household(),
        username: "hana@petpro.example".into(),
        access_token: "a".into(),
        refresh_token: "r".into(),
        clinic: None,
        good: true,
    };
    config.secrets.save(&Kept { install_nonce: "n".into(), login: Some(login), ..Kept::default() })?;
    let (account, catalog) = files(data)?;
    let rows = goods.iter().zip(1..).map(|((t, id, d), seq)| pulled(t, id, seq, d)).collect();
    let mut store = SyncStore { account: &account, catalog: &catalog, wall_ms: 0 };
    store.commit(Change::cache(vec![
        Write::Scope(Scope {
            name: "catalog:jp".into(),
            epoch: "e".into(),
            cur: goods.len() as u64,
            ..Scope::default()
        }),
        Write::Rows { s: "catalog:jp".into(), rows, stage: false },
    ]))?;
    Ok(config)
}

/// The files behind [`config`], for a bench that drives the store itself.
pub fn files(data: &Path) -> petpro_client::Result<(Account, Catalog)> {
    Ok((Account::open_user(data, user(), household())?, Catalog::open(&data.join("catalog-jp.db"))?))
}

/// Opens the app with goods to buy.
pub fn open(data: &Path) -> anyhow::Result<PetPro> {
    Ok(PetPro::open(config(data, "http://127.0.0.1:9", &catalogue::rows(500))?)?)
}

/// A row as a pull brings it; the digest's share is of no matter to the store.
pub fn pulled(t: &str, id: &str, seq: u64, d: &str) -> Pulled {
    let d = Some(serde_json::from_str(d).expect("the made body is JSON"));
    Pulled { row: Row { t: t.into(), id: id.into(), seq, d, x: 0 }, share: 0 }
}
