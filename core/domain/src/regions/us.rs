//! States of the United States and its capital (ISO 3166-2:US).

use super::Table;

#[rustfmt::skip]
pub(super) const TABLE: Table = Table {
    regions: &[
        ("AK", 6), ("AL", 4), ("AR", 2), ("AZ", 1), ("CA", 0), ("CO", 1), ("CT", 5), ("DC", 5), ("DE", 5),
        ("FL", 4), ("GA", 4), ("HI", 7), ("IA", 2), ("ID", 1), ("IL", 3), ("IN", 3), ("KS", 2), ("KY", 3),
        ("LA", 2), ("MA", 5), ("MD", 5), ("ME", 5), ("MI", 3), ("MN", 2), ("MO", 2), ("MS", 4), ("MT", 1),
        ("NC", 4), ("ND", 2), ("NE", 2), ("NH", 5), ("NJ", 5), ("NM", 1), ("NV", 0), ("NY", 5), ("OH", 3),
        ("OK", 2), ("OR", 0), ("PA", 5), ("RI", 5), ("SC", 4), ("SD", 2), ("TN", 4), ("TX", 2), ("UT", 1),
        ("VA", 4), ("VT", 5), ("WA", 0), ("WI", 3), ("WV", 4), ("WY", 1),
    ],
    bands: &[
        &[1],                                      // 0 Pacific
        &[2, 1],                                   // 1 Mountain
        &[3, 2, 1],                                // 2 Central
        &[3, 3, 2, 1],                             // 3 Midwest
        &[4, 3, 2, 2, 1],                          // 4 South-east
        &[4, 4, 3, 2, 2, 1],                       // 5 North-east
        &[4, 5, 5, 5, 5, 5, 1],                    // 6 Alaska
        &[4, 5, 5, 5, 5, 5, 5, 1],                 // 7 Hawaii
    ],
};
