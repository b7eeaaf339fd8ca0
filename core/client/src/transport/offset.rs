//! How far the device's wall clock is from the server's: for times on screen and for explaining a
//! failed secure connection, never for order.

use std::collections::VecDeque;

/// Round trips that are remembered.
const KEPT: usize = 10;

/// The estimate from the shortest of the last ten round trips: the shorter it was, the less there
/// is to be wrong about.
#[derive(Clone, Debug, Default)]
pub struct Offset {
    /// How long, and the server's time less each of the device's clocks in the middle of the trip.
    trips: VecDeque<(u64, i64, i64)>,
}

impl Offset {
    /// `wall` and `mono` are the device's clocks when the request left, `rtt` how long the answer took (monotonic, ms).
    pub fn note(&mut self, wall: i64, mono: u64, rtt: u64, server_ms: i64) {
        if self.trips.len() == KEPT {
            self.trips.pop_front();
        }
        let then = server_ms - (rtt / 2) as i64;
        self.trips.push_back((rtt, then - wall, then - mono as i64));
    }

    /// Ms to add to the wall clock.
    pub fn ms(&self) -> Option<i64> {
        self.best().map(|(_, wall, _)| *wall)
    }

    /// Ms to add to the monotonic clock, which nobody can set.
    pub fn mono_ms(&self) -> Option<i64> {
        self.best().map(|(.., mono)| *mono)
    }

    fn best(&self) -> Option<&(u64, i64, i64)> {
        self.trips.iter().min_by_key(|(rtt, ..)| *rtt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_of_the_last_ten_round_trips_counts() {
        let mut offset = Offset::default();
        offset.note(1_000, 7, 40, 5_000);
        offset.note(2_000, 1_007, 900, 9_000);
        assert_eq!((offset.ms(), offset.mono_ms()), (Some(3_980), Some(4_973)));
        for _ in 0..KEPT {
            offset.note(10_000, 9_007, 100, 10_060);
        }
        assert_eq!(offset.ms(), Some(10), "the eleventh trip is forgotten");
    }
}
