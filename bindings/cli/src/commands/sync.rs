//! Syncing once, with a bar where it takes longer than a second.

use std::convert::Infallible;
use std::future::pending;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use petpro_client::texts::{Arg, args, text};

use super::App;
use crate::answer::{Answer, Failure};

/// Below this nobody wants to see a bar.
const SHORT: Duration = Duration::from_secs(1);

pub async fn sync(app: &App) -> Result<Answer, Failure> {
    let synced = tokio::select! {
        synced = app.petpro.sync() => synced?,
        never = show_progress(app) => match never {},
    };
    let (rows, sent) = (u32::try_from(synced.rows).unwrap_or(u32::MAX), synced.settled);
    let mut lines = vec![text(app.lang, "cli-synced", &[("rows", Arg::from(rows)), ("sent", Arg::from(sent))])];
    if synced.pending > 0 {
        lines.push(text(app.lang, "cli-pending", &[("n", Arg::from(synced.pending))]));
    }
    Ok(Answer::new(synced, lines))
}

/// Rows and time left on standard error, where a person looks at it; wiped when it is dropped.
async fn show_progress(app: &App) -> Infallible {
    if app.json || !std::io::stderr().is_terminal() {
        return pending().await;
    }
    tokio::time::sleep(SHORT).await;
    let bar = Bar(ProgressBar::new_spinner());
    bar.0.set_message(text(app.lang, "cli-syncing", args::NONE));
    bar.0.enable_steady_tick(Duration::from_millis(120));
    let mut progress = app.petpro.progress();
    loop {
        if let Some(now) = progress.borrow_and_update().clone() {
            if let (Some(of), None) = (now.of, bar.0.length()) {
                bar.0.set_length(of);
                let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
                bar.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            }
            bar.0.set_position(now.rows);
        }
        if progress.changed().await.is_err() {
            return pending().await;
        }
    }
}

struct Bar(ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
