//! A guest's cart moves into the household of the account that signs in, exactly once.
//!
//! First the guest's file notes the account, so that no other one ever gets the cart; then one
//! transaction of the account's file writes the contributions under ids derived from them; then
//! the guest's file is emptied. Whatever is interrupted is repeated, and the ids make that harmless.

use petpro_domain::ids::{self, OpId, UserId};
use petpro_domain::wire::{CartAdd, OpBody, SavedMove};
use petpro_sync::device::Now;

use crate::error::Result;
use crate::store::{Account, Draft, Durability, HOUSEHOLD, Owner, meta, shown};

/// Which account the cart was promised to.
const MOVES_TO: &str = "moves_to";

/// Notes in the guest's file that its cart goes to `user`, unless it is empty or promised already.
pub fn promise(guest: &Account, user: UserId) -> Result<()> {
    guest.writer.lock().write(Durability::Full, |tx| {
        let some: bool = tx.query_row("SELECT EXISTS(SELECT 1 FROM shown)", [], |row| row.get(0))?;
        if some && meta::get::<Vec<u8>>(tx, MOVES_TO)?.is_none() {
            meta::set(tx, MOVES_TO, user.bytes().as_slice())?;
        }
        Ok(())
    })
}

/// Moves what was promised to the account's owner. How many intents that were; 0 where nothing was
/// promised, or to somebody else.
pub fn move_in(guest: &Account, account: &Account, now: &Now<'_>) -> Result<usize> {
    let Owner::User(user) = account.owner else { return Ok(0) };
    let drafts = guest.readers.read(|conn| {
        let promised: Option<Vec<u8>> = meta::get(conn, MOVES_TO)?;
        if promised.as_deref() != Some(user.bytes().as_slice()) {
            return Ok(None);
        }
        drafts(guest, shown::lines(conn)?, shown::saved_lines(conn)?).map(Some)
    })?;
    let Some(drafts) = drafts else { return Ok(0) };
    let new = account.intend_as(now, drafts)?;
    guest.writer.lock().write(Durability::Full, |tx| {
        tx.execute("DELETE FROM shown", [])?;
        // The next guest on this device is another one: the same goods saved again are other goods.
        let next = ids::derived("next-guest", &[guest.household.bytes()]);
        meta::set(tx, HOUSEHOLD, next.as_bytes().as_slice())?;
        meta::unset(tx, MOVES_TO)
    })?;
    Ok(new)
}

type Line = (ids::LineId, shown::Shown<petpro_domain::cart::CartLine>);
type Saved = (ids::LineId, shown::Shown<petpro_domain::cart::SavedLine>);

/// One addition for each contribution; those of a saved line are moved to saved again.
fn drafts(guest: &Account, lines: Vec<Line>, saved: Vec<Saved>) -> Result<Vec<(OpId, Draft)>> {
    let mut out = Vec::new();
    for (line, shown) in lines {
        for dot in &shown.row.dots {
            let body = CartAdd { line, variant: shown.row.variant, options: shown.row.options.clone(), n: dot.n };
            out.push((ids::guest_op(guest.household, dot.id), (OpBody::CartAdd(body), Vec::new())));
        }
    }
    for (line, shown) in saved {
        let (variant, options) = (shown.row.variant, shown.row.options);
        let mut added = Vec::new();
        for dot in &shown.row.dots {
            let id = ids::guest_op(guest.household, dot.id);
            let body = CartAdd { line, variant, options: options.clone(), n: dot.n };
            out.push((id, (OpBody::CartAdd(body), Vec::new())));
            added.push(id);
        }
        let body = SavedMove { line, to_saved: true, variant, options };
        out.push((ids::guest_op(guest.household, OpId(line.0)), (OpBody::SavedMove(body), added)));
    }
    Ok(out)
}
