//! Payments against a provider over HTTP: the page, the webhooks, what goes wrong, what goes back.

mod alone;
mod late;
mod page;
mod refunds;
mod reoffered;
mod restore;
mod saved;
mod trouble;
mod waiting;
mod webhooks;
