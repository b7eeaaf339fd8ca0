//! Goods and stock of a shop, changed with or without a network.

use petpro_domain::Code;
use petpro_domain::gtin::Gtin;
use petpro_domain::ids::{OpId, ShopId, VariantId};
use petpro_domain::shop::{Article, Field, Why};
use petpro_domain::wire::{Edit, OpBody, ProductPatch, StockAdjust};

use super::Mine;
use crate::error::{Error, Result};
use crate::petpro::{PetPro, Topic, guard, parse};
use crate::screens::shop::{self, ArticleForm, ArticlePage, GoodsDesk, GoodsFilter, Moved};
use crate::store::ops;
use crate::store::shop::{self as rows, Own};

impl PetPro {
    /// What a shop sells, by name; `find` is part of a name, a brand or a barcode.
    pub fn shop_goods(&self, shop: Option<&str>, filter: GoodsFilter, find: &str) -> Result<GoodsDesk> {
        guard(|| {
            let mine = self.my_shop(shop)?;
            let own = self.of_shop(|conn| rows::articles(conn, mine.shop.id))?;
            Ok(shop::goods(&mine.at(self.lang()), &own, filter, find))
        })
    }

    /// One article of one of this person's shops.
    pub fn shop_article(&self, variant: &str) -> Result<ArticlePage> {
        guard(|| {
            let (mine, own) = self.own(parse(variant, Code::ProductUnknown)?)?;
            Ok(shop::page(&mine.at(self.lang()), &own))
        })
    }

    /// The article of a barcode, typed or scanned; `barcode-unknown` where no shop of theirs sells it.
    pub fn scan_article(&self, code: &str) -> Result<ArticlePage> {
        guard(|| {
            let gtin = Gtin::parse(code.trim()).map_err(|wrong| Error::new(wrong.code(), "not a barcode of goods"))?;
            let has = |own: &Own| own.article.variant.gtin.as_deref() == Some(gtin.as_str());
            let (mine, own) =
                self.find_own(has)?.ok_or_else(|| Error::new(Code::BarcodeUnknown, "no shop of theirs sells it"))?;
            Ok(shop::page(&mine.at(self.lang()), &own))
        })
    }

    /// Changes what the form changes of what is shown; nothing where it says what is there. `invalid` names
    /// the fields.
    pub fn change_article(&self, variant: &str, form: &ArticleForm) -> Result<ArticlePage> {
        guard(|| {
            self.access_token()?;
            let id: VariantId = parse(variant, Code::ProductUnknown)?;
            let (mine, own) = self.own(id)?;
            let patch = shop::patch(self.lang(), mine.shop.id, &own, form).map_err(wrong)?;
            if let Some(patch) = patch {
                let draft = (OpBody::ProductPatch(patch), Vec::new());
                self.write_intent(&[Topic::Shop, Topic::Outbox], |_| Ok(draft))?;
            }
            self.shop_article(variant)
        })
    }

    /// So many more or fewer are on the shelf. `stock-insufficient` says how many could be taken off it.
    pub fn adjust_stock(&self, variant: &str, by: i64, why: Why) -> Result<Moved> {
        guard(|| {
            self.access_token()?;
            shop::check_move(by).map_err(|code| Error::new(code, "not a movement of stock"))?;
            let id: VariantId = parse(variant, Code::ProductUnknown)?;
            let (mine, _) = self.own(id)?;
            let said = StockAdjust { shop: mine.shop.id, variant: id, by, why };
            self.move_stock(said, None)
        })
    }

    /// Takes a movement back by another one; `not-found` for one that never came true.
    pub fn undo_adjust(&self, op: &str) -> Result<Moved> {
        guard(|| {
            let id: OpId = parse(op, Code::NotFound)?;
            let absent = || Error::new(Code::NotFound, "no movement of this id came true here");
            let found = self.of_shop(|conn| {
                let waiting = ops::pending_where(conn, "op_id = ?1", &[&id.bytes().as_slice()])?;
                let became = crate::store::own::became(conn, id)?;
                let archived = match became {
                    Some((st, _)) if st == "applied" => ops::done(conn, id)?,
                    _ => None,
                };
                let settled = archived.is_some();
                Ok((waiting.into_iter().next().or(archived), settled))
            })?;
            let (found, settled) = found;
            match found.ok_or_else(absent)?.body() {
                Ok(Some(OpBody::StockAdjust(said))) => {
                    self.move_stock(StockAdjust { by: -said.by, why: Why::Undone, ..said }, settled.then_some(id))
                }
                _ => Err(absent()),
            }
        })
    }

    /// Does again what an op for a shop meant, over what is shown now: a patch takes its place over the other's
    /// values, a movement is tried again. False where it was none; `not-found` where it was answered before.
    pub(in crate::petpro) fn again_for_shop(&self, id: OpId, body: &OpBody) -> Result<bool> {
        match body {
            OpBody::StockAdjust(said) => self.move_stock(said.clone(), Some(id)).map(|_| true),
            OpBody::ProductPatch(old) => {
                let (_, own) = self.own(old.variant)?;
                let fresh = over(old, &own.article);
                if fresh != ProductPatch::new(old.shop, old.variant) {
                    let draft = (OpBody::ProductPatch(fresh), Vec::new());
                    self.write_intent(&[Topic::Shop, Topic::Outbox], |seen| {
                        seen.take_up(id)?;
                        Ok(draft)
                    })?;
                } else {
                    self.dismiss(&id.to_string())?;
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// `answers`: the settled movement that this one repeats or takes back.
    fn move_stock(&self, said: StockAdjust, answers: Option<OpId>) -> Result<Moved> {
        let (variant, by) = (said.variant, said.by);
        let (op, _) = self.write_intent(&[Topic::Shop, Topic::Outbox], |seen| {
            let own = seen.articles(said.shop)?.into_iter().find(|own| own.id == said.variant);
            let own = own.ok_or_else(|| Error::new(Code::ProductUnknown, "not an article of this shop"))?;
            if own.article.stock.moved(by).is_none() {
                let left = u32::try_from(own.article.stock.available().max(0)).unwrap_or(u32::MAX);
                return Err(Error::new(Code::StockInsufficient, "orders hold the rest").available(left));
            }
            answers.map_or(Ok(()), |op| seen.take_up(op))?;
            Ok((OpBody::StockAdjust(said), Vec::new()))
        })?;
        let (_, own) = self.own(variant)?;
        Ok(shop::moved(self.lang(), op, by, &own))
    }

    fn own(&self, id: VariantId) -> Result<(Mine, Own)> {
        self.find_own(|own| own.id == id)?.ok_or_else(|| Error::new(Code::ProductUnknown, "no shop of theirs sells it"))
    }

    /// In any of this person's shops.
    fn find_own(&self, is: impl Fn(&Own) -> bool) -> Result<Option<(Mine, Own)>> {
        self.my_shop(None)?; // says that there is none
        let found: Option<(ShopId, Own)> = self.of_shop(|conn| {
            for shop in rows::shops(conn)? {
                if let Some(own) = rows::articles(conn, shop)?.into_iter().find(&is) {
                    return Ok(Some((shop, own)));
                }
            }
            Ok(None)
        })?;
        found.map(|(shop, own)| Ok((self.my_shop(Some(&shop.to_string()))?, own))).transpose()
    }
}

/// What the patch meant, over the values of now; fields that are so already are left out.
fn over(old: &ProductPatch, now: &Article) -> ProductPatch {
    fn edit<T: Clone + PartialEq>(was: &T, old: &Option<Edit<T>>) -> Option<Edit<T>> {
        old.as_ref().filter(|edit| edit.to != *was).map(|edit| Edit { was: was.clone(), to: edit.to.clone() })
    }
    ProductPatch {
        shop: old.shop,
        variant: old.variant,
        names: edit(&now.product.names, &old.names),
        price: edit(&now.variant.price, &old.price),
        weight_g: edit(&now.variant.weight_g, &old.weight_g),
        max_per_order: edit(&now.variant.max_per_order, &old.max_per_order),
        gone: edit(&now.variant.gone, &old.gone),
        low: edit(&now.stock.low, &old.low),
    }
}

fn wrong(fields: Vec<Field>) -> Error {
    let word = |field: &Field| match field {
        Field::Names => "shop-field-name",
        Field::Price => "shop-field-price",
        Field::Weight => "shop-field-weight",
        Field::Most => "shop-field-most",
        Field::Low => "shop-field-low",
        Field::Gone | Field::Other => "shop-field-sale",
    };
    Error::new(Code::Invalid, "an article cannot be like this").of_shop(fields.iter().map(word).collect())
}
