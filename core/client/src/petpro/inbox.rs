//! What this person was told: shown from the device, read on it with or without a network.

use std::collections::BTreeSet;

use petpro_domain::Code;
use petpro_domain::ids::Uuid;
use petpro_domain::notice::ON_DEVICES;
use petpro_domain::wire::{InboxRead, OpBody};

use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::screens::inbox::{self, Inbox};
use crate::store::{meta, own};

impl PetPro {
    /// The newest 100 notices, newest first. Empty for a guest.
    pub fn inbox(&self) -> Result<Inbox> {
        guard(|| {
            let (notices, offset_ms) = self.inner.files(|files| {
                files.account.readers.read(|conn| Ok((own::notices(conn)?, meta::server_offset_ms(conn)?)))
            })?;
            let now_ms = self.inner.config.clock.wall_ms() + offset_ms;
            Ok(inbox::screen(self.lang(), now_ms, &notices))
        })
    }

    /// Marks these read; `not-found` where one is not here. The other devices hear of it with the
    /// next sync.
    pub fn read_notices(&self, ids: &[String]) -> Result<Inbox> {
        guard(|| {
            let wanted = ids.iter().map(|id| parse(id, Code::NotFound)).collect::<Result<BTreeSet<Uuid>>>()?;
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
        // A device that has not heard yet which ones are too old holds a few more than one op may name.
        for some in notices.chunks(ON_DEVICES) {
            let read = InboxRead { notices: some.iter().map(|(id, _)| *id).collect() };
            self.write_intent(&[Topic::Inbox, Topic::Outbox], |_| Ok((OpBody::InboxRead(read), Vec::new())))?;
        }
        self.inbox()
    }
}
