//! The event stream that says "scope s has moved to head": contentless, so it can be lost.

use serde::Deserialize;

use super::http::fault_of;
use super::{Fault, Http};

/// A scope of the caller has new rows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Poke {
    pub s: String,
    pub head: u64,
}

/// What came over the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Poke(Poke),
    /// The comment that keeps the connection open, every 55 s.
    Alive,
}

/// An open event stream. It ends with the access token and with every network change; whoever
/// reads it connects again and pulls once, because pokes in between were missed.
pub struct Pokes {
    response: reqwest::Response,
    lines: Lines,
}

impl Pokes {
    /// Opens the stream for everything `token` may read.
    pub async fn open(http: &Http, token: Option<&str>) -> Result<Self, Fault> {
        let response = http.stream("/api/v1/sync/poke", token, "text/event-stream").await?;
        Ok(Self { response, lines: Lines::default() })
    }

    /// The next sign of life, or `None` when the stream ended.
    pub async fn next(&mut self) -> Result<Option<Heard>, Fault> {
        loop {
            if let Some(heard) = self.lines.next() {
                return Ok(Some(heard));
            }
            match self.response.chunk().await.map_err(fault_of)? {
                Some(bytes) => self.lines.push(&bytes),
                None => return Ok(None),
            }
        }
    }
}

/// Cuts the stream into lines and keeps comments and those that carry a poke.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
}

/// A line longer than this is not one of ours.
const LINE_MAX: usize = 8 << 10;

impl Lines {
    fn push(&mut self, bytes: &[u8]) {
        if self.bytes.len() + bytes.len() > LINE_MAX {
            self.bytes.clear();
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn next(&mut self) -> Option<Heard> {
        while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            if line.starts_with(b":") {
                return Some(Heard::Alive);
            }
            if let Some(poke) = line.strip_prefix(b"data:").and_then(|data| serde_json::from_slice(data).ok()) {
                return Some(Heard::Poke(poke));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poke_split_over_two_packets_is_one_poke() {
        let mut lines = Lines::default();
        lines.push(b": alive\n\ndata: {\"s\":\"catalog:jp\",\"he");
        assert_eq!(lines.next(), Some(Heard::Alive));
        assert_eq!(lines.next(), None);
        lines.push(b"ad\":7}\n\n");
        assert_eq!(lines.next(), Some(Heard::Poke(Poke { s: "catalog:jp".into(), head: 7 })));
        assert_eq!(lines.next(), None);
    }
}
