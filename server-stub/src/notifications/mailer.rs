//! The mail server that mails leave through.

use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use parking_lot::Mutex;
use uuid::Uuid;

use super::bucket::Bucket;
use super::letter::Letter;
use crate::config;
use crate::keys::Login;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The server has it.
    Taken,
    /// The server says later (4xx).
    Later,
    /// The server says never (5xx), or the address is none.
    Never,
    /// The server does not answer: no use to try others now.
    Unreachable,
}

/// The configured server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// For the whole conversation: the transport limits its single steps only.
    limit: Duration,
    pub(super) bucket: Mutex<Bucket>,
}

impl Mailer {
    /// `None` where no server is configured: mails wait.
    ///
    /// # Errors
    /// A sentence about the address of the server or of the sender.
    pub fn new(config: &config::Mails, login: Option<&Login>, now_ms: i64) -> Result<Option<Self>, String> {
        let Some(server) = &config.server else { return Ok(None) };
        let from = config.from.parse().map_err(|cause| format!("mails.from is not an address: {cause}"))?;
        let limit = Duration::from_millis(config.call_ms);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|cause| format!("mails.server is not an SMTP address: {cause}"))?
            .timeout(Some(limit));
        let transport = match login {
            Some(login) => transport.credentials(Credentials::new(login.user.clone(), login.password.clone())),
            None => transport,
        };
        let bucket = Mutex::new(Bucket::new(config.per_second, now_ms));
        Ok(Some(Self { transport: transport.build(), from, limit, bucket }))
    }

    /// Hands a letter to the server. The same id is the same mail: whoever reads it twice can tell.
    pub async fn post(&self, id: Uuid, to: &str, name: &str, letter: &Letter) -> Posted {
        let Some(message) = self.message(id, to, name, letter) else { return Posted::Never };
        match tokio::time::timeout(self.limit, self.transport.send(message)).await {
            Ok(Ok(_)) => Posted::Taken,
            Ok(Err(cause)) if cause.is_permanent() => Posted::Never,
            Ok(Err(cause)) if cause.is_transient() => Posted::Later,
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "the mail server does not answer");
                Posted::Unreachable
            }
            Err(_) => {
                tracing::warn!("the mail server does not answer in time");
                Posted::Unreachable
            }
        }
    }

    fn message(&self, id: Uuid, to: &str, name: &str, letter: &Letter) -> Option<Message> {
        let to = to.parse::<Address>().ok()?;
        let name = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
        let domain = self.from.email.domain();
        let parts = MultiPart::alternative()
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text()))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html()));
        let parts = match &letter.calendar {
            Some(file) => {
                let kind = ContentType::parse("text/calendar; charset=utf-8").ok()?;
                let file = Attachment::new("visit.ics".into()).body(file.clone(), kind);
                MultiPart::mixed().multipart(parts).singlepart(file)
            }
            None => parts,
        };
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, to))
            .subject(&letter.subject)
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentLanguage(letter.lang.tag().to_owned()))
            .multipart(parts)
            .ok()
    }
}

#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}
