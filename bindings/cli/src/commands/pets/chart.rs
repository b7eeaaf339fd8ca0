//! A weight history as a few lines of letters.

use petpro_client::pet::kilograms;
use petpro_client::screens::pets::Point;

/// Letters of the time axis.
const COLUMNS: usize = 48;
/// Lines of the weight axis.
const ROWS: usize = 8;

/// Weights over time, by their true distance in days; nothing of fewer than two.
pub fn lines(points: &[Point]) -> Vec<String> {
    let [first, .., last] = points else { return Vec::new() };
    let (least, most) =
        points.iter().fold((u32::MAX, 0), |(least, most), it| (least.min(it.grams), most.max(it.grams)));
    let days = (last.day - first.day).max(1);
    let mut letters = vec![vec![' '; COLUMNS]; ROWS];
    for point in points {
        let column = ((point.day - first.day) * (COLUMNS as i64 - 1) / days) as usize;
        // Half a row is added so that a weight falls into the nearest one; one weight alone is in the middle.
        let row = match most - least {
            0 => ROWS / 2,
            span => {
                ((u64::from(most - point.grams) * (ROWS as u64 - 1) + u64::from(span) / 2) / u64::from(span)) as usize
            }
        };
        letters[row][column] = '●';
    }
    let labels = [kilograms(most), kilograms(least)];
    let width = labels.iter().map(String::len).max().unwrap_or_default();
    let label = |row: usize| match row {
        0 => labels[0].as_str(),
        _ if row == ROWS - 1 => labels[1].as_str(),
        _ => "",
    };
    let mut out: Vec<String> = letters
        .iter()
        .enumerate()
        .map(|(row, letters)| format!("{:>width$} ┤{}", label(row), letters.iter().collect::<String>().trim_end()))
        .collect();
    out.push(format!("{:>width$} └{}", "", "─".repeat(COLUMNS)));
    out.push(format!("{:>width$}  {}{:>rest$}", "", first.on, last.on, rest = COLUMNS - first.on.len()));
    out
}

#[cfg(test)]
mod tests {
    use petpro_client::screens::Say;

    use super::*;

    fn history(weights: &[(i64, u32)]) -> Vec<Point> {
        let point = |(day, grams): &(i64, u32)| Point {
            on: format!("2026-11-{day:02}"),
            day: *day,
            grams: *grams,
            label: Say { key: "pet-weighed", text: String::new() },
            clinic: None,
        };
        weights.iter().map(point).collect()
    }

    #[test]
    fn the_heaviest_is_on_top_and_days_keep_their_distance() {
        let lines = lines(&history(&[(1, 4_000), (2, 4_700), (29, 4_350)]));
        assert_eq!(lines.len(), ROWS + 2);
        assert_eq!(lines[0], "4.7 ┤ ●");
        assert_eq!(lines[ROWS - 1], "  4 ┤●");
        assert_eq!(lines[4].chars().position(|letter| letter == '●'), Some("4.7 ┤".chars().count() + COLUMNS - 1));
        assert!(lines[ROWS + 1].contains("2026-11-01") && lines[ROWS + 1].ends_with("2026-11-29"));
    }

    #[test]
    fn a_weight_that_never_changes_is_a_line_in_the_middle_and_one_alone_is_no_chart() {
        let flat = lines(&history(&[(1, 4_000), (2, 4_000)]));
        assert!(flat[ROWS / 2].contains('●') && !flat[0].contains('●'));
        assert!(lines(&history(&[(1, 4_000)])).is_empty());
        assert!(lines(&[]).is_empty());
    }
}
