//! Passes as a server and a phone make them, from fixed seeds.

mod mutate;

use petpro_domain::ids::{BookingId, ClinicId, Uuid, v7};
use petpro_domain::pass::{
    Appointment, KeyList, Keyring, ListedKey, PassText, Patient, PublicKey, SignedKeys, Signer, Vaccination,
};
use petpro_domain::pet::Species;
use petpro_domain::scanned::Microchip;
use petpro_domain::texts::Day;

pub use mutate::{KINDS, Mutated, run as mutate};

/// 2026-11-22, 10:00 in Tokyo; the passes are of this day.
pub const NOW_MS: i64 = 1_795_309_200_000;
/// Midnight there.
pub const DAY_MS: i64 = NOW_MS - 10 * 3_600_000;

/// Who signs.
pub struct Office {
    pub server: Signer,
    pub root: Signer,
    pub phone: Signer,
}

impl Default for Office {
    fn default() -> Self {
        let [server, root, phone] = [1, 2, 3].map(|seed| Signer::from_seed(&[seed; 32]));
        Self { server, root, phone }
    }
}

pub fn clinic() -> ClinicId {
    ClinicId(v7(NOW_MS as u64, [7; 10]))
}

/// The n-th booking.
pub fn booking(n: u64) -> BookingId {
    BookingId(numbered(n))
}

fn numbered(n: u64) -> Uuid {
    let mut tail = [5; 10];
    tail[2..].copy_from_slice(&n.to_be_bytes());
    v7(NOW_MS as u64, tail)
}

impl Office {
    /// The list of keys, which has the server's.
    pub fn signed(&self) -> SignedKeys {
        self.root.key_list(&KeyList { keys: vec![listed(self.server.public())], ..KeyList::default() })
    }

    pub fn keyring(&self) -> Keyring {
        Keyring::open(&self.signed(), self.root.public()).expect("the root signed it")
    }

    /// What the n-th booking's pass says: one dog, a name of two letters, the day of [`NOW_MS`].
    pub fn said(&self, n: u64) -> Appointment {
        Appointment {
            booking: booking(n),
            clinic: clinic(),
            version: 1,
            from_s: (DAY_MS / 1_000) as u32,
            minutes: 1_440,
            owner: "花子".into(),
            pets: vec![Patient { species: Species::Dog, name: "ポチ".into() }],
            phone: Some(self.phone.public()),
        }
    }

    /// As the phone shows it at that moment.
    pub fn shown(&self, n: u64, at_ms: i64) -> PassText {
        self.show(&self.said(n), at_ms)
    }

    /// Signed by the server, and shown by the phone unless it is for paper.
    pub fn show(&self, said: &Appointment, at_ms: i64) -> PassText {
        let layer = self.server.appointment(said);
        match said.phone {
            Some(_) => self.phone.show(&layer, at_ms).expect("it names this phone's key"),
            None => layer,
        }
    }

    pub fn proof(&self) -> PassText {
        self.server.vaccination(&Vaccination {
            id: numbered(0),
            clinic: clinic(),
            clinic_name: "さくら動物病院".into(),
            pet: "ポチ".into(),
            species: Species::Dog,
            chip: Microchip::parse("392123456789012"),
            vaccine: "Rabies".into(),
            given: Day { year: 2026, month: 9, day: 4 },
            due: Some(Day { year: 2027, month: 9, day: 4 }),
        })
    }
}

/// In use from ever to ever.
pub fn listed(key: PublicKey) -> ListedKey {
    let until_ms = i64::MAX;
    ListedKey { id: key.id().to_string(), key: key.to_string(), from_ms: 0, until_ms, revoked_ms: None }
}
