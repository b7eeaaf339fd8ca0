//! Who works for which shop.

use petpro_domain::ids::{ShopId, UserId};

use super::{Role, users};
use crate::store::{Failure, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE staff(user_id BLOB NOT NULL, shop BLOB NOT NULL, PRIMARY KEY (user_id, shop));
CREATE INDEX staff_shop ON staff(shop);
";

/// Lets a user act for a shop. Their role becomes `vendor` too; tokens they hold stay good, the
/// roles are looked up with each request.
pub fn hire(tx: &mut Tx, user: UserId, shop: ShopId) -> Result<(), Failure> {
    tx.exec(
        "INSERT INTO staff(user_id, shop) VALUES ($1, $2) ON CONFLICT (user_id, shop) DO NOTHING",
        values![user, shop],
    )?;
    users::grant(tx, user, Role::Vendor)
}

/// Who works for a shop.
pub fn of(tx: &mut Tx, shop: ShopId) -> Result<Vec<UserId>, Failure> {
    tx.query("SELECT user_id FROM staff WHERE shop = $1 ORDER BY user_id", values![shop], |row| row.get(0))
}

/// The shops that a user works for.
pub fn shops(tx: &mut Tx, user: UserId) -> Result<Vec<ShopId>, Failure> {
    tx.query("SELECT shop FROM staff WHERE user_id = $1 ORDER BY shop", values![user], |row| row.get(0))
}
