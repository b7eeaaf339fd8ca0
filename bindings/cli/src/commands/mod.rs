//! One function a command: a call of the facade, and how its answer is shown.

mod account;
mod address;
mod cart;
mod catalog;
mod checkout;
mod clinic;
mod desk;
mod files;
mod inbox;
mod label;
mod outbox;
mod pass;
mod pets;
mod proof;
pub mod scan;
mod sync;
mod tablets;
mod vendor;
mod visit;
mod waiting;

use petpro_client::texts::{Arg, Lang, text};
use petpro_client::{Code, PetPro};

use crate::answer::{Answer, Failure};
use crate::args::Command;

/// The open core, and how this process was started.
pub struct App {
    pub petpro: PetPro,
    pub lang: Lang,
    /// Whom it talks to.
    pub server: String,
    /// A program reads the answers.
    pub json: bool,
}

/// Every command that gives one answer.
pub async fn run(app: &App, command: Command) -> Result<Answer, Failure> {
    answer(app, command).await.map_err(|failure| match failure.code {
        Code::ServerUnreachable => {
            let args = [("server", Arg::from(&app.server))];
            Failure { detail: Some(text(app.lang, "cli-unreachable", &args)), ..failure }
        }
        _ => failure,
    })
}

async fn answer(app: &App, command: Command) -> Result<Answer, Failure> {
    match command {
        Command::Register(account) => account::register(app, &account).await,
        Command::Login(account) => account::login(app, &account).await,
        Command::Logout { keep, discard } => account::logout(app, keep, discard).await,
        Command::Devices => account::devices(app).await,
        Command::RevokeDevice { id } => account::revoke(app, &id).await,
        Command::Cards => checkout::cards(app),
        Command::ForgetCard { id } => checkout::forget_card(app, &id).await,
        Command::Sync { .. } => sync::sync(app).await,
        Command::Search { words } => catalog::search(app, &words.join(" ")),
        Command::Shop { category, from } => catalog::shop(app, category.as_deref(), from),
        Command::Barcode { code } => catalog::barcode(app, &code),
        Command::Product { id } => catalog::product(app, &id),
        Command::Label(asked) => label::label(app, &asked),
        Command::Cart => cart::show(app),
        Command::Add { what, n } => cart::add(app, &what, n),
        Command::Set { line, n } => cart::set(app, &line, n),
        Command::Remove { line } => cart::remove(app, &line),
        Command::Save { line } => cart::save(app, &line),
        Command::Unsave { line } => cart::unsave(app, &line),
        Command::Checkout(asked) => checkout::checkout(app, &asked).await,
        Command::Pay { order, method } => checkout::pay(app, &order, method.as_deref()).await,
        Command::Orders => checkout::orders(app),
        Command::Order { order, what } => checkout::order(app, &order, what).await,
        Command::Addresses => address::list(app),
        Command::Address(address) => address::keep(app, &address),
        Command::ForgetAddress { id } => address::forget(app, &id),
        Command::Inbox { read, read_all } => inbox::show(app, &read, read_all),
        Command::Pets { what } => pets::run(app, what).await,
        Command::Visit(what) => visit::run(app, what).await,
        Command::Pass { what } => pass::run(app, &what).await,
        Command::Proof { what } => proof::run(app, what).await,
        Command::Desk { what } => desk::run(app, &what).await,
        Command::Waiting { what } => waiting::run(app, what).await,
        Command::Clinic { clinic, what } => clinic::run(app, &clinic, what).await,
        Command::Tablets { clinic, what } => tablets::run(app, &clinic, &what).await,
        Command::Vendor { what } => vendor::run(app, &what).await,
        Command::Status => outbox::status(app),
        Command::Dismiss { op } => outbox::dismiss(app, &op),
        Command::Retry { op } => outbox::retry(app, &op),
        Command::Scan(_) | Command::Session => Err(Failure::new(Code::Usage)), // answered by their own loops
    }
}
