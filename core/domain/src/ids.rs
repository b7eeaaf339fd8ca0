//! Ids: UUIDs, lower case with hyphens, made where the thing is made (C-52).
//!
//! Made ids are version 7 from a time and random bytes that the caller passes in; derived ids
//! (a cart line, a guest's re-sent contribution) are version 8 from SHA-256, so that every device
//! derives the same one.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub use uuid::Uuid;

/// An id of version 7: `unix_ms` in the first 48 bits, then `random`.
pub fn v7(unix_ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid()
}

/// An id of version 8: the first 16 bytes of SHA-256(tag ‖ parts).
pub fn derived(tag: &str, parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(tag.as_bytes());
    for part in parts {
        hash.update(part);
    }
    let full = hash.finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&full[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The 16 bytes as SQLite and PostgreSQL keep them.
            pub fn bytes(&self) -> &[u8; 16] { self.0.as_bytes() }
            /// From 16 bytes of a database column.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> { Uuid::from_slice(bytes).ok().map(Self) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { Uuid::parse_str(text).map(Self) }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
    )+};
}

ids! {
    /// One intent; for a cart addition also the id of the contribution it makes.
    OpId;
    /// A device's lane name; minted anew after a fork or an epoch change.
    DeviceId;
    /// A person who signs in.
    UserId;
    /// Who shares a cart; everyone has one from sign-up on.
    HouseholdId;
    /// A cart line: derived from variant and options, see [`line`].
    LineId;
    /// What is bought: one size or flavour of a product, with one price.
    VariantId;
    /// What is shown: a product with its variants.
    ProductId;
    /// A shop (vendor).
    ShopId;
    /// A clinic.
    ClinicId;
    /// What a clinic offers: a kind of visit with a length and a price.
    ServiceId;
    /// What a visit takes for its time: a vet, a room, a table.
    ResourceId;
    /// Somebody at a clinic's desk.
    StaffId;
    /// A clinic's tablet; its lanes have device ids of their own.
    TabletId;
    /// A pet of a household.
    PetId;
    /// A visit to a clinic.
    BookingId;
    /// A category of the catalogue.
    CategoryId;
    /// An order, made by the device that places it.
    OrderId;
    /// A kept address of a user.
    AddressId;
    /// What a checkout promised: prices, delivery and contributions, for 15 minutes.
    QuoteId;
    /// A payment method that the provider keeps for a user.
    MethodId;
    /// A parcel of a vendor order.
    ShipmentId;
    /// A family of refresh tokens: one sign-in on one device.
    SessionId;
}

/// The line of a variant with these options: SHA-256("line" ‖ variant ‖ canonical options).
/// `options` is sorted-key JSON without spaces, empty when there are none; see [`crate::cart::Options`].
pub fn line(variant: VariantId, options: &str) -> LineId {
    LineId(derived("line", &[variant.bytes(), options.as_bytes()]))
}

/// The op id under which a guest's contribution is re-sent in an account; repeating is harmless.
pub fn guest_op(guest: HouseholdId, contribution: OpId) -> OpId {
    OpId(derived("guest", &[guest.bytes(), contribution.bytes()]))
}
