//! One error: a stable code to act on, and a reason for logs.

use std::fmt;

use petpro_domain::order::AddressFault;
use petpro_domain::pet::Fault;
use petpro_domain::{Code, clinic};

/// What went wrong. Shells act on [`Error::code`] and show the texts of the same name; the reason
/// is English, for logs, and carries ids and paths but never names, addresses or payloads.
#[derive(Debug)]
pub struct Error {
    code: Code,
    reason: String,
    available: Option<u32>,
    faults: Vec<AddressFault>,
    of_pet: Vec<Fault>,
    of_clinic: Vec<clinic::Fault>,
    of_shop: Vec<&'static str>,
    places: Vec<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What every call of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error without a cause below it.
    pub fn new(code: Code, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
            available: None,
            faults: Vec::new(),
            of_pet: Vec::new(),
            of_clinic: Vec::new(),
            of_shop: Vec::new(),
            places: Vec::new(),
            source: None,
        }
    }

    /// An error and the error that caused it.
    pub fn caused(
        code: Code,
        reason: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { source: Some(source.into()), ..Self::new(code, reason) }
    }

    /// Says how many units can be had, where more were asked for.
    #[must_use]
    pub fn available(mut self, units: u32) -> Self {
        self.available = Some(units);
        self
    }

    /// How many units can be had, as far as this device knows; where more were asked for.
    pub fn how_many(&self) -> Option<u32> {
        self.available
    }

    /// Names the fields of an address that cannot be used.
    #[must_use]
    pub fn faults(mut self, faults: Vec<AddressFault>) -> Self {
        self.faults = faults;
        self
    }

    /// The fields to look at again; of `address-invalid`.
    pub fn wrong_fields(&self) -> &[AddressFault] {
        &self.faults
    }

    /// Names what is wrong with a pet or a fact about it.
    #[must_use]
    pub fn of_pet(mut self, faults: Vec<Fault>) -> Self {
        self.of_pet = faults;
        self
    }

    /// What to look at again; of `invalid`, where a pet is concerned.
    pub fn wrong_of_pet(&self) -> &[Fault] {
        &self.of_pet
    }

    /// Names what is wrong with what a clinic's admin typed, or who waits there.
    #[must_use]
    pub fn of_clinic(mut self, faults: Vec<clinic::Fault>) -> Self {
        self.of_clinic = faults;
        self
    }

    /// What to look at again; of `invalid`, where a clinic is concerned.
    pub fn wrong_of_clinic(&self) -> &[clinic::Fault] {
        &self.of_clinic
    }

    /// Names what is wrong with what a shop typed, by the ids of its words: `shop-field-price`.
    #[must_use]
    pub fn of_shop(mut self, words: Vec<&'static str>) -> Self {
        self.of_shop = words;
        self
    }

    /// What to look at again; of `invalid`, where a shop is concerned.
    pub fn wrong_of_shop(&self) -> &[&'static str] {
        &self.of_shop
    }

    /// Which fields of the request the server named, `/needs`.
    #[must_use]
    pub(crate) fn at(mut self, places: Vec<String>) -> Self {
        self.places = places;
        self
    }

    pub(crate) fn places(&self) -> &[String] {
        &self.places
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Why, for a log.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.code, self.reason)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// SQLite's result codes become the store's: what a person can do differs (free space, wait, repair).
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sql;
        let code = match error.sqlite_error_code() {
            Some(Sql::DiskFull) => Code::DiskFull,
            Some(Sql::ReadOnly | Sql::PermissionDenied) => Code::StoreReadOnly,
            Some(Sql::DatabaseBusy | Sql::DatabaseLocked) => Code::StoreBusy,
            Some(Sql::NotADatabase) => Code::StoreNotSqlite,
            Some(Sql::DatabaseCorrupt) => Code::StoreCorrupt,
            Some(Sql::CannotOpen | Sql::SystemIoFailure) => Code::FileUnreadable,
            _ => Code::Internal,
        };
        Self::caused(code, "the local store refused", error)
    }
}

/// A file beside the store could not be read or written.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let code = match error.kind() {
            Io::StorageFull | Io::QuotaExceeded => Code::DiskFull,
            Io::PermissionDenied | Io::ReadOnlyFilesystem => Code::StoreReadOnly,
            _ => Code::FileUnreadable,
        };
        Self::caused(code, "a file of the data directory could not be used", error)
    }
}
