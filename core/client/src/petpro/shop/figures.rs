//! How a shop does, as the server counts it. The last answer is kept for when it cannot be reached.

use petpro_domain::Code;

use crate::error::{Error, Result};
use crate::petpro::{PetPro, guard_async};
use crate::screens::shop::{self, Figures, Told};
use crate::store::{Durability, meta};

impl PetPro {
    /// The figures of so many days, 30 where nobody says; those of the last answer where the server is not reached.
    pub async fn shop_figures(&self, which: Option<&str>, days: Option<u32>) -> Result<Figures> {
        guard_async(async {
            let mine = self.my_shop(which)?;
            let (id, days) = (mine.shop.id, days.unwrap_or(30));
            let kept = format!("figures:{id}:{days}");
            let asked = self.get::<Told>(&format!("/api/v1/vendor/shops/{id}/statistics?days={days}")).await;
            let (told, stale) = match asked {
                Ok(told) => {
                    let text = serde_json::to_string(&told)
                        .map_err(|error| Error::caused(Code::Internal, "figures cannot be written", error))?;
                    self.inner.files(|files| {
                        files.account.writer.lock().write(Durability::Normal, |tx| meta::set(tx, &kept, text))
                    })?;
                    (told, false)
                }
                Err(error) if error.code().retryable() => {
                    let text: Option<String> = self.of_shop(|conn| meta::get(conn, &kept))?;
                    (text.and_then(|text| serde_json::from_str(&text).ok()).ok_or(error)?, true)
                }
                Err(error) => return Err(error),
            };
            Ok(shop::figures(&mine.at(self.lang()), &told, stale))
        })
        .await
    }
}
