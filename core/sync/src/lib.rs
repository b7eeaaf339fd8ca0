//! The op log, sans-IO: the device half and the server half, over two small traits.
//!
//! [`device::Device`] turns events into effects over a [`device::Store`]; [`server`] judges pushed
//! ops and fills pull pages over a [`server::Ledger`]. No async, no network, no clock, no disk:
//! the client gives the device SQLite and HTTP, the server gives the ledger its transaction, and
//! the simulator gives both memory and a bad network.

pub mod device;
pub mod planted;
pub mod server;
