//! Saved payment methods: the provider's token, the brand and the last four digits, made on the
//! provider's page. Devices have them as rows, so that an order can wait offline for its payment.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::{MethodId, UserId, derived};
use petpro_domain::payment::SavedMethod;
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::attempt::Attempt;
use super::gateway::{Gateway, GatewayError};
use super::worker;
use crate::feed::OnTx;
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::values;

/// A saved method of the caller.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Method {
    pub id: MethodId,
    #[serde(flatten)]
    pub method: SavedMethod,
}

/// The caller's saved methods, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Methods {
    pub methods: Vec<Method>,
}

/// My saved payment methods.
#[utoipa::path(get, path = "/api/v1/users/me/payment-methods", tag = "payments",
    responses((status = 200, body = Methods)))]
pub async fn list(State(app): State<AppState>, who: Principal) -> Result<Json<Methods>, Problem> {
    let select = "SELECT id, brand, last4, created_ms FROM payment_method
        WHERE user_id = $1 AND gone_ms IS NULL ORDER BY created_ms DESC, id";
    let found: Result<_, Failure> = app.store.read(|tx| {
        tx.query(select, values![who.user], |row| {
            let method = SavedMethod { brand: row.get(1)?, last4: row.get(2)?, created_ms: row.get(3)? };
            Ok(Method { id: row.get(0)?, method })
        })
    });
    Ok(Json(Methods { methods: found? }))
}

/// Forgets a saved method, here and at the provider. An order that waits for it asks for another.
#[utoipa::path(delete, path = "/api/v1/users/me/payment-methods/{id}", tag = "payments",
    params(("id" = MethodId, Path)), responses((status = 204)))]
pub async fn forget(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: MethodId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let gone = worker::write(&app, move |app, ledger| {
        let update = "UPDATE payment_method SET gone_ms = $3 WHERE id = $1 AND user_id = $2 AND gone_ms IS NULL";
        let gone = ledger.tx.exec(update, values![id, who.user, app.clock.now_ms()])? > 0;
        if gone {
            ledger.publish(&scope(who.user), "payment_method", &id.to_string(), None)?;
        }
        Ok(gone)
    })
    .await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::new(Code::NotFound)) }
}

/// The provider's token of a saved method of this user.
pub(super) fn token(tx: &mut Tx, user: UserId, id: MethodId) -> Result<Option<String>, Failure> {
    let select = "SELECT ref FROM payment_method WHERE id = $1 AND user_id = $2 AND gone_ms IS NULL";
    tx.query_row(select, values![id, user], |row| row.get(0))
}

/// The provider's id of this user; made once, when somebody first pays.
pub(super) async fn customer(
    app: &AppState,
    gateway: &Gateway,
    user: UserId,
) -> Result<Result<String, GatewayError>, Failure> {
    let select = "SELECT ref FROM customer WHERE user_id = $1";
    if let Some(known) = app.store.read(|tx| tx.query_row(select, values![user], |row| row.get(0)))? {
        return Ok(Ok(known));
    }
    let made = match gateway.customer(user).await {
        Ok(made) => made,
        Err(cause) => return Ok(Err(cause)),
    };
    let (insert, id) = ("INSERT INTO customer(user_id, ref) VALUES ($1, $2) ON CONFLICT DO NOTHING", made.clone());
    app.store.write(move |tx: &mut Tx| tx.exec(insert, values![user, &id])).await?;
    Ok(Ok(made))
}

/// Keeps the method that a buyer paid with and wants to have kept.
pub(super) async fn save(app: &AppState, gateway: &Gateway, paid: &Attempt, token: &str) -> Result<(), Failure> {
    let (payment, user, reference) = (paid.id, paid.user, token.to_owned());
    let found = match gateway.method(token).await {
        Ok(found) => found,
        Err(GatewayError::Refused { .. }) => {
            return worker::write(app, move |app, ledger| Attempt::keeps(ledger.tx, payment, None, app.clock.now_ms()))
                .await;
        }
        Err(cause) => return worker::unanswered(app, paid, "payment_methods", &cause).await,
    };
    worker::write(app, move |app, ledger| {
        let now_ms = app.clock.now_ms();
        if let Some(card) = found.card.as_ref().filter(|_| found.customer.is_some()) {
            keep(ledger, user, &reference, &card.brand, &card.last4, now_ms)?;
        }
        Attempt::keeps(ledger.tx, payment, None, now_ms)
    })
    .await
}

fn keep(
    ledger: &mut OnTx,
    user: UserId,
    reference: &str,
    brand: &str,
    last4: &str,
    now_ms: i64,
) -> Result<(), Failure> {
    let id = MethodId(derived("payment-method", &[reference.as_bytes()]));
    let insert = "INSERT INTO payment_method(id, user_id, ref, brand, last4, created_ms)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    if ledger.tx.exec(insert, values![id, user, reference, brand, last4, now_ms])? == 0 {
        return Ok(());
    }
    let row = SavedMethod { brand: brand.into(), last4: last4.into(), created_ms: now_ms };
    let d = serde_json::to_string(&row).expect("a method is a map with string keys");
    ledger.publish(&scope(user), "payment_method", &id.to_string(), Some(&d)).map(|_| ())
}

/// Tells the provider of methods that were forgotten here; gives how many.
pub(super) async fn detach(app: &AppState, gateway: &Gateway) -> Result<usize, Failure> {
    let select = "SELECT ref FROM payment_method WHERE gone_ms IS NOT NULL AND detached = 0 LIMIT 10";
    let gone: Vec<String> = app.store.read(|tx| tx.query(select, &[], |row| row.get(0)))?;
    let mut done = 0;
    for reference in gone {
        // One that the provider does not know (any more) is forgotten there too.
        if let Ok(_) | Err(GatewayError::Refused { .. }) = gateway.detach(&reference).await {
            let update = "UPDATE payment_method SET detached = 1 WHERE ref = $1";
            app.store.write(move |tx: &mut Tx| tx.exec(update, values![&reference])).await?;
            done += 1;
        }
    }
    Ok(done)
}

fn scope(user: UserId) -> String {
    format!("user:{user}")
}
