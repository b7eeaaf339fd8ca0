//! `petpro sync --watch`: stays connected, tells what changes, ends with Ctrl-C.

use std::collections::HashMap;

use petpro_client::Topic;
use petpro_client::texts::{args, text};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::answer::{Answer, Failure};
use crate::args::Command;
use crate::commands::{self, App};
use crate::print::{Out, Timer};

pub fn run(runtime: &Runtime, app: &App, out: &Out) -> u8 {
    let timer = Timer::start();
    let first = runtime.block_on(commands::run(app, Command::Sync { watch: false }));
    let synced = first.is_ok();
    let code = out.finish("sync", timer, first);
    if !synced {
        return code;
    }
    if !out.json {
        out.line(&text(app.lang, "cli-watching", args::NONE));
    }
    let ended = runtime.block_on(watch(app, out));
    out.finish("sync", timer, ended)
}

/// Until signing in is needed. What changes meanwhile is shown as the command of that name shows it.
async fn watch(app: &App, out: &Out) -> Result<Answer, Failure> {
    let (mut cart, mut outbox) = (app.petpro.subscribe(Topic::Cart), app.petpro.subscribe(Topic::Outbox));
    let (mut inbox, mut pets) = (app.petpro.subscribe(Topic::Inbox), app.petpro.subscribe(Topic::Pets));
    let mut shown = HashMap::new();
    let connected = app.petpro.watch();
    tokio::pin!(connected);
    loop {
        let (name, command) = tokio::select! {
            ended = &mut connected => return Ok(ended.map(|()| Answer::new(json!(null), Vec::new()))?),
            view = cart.next() => view.map(|_| ("cart", Command::Cart))?,
            view = outbox.next() => view.map(|_| ("status", Command::Status))?,
            view = pets.next() => view.map(|_| ("pets", Command::Pets { what: None }))?,
            view = inbox.next() => view.map(|_| ("inbox", Command::Inbox { read: Vec::new(), read_all: false }))?,
        };
        let timer = Timer::start();
        let answer = commands::run(app, command).await;
        // A page of the catalogue rings too, and most change nothing that is shown.
        if let Ok(answer) = &answer
            && shown.insert(name, answer.data.clone()).as_ref() == Some(&answer.data)
        {
            continue;
        }
        out.finish(name, timer, answer);
    }
}
