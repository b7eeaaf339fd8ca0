//! What goes into a statement and comes out of a row, the same for every engine.

use petpro_domain::ids;
use uuid::Uuid;

use super::Failure;

/// A column's value. Booleans are 0 and 1, times are ms since 1970, ids are 16 bytes: the subset
/// that SQLite and PostgreSQL keep alike.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The parameters of a statement: `values![user_id, name, now_ms]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Value::from($value)),*] };
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

macro_rules! small_ints {
    ($($int:ty)+) => {$(
        impl From<$int> for Value {
            fn from(value: $int) -> Self { Self::Int(i64::from(value)) }
        }
        impl FromValue for $int {
            fn from_value(value: Value) -> Option<Self> { <$int>::try_from(i64::from_value(value)?).ok() }
        }
    )+};
}
small_ints!(i32 u32 u16 u8);

/// Sequence numbers and 64-bit digests: stored as the same 64 bits, which both engines call BIGINT.
impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Int(value.cast_signed())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A type that a column can be read as. `None`: the column holds something else.
pub trait FromValue: Sized {
    fn from_value(value: Value) -> Option<Self>;
}

impl FromValue for Value {
    fn from_value(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Int(int) = value { Some(int) } else { None }
    }
}

impl FromValue for u64 {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(i64::cast_unsigned)
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(|int| int != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Bytes(bytes) = value { Some(bytes) } else { None }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Option<Self> {
        Vec::from_value(value)?.try_into().ok()
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! id_values {
    ($($id:ident)+) => {$(
        impl From<ids::$id> for Value {
            fn from(id: ids::$id) -> Self { Self::Bytes(id.bytes().to_vec()) }
        }
        impl From<&ids::$id> for Value {
            fn from(id: &ids::$id) -> Self { Self::from(*id) }
        }
        impl FromValue for ids::$id {
            fn from_value(value: Value) -> Option<Self> { Self::from_slice(&Vec::from_value(value)?) }
        }
    )+};
}
id_values!(AddressId QuoteId MethodId ShipmentId OpId DeviceId UserId HouseholdId LineId VariantId ProductId ShopId CategoryId OrderId SessionId);
id_values!(ClinicId ServiceId ResourceId StaffId TabletId PetId BookingId);

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Bytes(id.as_bytes().to_vec())
    }
}

impl FromValue for Uuid {
    fn from_value(value: Value) -> Option<Self> {
        Uuid::from_slice(&Vec::from_value(value)?).ok()
    }
}

/// One row of an answer.
pub struct Row<'a>(pub(super) &'a rusqlite::Row<'a>);

impl Row<'_> {
    /// A text where it lies, without a copy.
    pub fn text(&self, index: usize) -> Result<&str, Failure> {
        self.0.get_ref(index)?.as_str().map_err(|_| Failure::Shape { index })
    }

    /// Column `index` from 0. [`Failure::Shape`] where it holds something else than a `T`: a bug
    /// in the statement, never a matter of what users wrote.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Failure> {
        use rusqlite::types::ValueRef;
        let value = match self.0.get_ref(index)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(int) => Value::Int(int),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => return Err(Failure::Shape { index }),
        };
        T::from_value(value).ok_or(Failure::Shape { index })
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(int) => ValueRef::Integer(*int),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
