//! A clinic's desk on its tablet.

use petpro_client::booking::Status;
use petpro_client::pet::{self, Fault};
use petpro_client::screens::calendar::{Placed, Placing, View};
use petpro_client::state::{Pending, Received};
use petpro_client::texts::{Arg, text};
use petpro_client::{AtScale, Code, Entry, WalkIn};
use serde_json::json;

use super::App;
use super::clinic::walk_in;
use crate::answer::{Answer, Failure};
use crate::args::Desk;
use crate::args::desk::With;

pub async fn run(app: &App, what: &Desk) -> Result<Answer, Failure> {
    match what {
        Desk::Enrol { code } => {
            let tablet = app.petpro.enrol(code).await?;
            let line = text(app.lang, "tablet-enrolled", &[("name", Arg::from(&tablet.name))]);
            if let Err(error) = app.petpro.sync().await {
                tracing::info!(code = %error.code(), "the clinic's rows come with the next sync");
            }
            Ok(Answer::new(tablet, vec![line]))
        }
        Desk::Unenrol { discard } => {
            app.petpro.unenrol(if *discard { Pending::Discard } else { Pending::Wait }).await?;
            Ok(Answer::say(json!({}), app.lang, "tablet-gone", &[]))
        }
        Desk::Board { day } => {
            let board = app.petpro.board(day.as_deref())?;
            let lines = board.lines();
            Ok(Answer::new(board, lines))
        }
        Desk::Room => {
            let room = app.petpro.waiting_room()?;
            let lines = room.lines();
            Ok(Answer::new(room, lines))
        }
        Desk::Calendar { day, week, visit, service } => {
            let view = if *week { View::Week } else { View::Day };
            let unknown = |_| Failure::new(Code::NotFound);
            let placing = match (visit, service) {
                (Some(id), _) => Some(Placing::Visit(id.parse().map_err(unknown)?)),
                (None, Some(id)) => Some(Placing::Service(id.parse().map_err(unknown)?)),
                (None, None) => None,
            };
            let calendar = app.petpro.calendar(day.as_deref(), view, placing.as_ref())?;
            let lines = calendar.lines();
            Ok(Answer::new(calendar, lines))
        }
        Desk::Move { booking, starts_ms, by } => {
            Ok(placed(app.petpro.move_visit(booking, *starts_ms, by.as_deref()).await?))
        }
        Desk::Book { starts_ms, who, by } => {
            let WalkIn { service, pets, owner, note, .. } = walk_in(who, &[])?;
            let wanted = service.to_lowercase();
            let all = app.petpro.desk_services()?;
            let known = all.iter().find(|it| it.id.to_string() == wanted || it.name.to_lowercase() == wanted);
            let service = known.ok_or_else(|| Failure::new(Code::NotFound))?.id.to_string();
            let entry = Entry { service, starts_ms: *starts_ms, resource: by.clone(), pets, owner, note };
            Ok(placed(app.petpro.enter_visit(&entry).await?))
        }
        Desk::Staff => {
            let staff = app.petpro.staff()?;
            let lines = staff.iter().map(|one| format!("{} {}", if one.now { "*" } else { " " }, one.name)).collect();
            Ok(Answer::new(staff, lines))
        }
        Desk::Take { name, pin } => {
            let now = app.petpro.take_desk(name, pin)?;
            let line = text(app.lang, "desk-taken", &[("name", Arg::from(&now.name))]);
            Ok(Answer::new(now, vec![line]))
        }
        Desk::Leave => {
            app.petpro.leave_desk()?;
            Ok(Answer::say(json!({}), app.lang, "desk-left", &[]))
        }
        Desk::CheckIn { booking, with } => {
            let received = app.petpro.check_in(booking, &scale(with)?)?;
            Ok(saved(app, received))
        }
        Desk::WalkIn { who, with } => {
            let received = app.petpro.walk_in(&walk_in(who, &scale(with)?)?)?;
            Ok(saved(app, received))
        }
        Desk::Services => {
            let all = app.petpro.desk_services()?;
            let lines = all.iter().map(|it| format!("{} · {}  {}", it.name, it.length, it.id)).collect();
            Ok(Answer::new(all, lines))
        }
        Desk::Void { checkin, reason } => {
            app.petpro.void_check_in(checkin, reason)?;
            Ok(Answer::say(json!({}), app.lang, "checkin-void-saved", &[]))
        }
        Desk::Start { booking } => step(app, booking, Status::InProgress),
        Desk::Done { booking } => step(app, booking, Status::Completed),
        Desk::Missed { booking } => step(app, booking, Status::NoShow),
    }
}

fn placed(placed: Placed) -> Answer {
    let lines = placed.lines();
    Answer::new(placed, lines)
}

fn step(app: &App, booking: &str, to: Status) -> Result<Answer, Failure> {
    app.petpro.step_visit(booking, to)?;
    let board = app.petpro.board(None)?;
    let lines = board.lines();
    Ok(Answer::new(board, lines))
}

/// What was read off the scale: `4.2kg`, or `Mochi=4.2kg`.
pub fn scale(with: &With) -> Result<Vec<AtScale>, Failure> {
    let read = |text: &String| {
        let (pet, weight) = text.rsplit_once('=').map_or((None, text.as_str()), |(pet, weight)| (Some(pet), weight));
        let grams =
            pet::grams(weight).ok_or_else(|| Failure { of_pet: vec![Fault::Grams], ..Failure::new(Code::Invalid) })?;
        Ok(AtScale { pet: pet.map(str::to_owned), grams })
    };
    with.weight.iter().map(read).collect()
}

/// What was saved, and that it is not sent yet.
pub fn saved(app: &App, received: Received) -> Answer {
    let pets = [("pets", Arg::from(&received.pets))];
    let said = match received.repeat_of {
        None => text(app.lang, "checkin-saved", &pets),
        Some(_) => text(app.lang, "checkin-saved-again", &pets),
    };
    let lines = vec![said, text(app.lang, "checkin-not-sent", &[])];
    Answer::new(received, lines)
}
