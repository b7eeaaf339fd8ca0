//! The page behind a problem's `type`: what the code means and what to do, in the reader's language (RFC 9457, 3.1.1).

use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use petpro_domain::Code;
use petpro_domain::texts::{self, Lang};
use utoipa_axum::routes;

use crate::policy::{Policy, Route, row};
use crate::problem::Problem;

pub fn routes() -> Vec<Route> {
    vec![row(Policy::Public, routes!(page)).refuses(&[Code::NotFound])]
}

/// What a problem code means and what to do about it, for people.
#[utoipa::path(get, path = "/problems/{code}", tag = "operations",
    params(("code" = String, Path, description = "A code of a problem", example = "cart-changed")),
    responses((status = 200, content_type = "text/html", body = String)))]
async fn page(Path(code): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let code = Code::ALL.iter().find(|known| known.name() == code).ok_or(Problem::new(Code::NotFound))?;
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    const HEADERS: [(HeaderName, HeaderValue); 2] = [
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    Ok((HEADERS, Html(html(*code, Lang::negotiate(wanted)))).into_response())
}

/// Nothing in it comes from a request, so nothing has to be escaped.
fn html(code: Code, lang: Lang) -> String {
    let texts::Wording { title, detail, next } = texts::problem(lang, code);
    let (lang, name, status) = (lang.tag(), code.name(), code.status());
    format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><main><h1>{title}</h1><p>{detail}</p><p>{next}</p>\
         <p><code>{name}</code> (HTTP {status})</p></main></html>\n"
    )
}
