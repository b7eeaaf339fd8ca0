//! Where the goods of benches, chaos and journeys go.

use petpro_domain::order::Address;

/// In Tokyo, to which every shop of the seeded market delivers.
pub fn tokyo() -> Address {
    Address {
        name: "Hana Sato".into(),
        phone: "+81-90-1234-5678".into(),
        postal_code: "150-0001".into(),
        region: "JP-13".into(),
        city: "Shibuya-ku".into(),
        line1: "Jingumae 1-2-3".into(),
        line2: String::new(),
    }
}
