//! The inbox: what happened to this person's orders and what their pets need, in words.

use petpro_domain::Lang;
use petpro_domain::ids::{OrderId, PetId, Uuid};
use petpro_domain::notice::{Notice, NoticeKind};
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::{Press, Say, ago};

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Inbox {
    /// "Inbox".
    pub title: Say,
    /// "2 unread", or that there is nothing new.
    pub summary: Say,
    /// For the badge.
    pub unread: u32,
    /// Newest first; those of a newer server, whose words are not known here, are left out.
    pub notices: Vec<Told>,
    /// Marks all of them read.
    pub read_all: Press,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "NoticeTold"))]
pub struct Told {
    /// Names it in a command.
    pub id: Uuid,
    /// What happened: "Order JP-1001 is paid: ¥2,480".
    pub title: String,
    /// What to do or expect.
    pub detail: String,
    /// "5 minutes ago".
    pub when: Say,
    /// What it is about, to be opened by a tap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// The pet it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pet: Option<PetId>,
    /// Whether it was read, on this device or another.
    pub read: bool,
    /// For screen readers: "Unread", or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<Say>,
}

/// The inbox at the server's time `now_ms`.
pub fn screen(lang: Lang, now_ms: i64, notices: &[(Uuid, Notice)]) -> Inbox {
    let known = notices.iter().filter(|(_, notice)| notice.kind != NoticeKind::Other);
    let notices: Vec<Told> = known.map(|(id, notice)| told(lang, now_ms, *id, notice)).collect();
    let unread = notices.iter().filter(|told| !told.read).count() as u32;
    let summary = match (unread, notices.len()) {
        (0, 0) => Say::plain(lang, "inbox-empty"),
        (0, _) => Say::plain(lang, "inbox-all-read"),
        (n, _) => Say::new(lang, "inbox-unread", &[("n", Arg::from(n))]),
    };
    Inbox {
        title: Say::plain(lang, "inbox-title"),
        summary,
        unread,
        notices,
        read_all: Press { label: Say::plain(lang, "inbox-read-all"), enabled: unread > 0 },
    }
}

fn told(lang: Lang, now_ms: i64, id: Uuid, notice: &Notice) -> Told {
    let (title, detail) = notice.words(lang);
    let read = notice.read_ms.is_some();
    Told {
        id,
        title,
        detail,
        when: ago(lang, now_ms - notice.at_ms),
        order: notice.order,
        pet: notice.vaccination.as_ref().map(|due| due.pet),
        read,
        mark: (!read).then(|| Say::plain(lang, "inbox-mark-unread")),
    }
}

impl Inbox {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.title, self.summary)];
        for told in &self.notices {
            let dot = if told.read { "○" } else { "●" };
            out.push(format!("{dot} {} · {}", told.title, told.when));
            out.extend([format!("  {}", told.detail), format!("  {}", told.id)]);
        }
        out
    }
}
