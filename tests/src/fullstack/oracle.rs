//! What must be true at the end, from sets of op ids alone. It never calls `apply()`.
//!
//! The rule of the cart is order-free once the results are known: a contribution is there, in the cart
//! or saved for later, exactly if its op was applied and nobody who removed or set has named it with
//! effect. Only in which of the two places it is depends on the order.

use std::collections::{BTreeMap, BTreeSet};

use petpro_domain::ids::{LineId, OpId};
use petpro_domain::wire::OpState;
use serde::{Deserialize, Serialize};

/// What a user did, as the oracle remembers it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Meant {
    pub line: LineId,
    pub what: What,
    /// The contributions that were on the user's screen.
    pub names: Vec<OpId>,
    /// Its only copy went with a file that was replaced by an older one: it may or may not have
    /// reached the server before.
    pub lost: bool,
}

/// The kinds of taps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    Add(u32),
    Set(u32),
    Remove,
    Save,
    Unsave,
    /// A body that no server accepts.
    Poison,
}

/// What became of an op.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    pub st: OpState,
    /// Applied, but into saved for later: the cart had no room.
    pub moved: bool,
}

/// A contribution as the server shows it: op, units, typed.
pub type Shown = (OpId, u32, bool);

/// The server's word at the end, read over its own routes.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    pub lines: BTreeMap<LineId, Vec<Shown>>,
    pub saved: BTreeMap<LineId, Vec<Shown>>,
    pub results: BTreeMap<OpId, Fate>,
}

/// Everything that was meant, by whom it was heard, and what they were told.
#[derive(Clone, Debug, Default)]
pub struct Oracle {
    pub meant: BTreeMap<OpId, Meant>,
    /// The first final result a device was told.
    told: BTreeMap<OpId, OpState>,
    /// A backup was restored: results may be judged anew.
    pub restored: bool,
}

impl Oracle {
    pub fn mean(&mut self, op: OpId, meant: Meant) {
        self.meant.insert(op, meant);
    }

    /// The only copy of an op is gone; it counts if the server has it, and need not.
    pub fn lose(&mut self, op: OpId) {
        if let Some(meant) = self.meant.get_mut(&op) {
            meant.lost = true;
        }
    }

    /// A device was told a final result (O6: it must not turn round later).
    pub fn tell(&mut self, op: OpId, st: OpState) -> Result<(), String> {
        let first = *self.told.entry(op).or_insert(st);
        if turned(first, st, self.restored) {
            return Err(format!("O6: {op} was told {first:?} and then {st:?}"));
        }
        Ok(())
    }

    /// What devices were told so far.
    pub fn told(&self) -> Vec<(OpId, OpState)> {
        self.told.iter().map(|(op, st)| (*op, *st)).collect()
    }

    /// Everything that is wrong with `truth`.
    pub fn judge(&self, truth: &Truth) -> Result<(), String> {
        self.results(truth)?;
        let dead = self.dead(truth);
        let mut seen = BTreeSet::new();
        for (line, dots) in truth.lines.iter().chain(&truth.saved) {
            for (op, n, set) in dots {
                if !seen.insert(*op) {
                    return Err(format!("O1: {op} is there twice"));
                }
                self.belongs(truth, &dead, *line, *op, *n, *set)?;
            }
        }
        for (op, meant) in &self.meant {
            let here = truth.results.get(op).is_some_and(|fate| fate.st == OpState::Applied);
            let wanted = here && matches!(meant.what, What::Add(_) | What::Set(_)) && !dead.contains(op);
            if wanted && !seen.contains(op) {
                return Err(format!("O4: {op} was applied, nobody named it, and it is not there"));
            }
        }
        Ok(())
    }

    fn results(&self, truth: &Truth) -> Result<(), String> {
        for (op, meant) in &self.meant {
            match truth.results.get(op) {
                Some(fate) if fate.st == OpState::Held => return Err(format!("O2: {op} is still held")),
                Some(fate) if meant.what == What::Poison && fate.st != OpState::Rejected => {
                    return Err(format!("O2: {op} is poison and was {:?}", fate.st));
                }
                Some(fate) => {
                    if let Some(told) = self.told.get(op).filter(|told| turned(**told, fate.st, self.restored)) {
                        return Err(format!("O6: {op} was told {told:?} and is {:?}", fate.st));
                    }
                }
                // A restored server has forgotten rejections; devices never offer those again.
                None if self.restored && self.told.get(op) == Some(&OpState::Rejected) => {}
                None if meant.lost => {}
                None => return Err(format!("O2: {op} ({:?}) reached a disk and has no result", meant.what)),
            }
        }
        Ok(())
    }

    /// Names that an op with an effect carried.
    fn dead(&self, truth: &Truth) -> BTreeSet<OpId> {
        let effective = |op: &OpId| truth.results.get(op).is_some_and(|fate| fate.st != OpState::Rejected);
        self.meant
            .iter()
            .filter(|(op, meant)| matches!(meant.what, What::Set(_) | What::Remove) && effective(op))
            .flat_map(|(_, meant)| meant.names.iter().copied())
            .collect()
    }

    fn belongs(
        &self,
        truth: &Truth,
        dead: &BTreeSet<OpId>,
        line: LineId,
        op: OpId,
        n: u32,
        set: bool,
    ) -> Result<(), String> {
        let Some(meant) = self.meant.get(&op) else { return Err(format!("O1: nobody meant {op}")) };
        if dead.contains(&op) {
            return Err(format!("O4: {op} was named and is there"));
        }
        if truth.results.get(&op).is_none_or(|fate| fate.st != OpState::Applied) {
            return Err(format!("O4: {op} is in the cart and was not applied"));
        }
        let same = match meant.what {
            What::Add(units) => units == n && !set,
            What::Set(units) => units == n && set,
            What::Remove | What::Save | What::Unsave | What::Poison => false,
        };
        if meant.line != line || !same {
            return Err(format!("O4: {op} meant {:?}, the cart has {n} (typed: {set})", meant.what));
        }
        Ok(())
    }
}

/// Accepted stays accepted and rejected stays rejected. A set may be overtaken when a restored
/// server hears the devices in another order.
fn turned(first: OpState, now: OpState, restored: bool) -> bool {
    let accepted = |st| matches!(st, OpState::Applied | OpState::Superseded);
    if restored { accepted(first) != accepted(now) } else { first != now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use petpro_domain::ids::v7;

    fn op(n: u64) -> OpId {
        OpId(v7(n, [0; 10]))
    }

    fn line() -> LineId {
        LineId(v7(9, [9; 10]))
    }

    fn meant(what: What, names: &[OpId]) -> Meant {
        Meant { line: line(), what, names: names.to_vec(), lost: false }
    }

    /// An add, applied, in the cart; then the remove that named it.
    fn cart(with_remove: bool) -> (Oracle, Truth) {
        let (mut oracle, mut truth) = (Oracle::default(), Truth::default());
        oracle.mean(op(1), meant(What::Add(2), &[]));
        truth.results.insert(op(1), Fate { st: OpState::Applied, moved: false });
        truth.lines.insert(line(), vec![(op(1), 2, false)]);
        if with_remove {
            oracle.mean(op(2), meant(What::Remove, &[op(1)]));
            truth.results.insert(op(2), Fate { st: OpState::Applied, moved: false });
        }
        (oracle, truth)
    }

    #[test]
    fn an_untouched_add_is_right() {
        let (oracle, truth) = cart(false);
        assert_eq!(oracle.judge(&truth), Ok(()));
    }

    #[test]
    fn a_lost_add_is_seen() {
        let (oracle, mut truth) = cart(false);
        truth.lines.clear();
        assert!(oracle.judge(&truth).unwrap_err().starts_with("O4"));
    }

    #[test]
    fn a_removed_add_that_is_there_is_seen() {
        let (oracle, truth) = cart(true);
        assert!(oracle.judge(&truth).unwrap_err().starts_with("O4"));
    }

    #[test]
    fn an_op_without_a_result_is_seen() {
        let (oracle, mut truth) = cart(false);
        truth.results.clear();
        truth.lines.clear();
        assert!(oracle.judge(&truth).unwrap_err().starts_with("O2"));
    }

    #[test]
    fn units_that_appear_twice_are_seen() {
        let (oracle, mut truth) = cart(false);
        truth.lines.insert(line(), vec![(op(1), 2, false), (op(1), 2, false)]);
        assert!(oracle.judge(&truth).unwrap_err().starts_with("O1"));
    }

    #[test]
    fn a_result_that_turns_round_is_seen() {
        let mut oracle = Oracle::default();
        oracle.tell(op(1), OpState::Rejected).unwrap();
        assert!(oracle.tell(op(1), OpState::Applied).unwrap_err().starts_with("O6"));
    }
}
