//! Logs: one JSON object a line on standard error. Ids, codes and figures only; a canary test
//! sends names, addresses and passwords through every route and looks for them here.

use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, fmt};

/// The server's subscriber over any writer.
///
/// # Errors
/// A sentence about a filter that cannot be read.
pub fn subscriber<W>(filter: &str, writer: W) -> Result<impl Subscriber + Send + Sync, String>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).map_err(|cause| format!("configuration: log: {cause}"))?;
    // A line that cannot be written is lost, no more: to complain on standard error is a panic where
    // that is the full disk, and in the writer's thread the end of all writes.
    let fmt = fmt().log_internal_errors(false);
    Ok(fmt.json().flatten_event(true).with_env_filter(filter).with_writer(writer).finish())
}
