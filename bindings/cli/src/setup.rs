//! What the environment decides before the first command.

use std::path::PathBuf;

use petpro_client::clinic::Zone;
use petpro_client::texts::{Lang, args, text};
use petpro_client::{Code, Config};

use crate::answer::Failure;
use crate::args::Global;

/// Logs go to standard error and are silent but for bugs; `PETPRO_LOG=debug` tells more.
pub fn logs() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("PETPRO_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // A decoder that panics is caught and counts as an empty picture: people need not read its backtrace.
    std::panic::set_hook(Box::new(|info| tracing::warn!("{info}")));
}

/// The one that was asked for, else the terminal's.
pub fn lang(asked: Option<Lang>) -> Lang {
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok());
    asked.or_else(|| Lang::parse(&locale()?)).unwrap_or_default()
}

/// The core's configuration; `usage` where no data directory is known.
pub fn config(global: &Global, lang: Lang) -> Result<Config, Failure> {
    let data = global.data.clone().or_else(default_data).ok_or_else(|| Failure {
        detail: Some(text(lang, "cli-no-data-folder", args::NONE)),
        ..Failure::new(Code::Usage)
    })?;
    let mut config = Config::new(data, global.server.clone());
    config.lang = lang.tag().into();
    config.market.clone_from(&global.market);
    config.zone = global.zone.clone().or_else(zone);
    Ok(config)
}

/// The zone of this machine's clock, where it says so: `TZ`, else the file that its clock is linked to.
fn zone() -> Option<Zone> {
    let named = std::env::var("TZ").ok().map(|name| name.trim_start_matches(':').to_owned());
    let linked = || {
        let file = std::fs::read_link("/etc/localtime").ok()?;
        Some(file.to_str()?.split_once("zoneinfo/")?.1.to_owned())
    };
    Zone::parse(&named.filter(|name| !name.is_empty()).or_else(linked)?)
}

/// Where this system keeps an app's data.
fn default_data() -> Option<PathBuf> {
    let from = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = match std::env::consts::OS {
        "windows" => from("APPDATA"),
        "macos" => from("HOME").map(|home| home.join("Library/Application Support")),
        _ => from("XDG_DATA_HOME").or_else(|| Some(from("HOME")?.join(".local/share"))),
    };
    Some(base?.join("petpro"))
}
