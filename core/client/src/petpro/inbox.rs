//! What this person was told: shown from the device, read on it with or without a network.

use petpro_domain::Code;
use petpro_domain::ids::Uuid;
use petpro_domain::wire::{InboxRead, OpBody};

use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::screens::inbox::{self, Inbox};
use crate::store::{meta, own};

impl PetPro {
    /// The newest 100 notices, newest first. Empty for a guest.
    pub fn inbox(&self) -> Result<Inbox> {
        guard(|| {
            let (notices, offset) = self.inner.files(|files| {
                files.account.readers.read(|conn| {
                    let offset = meta::get::<Option<i64>>(conn, "server_offset_ms")?;
                    Ok((own::notices(conn)?, offset.flatten().unwrap_or(0)))
                })
            })?;
            let now_ms = self.inner.config.clock.wall_ms() + offset;
            Ok(inbox::screen(self.lang(), now_ms, &notices))
        })
    }

    /// Marks these read; `not-found` where one is not here. The other devices hear of it with the
    /// next sync.
    pub fn read_notices(&self, ids: &[String]) -> Result<Inbox> {
        guard(|| {
            let wanted = ids.iter().map(|id| parse(id, Code::NotFound)).collect::<Result<Vec<Uuid>>>()?;
            self.mark(|id| wanted.contains(id), wanted.len())
        })
    }

    /// Marks every notice read.
    pub fn read_all_notices(&self) -> Result<Inbox> {
        guard(|| self.mark(|_| true, 0))
    }

    fn mark(&self, meant: impl Fn(&Uuid) -> bool, at_least: usize) -> Result<Inbox> {
        let mut notices = self.inner.files(|files| files.account.readers.read(own::notices))?;
        notices.retain(|(id, _)| meant(id));
        if notices.len() < at_least {
            return Err(Error::new(Code::NotFound, "no such notice on this device"));
        }
        notices.retain(|(_, notice)| notice.read_ms.is_none());
        if !notices.is_empty() {
            let boot = self.inner.config.clock.boot();
            let now = self.inner.now(&boot);
            let read = OpBody::InboxRead(InboxRead { notices: notices.into_iter().map(|(id, _)| id).collect() });
            self.inner
                .files(|files| files.account.intend(&now, &mut self.inner.random(), |_| Ok((read, Vec::new()))))?;
            self.inner.bell.ring(&[Topic::Inbox, Topic::Outbox]);
        }
        self.inbox()
    }
}
