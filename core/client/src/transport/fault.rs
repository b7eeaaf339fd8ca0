//! Why a request got no usable answer.

use std::time::Duration;

use petpro_domain::Code;
use petpro_sync::device::Failure;

use crate::error::Error;

/// What the caller has to do differs by variant; the words are for a log.
#[derive(Clone, Debug)]
pub enum Fault {
    /// No connection or a time-out: try again later.
    Unreachable(String),
    /// The answer ended early: whatever the server did, it is asked again.
    Broken(String),
    /// The secure connection failed: try later, and look at the device's date.
    Tls(String),
    /// An answer, but not from PetPro: a captive portal, a proxy, another program.
    NotPetPro(String),
    /// The server's own trouble (5xx): try again later.
    Server(u16),
    /// 429 or 503: not before this time has passed.
    SlowDown(Duration),
    /// 413: send less at once.
    TooLarge,
    /// The server's considered answer (problem+json): repeating the same will not help.
    Problem { status: u16, code: Code, detail: Option<String>, places: Vec<String> },
}

impl Fault {
    /// What it means to the engine.
    pub fn failure(&self) -> Failure {
        match self {
            Self::SlowDown(wait) => Failure::SlowDown { after_ms: Some(wait.as_millis() as i64) },
            Self::TooLarge => Failure::TooLarge,
            Self::Problem { status: 401, .. } => Failure::Unauthenticated,
            Self::Problem { status: 426, .. } | Self::Problem { code: Code::UpgradeRequired, .. } => Failure::Upgrade,
            Self::Problem { status: 403, .. } => Failure::NotYours,
            Self::Problem { status: 404 | 410, .. } => Failure::Gone,
            Self::Unreachable(_)
            | Self::Broken(_)
            | Self::Tls(_)
            | Self::NotPetPro(_)
            | Self::Server(_)
            | Self::Problem { .. } => Failure::Transport,
        }
    }

    /// Did a PetPro server answer, whatever it said?
    pub fn was_heard(&self) -> bool {
        matches!(self, Self::Server(_) | Self::SlowDown(_) | Self::TooLarge | Self::Problem { .. })
    }

    /// Is the access token no longer good?
    pub fn is_unauthenticated(&self) -> bool {
        matches!(self, Self::Problem { status: 401, .. })
    }

    /// Is it not there (any more)?
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Problem { status: 404, .. })
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreachable(why) => Self::new(Code::ServerUnreachable, why),
            Fault::Broken(why) => Self::new(Code::ReplyBroken, why),
            Fault::Tls(why) => Self::new(Code::ServerUnreachable, format!("no secure connection: {why}")),
            Fault::NotPetPro(why) => Self::new(Code::NotPetproServer, why),
            Fault::Server(status) => Self::new(Code::ServerError, format!("the server answered {status}")),
            Fault::SlowDown(wait) => Self::new(Code::SlowDown, format!("wait {} s", wait.as_secs())),
            Fault::TooLarge => Self::new(Code::TooLarge, "the request is too large"),
            Fault::Problem { status, code, detail, places } => {
                Self::new(code, detail.unwrap_or_else(|| format!("the server answered {status}"))).at(places)
            }
        }
    }
}
