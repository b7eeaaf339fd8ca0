//! A row of the route table as data: a documented handler (method and path stand in its
//! `#[utoipa::path]`), its aliases and its policy; a row without a policy cannot be written.

use axum::routing::MethodRouter;
use http::Method;
use petpro_domain::Code;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{RefOr, Schema};

use crate::http::Limit;
use crate::identity::Role;
use crate::state::AppState;

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Everybody; a token is not even looked at.
    Public,
    /// Everybody, but a token that is sent must be good: what is answered depends on it.
    Anyone,
    /// Who is signed in, about themselves.
    SignedIn,
    /// Who is signed in, about an object named in the path that must be theirs; a foreign one
    /// answers 404 like one that does not exist (C-32). The handler's SQL carries the owner.
    Owner,
    /// Who works for a shop, about all of their shops'.
    Staff,
    /// Who works for a shop, about an object named in the path that must be one of their shops'.
    StaffOwner,
    /// Who works for a clinic, about all of their clinics'.
    Clinic,
    /// Who works for a clinic, about a clinic (or what is one's) named in the path, which must be
    /// theirs. What only its admin may do answers 403 to a desk.
    ClinicOwner,
}

impl Policy {
    /// Whether only who works for a shop may ask.
    pub fn is_shops(self) -> bool {
        matches!(self, Self::Staff | Self::StaffOwner)
    }

    /// Whether only who works for a clinic may ask.
    pub fn is_clinics(self) -> bool {
        matches!(self, Self::Clinic | Self::ClinicOwner)
    }

    /// Whether it is about something named in the path that must be the caller's.
    pub fn is_owners(self) -> bool {
        matches!(self, Self::Owner | Self::StaffOwner | Self::ClinicOwner)
    }

    /// What a caller has to be.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Staff | Self::StaffOwner => Some(Role::Vendor),
            Self::Clinic | Self::ClinicOwner => Some(Role::Clinic),
            Self::SignedIn | Self::Owner => Some(Role::Buyer), // every person is one, a tablet is not
            Self::Public | Self::Anyone => None,
        }
    }
}

/// What `utoipa_axum::routes!` makes of a documented handler.
pub type Documented = (Vec<(String, RefOr<Schema>)>, Paths, MethodRouter<AppState>);

/// One row of the table.
pub struct Route {
    pub method: Method,
    pub path: String,
    /// Paths of the source documents, routed to the same handler.
    pub aliases: &'static [&'static str],
    pub policy: Policy,
    pub limit: Limit,
    /// Problems of its own, beside those that follow from policy, limit and body.
    pub problems: &'static [Code],
    /// Asks for an `Idempotency-Key`.
    pub keyed: bool,
    /// Asks for `If-Match`.
    pub versioned: bool,
    pub service: MethodRouter<AppState>,
    pub paths: Paths,
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// A row: `row(Policy::Public, routes!(login))`.
pub fn row(policy: Policy, (schemas, paths, service): Documented) -> Route {
    let (path, item) = paths.paths.iter().next().expect("routes! documents one handler");
    let method = [
        (HttpMethod::Get, &item.get, Method::GET),
        (HttpMethod::Put, &item.put, Method::PUT),
        (HttpMethod::Post, &item.post, Method::POST),
        (HttpMethod::Patch, &item.patch, Method::PATCH),
        (HttpMethod::Delete, &item.delete, Method::DELETE),
    ]
    .into_iter()
    .find_map(|(_, operation, method)| operation.is_some().then_some(method))
    .expect("routes! documents one method");
    Route {
        method,
        path: path.clone(),
        aliases: &[],
        policy,
        limit: Limit::Default,
        problems: &[],
        keyed: false,
        versioned: false,
        service,
        paths,
        schemas,
    }
}

impl Route {
    /// Also answers at these paths.
    #[must_use]
    pub fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Counted by its own limit.
    #[must_use]
    pub fn limited(mut self, limit: Limit) -> Self {
        self.limit = limit;
        self
    }

    /// What it can say no with; the description and its test know them from here.
    #[must_use]
    pub fn refuses(mut self, problems: &'static [Code]) -> Self {
        self.problems = problems;
        self
    }

    /// Its handler takes an [`crate::idempotency::Key`].
    #[must_use]
    pub fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    /// Its handler takes an [`crate::http::IfMatch`].
    #[must_use]
    pub fn versioned(mut self) -> Self {
        self.versioned = true;
        self
    }

    /// Whether it is documented with a body.
    pub fn reads_body(&self) -> bool {
        let items = self.paths.paths.values();
        items.flat_map(|it| [&it.post, &it.put, &it.patch, &it.delete]).flatten().any(|it| it.request_body.is_some())
    }
}
