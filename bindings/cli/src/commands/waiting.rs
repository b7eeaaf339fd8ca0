//! The waiting list.

use petpro_client::Wait;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::clinic::Waiting;

pub async fn run(app: &App, what: Option<Waiting>) -> Result<Answer, Failure> {
    let all = match what {
        None => app.petpro.waiting().await?,
        Some(Waiting::Join { clinic, service, from, to }) => {
            app.petpro.wait(&Wait { clinic, service, from, to }).await?
        }
        Some(Waiting::Leave { wait }) => app.petpro.stop_waiting(&wait).await?,
    };
    let lines = all.lines();
    Ok(Answer::new(all, lines))
}
