//! Users and their households.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, UserId};
use petpro_domain::texts::Lang;
use serde::Serialize;

use super::{Principal, Role};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx, listed};
use crate::values;

/// The caller's own account.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Me {
    pub id: UserId,
    pub household: HouseholdId,
    pub username: String,
    pub name: String,
    pub roles: Vec<Role>,
}

/// Who I am.
#[utoipa::path(get, path = "/api/v1/users/me", tag = "identity", responses((status = 200, body = Me)))]
pub async fn me(State(app): State<AppState>, who: Principal) -> Result<Json<Me>, Problem> {
    let found = app.store.read(|tx| {
        tx.query_row("SELECT email, name FROM users WHERE id=$1", values![who.user], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(Problem::from)
    })?;
    let (username, name) = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Json(Me { id: who.user, household: who.household, username, name, roles: who.roles }))
}

/// An e-mail address as it is stored: trimmed, lower case. Only its shape is checked; whether it
/// exists is for a mail to find out.
pub fn email(text: &str) -> Result<String, Problem> {
    let email = text.trim().to_lowercase();
    let shaped = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.split('.').count() > 1
            && domain.split('.').all(|label| !label.is_empty())
    });
    if shaped && email.len() <= 254 && !email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(email);
    }
    Err(Problem::new(Code::EmailInvalid).at("/username", Code::EmailInvalid, "not an e-mail address"))
}

/// A name to be addressed by: up to 100 characters, no control characters.
pub fn name(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    if name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Problem::new(Code::Invalid).at("/name", Code::Invalid, "up to 100 characters in one line"));
    }
    Ok(name.to_owned())
}

/// Writes user, household and membership; `account-exists` where the address is taken.
pub fn insert(
    tx: &mut Tx,
    user: UserId,
    household: HouseholdId,
    email: &str,
    name: &str,
    password: &str,
    now_ms: i64,
) -> Result<(), Problem> {
    let written = tx.exec(
        "INSERT INTO users(id,email,name,password,roles,epoch,created_ms) VALUES($1,$2,$3,$4,'[\"buyer\"]',1,$5)
         ON CONFLICT(email) DO NOTHING",
        values![user, email, name, password, now_ms],
    )?;
    if written == 0 {
        return Err(Problem::new(Code::AccountExists));
    }
    tx.exec("INSERT INTO household(id,created_ms) VALUES($1,$2)", values![household, now_ms])?;
    tx.exec("INSERT INTO member(household_id,user_id) VALUES($1,$2)", values![household, user])?;
    Ok(())
}

/// A user as sign-in needs one.
pub struct Found {
    pub subject: (UserId, HouseholdId, i64),
    pub password: String,
    pub disabled: bool,
}

/// By stored address.
pub fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Found>, Failure> {
    tx.query_row(
        "SELECT u.id, m.household_id, u.epoch, u.password, u.disabled_ms IS NOT NULL
         FROM users u JOIN member m ON m.user_id=u.id WHERE u.email=$1",
        values![email],
        |row| {
            Ok(Found { subject: (row.get(0)?, row.get(1)?, row.get(2)?), password: row.get(3)?, disabled: row.get(4)? })
        },
    )
}

/// Shuts an account or opens it again. Its tokens end with the next request: the epoch moves on.
pub fn disable(tx: &mut Tx, user: UserId, now_ms: Option<i64>) -> Result<(), Failure> {
    tx.exec("UPDATE users SET disabled_ms=$2, epoch=epoch+1 WHERE id=$1", values![user, now_ms])?;
    Ok(())
}

/// How to write to somebody.
pub struct Contact {
    pub email: String,
    pub name: String,
    pub lang: Lang,
}

/// Of a user who is there and not shut out.
pub fn contact(tx: &mut Tx, user: UserId) -> Result<Option<Contact>, Failure> {
    tx.query_row("SELECT email, name, lang FROM users WHERE id=$1 AND disabled_ms IS NULL", values![user], |row| {
        let lang: String = row.get(2)?;
        Ok(Contact { email: row.get(0)?, name: row.get(1)?, lang: Lang::parse(&lang).unwrap_or_default() })
    })
}

/// No more of a name is a clinic's business.
pub fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().chars().take(24).collect()
}

/// The first names of several, in one statement.
pub fn first_names(tx: &mut Tx, users: &BTreeSet<UserId>) -> Result<Vec<(UserId, String)>, Failure> {
    let (list, values) = listed(users);
    let select = format!("SELECT id, name FROM users WHERE id IN ({list})");
    tx.query(&select, &values, |row| Ok((row.get(0)?, first_name(row.text(1)?))))
}

/// In which language each of them reads, in one statement.
pub fn langs(tx: &mut Tx, users: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, Lang>, Failure> {
    let (list, values) = listed(users);
    let select = format!("SELECT id, lang FROM users WHERE id IN ({list}) AND disabled_ms IS NULL");
    let found = tx.query(&select, &values, |row| {
        let lang: String = row.get(1)?;
        Ok((row.get(0)?, Lang::parse(&lang).unwrap_or_default()))
    })?;
    Ok(found.into_iter().collect())
}

/// Lets somebody be this too. Tokens they hold stay good: the roles are looked up with each request.
pub fn grant(tx: &mut Tx, user: UserId, role: Role) -> Result<(), Failure> {
    let select = "SELECT roles FROM users WHERE id=$1";
    let Some(roles) = tx.query_row(select, values![user], |row| row.get::<String>(0))? else { return Ok(()) };
    let mut roles: Vec<Role> = serde_json::from_str(&roles).map_err(|_| Failure::Shape { index: 0 })?;
    if !roles.contains(&role) {
        roles.push(role);
        let roles = serde_json::to_string(&roles).expect("roles are a list of words");
        tx.exec("UPDATE users SET roles=$2 WHERE id=$1", values![user, roles])?;
    }
    Ok(())
}

/// Makes somebody this and nothing else, like a tablet.
pub fn become_only(tx: &mut Tx, user: UserId, role: Role) -> Result<(), Failure> {
    let roles = serde_json::to_string(&[role]).expect("roles are a list of words");
    tx.exec("UPDATE users SET roles=$2 WHERE id=$1", values![user, roles]).map(drop)
}

/// Whose household and which epoch a sign-in of this user has; `None` where they are shut out.
pub fn subject(tx: &mut Tx, user: UserId) -> Result<Option<(HouseholdId, i64)>, Failure> {
    tx.query_row(
        "SELECT m.household_id, u.epoch FROM users u JOIN member m ON m.user_id=u.id
         WHERE u.id=$1 AND u.disabled_ms IS NULL",
        values![user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The language that somebody's app speaks: mails are written in it.
pub fn speaks(tx: &mut Tx, user: UserId, lang: Lang) -> Result<(), Failure> {
    tx.exec("UPDATE users SET lang=$2 WHERE id=$1 AND lang<>$2", values![user, lang.tag()]).map(|_| ())
}

/// Who belongs to a household and is not shut out.
pub fn members(tx: &mut Tx, household: HouseholdId) -> Result<Vec<UserId>, Failure> {
    let select = "SELECT m.user_id FROM member m JOIN users u ON u.id=m.user_id
        WHERE m.household_id=$1 AND u.disabled_ms IS NULL ORDER BY m.user_id";
    tx.query(select, values![household], |row| row.get(0))
}

/// The households a user belongs to.
pub fn households(tx: &mut Tx, user: UserId) -> Result<Vec<HouseholdId>, Failure> {
    tx.query("SELECT household_id FROM member WHERE user_id=$1 ORDER BY household_id", values![user], |row| row.get(0))
}
