//! The account file: intents, their archive and the rows of one person's scopes. The guest's file
//! has the same tables; its cart lives in `shown` alone, because nobody judges it.

use std::path::Path;

use parking_lot::Mutex;
use petpro_domain::ids::{ClinicId, HouseholdId, UserId};

use super::{Durability, Kind, Readers, Writer, meta, open_writer};
use crate::error::Result;
use crate::world::Randomness;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nobody is signed in; the household is this device's own and never synced.
    Guest,
    /// A signed-in person.
    User(UserId),
    /// A clinic's tablet, which signs in as this user.
    Tablet(UserId, ClinicId),
}

impl Owner {
    /// Whether intents of this file are sent to a server.
    pub fn is_synced(self) -> bool {
        self != Self::Guest
    }
}

/// `guest.db` or `accounts/<user>.db`.
pub struct Account {
    pub owner: Owner,
    /// Whose cart it is. For a user, learned at sign-in and kept in the file.
    pub household: HouseholdId,
    pub writer: Mutex<Writer>,
    pub readers: Readers,
}

/// Where the household's id is kept.
pub const HOUSEHOLD: &str = "household";

impl Account {
    /// Opens `guest.db` of the data directory; a new one gets a new household. The caller holds the open lock.
    pub fn open_guest(data: &Path, random: &dyn Randomness, wall_ms: i64) -> Result<Self> {
        let fresh = HouseholdId(random.id(wall_ms));
        Self::open(&data.join("guest.db"), Owner::Guest, fresh)
    }

    /// Opens the file of `user`, made if missing. The caller holds the open lock.
    pub fn open_user(data: &Path, user: UserId, household: HouseholdId) -> Result<Self> {
        std::fs::create_dir_all(data.join("accounts"))?;
        Self::open(&data.join("accounts").join(format!("{user}.db")), Owner::User(user), household)
    }

    /// Opens the file of a clinic's tablet, made if missing. The caller holds the open lock.
    pub fn open_tablet(data: &Path, user: UserId, clinic: ClinicId, household: HouseholdId) -> Result<Self> {
        std::fs::create_dir_all(data.join("accounts"))?;
        Self::open(&data.join("accounts").join(format!("{user}.db")), Owner::Tablet(user, clinic), household)
    }

    /// The household that the file already knows wins over `fresh`.
    fn open(path: &Path, owner: Owner, fresh: HouseholdId) -> Result<Self> {
        let mut writer = open_writer(path, Kind::Account)?;
        let known: Option<Vec<u8>> = meta::get(writer.conn(), HOUSEHOLD)?;
        let household = match known.and_then(|bytes| HouseholdId::from_slice(&bytes)) {
            Some(known) => known,
            None => {
                writer.write(Durability::Full, |tx| meta::set(tx, HOUSEHOLD, fresh.bytes().as_slice()))?;
                fresh
            }
        };
        Ok(Self { owner, household, writer: Mutex::new(writer), readers: Readers::new(path.to_owned()) })
    }

    /// The scope whose lane its intents ride: a person's household, a tablet's clinic.
    pub fn scope(&self) -> String {
        match self.owner {
            Owner::Tablet(_, clinic) => format!("clinic:{clinic}"),
            Owner::Guest | Owner::User(_) => format!("household:{}", self.household),
        }
    }

    /// The clinic whose tablet this is.
    pub fn clinic(&self) -> Option<ClinicId> {
        match self.owner {
            Owner::Tablet(_, clinic) => Some(clinic),
            Owner::Guest | Owner::User(_) => None,
        }
    }
}
