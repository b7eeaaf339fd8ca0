//! Requests of what is not synced: signed, with a key where they change something.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::PetPro;
use crate::error::Result;
use crate::transport::Fault;

/// `{}`.
#[derive(Serialize)]
pub(super) struct Nothing {}

impl PetPro {
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.signed(async |token| self.inner.http.get(path, Some(&token)).await).await
    }

    /// Under one key for both tries: whatever the first one did, it is done once.
    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let key = self.inner.config.randomness.id(self.inner.config.clock.wall_ms()).to_string();
        let send = async |token: String| self.inner.http.post_keyed(path, &token, &key, body).await;
        self.signed(async |token| match send(token.clone()).await {
            Err(Fault::Broken(_) | Fault::Unreachable(_)) => send(token).await,
            other => other,
        })
        .await
    }

    /// Again after an answer that was lost, it finds nothing any more: that is success too.
    pub(super) async fn delete(&self, path: &str) -> Result<()> {
        let send = async |token: String| self.inner.http.delete(path, &token).await;
        self.signed(async |token| match send(token.clone()).await {
            Err(Fault::Broken(_) | Fault::Unreachable(_)) => match send(token).await {
                Err(fault) if fault.is_not_found() => Ok(()),
                other => other,
            },
            other => other,
        })
        .await
    }

    /// Asks with the access token, and once more with a new one where it is over.
    pub(super) async fn signed<T>(&self, ask: impl AsyncFn(String) -> Result<T, Fault>) -> Result<T> {
        let token = self.access_token()?;
        match ask(token.clone()).await {
            Err(fault) if fault.is_unauthenticated() => Ok(ask(self.refreshed(&token).await?).await?),
            other => Ok(other?),
        }
    }

    /// Fetches what the server changed just now; the next sync does it otherwise.
    pub(super) async fn look(&self) {
        if let Err(error) = self.sync().await {
            tracing::info!(code = %error.code(), "the rows come with the next sync");
        }
    }
}
