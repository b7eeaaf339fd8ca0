//! The demo's clinics: two in Tokyo and Osaka, and one that never closes in the north.

use petpro_domain::Currency;
use petpro_domain::catalog::Names;
use petpro_domain::clinic::{Care, Clinic, Hours, Kind, Opening, Policy, Resource, Staff, StaffRole, TimeOfDay, Zone};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId, StaffId};
use petpro_domain::money::Money;

use super::catalogue::seed_id;
use super::words::{Four, names};

/// Everybody's PIN in the demo.
pub const PIN: &str = "2468";

/// A clinic with all that belongs to it.
pub struct Seeded {
    pub id: ClinicId,
    pub clinic: Clinic,
    pub cares: Vec<(ServiceId, Care)>,
    pub resources: Vec<(ResourceId, Resource)>,
    /// With their e-mail addresses; the PIN is [`PIN`].
    pub staff: Vec<(StaffId, &'static str, Staff)>,
}

struct ClinicRow {
    key: &'static str,
    names: Four,
    address: Four,
    phone: &'static str,
    hours: fn() -> Hours,
    vets: &'static [&'static str],
    rooms: u8,
    /// Name, e-mail address, and whether they are the admin.
    staff: &'static [(&'static str, &'static str, bool)],
}

const CLINICS: &[ClinicRow] = &[
    ClinicRow {
        key: "shibuya",
        names: ["Shibuya Animal Clinic", "渋谷どうぶつ病院", "시부야 동물병원", "涩谷动物医院"],
        address: [
            "1-2-3 Jingumae, Shibuya-ku, Tokyo",
            "東京都渋谷区神宮前1-2-3",
            "도쿄도 시부야구 진구마에 1-2-3",
            "东京都涩谷区神宫前1-2-3",
        ],
        phone: "+81-3-5550-0101",
        hours: week_days,
        vets: &["Dr. Mori", "Dr. Aoki"],
        rooms: 2,
        staff: &[("Mori", "mori@petpro.example", true), ("Yui", "yui@petpro.example", false)],
    },
    ClinicRow {
        key: "umeda",
        names: ["Umeda Pet Clinic", "梅田ペットクリニック", "우메다 펫 클리닉", "梅田宠物诊所"],
        address: [
            "4-5-6 Umeda, Kita-ku, Osaka",
            "大阪府大阪市北区梅田4-5-6",
            "오사카부 오사카시 기타구 우메다 4-5-6",
            "大阪府大阪市北区梅田4-5-6",
        ],
        phone: "+81-6-5550-0102",
        hours: week_days,
        vets: &["Dr. Tani"],
        rooms: 1,
        staff: &[("Tani", "tani@petpro.example", true)],
    },
    ClinicRow {
        key: "sapporo",
        names: ["Sapporo Night Vets", "札幌夜間どうぶつ救急", "삿포로 야간 동물 응급", "札幌夜间动物急诊"],
        address: [
            "7-8-9 Odori, Chuo-ku, Sapporo",
            "北海道札幌市中央区大通7-8-9",
            "홋카이도 삿포로시 주오구 오도리 7-8-9",
            "北海道札幌市中央区大通7-8-9",
        ],
        phone: "+81-11-555-0103",
        hours: always,
        vets: &["Dr. Kudo", "Dr. Sato"],
        rooms: 3,
        staff: &[("Kudo", "kudo@petpro.example", true)],
    },
];

/// What all of them offer: key, names, minutes, price in yen, what is needed.
type Offer = (&'static str, Four, u32, i64, &'static [Kind]);

const OFFERS: &[Offer] = &[
    ("check-up", ["Check-up", "健康診断", "건강 검진", "健康检查"], 30, 5_500, &[Kind::Vet, Kind::Room]),
    ("vaccination", ["Vaccination", "ワクチン接種", "예방 접종", "疫苗接种"], 15, 4_400, &[Kind::Vet]),
    ("dental", ["Dental cleaning", "歯石除去", "스케일링", "洗牙"], 60, 16_500, &[Kind::Vet, Kind::Room]),
];

/// The demo's clinics, the same on every machine. The staff's PIN is hashed by whoever plants them.
pub fn clinics() -> Vec<Seeded> {
    CLINICS.iter().map(seeded).collect()
}

/// The id of a clinic of the demo by its key.
pub fn clinic_id(key: &str) -> ClinicId {
    ClinicId(seed_id("clinic", key))
}

/// The id of what it offers.
pub fn service_id(clinic: &str, key: &str) -> ServiceId {
    ServiceId(seed_id("care", &format!("{clinic}:{key}")))
}

fn seeded(row: &ClinicRow) -> Seeded {
    let id = clinic_id(row.key);
    let cares = OFFERS.iter().map(|(key, four, minutes, yen, needs)| {
        let price = Money { amount: *yen, currency: Currency::Jpy };
        let (minutes, needs) = (*minutes, needs.to_vec());
        let care = Care { clinic: id, names: named(*four), minutes, step: 15, price, needs, most_pets: 2, gone: false };
        (service_id(row.key, key), care)
    });
    let resource = |name: String, kind| {
        let own = ResourceId(seed_id("resource", &format!("{}:{name}", row.key)));
        (own, Resource { name, kind, capacity: 1, hours: None, gone: false })
    };
    let vets = row.vets.iter().map(|name| resource((*name).to_owned(), Kind::Vet));
    let rooms = (1..=row.rooms).map(|no| resource(format!("Room {no}"), Kind::Room));
    let staff = row.staff.iter().map(|(name, email, admin)| {
        let role = if *admin { StaffRole::Admin } else { StaffRole::Desk };
        let own = StaffId(seed_id("staff", email));
        (own, *email, Staff { name: (*name).to_owned(), role, pin: None, active: true })
    });
    Seeded {
        id,
        clinic: Clinic {
            names: named(row.names),
            address: named(row.address),
            phone: row.phone.into(),
            zone: Zone::parse("Asia/Tokyo").expect("a zone of the table"),
            hours: (row.hours)(),
            policy: Policy { book_min: 15, ahead_days: 90, change_min: 120, late_min: 30 },
            about: Names::default(),
            closed: false,
        },
        cares: cares.collect(),
        resources: vets.chain(rooms).collect(),
        staff: staff.collect(),
    }
}

fn named(four: Four) -> Names {
    names(&[four])
}

/// Monday to Saturday with a break at noon, Saturday until noon.
fn week_days() -> Hours {
    let mut hours = Hours::weekly(&[1, 2, 3, 4, 5], &[opening(9, 12), opening(14, 19)]);
    hours.week[5] = vec![opening(9, 13)];
    hours.holidays = vec!["01-01".into(), "01-02".into(), "01-03".into()];
    hours
}

fn always() -> Hours {
    Hours::weekly(&[1, 2, 3, 4, 5, 6, 7], &[opening(0, 24)])
}

fn opening(from: u16, to: u16) -> Opening {
    let time = |hour| TimeOfDay::new(hour, 0).expect("an hour of the table");
    Opening { from: time(from), to: time(to) }
}
