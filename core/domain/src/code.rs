//! The one list of problem codes: problem+json, op results, CLI, Swift, Kotlin and TypeScript.
//!
//! A code is there once a screen acts on it; several causes that a person answers in the same way
//! share one. Each has a title, `.detail` and `.next` in `texts/<lang>/problems.ftl`.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($name:literal $variant:ident $status:literal $spec:literal $retry:ident $doc:literal)+) => {
        /// A stable code; on the wire in kebab-case. Its texts are the Fluent message of the same name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum Code {
            $(#[doc = $doc] $variant,)+
            /// A code of a newer server; shown with its own text where the reply carries one.
            #[serde(other)]
            Other,
        }

        impl Code {
            /// Every code of this version, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+ Self::Other];

            /// As it stands on the wire: kebab-case, also the id of its Fluent message.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Other => "other" }
            }

            /// HTTP status of a problem+json reply with this code (C-04).
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ Self::Other => 500 }
            }

            /// The status that the source documents give literally, under `X-PetPro-Compat: spec` (C-04).
            pub const fn spec_status(self) -> u16 {
                match self { $(Self::$variant => $spec,)+ Self::Other => 500 }
            }

            /// Whether the very same request may succeed later without anybody changing anything.
            pub const fn retryable(self) -> bool {
                match self { $(Self::$variant => matches!(Retry::$retry, Retry::Later),)+ Self::Other => false }
            }
        }
    };
}

enum Retry {
    Later,
    Never,
}

// name                     variant               HTTP spec  again  when
codes! {
    "malformed"             Malformed              400 400 Never "The request cannot be read: not JSON, an unknown field, a wrong type."
    "invalid"               Invalid                422 400 Never "Readable, but a value makes no sense here; `errors[]` says which."
    "not-found"             NotFound               404 404 Never "Nothing there, or not the caller's (C-32)."
    "method-not-allowed"    MethodNotAllowed       405 405 Never "The path exists, the method does not."
    "unsupported-media-type" UnsupportedMediaType  415 415 Never "The body is not of a type that is read here."
    "too-large"             TooLarge               413 413 Never "Body or headers over the limit; halve the batch."
    "request-timeout"       RequestTimeout         408 408 Later "The request did not arrive in time."
    "rate-limited"          RateLimited            429 429 Later "Too many requests of this caller; `Retry-After` says when."
    "slow-down"             SlowDown               503 503 Later "The server is overloaded or building; `Retry-After` says when."
    "unavailable"           Unavailable            503 503 Later "Not ready, or shutting down."
    "internal"              Internal               500 500 Later "A bug; the cause is in the log under the request id."
    "upgrade-required"      UpgradeRequired        426 426 Never "This app is too old for the server; the outbox is kept."
    "idempotency-key-missing" IdempotencyKeyMissing 400 400 Never "A POST with a side effect came without `Idempotency-Key`."
    "idempotency-key-invalid" IdempotencyKeyInvalid 400 400 Never "The key is not 1 to 255 printable characters."
    "idempotency-key-reused" IdempotencyKeyReused  422 422 Never "The key was used for another request."
    "in-progress"           InProgress             409 409 Later "The first request with this key still waits for an outside party."
    "precondition-required" PreconditionRequired   428 428 Never "`If-Match` is missing."
    "precondition-failed"   PreconditionFailed     412 412 Never "The row has changed since it was read."
    "cursor-invalid"        CursorInvalid          400 400 Never "A page cursor that this server did not make."

    "unauthenticated"       Unauthenticated        401 401 Never "No valid sign-in."
    "token-expired"         TokenExpired           401 401 Never "The access token is over; refresh once, then repeat."
    "refresh-reused"        RefreshReused          401 401 Never "A refresh token came twice: the family is revoked."
    "session-ended"         SessionEnded           401 401 Never "The sign-in was revoked or reached its absolute lifetime."
    "credentials-wrong"     CredentialsWrong       401 401 Never "User name or password is wrong; never says which."
    "account-exists"        AccountExists          409 409 Never "Somebody registered with this address."
    "email-invalid"         EmailInvalid           422 400 Never "Not an e-mail address."
    "password-weak"         PasswordWeak           422 400 Never "Too short or too common."
    "forbidden"             Forbidden              403 403 Never "The caller's role may not do this."
    "device-not-yours"      DeviceNotYours         403 403 Never "The device id belongs to somebody else, or was removed."
    "outbox-pending"        OutboxPending          409 409 Never "Signing out would lose changes that were not sent yet."

    "product-unknown"       ProductUnknown         404 404 Never "No product or variant with this id."
    "product-discontinued"  ProductDiscontinued    409 400 Never "It is off sale (a GET answers 410)."
    "catalog-missing"       CatalogMissing         503 503 Later "No product has arrived on this device yet."
    "barcode-unknown"       BarcodeUnknown         404 404 Never "A well-formed barcode of no product here."
    "barcode-format"        BarcodeFormat          422 404 Never "Not the digits of an EAN or UPC."
    "gtin-check-digit"      GtinCheckDigit         422 404 Never "A digit was misread or mistyped; never reaches the network."
    "gs1-format"            Gs1Format              422 404 Never "A GS1 label that breaks GS1's own rules."
    "code-elsewhere"        CodeElsewhere          422 404 Never "A clinic's code, an appointment or a pet's chip where goods are looked for."
    "code-unrecognized"     CodeUnrecognized       422 404 Never "A code that is neither goods nor PetPro's; shown as plain text."
    "no-code-found"         NoCodeFound            422 404 Never "No code in this picture."
    "label-text"            LabelText              422 422 Never "A text that this kind of code cannot hold."
    "camera-denied"         CameraDenied           403 403 Never "The system does not let the app use the camera."
    "image-unreadable"      ImageUnreadable        422 422 Never "Empty, cut off, or not a picture."
    "image-too-large"       ImageTooLarge          413 413 Never "More bytes or pixels than are opened."
    "image-unsupported"     ImageUnsupported       415 415 Never "A picture format that is not read."

    "stock-insufficient"    StockInsufficient      409 400 Never "Fewer are there than asked for; `available` says how many."
    "quantity-invalid"      QuantityInvalid        422 400 Never "Not a number of units that can be bought."
    "limit-exceeded"        LimitExceeded          422 400 Never "Over a limit of the shop, the cart or the payment."
    "line-unknown"          LineUnknown            404 404 Never "The cart has no such line."
    "line-full"             LineFull               409 409 Never "256 contributions in one line."
    "line-locked"           LineLocked             409 409 Never "A pending order holds the line."
    "cart-changed"          CartChanged            409 409 Never "The goods are no longer as the buyer saw them, or another order took them."
    "price-changed"         PriceChanged           409 400 Never "A unit price rose (C-10)."
    "quote-stale"           QuoteStale             409 400 Never "The totals are not the ones shown; the reply has the new quote."
    "order-expired"         OrderExpired           410 400 Never "Not placed or not paid in time."
    "order-state"           OrderState             409 403 Never "The order is in a state in which this cannot happen."
    "order-unclaimed"       OrderUnclaimed         409 409 Never "A captured payment waits for the device that ordered."
    "address-invalid"       AddressInvalid         422 400 Never "The address cannot be used; says why."
    "shipping-unavailable"  ShippingUnavailable    422 400 Never "The shop does not ship there."
    "coupon-invalid"        CouponInvalid          422 400 Never "The coupon cannot be used for this."
    "slot-taken"            SlotTaken              409 409 Never "The time is not free, or not offered; `others` names some that are."
    "booking-state"         BookingState           409 409 Never "The visit is in a state in which this cannot happen."
    "booking-not-active"    BookingNotActive       410 404 Never "The visit was called off, or never came to be (S0-149)."
    "change-too-late"       ChangeTooLate          409 409 Never "The clinic's terms no longer let its owner move or cancel the visit."
    "payment-declined"      PaymentDeclined        402 402 Never "The bank or the provider refused; nothing was charged (S0-144)."
    "payment-unavailable"   PaymentUnavailable     503 503 Later "No payment provider, or none that answers; nothing was charged."
    "payment-method-unknown" PaymentMethodUnknown  422 400 Never "Not a saved payment method of the caller."
    "refund-too-much"       RefundTooMuch          409 409 Never "More than what was paid and not yet paid back."
    "card-data-refused"     CardDataRefused        422 422 Never "A card number or a security code was sent here instead of to the provider (C-12)."
    "signature-invalid"     SignatureInvalid       401 401 Never "A webhook that its sender did not sign, or not now."
    "currency-mixed"        CurrencyMixed          422 400 Never "Two currencies in one sum."
    "amount-overflow"       AmountOverflow         422 400 Never "A sum beyond what 64 bits hold."

    "enrol-code"            EnrolCode              422 404 Never "A code for a tablet that is wrong, used or over; never says which."
    "tablet-revoked"        TabletRevoked          403 403 Never "The clinic took this tablet back: its data leaves the device."
    "pin-wrong"             PinWrong               401 401 Never "No such name with this PIN at this tablet."
    "not-a-tablet"          NotATablet             409 409 Never "This device is no clinic's tablet."

    "op-expired"            OpExpired              410 410 Never "An op that reached the server after its time."
    "op-version-unsupported" OpVersionUnsupported  422 422 Never "The server no longer reads this version of the op."
    "op-not-yet-supported"  OpNotYetSupported      501 501 Later "The server is older than the app; kept until it changes."
    "sync-gap"              SyncGap                409 409 Later "Ops are missing; send again from `expected`."
    "sync-forked"           SyncForked             409 409 Never "Two copies of one device used the same lane."
    "sync-epoch"            SyncEpoch              409 409 Never "The server's history is another one."
    "sync-busy"             SyncBusy               409 409 Later "Another process of this device is syncing."
    "scope-forbidden"       ScopeForbidden         403 403 Never "The caller may no longer read or write this scope."

    "offline"               Offline                503 503 Later "No network."
    "server-unreachable"    ServerUnreachable      503 503 Later "Network, but no answer from the server."
    "server-error"          ServerError            502 502 Later "The server answered with a failure of its own."
    "reply-broken"          ReplyBroken            502 502 Later "The answer broke off or cannot be read."
    "not-petpro-server"     NotPetproServer        502 502 Later "Something else answered: a sign-in page of the network, a proxy."
    "clock-wrong"           ClockWrong             400 400 Never "The device's date is so far off that secure connections fail."

    "store-busy"            StoreBusy              503 503 Later "Another process holds the store."
    "store-corrupt"         StoreCorrupt           500 500 Never "The store's pages are damaged or cut off."
    "store-newer"           StoreNewer             500 500 Never "A newer version wrote the store; it is never altered."
    "store-not-sqlite"      StoreNotSqlite         500 500 Never "The file is not a PetPro store."
    "store-read-only"       StoreReadOnly          500 500 Never "The store cannot be written."
    "disk-full"             DiskFull               507 507 Never "No space left."
    "file-not-found"        FileNotFound           404 404 Never "No such file."
    "file-unreadable"       FileUnreadable         403 403 Never "The file is there but may not be read."
    "file-unwritable"       FileUnwritable         403 403 Never "The file cannot be written there."
    "suspended"             Suspended              503 503 Later "The app is suspended; its files are closed."
    "usage"                 Usage                  400 400 Never "A command that cannot be understood."
}

impl Code {
    /// The code of this name, [`Code::Other`] for one that this version does not know.
    pub fn parse(name: &str) -> Self {
        Self::ALL.iter().copied().find(|code| code.name() == name).unwrap_or(Self::Other)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn the_name_is_what_travels() {
        for code in Code::ALL {
            let sent = serde_json::to_string(code).unwrap();
            assert_eq!(sent, format!("\"{}\"", code.name()));
            assert_eq!(serde_json::from_str::<Code>(&sent).unwrap(), *code);
            assert_eq!(Code::parse(code.name()), *code);
        }
    }

    #[test]
    fn a_code_of_a_newer_server_is_other_and_not_an_error() {
        assert_eq!(serde_json::from_str::<Code>("\"pet-too-fluffy\"").unwrap(), Code::Other);
        assert_eq!(Code::parse("pet-too-fluffy"), Code::Other);
    }

    #[test]
    fn business_refusals_have_the_documents_status_under_spec() {
        for code in [Code::StockInsufficient, Code::PriceChanged] {
            assert_eq!((code.status(), code.spec_status()), (409, 400), "{code}");
        }
        for code in [Code::AddressInvalid, Code::ShippingUnavailable, Code::CouponInvalid] {
            assert_eq!((code.status(), code.spec_status()), (422, 400), "{code}");
        }
        assert_eq!((Code::BarcodeFormat.status(), Code::BarcodeFormat.spec_status()), (422, 404));
    }

    #[test]
    fn every_status_is_an_error_status() {
        for code in Code::ALL {
            assert!((400..600).contains(&code.status()), "{code}");
            assert!((400..600).contains(&code.spec_status()), "{code}");
        }
    }
}
