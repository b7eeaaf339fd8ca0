//! Provinces and cities of South Korea (ISO 3166-2:KR).

use super::Table;

#[rustfmt::skip]
pub(super) const TABLE: Table = Table {
    regions: &[
        ("11", 0), ("26", 4), ("27", 4), ("28", 0), ("29", 3), ("30", 2), ("31", 4), ("41", 0), ("42", 1),
        ("43", 2), ("44", 2), ("45", 3), ("46", 3), ("47", 4), ("48", 4), ("49", 5), ("50", 2),
    ],
    bands: &[
        &[1],                                      // 0 Seoul and Gyeonggi
        &[2, 1],                                   // 1 Gangwon
        &[2, 2, 1],                                // 2 Chungcheong
        &[3, 3, 2, 1],                             // 3 Honam
        &[3, 2, 2, 2, 1],                          // 4 Yeongnam
        &[5, 5, 5, 4, 5, 1],                       // 5 Jeju
    ],
};
