//! What waits for the server and what came back otherwise than meant.

use petpro_domain::Code;
use petpro_domain::ids::OpId;

use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::state::{Done, Outbox};
use crate::store::{self, Durability, meta, ops, shown};

impl PetPro {
    /// Pending intents, and those that need a person's attention.
    pub fn outbox(&self) -> Result<Outbox> {
        guard(|| {
            self.inner.files(|files| {
                files.account.readers.read(|conn| {
                    Ok(Outbox {
                        pending: store::waiting(conn)?,
                        attention: store::attention(conn)?,
                        synced_ms: meta::get(conn, "synced_ms")?,
                    })
                })
            })
        })
    }

    /// The person has seen what became of this intent.
    pub fn dismiss(&self, op: &str) -> Result<()> {
        guard(|| {
            let op: OpId = parse(op, Code::NotFound)?;
            self.inner
                .files(|files| files.account.writer.lock().write(Durability::Full, |tx| store::dismiss(tx, op)))?;
            self.inner.bell.ring(&[Topic::Outbox]);
            Ok(())
        })
    }

    /// [`PetPro::retry`], also of what was meant for a shop.
    pub fn again(&self, op: &str) -> Result<()> {
        guard(|| {
            let id: OpId = parse(op, Code::NotFound)?;
            let done = self.inner.files(|files| files.account.readers.read(|conn| ops::done(conn, id)))?;
            let body = done.and_then(|old| old.body().ok().flatten());
            match body {
                Some(body) if self.again_for_shop(id, &body)? => Ok(()),
                _ => self.retry(op).map(drop),
            }
        })
    }

    /// Does again, as a new intent, what a rejected or superseded one meant: with what is shown now.
    pub fn retry(&self, op: &str) -> Result<Done> {
        guard(|| {
            let id: OpId = parse(op, Code::NotFound)?;
            let unknown = || Error::new(Code::NotFound, "no settled intent with this id");
            let done = self.inner.files(|files| files.account.readers.read(|conn| ops::done(conn, id)))?;
            let old = done.ok_or_else(unknown)?;
            let line = shown::line_of(&old).ok_or_else(unknown)?;
            let body = old.body().ok().flatten().ok_or_else(unknown)?;
            let done = self.intend(line, |seen| super::cart::again(seen, line, body))?;
            self.dismiss(op)?;
            Ok(done)
        })
    }
}
