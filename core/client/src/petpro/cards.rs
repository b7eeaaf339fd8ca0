//! Cards that the payment provider keeps for this person.

use petpro_domain::Code;
use petpro_domain::ids::MethodId;

use super::{PetPro, guard, guard_async, parse};
use crate::error::Result;
use crate::screens::checkout::Method;
use crate::store::own;

impl PetPro {
    /// Every kept card, oldest first: brand and last four digits, the rest is the provider's.
    pub fn cards(&self) -> Result<Vec<Method>> {
        guard(|| self.inner.files(|files| files.account.readers.read(own::methods)))
    }

    /// Has the provider forget a card. Orders that are paid with it stay paid.
    pub async fn forget_card(&self, id: &str) -> Result<()> {
        guard_async(async {
            let id: MethodId = parse(id, Code::NotFound)?;
            self.delete(&format!("/api/v1/users/me/payment-methods/{id}")).await?;
            self.look().await;
            Ok(())
        })
        .await
    }
}
