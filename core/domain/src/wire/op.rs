//! An intent as it is stored and sent: immutable once enqueued, its bytes never change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::clinic::{
    BookingEnter, BookingHere, BookingMove, BookingRequest, BookingStep, CheckinRecord, CheckinVoid, PassKey, PetNoted,
    PetPut, WalkedIn,
};
use super::shop::{ProductPatch, StockAdjust};
use crate::cart::Options;
use crate::ids::{AddressId, LineId, MethodId, OpId, OrderId, ShopId, Uuid, VariantId};
use crate::order::{Address, Shown};

/// When it was made, as the device claims: for display and audit, never for order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct At {
    /// The device's wall clock, ms since 1970.
    pub wall: i64,
    /// Ms since boot; comparable only within one `boot`.
    pub mono: i64,
    pub boot: String,
}

/// One op of a lane.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Op {
    pub seq: u64,
    pub id: OpId,
    /// Kind, `cart.add`; one that this side does not know is kept, not refused.
    pub k: String,
    pub v: u16,
    /// The contributions its author could see; empty for kinds that name none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obs: Vec<OpId>,
    /// The body as it was enqueued, byte for byte; parse it with [`Op::body`].
    pub b: Box<RawValue>,
    pub at: At,
    /// The newest receipt of an order that was accepted in an earlier epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rcpt: Option<Receipt>,
}

/// `cart.add`: makes the contribution (op id, n).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartAdd {
    pub line: LineId,
    pub variant: VariantId,
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    pub n: u32,
}

/// `cart.set`: replaces what `obs` names by n typed units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartSet {
    pub line: LineId,
    pub variant: VariantId,
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    pub n: u32,
}

/// `cart.remove`: deletes what `obs` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartRemove {
    pub line: LineId,
}

/// `saved.move`: what `obs` names goes from the cart to saved for later, or back. It keeps its
/// name and its units. What is not there stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedMove {
    pub line: LineId,
    pub variant: VariantId,
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    pub to_saved: bool,
}

/// One line of an order: the contributions it takes and what the buyer read as quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLine {
    pub line: LineId,
    /// What the line holds: after a restore the server may have lost the line.
    pub variant: VariantId,
    pub obs: Vec<OpId>,
    pub qty: u32,
}

/// How an order is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Pay {
    /// At the payment provider, after the order was accepted.
    #[default]
    Card,
    /// Debited in the accepting transaction.
    Wallet,
}

/// `order.place`: locks the named contributions, holds the stock and waits for the payment.
/// Nothing in it is charged: the server prices the order itself and compares (C-50).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderPlace {
    pub order_id: OrderId,
    pub lines: Vec<OrderLine>,
    /// The chosen way of delivery by shop; `standard` where a shop is missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub delivery: BTreeMap<ShopId, String>,
    /// A copy (C-03).
    pub address: Address,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coupons: Vec<String>,
    /// The prices that the buyer read.
    pub shown: Shown,
    /// Of the quote that the buyer read ([`crate::pricing::Quote::digest`]); empty where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    #[serde(default)]
    pub pay: Pay,
    /// A saved payment method; without one a card order waits for the provider's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodId>,
    /// Latest wall time of the device at which it may still be placed, ms; at most 48 h after the tap.
    pub valid_until: i64,
}

/// `inbox.read`: its author has read these notices of theirs; again changes nothing. It rides the
/// household's lane like every op of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxRead {
    /// At most as many as a device holds, [`crate::notice::ON_DEVICES`].
    pub notices: Vec<Uuid>,
}

/// `address.put`: its author keeps this address under this id, whatever it held before, or forgets
/// it. Orders keep the copy they were placed with. It rides the household's lane too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressPut {
    pub address_id: AddressId,
    /// Absent: it is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// What the server signed about an order it accepted; survives a restored backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    pub kid: String,
    pub order: OrderId,
    /// SHA-256 in hex of the op, see [`Op::hash`].
    pub op: String,
    /// `pending`, `paid:wallet` or `over`.
    pub verdict: String,
    pub epoch: String,
    pub seq: u64,
    pub accepted_ms: i64,
    /// HMAC-SHA-256 in hex over all of the above.
    pub mac: String,
}

impl Receipt {
    /// What the MAC is computed over: every field but the MAC, separated by zero bytes.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(160);
        for part in [&self.kid, &self.op, &self.verdict, &self.epoch] {
            out.extend_from_slice(part.as_bytes());
            out.push(0);
        }
        out.extend_from_slice(self.order.bytes());
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.accepted_ms.to_be_bytes());
        out
    }
}

/// Which lane an op rides: a person's ops all ride their household's, a desk's that of its clinic, what
/// somebody does for a shop that of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// `household:<id>`
    Household,
    /// `clinic:<id>`
    Clinic,
    /// `vendor:<id>`
    Vendor,
}

macro_rules! kinds {
    ($($kind:literal $Variant:ident $Lane:ident)+) => {
        /// A known kind with its parsed body.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "k", content = "b")]
        pub enum OpBody {
            $(#[serde(rename = $kind)] $Variant($Variant),)+
        }

        impl OpBody {
            /// The kind as it stands in [`Op::k`].
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$Variant(_) => $kind,)+ }
            }

            /// The lane it rides.
            pub fn lane(&self) -> Lane {
                match self { $(Self::$Variant(_) => Lane::$Lane,)+ }
            }

            /// The bytes that [`Op::b`] carries.
            pub fn bytes(&self) -> Box<RawValue> {
                match self { $(Self::$Variant(body) => serde_json::value::to_raw_value(body),)+ }
                    .expect("op bodies are maps with string keys")
            }

            fn parse(kind: &str, text: &str) -> Result<Option<Self>, serde_json::Error> {
                Ok(Some(match kind {
                    $($kind => Self::$Variant(serde_json::from_str(text)?),)+
                    _ => return Ok(None),
                }))
            }
        }
    };
}

// kind              body            lane
kinds! {
    "cart.add"       CartAdd         Household
    "cart.set"       CartSet         Household
    "cart.remove"    CartRemove      Household
    "saved.move"     SavedMove       Household
    "order.place"    OrderPlace      Household
    "inbox.read"     InboxRead       Household
    "address.put"    AddressPut      Household
    "pet.put"        PetPut          Household
    "pet.note"       PetNoted        Household
    "booking.request" BookingRequest Household
    "booking.here"   BookingHere     Household
    "pass.key"       PassKey         Household
    "checkin.record" CheckinRecord   Clinic
    "checkin.void"   CheckinVoid     Clinic
    "booking.step"   BookingStep     Clinic
    "booking.walk-in" WalkedIn       Clinic
    "booking.enter"  BookingEnter    Clinic
    "booking.move"   BookingMove     Clinic
    "product.patch"  ProductPatch    Vendor
    "stock.adjust"   StockAdjust     Vendor
}

impl OpBody {
    /// The shop whose lane it rides, where it rides one.
    pub fn shop(&self) -> Option<ShopId> {
        match self {
            Self::ProductPatch(body) => Some(body.shop),
            Self::StockAdjust(body) => Some(body.shop),
            _ => None,
        }
    }

    /// Whether contributions of a cart have a part in it.
    pub fn is_cart(&self) -> bool {
        matches!(
            self,
            Self::CartAdd(_) | Self::CartSet(_) | Self::CartRemove(_) | Self::SavedMove(_) | Self::OrderPlace(_)
        )
    }
}

impl Op {
    /// The body, or `None` for a kind this side does not know, or why it cannot be read.
    pub fn body(&self) -> Result<Option<OpBody>, serde_json::Error> {
        OpBody::parse(&self.k, self.b.get())
    }

    /// SHA-256 over everything that was enqueued (not the seq and not the receipt, which may
    /// change when the op is offered again).
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.id.bytes());
        hash.update(self.k.as_bytes());
        hash.update([0]);
        hash.update(self.v.to_be_bytes());
        hash.update((self.obs.len() as u64).to_be_bytes());
        for name in &self.obs {
            hash.update(name.bytes());
        }
        hash.update(self.b.get().as_bytes());
        hash.finalize().into()
    }
}
