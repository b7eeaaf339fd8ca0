//! A stretch of time.

use serde::{Deserialize, Serialize};

/// From an instant up to, and without, a later one; ms since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    pub from_ms: i64,
    pub to_ms: i64,
}

impl Span {
    /// Empty where `to_ms` is not later.
    pub fn new(from_ms: i64, to_ms: i64) -> Self {
        Self { from_ms, to_ms }
    }

    /// Whether both hold some instant.
    pub fn meets(self, other: Self) -> bool {
        self.from_ms < other.to_ms && other.from_ms < self.to_ms
    }

    /// Whether it holds no instant.
    pub fn is_empty(self) -> bool {
        self.from_ms >= self.to_ms
    }
}

/// Sorted, with those that touch or overlap made one, and without empty ones.
pub(super) fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut all: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match all.last_mut() {
            Some(last) if span.from_ms <= last.to_ms => last.to_ms = last.to_ms.max(span.to_ms),
            _ => all.push(span),
        }
    }
    all
}

/// Whether one of these spans holds all of `inner`.
pub fn within(spans: &[Span], inner: Span) -> bool {
    spans.iter().any(|span| span.from_ms <= inner.from_ms && inner.to_ms <= span.to_ms)
}
