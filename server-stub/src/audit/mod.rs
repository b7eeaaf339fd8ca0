//! Who did what at a clinic: a chain of hashes per clinic, only ever added to. Lies below the rooms
//! that write into it.

mod routes;

use petpro_domain::audit::{BEGIN, By, Entry, What};
use petpro_domain::ids::ClinicId;

pub use routes::routes;

use crate::identity::{Principal, devices};
use crate::store::{Failure, Row, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE audit(
    clinic BLOB NOT NULL,
    n BIGINT NOT NULL,                      -- 1, 2, 3 ... of the clinic
    d TEXT NOT NULL,                        -- the entry with its hash
    hash TEXT NOT NULL,
    PRIMARY KEY(clinic, n)
) WITHOUT ROWID;
";

/// When something happened, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub struct When {
    pub at_ms: i64,
    pub uncertain: bool,
}

impl When {
    /// By the server's own clock.
    pub fn now(now_ms: i64) -> Self {
        Self { at_ms: now_ms, uncertain: false }
    }
}

/// The person of a request, with the device that their sign-in is tied to.
pub fn person(tx: &mut Tx, who: &Principal) -> Result<By, Failure> {
    Ok(By::User { user: who.user, device: devices::of(tx, who)? })
}

/// Adds an entry, in the transaction of what it tells.
pub fn note(tx: &mut Tx, clinic: ClinicId, by: By, what: What, about: &str, when: When) -> Result<(), Failure> {
    let newest = "SELECT n, hash FROM audit WHERE clinic = $1 ORDER BY n DESC LIMIT 1";
    let last = tx.query_row(newest, values![clinic], |row| Ok((row.get::<u64>(0)?, row.get::<String>(1)?)))?;
    let (n, before) = last.unwrap_or((0, BEGIN.to_owned()));
    let entry = Entry {
        n: n + 1,
        at_ms: when.at_ms,
        clock_uncertain: when.uncertain,
        by,
        what: what.name().to_owned(),
        about: about.to_owned(),
        hash: String::new(),
    };
    let entry = entry.chained(&before);
    let d = serde_json::to_string(&entry).expect("an entry is a map with string keys");
    let insert = "INSERT INTO audit(clinic, n, d, hash) VALUES ($1, $2, $3, $4)";
    tx.exec(insert, values![clinic, entry.n, &d, &entry.hash]).map(drop)
}

/// Entries after number `after`, in order.
pub fn page(tx: &mut Tx, clinic: ClinicId, after: u64, limit: u64) -> Result<Vec<Entry>, Failure> {
    let select = "SELECT d FROM audit WHERE clinic = $1 AND n > $2 ORDER BY n LIMIT $3";
    tx.query(select, values![clinic, after, limit], entry)
}

fn entry(row: &Row) -> Result<Entry, Failure> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Failure::Shape { index: 0 })
}
