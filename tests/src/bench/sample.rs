//! Durations of one kind of work, and what is said about them.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Times of single runs, in the order they were taken.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sample {
    nanos: Vec<u64>,
}

impl Sample {
    /// Runs `work` once and keeps its time.
    pub fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = work();
        self.push(start.elapsed());
        made
    }

    pub fn push(&mut self, time: Duration) {
        self.nanos.push(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    pub fn append(&mut self, other: Sample) {
        self.nanos.extend(other.nanos);
    }

    pub fn len(&self) -> usize {
        self.nanos.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nanos.is_empty()
    }

    /// Seconds at a share of the sorted times: 0.5 is the median, 0.99 the p99.
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.nanos.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        sorted.get(index).copied().unwrap_or(0) as f64 / 1e9
    }

    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    pub fn p99(&self) -> f64 {
        self.at(0.99)
    }

    /// Runs per second of their own time.
    pub fn rate(&self) -> f64 {
        let total: u64 = self.nanos.iter().sum();
        if total == 0 { 0.0 } else { self.nanos.len() as f64 / (total as f64 / 1e9) }
    }
}

/// The middle of a few repeats.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_p99_of_a_hundred_is_the_second_slowest() {
        let mut sample = Sample::default();
        for ms in (1..=100).rev() {
            sample.push(Duration::from_millis(ms));
        }
        assert_eq!(sample.p99(), 0.099);
        assert_eq!(sample.median(), 0.051);
    }

    #[test]
    fn the_median_of_an_even_count_lies_between() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.5);
    }
}
