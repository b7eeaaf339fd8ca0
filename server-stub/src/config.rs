//! Configuration: defaults, then a TOML file, then `PETPRO_SERVER_…` in the environment, then flags.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use petpro_domain::Currency;
use serde::{Deserialize, Serialize};

/// Everything an operator can set. In the environment a section's key has two underscores:
/// `PETPRO_SERVER_RATES__LOGIN=10`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Holds `petpro.db`, `keys.json` and `media/`.
    pub data: PathBuf,
    pub host: IpAddr,
    /// 0 takes a free one and prints it.
    pub port: u16,
    /// A filter as of `RUST_LOG`.
    pub log: String,
    /// Markets whose catalogue is served; a device takes the first by default.
    pub markets: Vec<String>,
    /// Where set, `/metrics` asks for it as a Bearer token.
    pub metrics_token: Option<Secret>,
    pub limits: Limits,
    pub rates: Rates,
    pub cors: Cors,
    pub sessions: Sessions,
    pub passwords: Passwords,
    pub payments: Payments,
    pub mails: Mails,
    pub shutdown: Shutdown,
    pub checkout: Checkout,
    pub shipping: Shipping,
}

/// Who carries parcels. Its key and its webhook secrets are in the key file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shipping {
    /// Its name in paths and on parcels.
    pub carrier: String,
    /// Where its API is; without it parcels are not registered and only its webhooks are heard.
    pub url: Option<String>,
}

/// Rules of quotes, holds and orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Checkout {
    /// For how long an order's goods are held while it is paid.
    pub hold_seconds: i64,
    pub quote_seconds: i64,
    pub on_payment_failed: OnPaymentFailed,
    /// Days after delivery until an order is completed by itself.
    pub complete_days: u32,
    /// Least and most of one payment by currency, minor units.
    pub payment_limits: BTreeMap<Currency, [i64; 2]>,
}

/// What a refused payment does to the hold (C-39).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnPaymentFailed {
    /// The goods stay held until its end, so that another try needs no luck.
    Keep,
    /// The goods are for sale at once; another try takes them again or is refused.
    Release,
}

/// What one request may cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a body, after decompression.
    pub body_bytes: usize,
    pub header_bytes: usize,
    pub header_seconds: u64,
    /// From the first byte to the answer; event streams are exempt.
    pub request_seconds: u64,
    pub connections: usize,
    /// Days for which an answer is kept under its Idempotency-Key; at least 7.
    pub idempotency_days: u32,
    /// `/readyz` says no when less is free.
    pub disk_reserve_bytes: u64,
}

/// Requests a minute for each caller (a user, else an address).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// Test worlds switch them off.
    pub enabled: bool,
    pub default: u32,
    /// By address, and again by account.
    pub login: u32,
    pub register: u32,
    pub refresh: u32,
    /// Barcode and code look-ups.
    pub lookup: u32,
    /// How many proxies in front of us add to `X-Forwarded-For`; 0 ignores the header.
    pub proxies: usize,
}

/// Which web origins may call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cors {
    /// `https://shop.example`; none by default.
    pub origins: Vec<String>,
}

/// How long a sign-in lasts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    pub access_seconds: u32,
    /// Without use.
    pub idle_days: u32,
    /// In any case.
    pub absolute_days: u32,
}

/// The cost of argon2id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passwords {
    pub memory_kib: u32,
    pub passes: u32,
    /// Hashes computed at once; more wait.
    pub at_once: usize,
    /// Sign-ins that may wait for one; more are told to slow down.
    pub waiting: usize,
}

/// Who takes the money. The provider's keys are in the key file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Payments {
    /// Base address of an API in Stripe's shape, `https://api.stripe.com`. Without one nobody can
    /// pay by card.
    pub provider: Option<String>,
    /// Where buyers pay an intent: `<page>/<intent>?key=<client secret>`; `<provider>/pay` by default.
    pub page: Option<String>,
    /// How long a call to the provider may take.
    pub call_ms: u64,
    /// How long a request waits for the provider before it says to come back.
    pub wait_ms: u64,
    /// How often the provider is asked what became of payments that no webhook told of.
    pub reconcile_seconds: u32,
    /// Calls to the provider at once.
    pub at_once: usize,
}

/// Who carries mails. A user name and a password are in the key file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mails {
    /// `smtps://mail.example`, `smtp://mail.example?tls=required`, `smtp://127.0.0.1:2525`. Without
    /// one mails wait.
    pub server: Option<String>,
    pub from: String,
    /// How long a conversation with the server may take.
    pub call_ms: u64,
    /// Mails a second, and as many at once after a rest.
    pub per_second: u32,
}

/// Seconds of an orderly end; together below 10.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shutdown {
    /// Between "not ready" and "no new connections", for a load balancer to notice.
    pub notice_seconds: u64,
    /// For running requests.
    pub drain_seconds: u64,
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("********")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str("********")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("petpro-data"),
            host: IpAddr::from([127, 0, 0, 1]),
            port: 7878,
            log: "info".into(),
            markets: vec!["jp".into()],
            metrics_token: None,
            limits: Limits::default(),
            rates: Rates::default(),
            cors: Cors::default(),
            sessions: Sessions::default(),
            passwords: Passwords::default(),
            payments: Payments::default(),
            mails: Mails::default(),
            shutdown: Shutdown::default(),
            checkout: Checkout::default(),
            shipping: Shipping::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            header_bytes: 16 << 10,
            header_seconds: 10,
            request_seconds: 30,
            connections: 4_096,
            idempotency_days: 30,
            disk_reserve_bytes: 64 << 20,
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self { enabled: true, default: 300, login: 5, register: 3, refresh: 10, lookup: 120, proxies: 0 }
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self { access_seconds: 600, idle_days: 60, absolute_days: 365 }
    }
}

impl Default for Passwords {
    /// OWASP's second profile: 19 MiB, 2 passes, about 20 ms.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, at_once: 2, waiting: 64 }
    }
}

impl Default for Payments {
    fn default() -> Self {
        Self { provider: None, page: None, call_ms: 30_000, wait_ms: 8_000, reconcile_seconds: 30, at_once: 16 }
    }
}

impl Default for Mails {
    fn default() -> Self {
        Self { server: None, from: "PetPro <orders@petpro.example>".into(), call_ms: 10_000, per_second: 10 }
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { notice_seconds: 2, drain_seconds: 5 }
    }
}

impl Default for Shipping {
    fn default() -> Self {
        Self { carrier: "sandbox".into(), url: None }
    }
}

impl Default for Checkout {
    fn default() -> Self {
        let limits = [
            (Currency::Jpy, [100, 1_000_000]),
            (Currency::Krw, [1_000, 10_000_000]),
            (Currency::Cny, [500, 5_000_000]),
            (Currency::Usd, [50, 1_000_000]),
        ];
        Self {
            hold_seconds: 600,
            quote_seconds: 900,
            on_payment_failed: OnPaymentFailed::Keep,
            complete_days: 7,
            payment_limits: limits.into(),
        }
    }
}

impl Checkout {
    /// Least and most of one payment; a currency without limits is not sold in.
    pub fn payment_limits(&self, currency: Currency) -> [i64; 2] {
        self.payment_limits.get(&currency).copied().unwrap_or([1, 0])
    }
}

impl Config {
    /// Reads them in order; `flags` holds only what was given on the command line.
    ///
    /// # Errors
    /// A sentence that names the key, its source and what was expected.
    pub fn load(file: Option<PathBuf>, flags: impl Serialize) -> Result<Self, String> {
        let mut from = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            from = from.merge(Toml::file_exact(file));
        }
        let config: Self = from
            .merge(Env::prefixed("PETPRO_SERVER_").split("__"))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|cause| format!("configuration: {cause}"))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if self.limits.idempotency_days < 7 {
            return Err(
                "configuration: limits.idempotency_days must be at least 7; a phone may try again days later".into()
            );
        }
        if self.shutdown.notice_seconds + self.shutdown.drain_seconds > 9 {
            return Err("configuration: shutdown.notice_seconds and drain_seconds together must stay below 10".into());
        }
        if self.markets.is_empty() {
            return Err("configuration: markets must name at least one".into());
        }
        Ok(())
    }

    /// As JSON with secrets masked, for `--print-config`.
    pub fn print(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("petpro.toml");
        std::fs::write(&file, "port = 1000\n[rates]\nlogin = 9\n").unwrap();
        let config = Config::load(Some(file), serde_json::json!({"port": 2000})).unwrap();
        assert_eq!((config.port, config.rates.login, config.rates.register), (2000, 9, 3));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("petpro.toml");
        std::fs::write(&file, "prot = 1000\n").unwrap();
        let error = Config::load(Some(file), serde_json::json!({})).unwrap_err();
        assert!(error.contains("prot"), "{error}");
    }

    #[test]
    fn answers_are_kept_for_a_week_at_least() {
        let error = Config::load(None, serde_json::json!({"limits": {"idempotency_days": 1}})).unwrap_err();
        assert!(error.contains("idempotency_days"), "{error}");
    }

    #[test]
    fn printing_masks_secrets() {
        let config = Config::load(None, serde_json::json!({"metrics_token": "canary-9d1"})).unwrap();
        assert!(!config.print().contains("canary-9d1") && config.print().contains("********"));
        assert!(!format!("{config:?}").contains("canary-9d1"));
        assert_eq!(config.metrics_token, Some(Secret("canary-9d1".into())));
    }
}
