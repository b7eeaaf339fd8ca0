//! What a command gives back: data for programs, lines for people; or a failure with its code.

use petpro_client::order::AddressFault;
use petpro_client::pet::Fault;
use petpro_client::screens::{self, wrong_fields};
use petpro_client::texts::{self, Arg, Lang, Wording};
use petpro_client::{Code, Error, clinic};
use serde::Serialize;
use serde_json::{Value, json};

/// Success.
pub struct Answer {
    pub data: Value,
    pub lines: Vec<String>,
}

impl Answer {
    pub fn new(data: impl Serialize, lines: Vec<String>) -> Self {
        Self { data: json!(data), lines }
    }

    /// One sentence of the catalogue.
    pub fn say(data: impl Serialize, lang: Lang, id: &'static str, args: &[(&str, Arg<'_>)]) -> Self {
        Self::new(data, vec![texts::text(lang, id, args)])
    }
}

/// A refusal. The code is for programs, its words come from the catalogue.
#[derive(Clone, Debug)]
pub struct Failure {
    pub code: Code,
    /// Instead of the code's own sentence of what happened.
    pub detail: Option<String>,
    /// How many can be had, where more were asked for.
    pub available: Option<u32>,
    /// Of an address that cannot be used.
    pub fields: Vec<AddressFault>,
    /// Of a pet or a fact about it.
    pub of_pet: Vec<Fault>,
    /// Of a clinic, or of who waits there.
    pub of_clinic: Vec<clinic::Fault>,
}

impl Failure {
    pub fn new(code: Code) -> Self {
        Self { code, detail: None, available: None, fields: Vec::new(), of_pet: Vec::new(), of_clinic: Vec::new() }
    }

    pub fn words(&self, lang: Lang) -> Wording {
        let mut words = texts::problem(lang, self.code);
        if !self.fields.is_empty() {
            words.detail = wrong_fields(lang, &self.fields);
        }
        if !self.of_pet.is_empty() {
            words.detail = screens::pets::wrong(lang, &self.of_pet);
        }
        if !self.of_clinic.is_empty() {
            words.detail = screens::workplace::wrong(lang, &self.of_clinic);
        }
        if let Some(detail) = &self.detail {
            words.detail.clone_from(detail);
        }
        words
    }

    /// 0 is success, 2 usage; see `petpro --help`.
    pub fn exit(&self) -> u8 {
        use Code as C;
        match self.code {
            C::Usage => 2,
            C::Unauthenticated | C::TokenExpired | C::RefreshReused | C::SessionEnded | C::DeviceNotYours => 3,
            C::Offline
            | C::ServerUnreachable
            | C::ServerError
            | C::ReplyBroken
            | C::NotPetproServer
            | C::ClockWrong
            | C::RequestTimeout
            | C::RateLimited
            | C::SlowDown
            | C::Unavailable
            | C::CatalogMissing => 4,
            C::StoreBusy
            | C::StoreCorrupt
            | C::StoreNewer
            | C::StoreNotSqlite
            | C::StoreReadOnly
            | C::DiskFull
            | C::Suspended
            | C::SyncBusy => 5,
            _ => 1,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        tracing::debug!(%error, "refused");
        Self {
            available: error.how_many(),
            fields: error.wrong_fields().to_vec(),
            of_pet: error.wrong_of_pet().to_vec(),
            of_clinic: error.wrong_of_clinic().to_vec(),
            ..Self::new(error.code())
        }
    }
}

/// One line of `--json`: `ok`, the command, how long it took, and `data` or `error`.
pub fn envelope(command: &str, ms: f64, outcome: &Result<Answer, Failure>, lang: Lang) -> Value {
    let ms = (ms * 1_000.0).round() / 1_000.0;
    match outcome {
        Ok(answer) => json!({ "ok": true, "cmd": command, "ms": ms, "data": answer.data }),
        Err(failure) => {
            let Wording { title, detail, next } = failure.words(lang);
            let mut error = json!({ "code": failure.code, "title": title, "detail": detail, "next": next });
            if let Some(available) = failure.available {
                error["available"] = json!(available);
            }
            if !failure.fields.is_empty() {
                error["fields"] = json!(failure.fields);
            }
            if !failure.of_pet.is_empty() {
                error["fields"] = json!(failure.of_pet);
            }
            if !failure.of_clinic.is_empty() {
                error["fields"] = json!(failure.of_clinic);
            }
            json!({ "ok": false, "cmd": command, "ms": ms, "error": error })
        }
    }
}
