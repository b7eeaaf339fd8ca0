//! A person at a phone: looks at the screen, taps, and is told that it is saved.

use petpro_domain::cart::Options;
use petpro_domain::ids::{self, LineId, OpId, VariantId};
use petpro_domain::wire::{CartAdd, CartRemove, CartSet, OpBody, SavedMove};
use petpro_sync::device::{Change, intent};

use super::dice::Dice;
use super::oracle::{Meant, What};
use super::phone::Phone;

/// The goods of a run.
pub fn shelf(n: usize) -> Vec<VariantId> {
    (0..n).map(|n| VariantId(ids::derived("simulated variant", &[&n.to_be_bytes()]))).collect()
}

/// Taps once. `None`: the phone refused (nothing there to remove, the line is full).
pub fn tap(
    phone: &mut Phone,
    shelf: &[VariantId],
    now_ms: i64,
    dice: &mut Dice,
) -> anyhow::Result<Option<(OpId, Meant)>> {
    let variant = shelf[dice.below(shelf.len())];
    let line = ids::line(variant, "");
    let what = throw(dice);
    let now = phone.now(now_ms);
    let mut names = Vec::new();
    let made = phone.account().intend(&now, &mut || dice.bits(), |seen| {
        let shown = seen.line(line)?;
        names = match what {
            What::Add(_) => vec![],
            What::Unsave => seen.saved(line)?.map(|saved| saved.names()).unwrap_or_default(),
            _ => shown.map(|line| line.names()).unwrap_or_default(),
        };
        Ok((body(what, line, variant), names.clone()))
    });
    let Ok((op, _)) = made else { return Ok(None) };
    Ok(Some((op.id, Meant { line, what, names, lost: false })))
}

fn throw(dice: &mut Dice) -> What {
    let n = 1 + dice.below(4) as u32;
    match dice.below(100) {
        0..50 => What::Add(n),
        50..70 => What::Set(n),
        70..85 => What::Remove,
        85..93 => What::Save,
        _ => What::Unsave,
    }
}

fn body(what: What, line: LineId, variant: VariantId) -> OpBody {
    let options = Options::new();
    match what {
        What::Add(n) => OpBody::CartAdd(CartAdd { line, variant, options, n }),
        What::Set(n) => OpBody::CartSet(CartSet { line, variant, options, n }),
        What::Save => OpBody::SavedMove(SavedMove { line, variant, options, to_saved: true }),
        What::Unsave => OpBody::SavedMove(SavedMove { line, variant, options, to_saved: false }),
        What::Remove | What::Poison => OpBody::CartRemove(CartRemove { line }),
    }
}

/// Puts an op into the outbox that no server accepts: a body that is not what its kind says. The app
/// cannot make one; a bug of it, or a damaged page, could.
pub fn poison(phone: &mut Phone, shelf: &[VariantId], now_ms: i64, dice: &mut Dice) -> anyhow::Result<(OpId, Meant)> {
    let variant = shelf[dice.below(shelf.len())];
    let line = ids::line(variant, "");
    let now = phone.now(now_ms);
    let body = OpBody::CartAdd(CartAdd { line, variant, options: Options::new(), n: 0 });
    let op = intent(&body, vec![], &now, &mut || dice.bits());
    let id = op.id;
    let scope = phone.scope();
    phone.commit(Change::enqueue(&scope, op))?;
    Ok((id, Meant { line, what: What::Poison, names: vec![], lost: false }))
}
