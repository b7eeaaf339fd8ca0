//! Where parcels go.

use petpro_client::order::Address as Row;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::Address;

pub async fn keep(app: &App, given: &Address) -> Result<Answer, Failure> {
    let Address { name, phone, postal_code, region, city, line1, line2 } = given.clone();
    let kept = app.petpro.keep_address(&Row { name, phone, postal_code, region, city, line1, line2 }).await?;
    let lines = vec![kept.id.to_string()];
    Ok(Answer::new(kept, lines))
}
