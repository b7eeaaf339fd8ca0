//! Payments, what was paid back, saved methods, and what the provider told.

/// One row of `payment` is one attempt to pay an order: an intent at the provider. `st`:
/// `starting` (no intent known yet), `open` (waits for the buyer), `processing` (for a bank),
/// `failed` (refused, may be tried again), `authorised` (the hold is pinned, being captured),
/// `captured`, `closing` (being cancelled), `closed`.
/// The guards: an order is captured by one attempt at most, and never is more paid back than came.
pub const TABLES: &str = "
CREATE TABLE payment(
    id BLOB PRIMARY KEY,
    order_id BLOB NOT NULL,
    attempt BIGINT NOT NULL,
    op BLOB UNIQUE,                         -- the request that asked for it
    user_id BLOB NOT NULL,
    household BLOB NOT NULL,
    number TEXT NOT NULL,                   -- of the order
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    method TEXT,                            -- a saved method to charge without the buyer
    keeps TEXT,                             -- a method that the buyer wants to keep
    intent TEXT UNIQUE,
    page TEXT,
    st TEXT NOT NULL,
    code TEXT,                              -- the provider's word for the last refusal
    captured BIGINT NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    refunded BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0,
    key_no BIGINT NOT NULL DEFAULT 0,       -- the provider keeps a failure under its key: then another is used
    next_ms BIGINT,                         -- when the worker has to do with it
    tried_ms BIGINT,
    created_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (order_id, attempt),
    CHECK (refunded BETWEEN 0 AND captured)
);
CREATE UNIQUE INDEX payment_one_capture ON payment(order_id) WHERE st IN ('authorised', 'captured');
CREATE INDEX payment_due ON payment(next_ms) WHERE next_ms IS NOT NULL;
CREATE INDEX payment_user ON payment(user_id, created_ms, id);
CREATE TABLE refund(
    id BLOB PRIMARY KEY,
    payment BLOB NOT NULL REFERENCES payment(id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    reason TEXT NOT NULL,
    st TEXT NOT NULL,                       -- requested, pending, succeeded, failed
    ref TEXT UNIQUE,                        -- the provider's id
    tries BIGINT NOT NULL DEFAULT 0,
    key_no BIGINT NOT NULL DEFAULT 0,
    next_ms BIGINT,
    created_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX refund_payment ON refund(payment);
CREATE INDEX refund_due ON refund(next_ms) WHERE next_ms IS NOT NULL;
CREATE TABLE customer(user_id BLOB PRIMARY KEY, ref TEXT NOT NULL);
CREATE TABLE payment_method(
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL,
    ref TEXT NOT NULL UNIQUE,               -- the provider's token
    brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    gone_ms BIGINT,                         -- removed here
    detached BOOLEAN NOT NULL DEFAULT 0     -- and at the provider
);
CREATE INDEX payment_method_user ON payment_method(user_id, created_ms);
CREATE TABLE provider_event(
    id TEXT PRIMARY KEY,                    -- an event is looked at once, by whatever way it came
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    body TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    done_ms BIGINT,
    verdict TEXT
);
CREATE TABLE reconciled(provider TEXT PRIMARY KEY, at_s BIGINT NOT NULL);
CREATE INDEX provider_event_new ON provider_event(at_ms) WHERE done_ms IS NULL;
";
