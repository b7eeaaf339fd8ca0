//! Whether a webhook is its sender's: `t=…,v1=…`, HMAC-SHA-256 over `t.body`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Seconds by which its time may differ from ours, either way.
pub const TOLERANCE_S: i64 = 300;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// No signature, or one that cannot be read.
    Unsigned,
    /// Signed by somebody else, or the body was changed.
    Forged,
    /// Older than the tolerance: perhaps recorded and sent again.
    Old,
    /// From the future: somebody's clock, or a signature made for later.
    Ahead,
}

impl Doubt {
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Forged => "forged",
            Self::Old => "old",
            Self::Ahead => "ahead",
        }
    }
}

/// Believes a body that one of the secrets has signed within the tolerance of now. Constant time;
/// whose signature is wrong learns nothing about its time.
pub fn believe(header: &str, body: &[u8], secrets: &[String], now_s: i64) -> Result<(), Doubt> {
    let (mut at, mut signatures) = (None, Vec::new());
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", time)) => at = Some(time),
            Some(("v1", signature)) => signatures.push(signature),
            _ => {} // schemes of other versions
        }
    }
    let text = at.ok_or(Doubt::Unsigned)?;
    let at_s: i64 = text.parse().map_err(|_| Doubt::Unsigned)?;
    if signatures.is_empty() {
        return Err(Doubt::Unsigned);
    }
    let signed = signatures.iter().filter_map(|hex| hex::decode(hex).ok()).any(|given| {
        secrets.iter().any(|secret| {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
            mac.update(text.as_bytes());
            mac.update(b".");
            mac.update(body);
            mac.verify_slice(&given).is_ok()
        })
    });
    match (signed, now_s - at_s) {
        (false, _) => Err(Doubt::Forged),
        (true, age) if age > TOLERANCE_S => Err(Doubt::Old),
        (true, age) if age < -TOLERANCE_S => Err(Doubt::Ahead),
        (true, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_767_225_600;

    fn signed(secret: &str, at_s: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{at_s}.{body}").as_bytes());
        format!("t={at_s},v1={}", hex::encode(mac.finalize().into_bytes()))
    }

    fn judged(header: &str, body: &str) -> Result<(), Doubt> {
        believe(header, body.as_bytes(), &["new".into(), "old".into()], NOW)
    }

    /// covers: S4-010
    #[test]
    fn the_providers_own_word_is_believed_under_every_secret_that_holds() {
        for secret in ["new", "old"] {
            assert_eq!(judged(&signed(secret, NOW, "{}"), "{}"), Ok(()));
        }
        let two = format!("{},v1=00ff,v0=x", signed("new", NOW, "{}"));
        assert_eq!(judged(&two, "{}"), Ok(()));
    }

    #[test]
    fn a_changed_body_a_changed_time_and_a_strange_secret_are_forged() {
        assert_eq!(judged(&signed("new", NOW, "{}"), "{ }"), Err(Doubt::Forged));
        assert_eq!(judged(&signed("other", NOW, "{}"), "{}"), Err(Doubt::Forged));
        let moved = signed("new", NOW - 1_000, "{}").replace(&format!("t={}", NOW - 1_000), &format!("t={NOW}"));
        assert_eq!(judged(&moved, "{}"), Err(Doubt::Forged));
    }

    #[test]
    fn five_minutes_either_way_are_the_limit() {
        for (at_s, verdict) in [
            (NOW - 300, Ok(())),
            (NOW - 301, Err(Doubt::Old)),
            (NOW + 300, Ok(())),
            (NOW + 301, Err(Doubt::Ahead)),
            (NOW + 7 * 86_400, Err(Doubt::Ahead)),
        ] {
            assert_eq!(judged(&signed("new", at_s, "{}"), "{}"), verdict, "{at_s}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_unsigned() {
        for header in ["", "t=", "v1=00", "t=x,v1=00", "t=99999999999999999999,v1=00", "garbage", "t=1"] {
            assert_eq!(judged(header, "{}"), Err(Doubt::Unsigned), "{header:?}");
        }
        assert_eq!(judged(&format!("t={NOW},v1=not-hex"), "{}"), Err(Doubt::Forged));
    }
}
