//! A mail server that delivers to nobody: what it takes can be read on a page and as JSON.

mod inbox;
mod smtp;

use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;

pub use inbox::routes;
pub use smtp::serve;

/// A caught mail, decoded as a mail program would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mail {
    pub number: usize,
    pub at_ms: i64,
    /// The envelope's, not the header's.
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub message_id: String,
    pub language: String,
    pub text: String,
    pub html: String,
    /// Attached files that are text: name and content.
    pub files: Vec<(String, String)>,
    #[serde(skip)]
    pub raw: Vec<u8>,
}

fn files(mail: &mail_parser::Message) -> Vec<(String, String)> {
    let named = |part: &mail_parser::MessagePart| {
        let name = mail_parser::MimeHeaders::attachment_name(part)?.to_owned();
        Some((name, part.text_contents()?.to_owned()))
    };
    mail.attachments().filter_map(named).collect()
}

#[derive(Default)]
struct Caught {
    mails: Vec<Mail>,
    /// New connections are closed at once.
    down: bool,
    /// As many of the next mails are refused for now (451).
    later: usize,
    /// As many of the next recipients are refused for good (550).
    never: usize,
}

/// The catcher; clones are the same one.
#[derive(Clone, Default)]
pub struct Mails(Arc<Mutex<Caught>>);

impl Mails {
    /// What was caught, oldest first.
    pub fn all(&self) -> Vec<Mail> {
        self.0.lock().mails.clone()
    }

    /// Closes every new connection until told otherwise.
    pub fn down(&self, down: bool) {
        self.0.lock().down = down;
    }

    /// Refuses the next mails with 451 (try later) and the next recipients with 550 (never).
    pub fn refuse(&self, later: usize, never: usize) {
        let mut caught = self.0.lock();
        caught.later = later;
        caught.never = never;
    }

    pub fn clear(&self) {
        self.0.lock().mails.clear();
    }

    fn is_down(&self) -> bool {
        self.0.lock().down
    }

    /// Takes one of the refusals that were ordered.
    fn refuses(&self, later: bool) -> bool {
        let mut caught = self.0.lock();
        let left = if later { &mut caught.later } else { &mut caught.never };
        let refuses = *left > 0;
        *left -= usize::from(refuses);
        refuses
    }

    fn catch(&self, from: String, to: Vec<String>, raw: Vec<u8>, at_ms: i64) {
        let parsed = mail_parser::MessageParser::default().parse(&raw);
        let parsed = parsed.as_ref();
        let text = |part: Option<std::borrow::Cow<str>>| part.map(std::borrow::Cow::into_owned).unwrap_or_default();
        let mail = Mail {
            number: 0,
            at_ms,
            from,
            to,
            subject: parsed.and_then(|it| it.subject()).unwrap_or_default().to_owned(),
            message_id: parsed.and_then(|it| it.message_id()).unwrap_or_default().to_owned(),
            language: parsed
                .and_then(|it| it.header_raw("Content-Language"))
                .map(|raw| raw.trim().to_owned())
                .unwrap_or_default(),
            text: text(parsed.and_then(|it| it.body_text(0))),
            html: text(parsed.and_then(|it| it.body_html(0))),
            files: parsed.map(files).unwrap_or_default(),
            raw: raw.clone(),
        };
        let mut caught = self.0.lock();
        let number = caught.mails.len() + 1;
        caught.mails.push(Mail { number, ..mail });
    }
}
