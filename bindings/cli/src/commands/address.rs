//! Where parcels go.

use petpro_client::order::Address as Row;
use petpro_client::state::KeptAddress;
use petpro_client::texts::args;
use serde_json::json;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::Address;

pub fn list(app: &App) -> Result<Answer, Failure> {
    let kept = app.petpro.addresses()?;
    let lines = kept.iter().flat_map(lines).collect();
    Ok(Answer::new(kept, lines))
}

pub fn keep(app: &App, given: &Address) -> Result<Answer, Failure> {
    let Address { change, name, phone, postal_code, region, city, line1, line2 } = given.clone();
    let address = Row { name, phone, postal_code, region, city, line1, line2 };
    let kept = match change {
        Some(id) => app.petpro.change_address(&id, &address)?,
        None => app.petpro.keep_address(&address)?,
    };
    let lines = lines(&kept).into();
    Ok(Answer::new(kept, lines))
}

pub fn forget(app: &App, id: &str) -> Result<Answer, Failure> {
    app.petpro.forget_address(id)?;
    Ok(Answer::say(json!({ "id": id }), app.lang, "cli-address-forgotten", args::NONE))
}

/// As it stands on a parcel, and the id that commands take.
fn lines(kept: &KeptAddress) -> [String; 2] {
    let Row { name, phone, postal_code, region, city, line1, line2 } = &kept.address;
    let parts = [name, postal_code, region, city, line1, line2, phone];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    [parts.join(" · "), format!("  {}", kept.id)]
}
