//! The route table as data. A row is a documented handler (method and path stand in its
//! `#[utoipa::path]`), its aliases and its policy; a row without a policy cannot be written.

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use http::Method;
use petpro_domain::Code;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{RefOr, Schema};

use crate::http::Caller;
use crate::identity::authenticate;
use crate::problem::Problem;
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
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    Default,
    Login,
    Register,
    Refresh,
    /// Codes and barcodes, which somebody might try through.
    Lookup,
    /// Probes and the machine's own questions.
    Free,
}

impl Limit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Login => "login",
            Self::Register => "register",
            Self::Refresh => "refresh",
            Self::Lookup => "lookup",
            Self::Free => "free",
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

    /// The handler behind its policy and its limit.
    pub fn guarded(&self, app: &AppState) -> MethodRouter<AppState> {
        let gate = Gate { app: app.clone(), policy: self.policy, limit: self.limit };
        self.service.clone().layer(from_fn_with_state(gate, guard))
    }
}

/// Every route of the server.
pub fn table() -> Vec<Route> {
    [
        crate::observe::routes(),
        crate::openapi::routes(),
        crate::identity::routes(),
        crate::cart::routes(),
        crate::catalog::routes(),
        crate::media::routes(),
        crate::sync::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[derive(Clone)]
struct Gate {
    app: AppState,
    policy: Policy,
    limit: Limit,
}

/// Checks token, rate and policy before the handler runs. A bad token counts against the address,
/// so trying tokens is limited too.
async fn guard(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let app = &gate.app;
    let who = match gate.policy {
        Policy::Public => Ok(None),
        Policy::Anyone | Policy::SignedIn | Policy::Owner => authenticate(app, request.headers()),
    };
    let caller = match &who {
        Ok(Some(who)) => Caller::User(who.user),
        _ => Caller::Address(app.rates.address(request.headers(), request.extensions())),
    };
    let standing = app.rates.count(gate.limit, caller);
    let verdict = standing.as_ref().map_or(Ok(()), |standing| standing.verdict()).and(who).and_then(|who| {
        match (gate.policy, who) {
            (Policy::SignedIn | Policy::Owner, None) => Err(Problem::new(Code::Unauthenticated)),
            (_, who) => Ok(who),
        }
    });
    let mut response = match verdict {
        Ok(who) => {
            if let Some(who) = who {
                request.extensions_mut().insert(who);
            }
            next.run(request).await
        }
        Err(problem) => {
            if problem.status() == http::StatusCode::UNAUTHORIZED {
                app.metrics.auth_failure(problem.code.name());
            }
            problem.into_response()
        }
    };
    if let Some(standing) = standing {
        standing.write(response.headers_mut());
    }
    response
}
