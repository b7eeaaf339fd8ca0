//! What [`super::apply`] reads and what it answers: plain data, so that a phone and a server can
//! each load and store it in their own way.

use super::{CartLine, Order, SavedLine};
use crate::code::Code;
use crate::ids::{LineId, OpId, OrderId};
use crate::wire::{Op, OpBody, OpState};

/// A row that [`super::apply`] has to see, in the order in which it should be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The `cart_line` row, if there is one.
    Line(LineId),
    /// Room for this line: the number of live `cart_line` rows. Only where the line is absent.
    Room(LineId),
    /// The `saved_line` row, if there is one. Only where one of the op's names may be in it, or the
    /// line is absent.
    Saved(LineId),
    /// What is known of this name, where no loaded row holds it. Only the server knows;
    /// a device gives nothing, which means: known and gone.
    Name(OpId),
}

/// What the server remembers of a contribution that is not in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Never judged in this epoch (after a restore): its add may still come.
    Unknown,
    /// Named before it was known (`cart_dead`): its add must have no effect.
    Dead,
    /// Taken by this order (`order_dot`).
    Ordered(OrderId),
}

/// The rows an op was judged on.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub lines: Vec<(LineId, CartLine)>,
    pub saved: Vec<(LineId, SavedLine)>,
    /// Live `cart_line` rows of the scope; may be 0 where the op's line is among `lines`.
    pub count: usize,
    /// Names that are in none of `lines` and `saved`; one that is not listed was known and is gone.
    pub names: Vec<(OpId, Name)>,
}

impl Rows {
    pub fn line(&self, id: LineId) -> Option<&CartLine> {
        self.lines.iter().find(|(line, _)| *line == id).map(|(_, row)| row)
    }

    pub fn saved(&self, id: LineId) -> Option<&SavedLine> {
        self.saved.iter().find(|(line, _)| *line == id).map(|(_, row)| row)
    }

    pub fn name(&self, id: OpId) -> Option<Name> {
        self.names.iter().find(|(name, _)| *name == id).map(|(_, what)| *what)
    }
}

/// How many lines, units and contributions are allowed; one configuration for device and server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub lines: usize,
    pub dots: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { lines: super::MAX_LINES, dots: super::MAX_DOTS }
    }
}

/// The moment of judgement.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The judge's clock, ms since 1970: the server's own, or the device's when it predicts.
    pub now_ms: i64,
    /// How long ago the op was made, ms, where anybody can tell: the monotonic difference within
    /// one boot, else the claimed one. Negative when the device's clock was set back.
    pub age_ms: Option<i64>,
    pub room: Room,
}

/// A row to write whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    Line(LineId, CartLine),
    Saved(LineId, SavedLine),
    /// In the `user` scope of whoever placed it.
    Order(OrderId, Order),
}

/// A row to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Del {
    Line(LineId),
    Saved(LineId),
}

/// What only the server can keep; the device ignores it. A guard that fails turns the verdict into
/// a rejection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Remember in `cart_dead` that this unknown name was named.
    Bury(OpId),
    /// Insert into `order_dot`; fails with `cart-changed` where the name is taken.
    Lock { order: OrderId, line: LineId, name: OpId },
}

/// What became of an op and what it writes. A rejected or held op writes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub st: OpState,
    pub code: Option<Code>,
    /// `moved-to-saved`, or the quantity that stands after a superseded set.
    pub detail: Option<String>,
    pub put: Vec<Put>,
    pub del: Vec<Del>,
    pub guards: Vec<Guard>,
}

impl Verdict {
    /// Applied, so far without effect.
    pub fn applied() -> Self {
        Self { st: OpState::Applied, code: None, detail: None, put: vec![], del: vec![], guards: vec![] }
    }

    /// Refused for good; the user is told why.
    pub fn rejected(code: Code) -> Self {
        Self { st: OpState::Rejected, code: Some(code), ..Self::applied() }
    }

    /// Something newer stands; the user is told, and nothing is changed.
    pub fn superseded() -> Self {
        Self { st: OpState::Superseded, ..Self::applied() }
    }

    /// Kept by the device until the server is new enough.
    pub fn held() -> Self {
        Self { st: OpState::Held, code: Some(Code::OpNotYetSupported), ..Self::applied() }
    }
}

/// The rows that [`super::apply`] needs for this op; nothing for an op it cannot read.
pub fn needs(op: &Op) -> Vec<Need> {
    let Ok(Some(body)) = op.body() else { return vec![] };
    let names = |own: Option<OpId>| own.into_iter().chain(op.obs.iter().copied()).map(Need::Name);
    match body {
        OpBody::CartAdd(add) => [Need::Line(add.line), Need::Room(add.line), Need::Saved(add.line)]
            .into_iter()
            .chain(names(Some(op.id)))
            .collect(),
        OpBody::CartSet(set) => [Need::Line(set.line), Need::Room(set.line), Need::Saved(set.line)]
            .into_iter()
            .chain(names(Some(op.id)))
            .collect(),
        OpBody::CartRemove(remove) => {
            [Need::Line(remove.line), Need::Saved(remove.line)].into_iter().chain(names(None)).collect()
        }
        OpBody::SavedMove(moved) => vec![Need::Line(moved.line), Need::Room(moved.line), Need::Saved(moved.line)],
        // More lines than a cart has: refused without loading any.
        OpBody::OrderPlace(order) if order.lines.len() > super::MAX_LINES => vec![],
        OpBody::OrderPlace(order) => order.lines.iter().map(|line| Need::Line(line.line)).collect(),
        _ => vec![], // beside the cart
    }
}
