//! What devices pull: scopes, their rows with a seq each, lanes and results of ops. Lies below all
//! domains: they publish here, and nobody else writes these tables.

mod batch;
mod epoch;
mod jobs;
mod lanes;
mod ledger;
mod live;
mod orders;
mod rows;
mod snapshot;
pub mod tables;
mod told;
mod trim;

pub use epoch::{NEWEST_EPOCH, begin, epoch, last_ms};
pub use jobs::{PayJob, job_done, job_later, jobs_due};
pub use ledger::{Beside, Follow, OnTx, Rooms};
pub use live::{Live, Poke};
pub use orders::orders;
pub use rows::{scope_rows, scopes, scopes_without};
pub use snapshot::{File, MEMBER_ROWS, Snapshots};
pub use told::Told;
pub use trim::{KEEP_RESULTS_MS, KEEP_TOMBSTONES_MS, trim};
