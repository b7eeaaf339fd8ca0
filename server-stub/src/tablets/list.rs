//! A clinic's tablets, and their end.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::clinic::StaffRole;
use petpro_domain::ids::{ClinicId, TabletId, UserId};
use serde::{Deserialize, Serialize};

use crate::audit::{self, When};
use crate::clinics;
use crate::http::Query;
use crate::identity::{Principal, sessions};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;
use crate::values;

/// A tablet of the clinic.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Tablet {
    pub id: TabletId,
    pub name: String,
    pub enrolled_ms: i64,
    /// When it was heard last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_ms: Option<i64>,
}

/// Every tablet, oldest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Tablets {
    pub tablets: Vec<Tablet>,
}

/// The tablets of my clinic.
#[utoipa::path(get, path = "/api/v1/clinics/{id}/tablets", tag = "clinics",
    params(("id" = ClinicId, Path)), responses((status = 200, body = Tablets)))]
pub async fn list(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
) -> Result<Json<Tablets>, Problem> {
    let tablets = app.store.read(|tx| {
        let clinic = clinics::staff::admin(tx, &who, &clinic)?;
        let select = "SELECT t.id, t.name, t.enrolled_ms, t.revoked_ms, t.user_id FROM tablet t
            WHERE t.clinic = $1 ORDER BY t.enrolled_ms, t.id LIMIT 200";
        let tablet = |row: &crate::store::Row| {
            let tablet = Tablet {
                id: row.get(0)?,
                name: row.get(1)?,
                enrolled_ms: row.get(2)?,
                seen_ms: None,
                revoked_ms: row.get(3)?,
            };
            Ok((tablet, row.get::<UserId>(4)?))
        };
        let found = tx.query(select, values![clinic], tablet)?;
        let users: Vec<UserId> = found.iter().map(|(_, user)| *user).collect();
        let seen = crate::identity::devices::last_seen(tx, &users)?;
        let with = |(tablet, user): (Tablet, UserId)| Tablet { seen_ms: seen.get(&user).copied(), ..tablet };
        Ok::<_, Problem>(found.into_iter().map(with).collect())
    })?;
    Ok(Json(Tablets { tablets }))
}

/// What becomes of check-ins that the tablet could not send.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// Give them up. Otherwise the tablet seals and delivers them when it next has a network.
    #[serde(default)]
    pub discard: bool,
}

/// Revokes a tablet of my clinic: its next request is refused, and it wipes the clinic's data when it
/// hears of it. Again with `discard` gives up what it left behind.
#[utoipa::path(delete, path = "/api/v1/tablets/{id}", tag = "clinics",
    params(("id" = TabletId, Path), Leaving), responses((status = 204)))]
pub async fn revoke(
    State(app): State<AppState>,
    who: Principal,
    Path(tablet): Path<String>,
    Query(Leaving { discard }): Query<Leaving>,
) -> Result<StatusCode, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let tablet: TabletId = tablet.parse().map_err(|_| absent())?;
    let now_ms = app.clock.now_ms();
    let write = move |tx: &mut Tx| {
        let select = "SELECT clinic FROM tablet WHERE id = $1";
        let clinic: Option<ClinicId> = tx.query_row(select, values![tablet], |row| row.get(0))?;
        let clinic = clinic.ok_or_else(absent)?;
        clinics::staff::check(tx, &who, clinic, StaffRole::Admin)?;
        let gone: Option<(UserId, String)> = tx.query_row(
            "UPDATE tablet SET revoked_ms = COALESCE(revoked_ms, $2), unwanted = unwanted OR $3
             WHERE id = $1 RETURNING user_id, name",
            values![tablet, now_ms, discard],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (its, name) = gone.ok_or_else(absent)?;
        sessions::end_all(tx, its, "tablet", now_ms)?;
        let by = audit::person(tx, &who)?;
        audit::note(tx, clinic, by, What::TabletRevoked, &name, When::now(now_ms))?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT)
    };
    app.store.write(write).await
}
