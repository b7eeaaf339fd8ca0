//! Parcels, and what carriers said of them.

/// `reach`: how far it is, so that a late word never takes it back. `ask_ms`: when the carrier is to
/// be told of it (again); NULL once it knows.
pub const TABLES: &str = "
CREATE TABLE shipment(
    id BLOB PRIMARY KEY, vendor_order TEXT NOT NULL UNIQUE, order_id BLOB NOT NULL, shop BLOB NOT NULL,
    user_id BLOB NOT NULL, carrier TEXT NOT NULL, tracking TEXT NOT NULL UNIQUE, stage TEXT NOT NULL,
    reach BIGINT NOT NULL, shipped_ms BIGINT NOT NULL, told_ms BIGINT, ask_ms BIGINT, tries BIGINT NOT NULL DEFAULT 0);
CREATE INDEX shipment_ask ON shipment(ask_ms) WHERE ask_ms IS NOT NULL;
CREATE TABLE shipment_event(
    shipment BLOB NOT NULL, id TEXT NOT NULL, at_ms BIGINT NOT NULL, stage TEXT NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (shipment, id));
";
