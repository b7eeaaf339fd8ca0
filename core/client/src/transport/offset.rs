//! How far the device's wall clock is from the server's: for times on screen and for explaining a
//! failed secure connection, never for order.

use std::collections::VecDeque;

/// Round trips that are remembered.
const KEPT: usize = 10;

/// The estimate from the shortest of the last ten round trips: the shorter it was, the less there
/// is to be wrong about.
#[derive(Clone, Debug, Default)]
pub struct Offset {
    trips: VecDeque<(u64, i64)>,
}

impl Offset {
    /// `wall` is the device's clock when the request left, `rtt` how long the answer took (monotonic, ms).
    pub fn note(&mut self, wall: i64, rtt: u64, server_ms: i64) {
        if self.trips.len() == KEPT {
            self.trips.pop_front();
        }
        self.trips.push_back((rtt, server_ms - (wall + (rtt / 2) as i64)));
    }

    /// Ms to add to the wall clock.
    pub fn ms(&self) -> Option<i64> {
        self.trips.iter().min_by_key(|(rtt, _)| *rtt).map(|(_, offset)| *offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_of_the_last_ten_round_trips_counts() {
        let mut offset = Offset::default();
        offset.note(1_000, 40, 5_000);
        offset.note(2_000, 900, 9_000);
        assert_eq!(offset.ms(), Some(3_980));
        for _ in 0..KEPT {
            offset.note(10_000, 100, 10_060);
        }
        assert_eq!(offset.ms(), Some(10), "the eleventh trip is forgotten");
    }
}
