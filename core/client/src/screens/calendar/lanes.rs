//! Visits of the same time stand beside each other.

/// For each stretch, sorted by its beginning: its lane, and how many lanes the stretches that touch it need.
pub fn lanes(all: &[(i64, i64)]) -> Vec<(u32, u32)> {
    let mut out = vec![(0, 1); all.len()];
    let (mut first, mut ends): (usize, Vec<i64>) = (0, vec![]);
    for (at, (from, to)) in all.iter().enumerate() {
        if ends.iter().all(|end| end <= from) {
            close(&mut out[first..at], ends.len());
            (first, ends) = (at, vec![]);
        }
        let lane = ends.iter().position(|end| end <= from).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(*to);
        } else {
            ends[lane] = *to;
        }
        out[at].0 = lane as u32;
    }
    close(&mut out[first..], ends.len());
    out
}

fn close(group: &mut [(u32, u32)], lanes: usize) {
    group.iter_mut().for_each(|it| it.1 = lanes.max(1) as u32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_meets_stands_side_by_side_and_what_does_not_has_the_whole_width() {
        assert_eq!(lanes(&[(0, 30), (30, 60)]), [(0, 1), (0, 1)]);
        assert_eq!(lanes(&[(0, 30), (15, 45), (30, 60), (60, 90)]), [(0, 2), (1, 2), (0, 2), (0, 1)]);
        assert_eq!(lanes(&[(0, 60), (0, 60), (0, 60)]), [(0, 3), (1, 3), (2, 3)]);
        assert!(lanes(&[]).is_empty());
    }
}
