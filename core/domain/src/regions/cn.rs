//! Provinces, regions and cities of mainland China (ISO 3166-2:CN); parcels to HK, MO and TW cross customs.

use super::Table;

#[rustfmt::skip]
pub(super) const TABLE: Table = Table {
    regions: &[
        ("AH", 2), ("BJ", 0), ("CQ", 5), ("FJ", 2), ("GD", 4), ("GS", 6), ("GX", 4), ("GZ", 5), ("HA", 3),
        ("HB", 3), ("HE", 0), ("HI", 4), ("HL", 1), ("HN", 3), ("JL", 1), ("JS", 2), ("JX", 3), ("LN", 1),
        ("NM", 0), ("NX", 6), ("QH", 6), ("SC", 5), ("SD", 2), ("SH", 2), ("SN", 6), ("SX", 0), ("TJ", 0),
        ("XJ", 7), ("XZ", 7), ("YN", 5), ("ZJ", 2),
    ],
    bands: &[
        &[1],                                      // 0 North
        &[2, 1],                                   // 1 North-east
        &[2, 3, 1],                                // 2 East
        &[2, 3, 2, 1],                             // 3 Central
        &[3, 4, 3, 2, 1],                          // 4 South
        &[3, 4, 3, 2, 2, 1],                       // 5 South-west
        &[2, 3, 3, 2, 3, 2, 1],                    // 6 North-west
        &[4, 5, 5, 4, 5, 4, 3, 3],                 // 7 Xinjiang and Tibet (far from each other too)
    ],
};
