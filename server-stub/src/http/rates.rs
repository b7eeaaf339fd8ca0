//! How often a caller may ask: token buckets by user, else by address; sign-in also by account.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use http::{Extensions, HeaderMap, HeaderValue};
use petpro_domain::Code;
use petpro_domain::ids::{UserId, derived};
use uuid::Uuid;

use crate::config;
use crate::problem::Problem;

/// Of [`Quota::per_minute`].
const WINDOW_S: u64 = 60;
/// Buckets that are full again are forgotten when this many are held.
const KEPT: usize = 10_000;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    Default,
    Login,
    Register,
    Refresh,
    /// Codes and barcodes, which somebody might try through.
    Lookup,
    /// Probes and the machine's own questions.
    Free,
}

impl Limit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Login => "login",
            Self::Register => "register",
            Self::Refresh => "refresh",
            Self::Lookup => "lookup",
            Self::Free => "free",
        }
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    User(UserId),
    Address(IpAddr),
    /// A user name that somebody tries to sign in with, whether it exists or not.
    Account(Uuid),
}

impl Caller {
    pub fn account(email: &str) -> Self {
        Self::Account(derived("account", &[email.as_bytes()]))
    }
}

/// The other end of the connection, as `serve` saw it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

type Bucket = RateLimiter<Caller, HashMapStateStore<Caller>, DefaultClock, StateInformationMiddleware>;

/// All buckets, by limit.
pub struct Rates {
    buckets: Vec<(Limit, u32, Bucket)>,
    proxies: usize,
}

/// How a caller stands after this request.
pub struct Standing {
    limit: Limit,
    quota: u32,
    left: u32,
    /// Seconds to wait; `Some` means refused.
    pub wait: Option<u32>,
}

impl Rates {
    /// `None` of a limit's rate, or switched off: not counted.
    pub fn new(rates: &config::Rates) -> Self {
        let of = |limit: Limit, a_minute: u32| {
            let burst = NonZeroU32::new(a_minute)?;
            let quota = Quota::per_minute(burst);
            Some((limit, a_minute, RateLimiter::hashmap(quota).with_middleware()))
        };
        let all = [
            (Limit::Default, rates.default),
            (Limit::Login, rates.login),
            (Limit::Register, rates.register),
            (Limit::Refresh, rates.refresh),
            (Limit::Lookup, rates.lookup),
        ];
        let buckets = if rates.enabled { all.into_iter().filter_map(|(l, n)| of(l, n)).collect() } else { Vec::new() };
        Self { buckets, proxies: rates.proxies }
    }

    /// Counts one request; `None` where this limit is off.
    pub fn count(&self, limit: Limit, caller: Caller) -> Option<Standing> {
        let (_, quota, bucket) = self.buckets.iter().find(|(of, ..)| *of == limit)?;
        if bucket.len() > KEPT {
            bucket.retain_recent();
        }
        Some(match bucket.check_key(&caller) {
            Ok(state) => Standing { limit, quota: *quota, left: state.remaining_burst_capacity(), wait: None },
            Err(not_until) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Standing { limit, quota: *quota, left: 0, wait: Some(wait.as_secs() as u32 + 1) }
            }
        })
    }

    /// Counts one request of this caller and refuses it where it is too many.
    pub fn check(&self, limit: Limit, caller: Caller) -> Result<(), Problem> {
        self.count(limit, caller).map_or(Ok(()), |standing| standing.verdict())
    }

    /// The caller's address: the connection's, or what the outermost of our own proxies saw.
    pub fn address(&self, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
        let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
        let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
        let ours = self.proxies.checked_sub(1).and_then(|n| hops.len().checked_sub(n + 1)).and_then(|at| hops.get(at));
        ours.and_then(|hop| hop.parse().ok()).unwrap_or(peer)
    }
}

impl Standing {
    /// The problem of a refused request.
    pub fn verdict(&self) -> Result<(), Problem> {
        self.wait.map_or(Ok(()), |seconds| Err(Problem::new(Code::RateLimited).retry_after(seconds)))
    }

    /// `RateLimit-Policy: "login";q=5;w=60` and `RateLimit: "login";r=4;t=12`.
    pub fn write(&self, headers: &mut HeaderMap) {
        let name = self.limit.name();
        let full_in = (u64::from(self.quota - self.left) * WINDOW_S).div_ceil(u64::from(self.quota));
        for (header, text) in [
            ("ratelimit-policy", format!("\"{name}\";q={};w={WINDOW_S}", self.quota)),
            ("ratelimit", format!("\"{name}\";r={};t={full_in}", self.left)),
        ] {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(header, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// covers: S1-006
    #[test]
    fn one_caller_does_not_use_up_anothers_share() {
        let rates = Rates::new(&config::Rates { login: 2, ..Default::default() });
        let (a, b) = (Caller::account("a@x.example"), Caller::account("b@x.example"));
        assert!(rates.check(Limit::Login, a).is_ok() && rates.check(Limit::Login, a).is_ok());
        let refused = rates.check(Limit::Login, a).unwrap_err();
        assert_eq!(refused.code, Code::RateLimited);
        assert!((1..=31).contains(&refused.retry_after.unwrap()));
        assert!(rates.check(Limit::Login, b).is_ok());
        assert!(rates.check(Limit::Default, a).is_ok());
    }

    /// covers: S1-006
    #[test]
    fn a_forwarded_address_counts_only_behind_our_own_proxies() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("9.9.9.9, 7.7.7.7"));
        let mut seen = Extensions::new();
        seen.insert(Peer(IpAddr::from([1, 1, 1, 1])));
        let behind = |proxies| Rates::new(&config::Rates { proxies, ..Default::default() }).address(&headers, &seen);
        assert_eq!(behind(0), IpAddr::from([1, 1, 1, 1]));
        assert_eq!(behind(1), IpAddr::from([7, 7, 7, 7]));
        assert_eq!(behind(2), IpAddr::from([9, 9, 9, 9]));
        assert_eq!(behind(3), IpAddr::from([1, 1, 1, 1]));
    }
}
