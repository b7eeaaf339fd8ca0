//! Signing up, in and out.

use std::io::Read;

use petpro_client::Code;
use petpro_client::state::{DeviceRow, Pending, Session};
use petpro_client::texts::{Arg, args, text};
use serde_json::json;

use super::{App, sync};
use crate::answer::{Answer, Failure};
use crate::args::Account;

pub async fn register(app: &App, account: &Account) -> Result<Answer, Failure> {
    let password = password(app, account)?;
    let session = app.petpro.register(&account.user, &password).await?;
    Ok(signed_in(app, session))
}

/// Signs in, then syncs: the household's cart is there when it answers. A sync that fails does not undo the sign-in.
pub async fn login(app: &App, account: &Account) -> Result<Answer, Failure> {
    let password = password(app, account)?;
    let session = app.petpro.login(&account.user, &password).await?;
    let mut answer = signed_in(app, session);
    match sync::sync(app).await {
        Ok(synced) => answer.lines.extend(synced.lines),
        Err(failure) => {
            answer.data["sync_error"] = failure.code.name().into();
            let words = failure.words(app.lang);
            answer.lines.push(format!("{}: {}", words.title, words.next));
        }
    }
    Ok(answer)
}

fn signed_in(app: &App, session: Session) -> Answer {
    let user = session.username.clone().unwrap_or_default();
    Answer::say(session, app.lang, "cli-signed-in", &[("user", Arg::from(user))])
}

pub async fn logout(app: &App, keep: bool, discard: bool) -> Result<Answer, Failure> {
    let pending = match (keep, discard) {
        (true, _) => Pending::Keep,
        (_, true) => Pending::Discard,
        _ => Pending::Wait,
    };
    app.petpro.logout(pending).await?;
    Ok(Answer::say(app.petpro.session()?, app.lang, "cli-signed-out", args::NONE))
}

pub async fn devices(app: &App) -> Result<Answer, Failure> {
    let devices = app.petpro.devices().await?;
    let this = text(app.lang, "cli-this-device", args::NONE);
    let line = |device: &DeviceRow| match device.current {
        true => format!("{} {} ({this})", device.id, device.platform),
        false => format!("{} {}", device.id, device.platform),
    };
    let lines = devices.iter().map(line).collect();
    Ok(Answer::new(devices, lines))
}

pub async fn revoke(app: &App, id: &str) -> Result<Answer, Failure> {
    app.petpro.revoke_device(id).await?;
    Ok(Answer::say(json!({ "id": id }), app.lang, "cli-device-revoked", args::NONE))
}

/// From standard input or the environment; never from the command line, which other users of a machine can read.
fn password(app: &App, account: &Account) -> Result<String, Failure> {
    if account.password_stdin {
        let mut typed = String::new();
        std::io::stdin().read_to_string(&mut typed).map_err(|_| Failure::new(Code::Usage))?;
        return Ok(typed.trim_end_matches(['\r', '\n']).to_owned());
    }
    std::env::var("PETPRO_PASSWORD").map_err(|_| Failure {
        detail: Some(text(app.lang, "cli-password-missing", args::NONE)),
        ..Failure::new(Code::Usage)
    })
}
