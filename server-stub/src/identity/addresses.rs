//! The addresses that somebody keeps. Orders copy them; devices have them offline.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::{AddressId, UserId};
use petpro_domain::order::Address;
use petpro_domain::wire::AddressPut;
use petpro_sync::server::Ledger;
use serde::{Deserialize, Serialize};

use super::Principal;
use crate::feed::{OnTx, Poke};
use crate::http::Body;
use crate::idempotency::{Key, Reply, once_told};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE address(id BLOB PRIMARY KEY, user_id BLOB NOT NULL, d TEXT NOT NULL, created_ms BIGINT NOT NULL);
CREATE INDEX address_user ON address(user_id, created_ms, id);
";

/// Addresses of one user.
const MOST: i64 = 20;

/// An address as it is sent; each country has its own postal codes.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressForm {
    #[schema(example = "Hana Sato", max_length = 100)]
    pub name: String,
    /// Digits with `+`, spaces, hyphens and brackets.
    #[schema(example = "+81-90-1234-5678")]
    pub phone: String,
    #[schema(example = "150-0001")]
    pub postal_code: String,
    /// ISO 3166-2; says the country too.
    #[schema(example = "JP-13")]
    pub region: String,
    #[schema(example = "Shibuya-ku", max_length = 100)]
    pub city: String,
    #[schema(example = "Jingumae 1-2-3", max_length = 100)]
    pub line1: String,
    #[serde(default)]
    #[schema(example = "Room 405", max_length = 100)]
    pub line2: String,
}

impl From<AddressForm> for Address {
    fn from(form: AddressForm) -> Self {
        let AddressForm { name, phone, postal_code, region, city, line1, line2 } = form;
        Self { name, phone, postal_code, region, city, line1, line2 }
    }
}

/// One kept address.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct KeptAddress {
    pub id: AddressId,
    pub address: Address,
}

/// The caller's addresses, oldest first; the first one is taken where none is chosen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Addresses {
    pub addresses: Vec<KeptAddress>,
}

/// My addresses.
#[utoipa::path(get, path = "/api/v1/users/me/addresses", tag = "identity",
    responses((status = 200, body = Addresses)))]
pub async fn list(State(app): State<AppState>, who: Principal) -> Result<Json<Addresses>, Problem> {
    let select = "SELECT d, id FROM address WHERE user_id = $1 ORDER BY created_ms, id";
    let addresses = app.store.read(|tx| {
        tx.query(select, values![who.user], |row| Ok(KeptAddress { address: read(row)?, id: row.get(1)? }))
    })?;
    Ok(Json(Addresses { addresses }))
}

/// Keeps an address of mine.
#[utoipa::path(post, path = "/api/v1/users/me/addresses", tag = "identity", request_body = AddressForm,
    responses((status = 201, body = KeptAddress)))]
pub async fn add(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: form, digest }: Body<AddressForm>,
) -> Result<Reply, Problem> {
    let address = checked(form)?;
    let (now_ms, user) = (app.clock.now_ms(), who.user);
    let id = AddressId(app.random.id(now_ms));
    let kept = AddressPut { address_id: id, address: Some(address.clone()) };
    let write = move |tx: &mut Tx, _| {
        let (has_room, pokes) = OnTx::write(tx, now_ms, |ledger| put(ledger, user, &kept, now_ms))?;
        if !has_room {
            return Err(Problem::new(Code::LimitExceeded));
        }
        Ok((Reply::json(StatusCode::CREATED, &KeptAddress { id, address: address.clone() })?, pokes))
    };
    once_told(&app, &who, key, digest, write).await
}

/// Changes an address of mine. Orders keep the copy they were placed with.
#[utoipa::path(put, path = "/api/v1/users/me/addresses/{address_id}", tag = "identity", request_body = AddressForm,
    params(("address_id" = AddressId, Path)), responses((status = 200, body = KeptAddress)))]
pub async fn change(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Body { value: form, .. }: Body<AddressForm>,
) -> Result<Json<KeptAddress>, Problem> {
    let id: AddressId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let address = checked(form)?;
    let kept = address.clone();
    let (now_ms, user) = (app.clock.now_ms(), who.user);
    let write = move |tx: &mut Tx| {
        let update = "UPDATE address SET d = $3 WHERE id = $1 AND user_id = $2";
        if tx.exec(update, values![id, user, text(&kept)])? == 0 {
            return Err(Problem::new(Code::NotFound));
        }
        Ok(publish(tx, user, id, Some(&kept), now_ms)?)
    };
    app.live.tell(app.store.write(write).await?);
    Ok(Json(KeptAddress { id, address }))
}

/// Forgets an address of mine.
#[utoipa::path(delete, path = "/api/v1/users/me/addresses/{address_id}", tag = "identity",
    params(("address_id" = AddressId, Path)), responses((status = 204)))]
pub async fn remove(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: AddressId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let (now_ms, user) = (app.clock.now_ms(), who.user);
    let write = move |tx: &mut Tx| {
        if tx.exec("DELETE FROM address WHERE id = $1 AND user_id = $2", values![id, user])? == 0 {
            return Err(Problem::new(Code::NotFound));
        }
        Ok(publish(tx, user, id, None, now_ms)?)
    };
    app.live.tell(app.store.write(write).await?);
    Ok(StatusCode::NO_CONTENT)
}

/// What an op says of an address; false where there is no room for another one.
pub fn put(ledger: &mut OnTx, user: UserId, put: &AddressPut, now_ms: i64) -> Result<bool, Failure> {
    let AddressPut { address_id: id, address } = put;
    let written = match address {
        Some(address) => {
            // The same id of somebody else is not changed.
            let upsert = "INSERT INTO address(id, user_id, d, created_ms)
                SELECT $1, $2, $3, $4 WHERE (SELECT COUNT(*) FROM address WHERE user_id = $2 AND id <> $1) < $5
                ON CONFLICT (id) DO UPDATE SET d = excluded.d WHERE address.user_id = excluded.user_id";
            ledger.tx.exec(upsert, values![id, user, text(address), now_ms, MOST])?
        }
        None => ledger.tx.exec("DELETE FROM address WHERE id = $1 AND user_id = $2", values![id, user])?,
    };
    if written > 0 {
        row(ledger, user, *id, address.as_ref())?;
    }
    Ok(written > 0 || address.is_none())
}

/// An address of this user.
pub fn get(tx: &mut Tx, user: UserId, id: AddressId) -> Result<Option<Address>, Failure> {
    tx.query_row("SELECT d FROM address WHERE id = $1 AND user_id = $2", values![id, user], read)
}

/// The address that is taken where none is chosen.
pub fn first(tx: &mut Tx, user: UserId) -> Result<Option<Address>, Failure> {
    let select = "SELECT d FROM address WHERE user_id = $1 ORDER BY created_ms, id LIMIT 1";
    tx.query_row(select, values![user], read)
}

fn checked(form: AddressForm) -> Result<Address, Problem> {
    let address = Address::from(form);
    match address.check() {
        Ok(_) => Ok(address),
        Err(faults) => Err(faults.iter().fold(Problem::new(Code::AddressInvalid), |problem, fault| {
            problem.at(format!("/{}", fault.field()), Code::AddressInvalid, "cannot be used in this country")
        })),
    }
}

/// The row that the user's devices have.
fn publish(
    tx: &mut Tx,
    user: UserId,
    id: AddressId,
    address: Option<&Address>,
    now_ms: i64,
) -> Result<Vec<Poke>, Failure> {
    OnTx::write(tx, now_ms, |ledger| row(ledger, user, id, address)).map(|(_, pokes)| pokes)
}

fn row(ledger: &mut OnTx, user: UserId, id: AddressId, address: Option<&Address>) -> Result<(), Failure> {
    let d = address.map(text);
    ledger.publish(&format!("user:{user}"), "address", &id.to_string(), d.as_deref()).map(drop)
}

fn text(address: &Address) -> String {
    serde_json::to_string(address).expect("an address is a map of texts")
}

fn read(row: &Row) -> Result<Address, Failure> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Failure::Shape { index: 0 })
}
