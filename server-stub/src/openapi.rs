//! OpenAPI 3.1 from the route table: paths and shapes come from the handlers' own types; policies,
//! limits, aliases and problems from the table's rows.

use std::sync::LazyLock;

use axum::http::{HeaderName, header};
use petpro_domain::Code;
use petpro_domain::texts::Lang;
use serde_json::{Map, Value, json};
use utoipa_axum::routes;

use crate::http::Limit;
use crate::policy::{Policy, Route, row};
use crate::problem::{Asked, Problem, ProblemBody};

pub fn routes() -> Vec<Route> {
    vec![row(Policy::Public, routes!(openapi)).limited(Limit::Free)]
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "operations",
    responses((status = 200, body = String, content_type = "application/json")))]
async fn openapi() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], &DOCUMENT)
}

/// The whole description, with sorted keys.
pub fn document() -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for route in crate::routes::table() {
        for (name, schema) in &route.schemas {
            schemas.insert(name.clone(), json!(schema));
        }
        let operation = operation(&route);
        for alias in route.aliases {
            add(&mut paths, alias, &route, outdated(operation.clone(), alias, &route.path));
        }
        add(&mut paths, &route.path, &route, operation);
    }
    let mut problem = Vec::new();
    <ProblemBody as utoipa::ToSchema>::schemas(&mut problem);
    problem.push(("ProblemBody".into(), <ProblemBody as utoipa::PartialSchema>::schema()));
    schemas.extend(problem.into_iter().map(|(name, schema)| (name, json!(schema))));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "PetPro",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The companion backend of PetPro. Every error is application/problem+json with a stable code.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    })
}

fn add(paths: &mut Map<String, Value>, path: &str, route: &Route, operation: Value) {
    let item = paths.entry(path).or_insert_with(|| json!({}));
    item[route.method.as_str().to_lowercase()] = operation;
}

fn operation(route: &Route) -> Value {
    let mut it = route.paths.paths.values().next().map_or(Value::Null, |item| json!(item));
    let mut it = it[route.method.as_str().to_lowercase()].take();
    it["operationId"] = name(&route.method, &route.path).into();
    it["x-policy"] = format!("{:?}", route.policy).to_lowercase().into();
    it["x-rate-limit"] = route.limit.name().into();
    match route.policy {
        Policy::Public => {}
        Policy::Anyone => it["security"] = json!([{}, {"bearer": []}]),
        _ => it["security"] = json!([{"bearer": []}]),
    }
    for (wanted, header, what) in [
        (route.keyed, "Idempotency-Key", "1 to 255 printable characters; a UUIDv7 becomes the op's id"),
        (route.versioned, "If-Match", "The ETag of the version that the change was made from"),
    ] {
        if wanted {
            let parameters = it.as_object_mut().map(|it| it.entry("parameters").or_insert_with(|| json!([])));
            if let Some(Value::Array(parameters)) = parameters {
                let schema = json!({"type": "string"});
                parameters.push(
                    json!({"in": "header", "name": header, "required": true, "description": what, "schema": schema}),
                );
            }
        }
    }
    // What a handler says no with stands in its row, so that nothing is listed twice.
    if let Some(responses) = it["responses"].as_object_mut() {
        responses.retain(|status, _| status.as_str() < "400");
    }
    for code in problems(route) {
        let example = problem_example(code);
        let status = example["status"].to_string();
        let response = &mut it["responses"][&status];
        if response.is_null() {
            *response = json!({"description": "A problem", "content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/ProblemBody"}, "examples": {}}}});
        }
        response["content"]["application/problem+json"]["examples"][code.name()] = json!({"value": example});
    }
    it
}

/// What this route can answer beside the thing itself, by its row.
pub fn problems(route: &Route) -> Vec<Code> {
    let mut codes = route.problems.to_vec();
    if route.limit != Limit::Free {
        codes.push(Code::RateLimited);
    }
    if route.policy != Policy::Public {
        codes.extend([Code::Unauthenticated, Code::TokenExpired, Code::SessionEnded]);
    }
    if route.policy.is_owners() {
        codes.push(Code::NotFound);
    }
    if route.policy.role().is_some() {
        codes.push(Code::Forbidden);
    }
    if route.reads_body() {
        codes.extend([Code::Malformed, Code::UnsupportedMediaType, Code::TooLarge]);
    }
    if route.keyed {
        codes.extend([Code::IdempotencyKeyMissing, Code::IdempotencyKeyInvalid, Code::IdempotencyKeyReused]);
    }
    if route.versioned {
        codes.extend([Code::PreconditionRequired, Code::PreconditionFailed]);
    }
    if route.method != axum::http::Method::GET {
        codes.extend([Code::SlowDown, Code::Unavailable]);
    }
    codes.push(Code::Internal);
    codes.sort();
    codes.dedup();
    codes
}

fn problem_example(code: Code) -> Value {
    let asked = Asked { lang: Lang::En, request_id: "0198c0de-0000-7000-8000-000000000000".into(), compat: false };
    let problem = match code {
        Code::RateLimited | Code::SlowDown | Code::Unavailable => Problem::new(code).retry_after(2),
        Code::Malformed => Problem::new(code).at("/name", code, "unknown field `name`"),
        Code::StockInsufficient => Problem::new(code).available(3),
        _ => Problem::new(code),
    };
    json!(problem.body(&asked).1)
}

fn outdated(mut operation: Value, alias: &str, canonical: &str) -> Value {
    operation["deprecated"] = true.into();
    operation["description"] = format!("Another name of `{canonical}`.").into();
    let method = operation["operationId"].as_str().and_then(|id| id.split('_').next()).unwrap_or_default().to_owned();
    operation["operationId"] = format!("{method}_alias_{}", words(alias)).into();
    operation
}

/// `GET /api/v1/users/me` is `get_users_me`.
fn name(method: &axum::http::Method, path: &str) -> String {
    format!("{}_{}", method.as_str().to_lowercase(), words(path.trim_start_matches("/api/v1")))
}

fn words(path: &str) -> String {
    let parts = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}
