//! Plain states that no screen owns yet: what a shell binds, nothing else.

use petpro_domain::Code;
use petpro_domain::catalog::Level;
use petpro_domain::checkin::Verdict;
use petpro_domain::ids::{
    AddressId, BookingId, ClinicId, LineId, OpId, OrderId, PetId, ProductId, ShipmentId, ShopId, StaffId, TabletId,
    UserId, VariantId,
};
use petpro_domain::money::Money;
use petpro_domain::order::Address;
use serde::{Deserialize, Serialize};

use crate::screens::Say;
use crate::screens::scan::Scan;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Session {
    /// None for a guest.
    pub user: Option<UserId>,
    /// The e-mail address as it was typed at sign-in.
    pub username: Option<String>,
    /// True when the same person has to sign in again before what is pending can be sent.
    pub sign_in_needed: bool,
}

/// One product as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Hit {
    pub product: ProductId,
    pub name: String,
    pub brand: String,
    /// SHA-256 of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    pub shop: ShopId,
    pub shop_name: String,
    pub variants: Vec<Offer>,
}

/// One variant and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Offer {
    pub variant: VariantId,
    pub label: String,
    pub gtin: Option<String>,
    pub price: Money,
    pub level: Level,
    /// How old `level` is, ms since the catalogue was last known to be current; none if it never was.
    pub level_age_ms: Option<i64>,
    /// Off sale.
    pub gone: bool,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Found {
    pub query: String,
    pub hits: Vec<Hit>,
}

/// What an intent did locally. It is on the disk when this is returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Done {
    pub op: OpId,
    pub line: LineId,
    /// True where the cart was full: the goods are in saved for later (C-51).
    pub saved_instead: bool,
}

/// What became of "Place order" so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Placed {
    /// "Order JP-1001 was placed", or that it will be.
    pub say: Say,
    pub op: OpId,
    pub order: OrderId,
    /// `JP-1001`, once the server has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// It is saved and was not sent yet.
    pub waits: bool,
}

/// A parcel, as the shop's side of the server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Parcel {
    pub id: ShipmentId,
    /// `JP-1001-1`: the vendor order that it holds.
    pub shop_order: String,
    pub carrier: String,
    pub tracking_number: String,
    /// `registered`, `in_transit`, `delivered` …
    pub stage: String,
}

/// What a shop asks from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AskedPrice {
    pub variant: VariantId,
    pub price: Money,
}

/// An address that the account keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct KeptAddress {
    pub id: AddressId,
    pub address: Address,
}

/// What waits and what needs attention.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Outbox {
    pub pending: Vec<Waiting>,
    /// Rejected and superseded intents that were not dismissed, newest first.
    pub attention: Vec<Settled>,
    /// When this device last heard from the server, ms since 1970 by the device's clock.
    pub synced_ms: Option<i64>,
}

/// An intent that the server has not judged yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PendingOp"))]
pub struct Waiting {
    pub op: OpId,
    pub kind: String,
    pub line: Option<LineId>,
    /// The article that somebody changed for a shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    pub made_ms: i64,
}

/// An intent that did not simply come true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Settled {
    pub op: OpId,
    pub kind: String,
    pub line: Option<LineId>,
    /// The article that somebody changed for a shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    /// `applied` (with a note), `superseded` or `rejected`.
    pub st: String,
    pub code: Option<Code>,
    pub detail: Option<String>,
    pub done_ms: i64,
}

/// How a sync ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Synced {
    /// Round trips made.
    pub trips: u32,
    /// Intents that got their final result.
    pub settled: u32,
    /// Rows that arrived.
    pub rows: u64,
    /// Intents still pending (held back by the server or made meanwhile).
    pub pending: u32,
}

/// How far the first load of a scope has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Progress {
    pub scope: String,
    pub rows: u64,
    /// Of how many, where that is known.
    pub of: Option<u64>,
}

/// What becomes of unsent intents at sign-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Pending {
    /// Send them first; without network the sign-out fails with `outbox-pending` and nothing changed.
    Wait,
    /// Keep them for the next sign-in of the same person.
    Keep,
    /// Give them up.
    Discard,
}

/// A clinic's tablet, this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Tablet {
    pub id: TabletId,
    pub clinic: ClinicId,
    /// As the admin called it.
    pub name: String,
}

/// A code that makes a device a tablet, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct EnrolCode {
    /// `K7QM-2XRD`
    pub code: String,
    /// Until then, server time, ms.
    pub until_ms: i64,
}

/// A tablet of a clinic, as its admin sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct TabletRow {
    pub id: TabletId,
    pub name: String,
    pub enrolled_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_ms: Option<i64>,
}

/// Somebody who may stand at this tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AtTablet {
    pub id: StaffId,
    pub name: String,
    /// They stand here now.
    pub now: bool,
    /// They chose a PIN, so they can take over.
    pub has_pin: bool,
}

/// A check-in that was saved on this tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Received {
    /// The check-in; undo it by this id.
    pub id: OpId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    pub verdict: Verdict,
    /// "Mochi, Taro", as far as this tablet knows.
    pub pets: String,
    /// The check-in that counts, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_of: Option<OpId>,
}

/// A device of the signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct DeviceRow {
    pub id: String,
    pub platform: String,
    /// When it last synced, by the server's clock.
    pub seen_ms: i64,
    /// The one that asks.
    pub current: bool,
}

/// A code that was read, and what it is here.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Scanned {
    /// `QR`, `EAN13`, `EAN8`, `UPCA`, `UPCE`, `CODE128`; `TYPED` for what came from a keyboard.
    pub format: &'static str,
    pub text: String,
    /// Its corners in pixels of the upright picture, clockwise; zeros where it was typed.
    pub points: [[f32; 2]; 4],
    /// The goods, where the local catalogue has them; the variant that was scanned comes first.
    pub product: Option<Hit>,
    /// The pet of this household that has this chip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pet: Option<PetId>,
    /// Why there are none: `barcode-unknown`, `code-unrecognized`, `code-elsewhere`, `product-unknown`, or what is wrong
    /// with the code.
    pub problem: Option<Code>,
    /// The screen that shows it.
    pub screen: Scan,
}
