//! The one object a shell holds. Cheap to clone; every clone is the same app.

mod addresses;
mod basket;
pub mod bookings;
mod calendar;
mod calls;
mod cards;
mod cart;
mod catalog;
mod checkout;
mod clinic_admin;
mod clinics;
mod desk;
mod inbox;
mod office;
mod open;
mod orders;
mod outbox;
mod pass;
mod pets;
mod photos;
mod pictures;
mod proofs;
mod reception;
mod rest;
mod run;
mod scale;
mod scan;
mod session;
mod settings;
mod shop;
mod shown;
mod staff;
mod subscribe;
mod sync;
mod tablet;
mod turn;
mod waiting;
mod walk_in;
mod workplace;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt;
use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::OpId;

pub use calendar::Entry;
pub use pets::{Given, Written};
pub use scale::{AtScale, Weighed};
pub use settings::{Role, Settings};
pub use subscribe::{Ear, Subscription, Topic, View};
pub use waiting::Wait;
pub use walk_in::{Offered as DeskService, WalkIn};
pub use workplace::Colleague;

use crate::error::{Error, Result};
use crate::store::{Draft, Seen};
use open::Inner;

/// PetPro on this device.
#[derive(Clone)]
pub struct PetPro {
    inner: Arc<Inner>,
}

impl PetPro {
    /// Writes an intent, then tells who follows these topics, then answers: its id, and what this device expects of it.
    fn write_intent(
        &self,
        topics: &[Topic],
        draft: impl FnOnce(&Seen<'_>) -> Result<Draft>,
    ) -> Result<(OpId, Verdict)> {
        let boot = self.inner.config.clock.boot();
        let now = self.inner.now(&boot);
        let (op, verdict) = self.inner.files(|files| files.account.intend(&now, &mut self.inner.random(), draft))?;
        self.inner.bell.ring(topics);
        Ok((op.id, verdict))
    }
}

/// The border: a panic below becomes an error, so that a shell never goes down with a bug of ours.
fn guard<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::new(Code::Internal, "a panic was caught")))
}

/// The same for calls that wait.
async fn guard_async<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let caught = AssertUnwindSafe(work).catch_unwind().await;
    caught.unwrap_or_else(|_| Err(Error::new(Code::Internal, "a panic was caught")))
}

/// An id that came in as text.
fn parse<T: std::str::FromStr>(text: &str, code: Code) -> Result<T> {
    text.parse().map_err(|_| Error::new(code, "not an id"))
}
