//! The calls under `/auth` and the list of devices.

use petpro_domain::ids::{HouseholdId, UserId};
use serde::{Deserialize, Serialize};

use crate::state::DeviceRow;
use crate::transport::{Fault, Http};

/// What a sign-in gives.
#[derive(Clone, Deserialize)]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: String,
    pub user: UserId,
    pub household: HouseholdId,
}

#[derive(Serialize)]
struct Credentials<'a> {
    username: &'a str,
    password: &'a str,
}

#[derive(Serialize)]
struct Refresh<'a> {
    refresh_token: &'a str,
}

/// Makes an account; signing in is another call.
pub async fn register(http: &Http, username: &str, password: &str) -> Result<(), Fault> {
    http.post::<serde_json::Value>("/auth/register", None, &Credentials { username, password }).await.map(drop)
}

/// Signs in.
pub async fn login(http: &Http, username: &str, password: &str) -> Result<Tokens, Fault> {
    http.post("/auth/login", None, &Credentials { username, password }).await
}

/// The next tokens of the family. A repeat within a minute gets the same ones, so a lost answer
/// signs nobody out.
pub async fn refresh(http: &Http, refresh_token: &str) -> Result<Tokens, Fault> {
    http.post("/auth/refresh", None, &Refresh { refresh_token }).await
}

/// Ends the family of tokens.
pub async fn logout(http: &Http, refresh_token: &str) -> Result<(), Fault> {
    http.post_empty("/auth/logout", None, &Refresh { refresh_token }).await
}

/// The devices of the account.
pub async fn devices(http: &Http, access_token: &str) -> Result<Vec<DeviceRow>, Fault> {
    #[derive(Deserialize)]
    struct Devices {
        devices: Vec<DeviceRow>,
    }
    http.get::<Devices>("/api/v1/users/me/devices", Some(access_token)).await.map(|all| all.devices)
}
