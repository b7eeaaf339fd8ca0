//! What a shop's people did with or without a network. The lane's shop is the one that they may act for.

use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::shop::{self, Article, Stock};
use petpro_domain::wire::{OpState, ProductPatch, StockAdjust};

use crate::catalog;
use crate::feed::OnTx;
use crate::inventory;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// An article of this shop; none where it is another's.
pub(super) fn article(tx: &mut Tx, shop: ShopId, id: VariantId) -> Result<Option<Article>, Failure> {
    let Some((product, variant)) = catalog::own(tx, shop, id)? else { return Ok(None) };
    Ok(Some(Article { product, variant, stock: inventory::stock(tx, id)? }))
}

/// `product.patch`: the fields that are as its author saw them change. `superseded` with a JSON list of
/// [`shop::Clash`]es where others are not; `product-unknown` for what this shop does not sell.
pub fn patch(ledger: &mut OnTx, patch: &ProductPatch, now_ms: i64) -> Result<Verdict, Failure> {
    let Some(was) = article(ledger.tx, patch.shop, patch.variant)? else {
        return Ok(Verdict::rejected(Code::ProductUnknown));
    };
    let mut to = was.clone();
    let clashes = shop::patch(&mut to, patch);
    let kept = (to.variant == was.variant || {
        catalog::change_variant(ledger, patch.variant, &was.variant, &to.variant, now_ms)?
    }) && (to.stock.low == was.stock.low || {
        inventory::set_low(ledger.tx, patch.variant, was.stock.low, to.stock.low)?
    });
    if !kept {
        return Err(Failure::Constraint(format!("{} changed under its patch", patch.variant)));
    }
    if to.product != was.product {
        catalog::rename(ledger, &to.variant, &to.product)?;
    }
    inventory::publish(ledger, patch.shop, patch.variant)?;
    Ok(match clashes.is_empty() {
        true => Verdict::applied(),
        false => {
            let detail = serde_json::to_string(&clashes).ok();
            Verdict { st: OpState::Superseded, detail, ..Verdict::applied() }
        }
    })
}

/// `stock.adjust`: `stock-insufficient` with the number that is available where less than what orders hold
/// would be left.
pub fn adjust(ledger: &mut OnTx, said: &StockAdjust, now_ms: i64) -> Result<Verdict, Failure> {
    let StockAdjust { shop, variant, by, why } = *said;
    if catalog::own(ledger.tx, shop, variant)?.is_none() {
        return Ok(Verdict::rejected(Code::ProductUnknown));
    }
    if !inventory::adjust(ledger.tx, variant, by, why, now_ms)? {
        let available = Stock::available(inventory::stock(ledger.tx, variant)?);
        return Ok(Verdict { detail: Some(available.to_string()), ..Verdict::rejected(Code::StockInsufficient) });
    }
    inventory::publish(ledger, shop, variant)?; // with the answer: the shop's device counts it once
    Ok(Verdict::applied())
}

/// Gives shops that an older server has written the rows of their own scope.
pub async fn fill(app: &AppState) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let (now_ms, last) = (app.clock.now_ms(), after.clone());
        let write = move |tx: &mut Tx| OnTx::write(tx, now_ms, |ledger| catalog::fill_next(ledger, &last));
        let (next, pokes) = app.store.write(write).await?;
        app.live.tell(pokes);
        match next {
            Some(next) => after = next,
            None => return Ok(()),
        }
    }
}
