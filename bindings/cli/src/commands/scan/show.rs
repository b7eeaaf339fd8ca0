//! Where a code was, as a picture of letters.

use petpro_client::pictures::{Picture, along};

/// Letters in a row.
const COLUMNS: u32 = 72;
/// Dark to bright, on a dark terminal.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
const MARK: char = 'o';

/// The picture, brightness by letters, a line of `o` around each code. A letter is twice as high as it is wide.
pub fn picture(picture: &Picture, codes: &[[[f32; 2]; 4]]) -> Vec<String> {
    let (width, height) = (picture.width, picture.height);
    let columns = COLUMNS.min(width).max(1);
    let rows = (u64::from(height) * u64::from(columns) / u64::from(width.max(1)) / 2).clamp(1, 60) as u32;
    let mut letters: Vec<Vec<char>> = (0..rows)
        .map(|row| (0..columns).map(|column| shade(picture, (column, columns), (row, rows))).collect())
        .collect();
    for corners in codes {
        along(corners, |x, y| {
            let cell = |at: f32, side: u32, cells: u32| {
                (at >= 0.0).then(|| (at as u64 * u64::from(cells) / u64::from(side)) as usize)
            };
            if let (Some(column), Some(row)) = (cell(x, width, columns), cell(y, height, rows))
                && let Some(letter) = letters.get_mut(row).and_then(|row| row.get_mut(column))
            {
                *letter = MARK;
            }
        });
    }
    letters.into_iter().map(|row| row.into_iter().collect::<String>().trim_end().to_owned()).collect()
}

/// The mean of a few samples of the cell.
fn shade(picture: &Picture, (column, columns): (u32, u32), (row, rows): (u32, u32)) -> char {
    const SAMPLES: u64 = 4;
    let at = |cell: u32, cells: u32, side: u32, n: u64| {
        ((u64::from(cell) * SAMPLES + n) * u64::from(side) / (u64::from(cells) * SAMPLES)) as usize
    };
    let mut sum = 0;
    for (i, j) in (0..SAMPLES).flat_map(|i| (0..SAMPLES).map(move |j| (i, j))) {
        let (x, y) = (at(column, columns, picture.width, i), at(row, rows, picture.height, j));
        sum += picture.luma.get(y * picture.width as usize + x).copied().map_or(0, usize::from);
    }
    SHADES[sum / (SAMPLES * SAMPLES) as usize * SHADES.len() / 256]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_marked_where_it_was() {
        // Dark at the left, bright at the right; 144 x 80 pixels are 72 x 20 letters.
        let luma = (0..144 * 80).map(|i| if i % 144 < 72 { 0 } else { 255 }).collect();
        let bright = Picture { luma, width: 144, height: 80 };
        let rows = picture(&bright, &[[[100.0, 20.0], [140.0, 20.0], [140.0, 60.0], [100.0, 60.0]]]);
        assert_eq!(rows.len(), 20);
        assert_eq!(rows[0].chars().collect::<Vec<_>>()[35..37], [' ', '█']);
        let top: Vec<char> = rows[5].chars().collect();
        assert!(top[50..=70].iter().all(|c| *c == MARK), "{top:?}");
        assert_eq!(rows[10].chars().filter(|c| *c == MARK).count(), 2, "the sides alone");
    }

    #[test]
    fn one_pixel_and_one_row_are_pictures_too() {
        for (width, height) in [(1, 1), (1, 500), (500, 1)] {
            let some = Picture { luma: vec![9; (width * height) as usize], width, height };
            assert!(!picture(&some, &[[[f32::NAN; 2]; 4]]).is_empty());
        }
    }
}
