//! The device half: the outbox, the pulled base, and when to talk to the server.

mod answer;
mod base;
mod engine;
mod event;
mod intent;
mod lane;
mod pace;
mod projection;
mod snapshot;
mod store;

pub use engine::{Config, Device};
pub use event::{Ask, Call, Effect, Event, Failure, Health, Member, Now, Random};
pub use intent::{intent, intent_as};
pub use projection::{Projection, project};
pub use store::{Change, Done, Load, Meta, Pulled, Scope, Stage, Store, Write};
