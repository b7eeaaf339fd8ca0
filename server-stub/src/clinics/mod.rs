//! Clinics: who they are, when they are open, what they offer, who works there.

mod admin;
mod poster;
mod read;
mod routes;
pub mod staff;
pub mod tables;
mod write;

use petpro_domain::ids::ClinicId;

pub use read::{Offered, care, get, market, offered, resources, several, several_cares};
pub use write::{put_care, put_clinic, put_resource, put_staff};

use crate::policy::Route;

pub fn routes() -> Vec<Route> {
    let mut all = routes::routes();
    all.extend(admin::routes());
    all.extend(poster::routes());
    all
}

/// The scope of a clinic's tablets and staff.
pub fn scope(id: ClinicId) -> String {
    format!("clinic:{id}")
}
