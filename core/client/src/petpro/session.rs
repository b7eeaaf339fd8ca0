//! Signing in and out, and what happens to carts and unsent intents then.

use petpro_domain::Code;
use petpro_domain::ids::DeviceId;

use super::{PetPro, Topic, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::session::{self, Login};
use crate::state::{DeviceRow, Pending, Session};
use crate::store::{Account, OpenLock, Owner, discard};
use crate::transport::Fault;

impl PetPro {
    /// Who is signed in on this device.
    pub fn session(&self) -> Result<Session> {
        guard(|| {
            let login = self.inner.config.secrets.load()?.login;
            Ok(Session {
                user: login.as_ref().map(|login| login.user),
                sign_in_needed: login.as_ref().is_some_and(|login| !login.good),
                username: login.map(|login| login.username),
            })
        })
    }

    /// Makes an account and signs in.
    pub async fn register(&self, username: &str, password: &str) -> Result<Session> {
        guard_async(async {
            session::register(&self.inner.http, username, password).await?;
            self.sign_in(username, password).await
        })
        .await
    }

    /// Signs in: the person's own file is opened, and the guest's cart moves into their household.
    /// Signing in succeeds even where moving the cart fails; it is tried again at the next start and sync.
    pub async fn login(&self, username: &str, password: &str) -> Result<Session> {
        guard_async(self.sign_in(username, password)).await
    }

    async fn sign_in(&self, username: &str, password: &str) -> Result<Session> {
        let tokens = session::login(&self.inner.http, username, password).await?;
        let _alone = self.alone().await;
        let mut kept = self.inner.config.secrets.load()?;
        kept.login = Some(Login {
            user: tokens.user,
            household: tokens.household,
            username: username.into(),
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
            clinic: None,
            good: true,
        });
        // The promise comes first: after a crash here nobody else can get this cart.
        self.inner.files(|files| match files.account.owner {
            Owner::Guest => session::promise(&files.account, tokens.user),
            Owner::User(_) | Owner::Tablet(..) => Ok(()),
        })?;
        self.inner.config.secrets.save(&kept)?;
        self.inner.switch_account()?;
        if let Err(error) = self.move_guest_in() {
            tracing::warn!(code = %error.code(), "the guest's cart stays for the next try");
        }
        self.inner.bell.ring(&Topic::ALL);
        self.session()
    }

    /// Moves what a guest's file has promised to the signed-in person.
    pub(super) fn move_guest_in(&self) -> Result<()> {
        let config = &self.inner.config;
        let boot = config.clock.boot();
        let now = self.inner.now(&boot);
        let moved = self.inner.files(|files| {
            if files.account.owner == Owner::Guest || !config.data.join("guest.db").try_exists()? {
                return Ok(0);
            }
            let _alone = OpenLock::take(&config.data)?;
            let guest = Account::open_guest(&config.data, &*config.randomness, config.clock.wall_ms())?;
            session::move_in(&guest, &files.account, &now)
        })?;
        if moved > 0 {
            self.inner.bell.ring(&[Topic::Cart, Topic::Outbox]);
        }
        Ok(())
    }

    /// Signs out on this device. What is unsent is sent first, kept for this person's next sign-in,
    /// or given up, as `pending` says; with [`Pending::Wait`] the sign-out fails with
    /// `outbox-pending` where it could not all be sent, and nothing has changed.
    pub async fn logout(&self, pending: Pending) -> Result<()> {
        guard_async(async {
            let Some(login) = self.inner.config.secrets.load()?.login else { return Ok(()) };
            match pending {
                Pending::Wait => self.send_all().await?,
                Pending::Keep => {}
                Pending::Discard => {
                    self.inner.files(|files| discard(&files.account, self.inner.config.clock.wall_ms()))?
                }
            }
            // Without network the family of tokens ends at its own time.
            if let Err(fault) = session::logout(&self.inner.http, &login.refresh_token).await {
                tracing::info!(?fault, "the server was not told of the sign-out");
            }
            let _alone = self.alone().await;
            let mut kept = self.inner.config.secrets.load()?;
            kept.login = None;
            self.inner.config.secrets.save(&kept)?;
            self.inner.switch_account()?;
            self.inner.bell.ring(&Topic::ALL);
            Ok(())
        })
        .await
    }

    pub(super) async fn send_all(&self) -> Result<()> {
        if self.outbox()?.pending.is_empty() {
            return Ok(());
        }
        let sent = self.sync().await;
        match self.outbox()?.pending.len() {
            0 => Ok(()),
            left => {
                let why = sent.err().map_or_else(String::new, |error| format!(": {error}"));
                Err(Error::new(Code::OutboxPending, format!("{left} changes were not sent{why}")))
            }
        }
    }

    /// The devices that use this account.
    pub async fn devices(&self) -> Result<Vec<DeviceRow>> {
        guard_async(async { self.signed(async |token| session::devices(&self.inner.http, &token).await).await }).await
    }

    /// Signs another device out, a lost one: its next request is its last.
    pub async fn revoke_device(&self, id: &str) -> Result<()> {
        guard_async(async {
            let id: DeviceId = parse(id, Code::NotFound)?;
            self.delete(&format!("/api/v1/users/me/devices/{id}")).await
        })
        .await
    }

    pub(super) fn access_token(&self) -> Result<String> {
        let login = self.inner.config.secrets.load()?.login;
        let login = login.ok_or_else(|| Error::new(Code::Unauthenticated, "nobody is signed in"))?;
        Ok(login.access_token)
    }

    /// Another access token than `used`. The caller holds the sync lock, so that two processes never
    /// use one refresh token; whoever comes second finds the first one's tokens.
    pub(super) async fn renew(&self, used: &str) -> Result<String> {
        let signed_out = || Error::new(Code::Unauthenticated, "sign in again");
        let mut kept = self.inner.config.secrets.load()?;
        let login = kept.login.as_mut().ok_or_else(signed_out)?;
        if login.access_token != used {
            return Ok(login.access_token.clone());
        }
        if !login.good {
            return Err(signed_out());
        }
        match session::refresh(&self.inner.http, &login.refresh_token).await {
            Ok(tokens) => {
                login.access_token = tokens.access_token.clone();
                login.refresh_token = tokens.refresh_token;
                self.inner.config.secrets.save(&kept)?;
                Ok(tokens.access_token)
            }
            Err(Fault::Problem { .. }) if login.clinic.is_some() => self.renew_tablet().await,
            Err(fault @ Fault::Problem { .. }) => {
                login.good = false;
                self.inner.config.secrets.save(&kept)?;
                self.inner.bell.ring(&[Topic::Session]);
                tracing::info!(?fault, "the sign-in is over");
                Err(signed_out())
            }
            Err(fault) => Err(fault.into()),
        }
    }

    pub(super) async fn refreshed(&self, used: &str) -> Result<String> {
        let _turn = self.turn().await?;
        self.renew(used).await
    }
}
