//! On what terms a shop delivers: read here, tried here, changed at the server.

use petpro_domain::Code;
use petpro_domain::money::Currency;
use petpro_domain::regions::Region;
use petpro_domain::shop::{DeliveryTerms, TermsFault};

use crate::error::{Error, Result};
use crate::petpro::{PetPro, guard, guard_async};
use crate::screens::shop::{self, Delivery, Example, Terms, Try};
use crate::store::shop as rows;

impl PetPro {
    /// The terms as a form; `catalog-missing` before they have come.
    pub fn shop_delivery(&self, which: Option<&str>) -> Result<Delivery> {
        guard(|| {
            let mine = self.my_shop(which)?;
            let (currency, from) = place(mine.row.as_ref())?;
            let terms = self.of_shop(|conn| rows::terms(conn, mine.shop.id))?;
            let (terms, version) = terms.ok_or_else(missing)?;
            Ok(shop::delivery(&mine.at(self.lang()), currency, from, &terms, version))
        })
    }

    /// What one parcel costs by what stands in the form, whether that is kept or not.
    pub fn price_parcel(&self, which: Option<&str>, form: &Terms, parcel: &Try) -> Result<Example> {
        guard(|| {
            let (currency, from) = place(self.my_shop(which)?.row.as_ref())?;
            Ok(shop::example(self.lang(), currency, from, form, parcel))
        })
    }

    /// Delivers on these terms from now on; `precondition-failed` where somebody changed them meanwhile.
    pub async fn put_delivery(&self, which: Option<&str>, form: &Terms) -> Result<Delivery> {
        guard_async(async {
            let mine = self.my_shop(which)?;
            let (currency, _) = place(mine.row.as_ref())?;
            let (terms, version) = shop::read(currency, form).map_err(wrong)?;
            let path = format!("/api/v1/vendor/shops/{}/delivery", mine.shop.id);
            let put =
                async |token: String| self.inner.http.put::<DeliveryTerms>(&path, &token, Some(version), &terms).await;
            self.signed(put).await?;
            self.look().await;
            self.shop_delivery(Some(&mine.shop.id.to_string()))
        })
        .await
    }
}

fn place(row: Option<&petpro_domain::catalog::Shop>) -> Result<(Currency, Region)> {
    let row = row.ok_or_else(missing)?;
    let from =
        Region::parse(&row.region).map_err(|cause| Error::caused(Code::ReplyBroken, "a shop's region", cause))?;
    Ok((row.currency, from))
}

fn missing() -> Error {
    Error::new(Code::CatalogMissing, "the shop's terms have not come yet")
}

fn wrong(faults: Vec<TermsFault>) -> Error {
    let words = faults.into_iter().map(|fault| shop::fault_in_words(petpro_domain::Lang::En, fault).key).collect();
    Error::new(Code::Invalid, "no parcel could be priced by these terms").of_shop(words)
}
