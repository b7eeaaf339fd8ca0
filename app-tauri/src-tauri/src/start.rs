//! What is decided before the window is there: where the store lies, and which server it talks to.

use std::path::PathBuf;

use petpro_app::{App, Config};

use crate::Core;

/// PetPro: shop, visits and check-in, without a network too.
#[derive(clap::Parser)]
#[command(version)]
pub(crate) struct Start {
    /// Where everything is kept; this person's own place when nothing is said
    #[arg(long, env = "PETPRO_DATA")]
    data: Option<PathBuf>,
    /// The server's address
    #[arg(long, env = "PETPRO_SERVER", default_value = "http://127.0.0.1:7878")]
    server: String,
    /// en, ja, ko or zh, until another one is chosen in the app; the machine's when nothing is said
    #[arg(long, env = "PETPRO_LANG")]
    lang: Option<String>,
    /// End when standard input does: whoever started this is gone then
    #[arg(long)]
    pub(crate) tied: bool,
    /// What the desktop hands over when somebody follows a petpro:// address
    address: Option<String>,
}

impl Start {
    /// Opens the core; `own` is where it is kept when the command line names no other place.
    pub(crate) fn open(self, own: PathBuf) -> Core {
        let mut config = Config::new(self.data.unwrap_or(own), self.server);
        config.lang = self.lang.or_else(sys_locale::get_locale).map(|lang| primary(&lang)).unwrap_or_default();
        tauri::async_runtime::block_on(async { App::open(config.as_chosen()) })
    }
}

/// `ja` of `ja-JP`.
fn primary(locale: &str) -> String {
    locale.split(['-', '_', '.']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::primary;

    #[test]
    fn a_language_is_taken_from_what_the_machine_calls_its_place() {
        assert_eq!(["ja-JP", "zh_Hant_TW.UTF-8", "ko", "C"].map(primary), ["ja", "zh", "ko", "C"]);
    }
}
