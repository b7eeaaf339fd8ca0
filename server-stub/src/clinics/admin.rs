//! What a clinic's admin changes: profile and hours, services, resources, staff.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::catalog::Names;
use petpro_domain::clinic::{Care, Clinic, Hours, Kind, Policy as Terms, Resource, Staff, StaffRole, Zone};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId, StaffId, Uuid};
use petpro_domain::money::Money;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::routes::{CareView, ClinicView, one};
use super::{put_care, put_clinic, put_resource, put_staff, read, scope, staff};
use crate::audit::{self, When};
use crate::feed::OnTx;
use crate::http::{Body, IfMatch};
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::{Principal, Role, users};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

const REFUSED: &[Code] = &[Code::Forbidden, Code::Invalid];

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::ClinicOwner, routes!(change)).versioned().refuses(REFUSED),
        row(Policy::ClinicOwner, routes!(keep_service)).keyed().refuses(REFUSED),
        row(Policy::ClinicOwner, routes!(keep_resource)).keyed().refuses(REFUSED),
        row(Policy::ClinicOwner, routes!(people)),
        row(Policy::ClinicOwner, routes!(keep_staff)).keyed().refuses(REFUSED),
    ]
}

/// A clinic's profile as it is sent.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicForm {
    pub names: Names,
    pub address: Names,
    #[schema(example = "+81-3-1234-5678", max_length = 40)]
    pub phone: String,
    /// IANA time zone.
    #[schema(example = "Asia/Tokyo")]
    pub zone: String,
    pub hours: Hours,
    pub policy: Terms,
    #[serde(default)]
    pub about: Names,
    /// Takes no bookings any more.
    #[serde(default)]
    #[schema(example = false)]
    pub closed: bool,
}

/// Something to offer. Without an id it is new.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CareForm {
    #[serde(default)]
    pub id: Option<ServiceId>,
    pub names: Names,
    #[schema(example = 30)]
    pub minutes: u32,
    #[schema(example = 30)]
    pub step: u32,
    pub price: Money,
    pub needs: Vec<Kind>,
    #[serde(default = "one_pet")]
    #[schema(example = 2)]
    pub most_pets: u8,
    #[serde(default)]
    #[schema(example = false)]
    pub gone: bool,
}

fn one_pet() -> u8 {
    1
}

/// A vet, a room or a table. Without an id it is new.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceForm {
    #[serde(default)]
    pub id: Option<ResourceId>,
    #[schema(example = "Dr. Mori", max_length = 60)]
    pub name: String,
    pub kind: Kind,
    #[serde(default = "one_pet")]
    #[schema(example = 1)]
    pub capacity: u8,
    /// Its own, where they are not the clinic's.
    #[serde(default)]
    pub hours: Option<Hours>,
    #[serde(default)]
    #[schema(example = false)]
    pub gone: bool,
}

/// Somebody who works here. Without an id they are new.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffForm {
    #[serde(default)]
    pub id: Option<StaffId>,
    #[schema(example = "Mori", max_length = 60)]
    pub name: String,
    pub role: StaffRole,
    /// The e-mail address of their account; without one they have a PIN only.
    #[serde(default)]
    pub username: Option<String>,
    /// 4 to 8 digits, to be known at a tablet without a network. Absent: the one before stays.
    #[serde(default)]
    #[schema(example = "2468")]
    pub pin: Option<String>,
    #[serde(default = "yes")]
    #[schema(example = true)]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A vet, a room or a table.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ResourceView {
    pub id: ResourceId,
    #[serde(flatten)]
    pub resource: Resource,
}

/// Somebody who works here; the PIN never leaves the server but as a hash, to the clinic's tablets.
#[derive(Serialize, utoipa::ToSchema)]
pub struct StaffView {
    pub id: StaffId,
    pub name: String,
    pub role: StaffRole,
    /// Has an account of their own.
    pub account: bool,
    pub has_pin: bool,
    pub active: bool,
}

/// Everybody who works here, or did.
#[derive(Serialize, utoipa::ToSchema)]
pub struct People {
    pub staff: Vec<StaffView>,
}

/// Changes profile, hours and policy. What was booked stays booked.
#[utoipa::path(put, path = "/api/v1/clinics/{id}", tag = "clinics",
    request_body(content = ClinicForm, example = json!({"names": {"en": "Sakura Animal Clinic"},
        "address": {"en": "1-2-3 Jingumae, Shibuya-ku, Tokyo"}, "phone": "+81-3-5550-0101", "zone": "Asia/Tokyo",
        "hours": {"week": [[{"from": "00:00", "to": "24:00"}], [{"from": "00:00", "to": "24:00"}],
            [{"from": "00:00", "to": "24:00"}], [{"from": "00:00", "to": "24:00"}], [{"from": "00:00", "to": "24:00"}],
            [{"from": "00:00", "to": "24:00"}], [{"from": "00:00", "to": "24:00"}]],
            "days": {"2028-02-29": [{"from": "09:00", "to": "24:00"}]}, "holidays": ["2028-01-01"]},
        "policy": {"book_min": 30, "ahead_days": 60, "change_min": 1440, "late_min": 30}})),
    params(("id" = ClinicId, Path)), responses((status = 200, body = ClinicView)))]
async fn change(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    version: IfMatch,
    Body { value: form, .. }: Body<ClinicForm>,
) -> Result<Json<ClinicView>, Problem> {
    let id = clinic_id(&id)?;
    let now_ms = app.clock.now_ms();
    let clinic = checked(form);
    let write = move |tx: &mut Tx| {
        let market = admin(tx, &who, id)?;
        let clinic = clinic.clone()?;
        let ((), pokes) = OnTx::write(tx, now_ms, |ledger| {
            version.check(ledger.seq(&scope(id), "clinic", &id.to_string())?.unwrap_or_default())?;
            put_clinic(ledger, &market, id, &clinic)?;
            noted(ledger, &who, id, What::ClinicChanged, &clinic.names.en, now_ms)
        })?;
        Ok::<_, Problem>((one(tx, id)?, pokes))
    };
    let (view, pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(Json(view))
}

/// Offers something, or changes it. A price holds for what is booked from now on.
#[utoipa::path(post, path = "/api/v1/clinics/{id}/services", tag = "clinics",
    request_body(content = CareForm, example = json!({"names": {"en": "Nail clipping"}, "minutes": 15, "step": 15,
        "price": {"amount": 1100, "currency": "JPY"}, "needs": ["table"], "most_pets": 2})),
    params(("id" = ClinicId, Path)), responses((status = 200, body = CareView)))]
async fn keep_service(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
    key: Key,
    Body { value: form, digest }: Body<CareForm>,
) -> Result<Reply, Problem> {
    let clinic = clinic_id(&clinic)?;
    let id = form.id.unwrap_or_else(|| ServiceId(fresh(&app)));
    let CareForm { names, minutes, step, price, needs, most_pets, gone, .. } = form;
    let care = Care { clinic, names, minutes, step, price, needs, most_pets, gone };
    let what = (What::ServiceChanged, care.names.en.clone());
    kept(&app, who, clinic, (key, digest), what, move |ledger| {
        let faults = care.faults();
        if care.names.en.trim().is_empty() || !faults.is_empty() {
            return Err(at(faults.first().copied().unwrap_or("/names/en")));
        }
        found(put_care(ledger, id, &care)?)?;
        Reply::json(StatusCode::OK, &CareView { id, care: care.clone() })
    })
    .await
}

/// Keeps a vet, a room or a table, or changes it.
#[utoipa::path(post, path = "/api/v1/clinics/{id}/resources", tag = "clinics",
    request_body(content = ResourceForm, example = json!({"name": "Dr. Mori", "kind": "vet", "capacity": 1})),
    params(("id" = ClinicId, Path)), responses((status = 200, body = ResourceView)))]
async fn keep_resource(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
    key: Key,
    Body { value: form, digest }: Body<ResourceForm>,
) -> Result<Reply, Problem> {
    let clinic = clinic_id(&clinic)?;
    let id = form.id.unwrap_or_else(|| ResourceId(fresh(&app)));
    let ResourceForm { name, kind, capacity, hours, gone, .. } = form;
    let resource = Resource { name: name.trim().to_owned(), kind, capacity, hours, gone };
    let what = (What::ResourceChanged, resource.name.clone());
    kept(&app, who, clinic, (key, digest), what, move |ledger| {
        let hours = resource.hours.as_ref().map(Hours::faults).unwrap_or_default();
        let fault = hours.first().map(|place| format!("/hours{place}"));
        let fault = fault.or((!is_name(&resource.name)).then(|| "/name".into()));
        let fault = fault.or((resource.capacity == 0).then(|| "/capacity".into()));
        if let Some(place) = fault.or((resource.kind == Kind::Other).then(|| "/kind".into())) {
            return Err(at(&place));
        }
        found(put_resource(ledger, clinic, id, &resource)?)?;
        Reply::json(StatusCode::OK, &ResourceView { id, resource: resource.clone() })
    })
    .await
}

/// Who works here.
#[utoipa::path(get, path = "/api/v1/clinics/{id}/staff", tag = "clinics", params(("id" = ClinicId, Path)),
    responses((status = 200, body = People)))]
async fn people(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<People>, Problem> {
    let id = clinic_id(&id)?;
    let all = app.store.read(|tx| {
        staff::check(tx, &who, id, StaffRole::Desk)?;
        Ok::<_, Problem>(staff::of(tx, id)?)
    })?;
    let staff = all.into_iter().map(|(id, user, it)| seen(id, user.is_some(), &it)).collect();
    Ok(Json(People { staff }))
}

/// Takes somebody on, changes what they may do, gives them a PIN, or lets them go. The last admin
/// stays one.
#[utoipa::path(post, path = "/api/v1/clinics/{id}/staff", tag = "clinics",
    request_body(content = StaffForm, example = json!({"name": "Mori", "role": "desk", "pin": "2468"})),
    params(("id" = ClinicId, Path)), responses((status = 200, body = StaffView)))]
async fn keep_staff(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
    key: Key,
    Body { value: form, digest }: Body<StaffForm>,
) -> Result<Reply, Problem> {
    let clinic = clinic_id(&clinic)?;
    app.store.read(|tx| staff::check(tx, &who, clinic, StaffRole::Admin).map(drop))?; // before anything is hashed
    if !is_name(form.name.trim()) || form.role == StaffRole::Other {
        return Err(at(if form.role == StaffRole::Other { "/role" } else { "/name" }));
    }
    let pin = match &form.pin {
        Some(pin) if !is_pin(pin) => return Err(at("/pin")),
        Some(pin) => Some(app.passwords.hash(pin.clone(), app.random.bytes()).await?),
        None => None,
    };
    let id = form.id.unwrap_or_else(|| StaffId(fresh(&app)));
    kept(&app, who, clinic, (key, digest), (What::StaffChanged, id.to_string()), move |ledger| {
        let user = match form.username.as_deref().map(users::email).transpose()? {
            Some(email) => Some(users::by_email(ledger.tx, &email)?.ok_or_else(|| at("/username"))?.subject.0),
            None => None,
        };
        let before = staff::of(ledger.tx, clinic)?;
        let old = before.iter().find(|(other, ..)| *other == id);
        let admins = before.iter().filter(|(other, _, it)| *other != id && it.active && it.role == StaffRole::Admin);
        if admins.count() == 0 && !(form.active && form.role == StaffRole::Admin) {
            return Err(at("/role"));
        }
        let pin = pin.clone().or(old.and_then(|(_, _, it)| it.pin.clone()));
        let it = Staff { name: form.name.trim().to_owned(), role: form.role, pin, active: form.active };
        found(put_staff(ledger, clinic, id, user, &it)?)?;
        if let Some(user) = user {
            users::grant(ledger.tx, user, Role::Clinic)?;
        }
        let account = user.is_some() || old.is_some_and(|(_, user, _)| user.is_some());
        Reply::json(StatusCode::OK, &seen(id, account, &it))
    })
    .await
}

/// One change under the caller's key, for an admin of this clinic.
async fn kept(
    app: &AppState,
    who: Principal,
    clinic: ClinicId,
    (key, digest): (Key, [u8; 32]),
    (what, about): (What, String),
    mut change: impl FnMut(&mut OnTx) -> Result<Reply, Problem> + Send + 'static,
) -> Result<Reply, Problem> {
    let (now_ms, caller) = (app.clock.now_ms(), who.clone());
    let write = move |tx: &mut Tx, _| {
        admin(tx, &caller, clinic)?;
        OnTx::write(tx, now_ms, |ledger| {
            let reply = change(ledger)?;
            noted(ledger, &caller, clinic, what, &about, now_ms)?;
            Ok::<_, Problem>(reply)
        })
    };
    once_told(app, &who, key, digest, write).await
}

fn noted(
    ledger: &mut OnTx,
    who: &Principal,
    clinic: ClinicId,
    what: What,
    about: &str,
    now_ms: i64,
) -> Result<(), Problem> {
    let by = audit::person(ledger.tx, who)?;
    Ok(audit::note(ledger.tx, clinic, by, what, about, When::now(now_ms))?)
}

/// The clinic's market, for its admin.
fn admin(tx: &mut Tx, who: &Principal, clinic: ClinicId) -> Result<String, Problem> {
    staff::check(tx, who, clinic, StaffRole::Admin)?;
    read::market(tx, clinic)?.ok_or_else(|| Problem::new(Code::NotFound))
}

fn checked(form: ClinicForm) -> Result<Clinic, Problem> {
    let ClinicForm { names, address, phone, zone, hours, policy, about, closed } = form;
    let fault = (names.en.trim().is_empty()).then(|| "/names/en".to_owned());
    let fault = fault.or((phone.chars().count() > 40).then(|| "/phone".into()));
    let fault = fault.or((policy.ahead_days == 0 || policy.ahead_days > 730).then(|| "/policy/ahead_days".into()));
    if let Some(place) = fault.or(hours.faults().first().map(|place| format!("/hours{place}"))) {
        return Err(at(&place));
    }
    let zone = Zone::parse(&zone).ok_or_else(|| at("/zone"))?;
    Ok(Clinic { names, address, phone, zone, hours, policy, about, closed })
}

fn seen(id: StaffId, account: bool, it: &Staff) -> StaffView {
    StaffView { id, name: it.name.clone(), role: it.role, account, has_pin: it.pin.is_some(), active: it.active }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= 60 && !name.chars().any(char::is_control)
}

fn is_pin(pin: &str) -> bool {
    (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit())
}

fn clinic_id(text: &str) -> Result<ClinicId, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound))
}

fn fresh(app: &AppState) -> Uuid {
    app.random.id(app.clock.now_ms())
}

fn found(written: bool) -> Result<(), Problem> {
    if written { Ok(()) } else { Err(Problem::new(Code::NotFound)) }
}

fn at(place: &str) -> Problem {
    Problem::new(Code::Invalid).at(place, Code::Invalid, "makes no sense here")
}
