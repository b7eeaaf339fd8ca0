//! Who syncs, and with what the server judges.

use petpro_domain::cart::Room;
use petpro_domain::ids::DeviceId;
use petpro_domain::wire::Limits;
use petpro_sync::planted::Planted;
use petpro_sync::server::{Caller, Desk, Signer};

use crate::identity::{Principal, Role, staff, users};
use crate::keys::Ring;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::{catalog, clinics, tablets};

/// What a caller may follow: the households they belong to, themselves, and the clinics and shops they
/// work for. A tablet follows its clinic alone.
pub fn caller(tx: &mut Tx, who: Option<&Principal>, device: Option<DeviceId>) -> Result<Caller, Failure> {
    let Some(who) = who else { return Ok(Caller::default()) };
    if who.roles.contains(&Role::Tablet) {
        let tablet = tablets::of(tx, who.user)?;
        let scopes = tablet.map(|tablet| format!("clinic:{}", tablet.clinic)).into_iter().collect();
        return Ok(Caller { who: Some((who.user, device)), scopes, feeds: vec![] });
    }
    let households = users::households(tx, who.user)?;
    let mut scopes: Vec<String> = households.iter().map(|id| format!("household:{id}")).collect();
    scopes.push(format!("user:{}", who.user));
    let shops = if who.roles.contains(&Role::Vendor) { staff::shops(tx, who.user)? } else { vec![] };
    let clinics = if who.roles.contains(&Role::Clinic) { clinics::staff::clinics(tx, who.user)? } else { vec![] };
    scopes.extend(clinics.iter().map(|(clinic, _)| format!("clinic:{clinic}")));
    scopes.extend(shops.iter().map(|shop| catalog::own_scope(*shop)));
    let feeds = shops.iter().map(|shop| format!("vendor-orders:{shop}")).collect();
    Ok(Caller { who: Some((who.user, device)), scopes, feeds })
}

/// Receipts are signed with keys that lie outside the database.
pub struct Receipts<'a>(pub &'a Ring);

impl Signer for Receipts<'_> {
    fn kid(&self) -> &str {
        self.0.mac(&[]).0
    }

    fn mac(&self, kid: &str, bytes: &[u8]) -> Option<String> {
        self.0.mac_under(kid, &[bytes]).map(hex::encode)
    }
}

/// Runs `judge` with the server's clock, limits and keys.
pub fn with_desk<T>(app: &AppState, judge: impl FnOnce(&Desk) -> T) -> T {
    judge(&Desk {
        now_ms: app.clock.now_ms(),
        version: env!("CARGO_PKG_VERSION"),
        markets: &app.config.markets,
        limits: Limits::default(),
        room: Room::default(),
        signer: &Receipts(&app.keys.receipts),
        planted: Planted::NONE,
    })
}
