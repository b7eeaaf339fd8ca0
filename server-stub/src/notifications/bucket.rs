//! A token bucket on the clock that was passed in.

/// `rate` a second, and as many at once after a rest.
pub struct Bucket {
    rate: i64,
    /// Thousandths of a token.
    filled: i64,
    at_ms: i64,
}

impl Bucket {
    pub fn new(rate: u32, now_ms: i64) -> Self {
        Self { rate: i64::from(rate), filled: i64::from(rate) * 1_000, at_ms: now_ms }
    }

    /// How many may go now; takes none.
    pub fn ready(&mut self, now_ms: i64) -> u64 {
        let passed_ms = (now_ms - self.at_ms).clamp(0, 1_000);
        self.at_ms = now_ms;
        self.filled = (self.filled + passed_ms * self.rate).min(self.rate * 1_000);
        (self.filled / 1_000).unsigned_abs()
    }

    /// Takes one.
    pub fn take(&mut self) {
        self.filled -= 1_000;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of an endless queue go within this time, asked every `step` ms.
    fn gone(bucket: &mut Bucket, from_ms: i64, to_ms: i64, step: usize) -> u64 {
        let mut gone = 0;
        for now_ms in (from_ms..to_ms).step_by(step) {
            let ready = bucket.ready(now_ms);
            (0..ready).for_each(|_| bucket.take());
            gone += ready;
        }
        gone
    }

    #[test]
    fn ten_a_second_go_however_often_it_is_asked() {
        for step in [7, 50, 250] {
            let mut bucket = Bucket::new(10, 0);
            assert_eq!(gone(&mut bucket, 0, 1, 1), 10, "at once after a rest");
            let later = gone(&mut bucket, 1, 10_001, step);
            let asked_last = 10_000 - step as u64;
            assert!((asked_last / 100..=100).contains(&later), "{later} in ten seconds, asked every {step} ms");
        }
    }

    #[test]
    fn a_long_rest_saves_no_more_than_a_second() {
        let mut bucket = Bucket::new(10, 0);
        assert_eq!(bucket.ready(86_400_000), 10);
        assert_eq!(bucket.ready(0), 10, "a clock that goes back takes nothing");
    }
}
