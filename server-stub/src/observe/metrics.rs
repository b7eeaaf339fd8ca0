//! Figures in Prometheus' text format. No ids in labels: a route is its pattern.

use std::collections::BTreeMap;
use std::fmt::Write;

use parking_lot::Mutex;

/// OTel's buckets for HTTP durations, seconds.
const BUCKETS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

#[derive(Clone, Default)]
struct Histogram {
    counts: [u64; 14],
    count: u64,
    sum: f64,
}

/// What the server counts about itself.
#[derive(Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), Histogram>>,
    counters: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
}

/// Counters with their one label: name, label, help.
const COUNTERS: &[(&str, &str, &str)] = &[
    ("petpro_auth_failures_total", "reason", "Requests and sign-ins that were not let in"),
    ("petpro_idempotent_replays_total", "", "Answers given again under the same Idempotency-Key"),
    ("petpro_sync_conflicts_total", "code", "Ops that were superseded or rejected"),
    ("petpro_stock_rejected_total", "", "Quantities refused because fewer were there"),
    ("petpro_outbox_sent_total", "", "Events handed to their listeners"),
    ("petpro_outbox_failures_total", "", "Events that a listener refused for now"),
    ("petpro_mails_total", "outcome", "Mails taken by the mail server, postponed, or given up"),
    ("petpro_payments_total", "outcome", "Payments by what the provider said of them"),
    ("petpro_provider_failures_total", "call", "Calls to the payment provider without a usable answer"),
    ("petpro_refunds_total", "outcome", "Refunds by what the provider said of them"),
    ("petpro_webhooks_total", "verdict", "Webhooks of the payment provider"),
];

impl Metrics {
    /// One request that was answered.
    pub fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let mut requests = self.requests.lock();
        let it = requests.entry((method.to_owned(), route.to_owned(), status)).or_default();
        it.count += 1;
        it.sum += seconds;
        for (count, bound) in it.counts.iter_mut().zip(BUCKETS) {
            *count += u64::from(seconds <= bound);
        }
    }

    /// Somebody was not let in.
    pub fn auth_failure(&self, reason: &'static str) {
        tracing::info!(target: "audit", reason, "not let in");
        self.count("petpro_auth_failures_total", reason);
    }

    /// One more; `name` is one of the counters above.
    pub fn count(&self, name: &'static str, label: &'static str) {
        self.add(name, label, 1);
    }

    /// So many more.
    pub fn add(&self, name: &'static str, label: &'static str, n: u64) {
        *self.counters.lock().entry((name, label)).or_default() += n;
    }

    /// The text of all of them.
    pub fn write(&self, out: &mut String) -> std::fmt::Result {
        const NAME: &str = "http_server_request_duration_seconds";
        writeln!(out, "# HELP {NAME} Time from the request to the answer")?;
        writeln!(out, "# TYPE {NAME} histogram")?;
        for ((method, route, status), it) in &*self.requests.lock() {
            let labels = format!(
                "http_request_method=\"{method}\",http_route=\"{route}\",http_response_status_code=\"{status}\""
            );
            for (bound, count) in BUCKETS.iter().zip(it.counts) {
                writeln!(out, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {count}")?;
            }
            writeln!(out, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {}", it.count)?;
            writeln!(out, "{NAME}_sum{{{labels}}} {}", it.sum)?;
            writeln!(out, "{NAME}_count{{{labels}}} {}", it.count)?;
        }
        let counters = self.counters.lock();
        for (name, label, help) in COUNTERS {
            writeln!(out, "# HELP {name} {help}\n# TYPE {name} counter")?;
            let mut any = false;
            for ((_, value), n) in counters.iter().filter(|((of, _), _)| of == name) {
                any = true;
                match *label {
                    "" => writeln!(out, "{name} {n}")?,
                    label => writeln!(out, "{name}{{{label}=\"{value}\"}} {n}")?,
                }
            }
            if !any && label.is_empty() {
                writeln!(out, "{name} 0")?;
            }
        }
        Ok(())
    }
}

/// One gauge or counter of a single value.
pub fn figure(out: &mut String, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) -> std::fmt::Result {
    let family = name.split('{').next().unwrap_or(name);
    writeln!(out, "# HELP {family} {help}\n# TYPE {family} {kind}\n{name} {value}")
}
