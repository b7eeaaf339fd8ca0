//! Payments against a provider over HTTP: the page, the webhooks, what goes wrong, what goes back.

mod page;
mod refunds;
mod restore;
mod saved;
mod trouble;
mod webhooks;
