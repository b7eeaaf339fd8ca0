//! Writes the demo's market and accounts into a store. Doing it again changes nothing: rows that
//! are there stay, stock that was sold stays sold.

use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, UserId};
use serde::Serialize;

use super::catalogue::{Catalogue, japan, shop_id};
use super::clinics::{PIN, Seeded};
use crate::feed::{self, OnTx};
use crate::identity::{Role, staff, users};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::{catalog, clinics, inventory, media};

/// Who can sign in to the demo, all with [`PASSWORD`]: name and e-mail address.
pub const ACCOUNTS: &[(&str, &str)] = &[("Hana", "hana@petpro.example"), ("Ken", "ken@petpro.example")];
/// Who works for which shop, with the same password: name, e-mail address, the shop's key.
pub const STAFF: &[(&str, &str, &str)] = &[
    ("Sakura Pet Hall", "sakura@petpro.example", "sakura"),
    ("Naniwa Pet Market", "naniwa@petpro.example", "naniwa"),
    ("Northern Paws Farm", "kita@petpro.example", "kita"),
    ("Hakata Aqua & Wings", "hakata@petpro.example", "hakata"),
    ("Miyako Small Friends", "miyako@petpro.example", "miyako"),
];
/// Their password.
pub const PASSWORD: &str = "petpro-demo-1";

/// What is there now, printed by `petpro-server seed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Planted {
    pub market: String,
    pub shops: usize,
    pub categories: usize,
    pub products: usize,
    pub variants: usize,
    pub pictures: usize,
    pub clinics: usize,
    pub accounts: Vec<&'static str>,
}

/// Seeds the market `jp` and the demo's accounts.
pub async fn plant(app: &AppState) -> Result<Planted, Problem> {
    let market = japan().map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    let planted = Planted {
        market: market.market.0.clone(),
        shops: market.shops.len(),
        categories: market.categories.len(),
        products: market.products.len(),
        variants: market.variants.len(),
        pictures: market.pictures.len(),
        clinics: super::clinics::clinics().len(),
        accounts: ACCOUNTS.iter().map(|(_, email)| *email).collect(),
    };
    let (now_ms, fresh) = (app.clock.now_ms(), format!("e-{}", hex::encode(app.random.bytes::<16>())));
    let write = move |tx: &mut Tx| {
        feed::begin(tx, &fresh, now_ms)?;
        OnTx::write(tx, now_ms, |ledger| stock_shelves(ledger, &market, now_ms))
    };
    let (_, pokes) = app.store.write(write).await.map_err(Problem::from)?;
    app.live.tell(pokes);
    for (name, email) in ACCOUNTS {
        register(app, name, email).await?;
    }
    for (name, email, key) in STAFF {
        let user = register(app, name, email).await?;
        app.store.write(move |tx| staff::hire(tx, user, shop_id(key))).await.map_err(|cause: Failure| cause)?;
    }
    for clinic in super::clinics::clinics() {
        open(app, &planted.market, clinic).await?;
    }
    Ok(planted)
}

/// A clinic with its people. What an admin has changed since stays changed.
async fn open(app: &AppState, market: &str, seeded: Seeded) -> Result<(), Problem> {
    let (id, now_ms, market) = (seeded.id, app.clock.now_ms(), market.to_owned());
    if app.store.read(|tx| clinics::get(tx, id))?.is_some() {
        return Ok(());
    }
    let mut staff = Vec::new();
    for (own, email, mut row) in seeded.staff {
        let user = register(app, &row.name, email).await?;
        row.pin = Some(app.passwords.hash(PIN.into(), app.random.bytes()).await?);
        staff.push((own, user, row));
    }
    let write = move |tx: &mut Tx| {
        OnTx::write(tx, now_ms, |ledger| {
            clinics::put_clinic(ledger, &market, id, &seeded.clinic)?;
            for (own, care) in &seeded.cares {
                clinics::put_care(ledger, *own, care)?;
            }
            for (own, resource) in &seeded.resources {
                clinics::put_resource(ledger, id, *own, resource)?;
            }
            for (own, user, row) in &staff {
                clinics::put_staff(ledger, id, *own, Some(*user), row)?;
                users::grant(ledger.tx, *user, Role::Clinic)?;
            }
            Ok::<_, Failure>(())
        })
    };
    let ((), pokes) = app.store.write(write).await.map_err(Problem::from)?;
    app.live.tell(pokes);
    Ok(())
}

/// One transaction: a store has the whole market or nothing of it.
fn stock_shelves(ledger: &mut OnTx, market: &Catalogue, now_ms: i64) -> Result<(), Failure> {
    let (id, row) = &market.market;
    for png in market.pictures.values() {
        media::put(ledger.tx, png)?;
    }
    catalog::put_market(ledger, id, 0, row)?;
    for (tax, row) in &market.taxes {
        catalog::put_terms(ledger, id, "tax", tax, row)?;
    }
    for (table, row) in &market.shipping {
        catalog::put_terms(ledger, id, "shipping", table, row)?;
    }
    // What a shop's people have changed since stays changed.
    for (shop, row) in &market.shops {
        if catalog::shop(ledger.tx, *shop)?.is_none() {
            catalog::put_shop(ledger, id, *shop, row)?;
        }
    }
    for (category, row) in &market.categories {
        catalog::put_category(ledger, id, *category, row)?;
    }
    for (product, row) in &market.products {
        if catalog::of_product(ledger.tx, *product)?.is_empty() {
            catalog::put_product(ledger, id, *product, row)?;
        }
    }
    for (variant, row, on_hand) in &market.variants {
        if catalog::variant(ledger.tx, *variant)?.is_none() {
            catalog::put_variant(ledger, id, *variant, row, now_ms)?;
        }
        inventory::begin(ledger.tx, *variant, *on_hand)?;
    }
    while inventory::publish_levels(ledger)? > 0 {}
    Ok(())
}

async fn register(app: &AppState, name: &str, email: &'static str) -> Result<UserId, Problem> {
    if let Some(known) = app.store.read(|tx| users::by_email(tx, email))? {
        return Ok(known.subject.0);
    }
    let hash = app.passwords.hash(PASSWORD.into(), app.random.bytes()).await?;
    let now_ms = app.clock.now_ms();
    let (user, household) = (UserId(app.random.id(now_ms)), HouseholdId(app.random.id(now_ms)));
    let name = name.to_owned();
    app.store.write(move |tx| users::insert(tx, user, household, email, &name, &hash, now_ms)).await?;
    Ok(user)
}
