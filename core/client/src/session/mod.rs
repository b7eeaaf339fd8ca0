//! Who is signed in: secrets, sign-in and tokens, and the guest's cart that moves in.

mod auth;
mod guest;
mod left;
mod secrets;
mod tablet;

pub use auth::{Tokens, devices, login, logout, refresh, register};
pub use guest::{move_in, promise};
pub use left::{deliver, seal};
pub use secrets::{Enrolment, Kept, Left, Login, Secrets, SecretsFile};
pub use tablet::{Enrolled, enrol, new_key, sign_in_tablet};

use crate::config::Config;
use crate::error::Result;

/// What is kept; the first time on this installation it gets its nonce.
pub(crate) fn with_nonce(config: &Config) -> Result<Kept> {
    let mut kept = config.secrets.load()?;
    if kept.install_nonce.is_empty() {
        kept.install_nonce = config.randomness.id(config.clock.wall_ms()).to_string();
        config.secrets.save(&kept)?;
    }
    Ok(kept)
}
