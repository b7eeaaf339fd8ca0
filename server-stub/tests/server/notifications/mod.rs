//! What people are told: events in order, mails in their language, the inbox.

mod inbox;
mod mails;
mod outbox;
mod vaccinations;
