//! Stays connected for as long as the app runs.

use std::time::Duration;

use petpro_client::{PetPro, Topic};
use tokio::time::sleep;

/// After a watch ended, before it is tried again without anybody having signed in or out.
const AGAIN: Duration = Duration::from_secs(10);

/// Watches the server; a watch that ended (a sign-in is over, another process syncs) begins again.
pub(crate) async fn keep(petpro: PetPro) {
    let mut session = petpro.subscribe(Topic::Session);
    let _ = session.next().await; // the first is what holds now
    loop {
        if let Err(error) = petpro.watch().await {
            tracing::info!(code = %error.code(), "not connected");
        }
        tokio::select! {
            () = sleep(AGAIN) => {}
            _ = session.next() => {}
        }
    }
}
