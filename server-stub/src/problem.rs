//! One error for every route: RFC 9457 `application/problem+json`, its code from the one list, its
//! text from the one catalogue in the caller's language. What caused it is logged, never sent.

use std::fmt::Display;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use petpro_domain::Code;
use petpro_domain::ids::{LineId, QuoteId};
use petpro_domain::money::Money;
use petpro_domain::texts::{self, Lang};
use serde::Serialize;

use crate::store::Failure;

/// An answer that is not the one asked for.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: Code,
    /// What is wrong where in the body.
    pub errors: Vec<Fault>,
    /// How many can be had, where the asked quantity was too much.
    pub available: Option<i64>,
    /// What it costs now, where that is the reason.
    pub quote: Option<NewQuote>,
    /// Beginnings of other free times, ms, where the wanted one is taken.
    pub others: Vec<i64>,
    /// Seconds; also sent as `Retry-After`.
    pub retry_after: Option<u32>,
    cause: Option<Arc<str>>,
}

/// One fault of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Fault {
    /// JSON pointer into the body (`/lines/0/qty`).
    pub pointer: String,
    pub code: Code,
    /// For developers, in English.
    pub detail: String,
    /// The line of the cart or order that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// How many of it there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
    /// Its unit price as the buyer saw it, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<i64>,
    /// Its unit price now, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<i64>,
}

/// A quote that was made because the one asked about no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NewQuote {
    pub id: QuoteId,
    pub total: Money,
    pub digest: String,
    /// Server time, ms.
    pub expires_ms: i64,
}

/// The body as it is sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// URI of the page that explains the code.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// What to do now.
    pub next: String,
    /// The request's id, as in `X-Request-Id`.
    pub instance: String,
    pub code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<NewQuote>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Self {
            code,
            errors: Vec::new(),
            available: None,
            quote: None,
            others: Vec::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// The HTTP status of its code.
    pub fn status(&self) -> StatusCode {
        status_of(self.code, false)
    }

    /// What happened inside, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Display) -> Self {
        self.cause = Some(cause.to_string().into());
        self
    }

    /// Names a place in the body.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, code: Code, detail: impl Into<String>) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        self.errors.push(Fault { pointer, code, detail, line: None, available: None, was: None, now: None });
        self
    }

    /// Names a line, how many of it there are, and what one cost and costs.
    #[must_use]
    pub fn at_line(
        mut self,
        pointer: impl Into<String>,
        code: Code,
        line: LineId,
        available: Option<i64>,
        [was, now]: [Option<i64>; 2],
    ) -> Self {
        let (pointer, detail) = (pointer.into(), code.to_string());
        self.errors.push(Fault { pointer, code, detail, line: Some(line), available, was, now });
        self
    }

    /// With other times that are free.
    #[must_use]
    pub fn others(mut self, others: Vec<i64>) -> Self {
        self.others = others;
        self
    }

    /// With what it costs now.
    #[must_use]
    pub fn quote(mut self, quote: NewQuote) -> Self {
        self.quote = Some(quote);
        self
    }

    #[must_use]
    pub fn available(mut self, units: i64) -> Self {
        self.available = Some(units);
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// A store that says no is the caller's fault only where the command said so itself.
impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Busy => Self::new(Code::SlowDown).retry_after(1),
            Failure::ReadOnly => Self::new(Code::Unavailable).retry_after(5),
            other => Self::new(Code::Internal).because(other),
        }
    }
}

impl IntoResponse for Problem {
    /// Status only; [`render`] writes the body once it knows language, request id and dialect.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

fn status_of(code: Code, compat: bool) -> StatusCode {
    let status = if compat { code.spec_status() } else { code.status() };
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What the caller asked for besides the thing itself.
#[derive(Clone, Debug)]
pub struct Asked {
    pub lang: Lang,
    pub request_id: String,
    /// `X-PetPro-Compat: spec`: the documents' status codes.
    pub compat: bool,
}

impl Asked {
    pub fn from_headers(headers: &HeaderMap, request_id: String) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { lang: Lang::negotiate(text("accept-language")), request_id, compat: text("x-petpro-compat") == "spec" }
    }
}

impl Problem {
    /// Status and body, in the caller's language and dialect.
    pub fn body(&self, asked: &Asked) -> (StatusCode, ProblemBody) {
        let status = status_of(self.code, asked.compat);
        let words = texts::problem(asked.lang, self.code);
        let body = ProblemBody {
            r#type: format!("/problems/{}", self.code),
            title: words.title,
            status: status.as_u16(),
            detail: words.detail,
            next: words.next,
            instance: asked.request_id.clone(),
            code: self.code,
            errors: self.errors.clone(),
            available: self.available,
            quote: self.quote.clone(),
            others: self.others.clone(),
            retry_after: self.retry_after,
        };
        (status, body)
    }

    /// The answer as sent; what caused it goes into the log.
    pub fn render(&self, asked: &Asked) -> Response {
        let (status, body) = self.body(asked);
        if let Some(cause) = &self.cause {
            tracing::warn!(request_id = asked.request_id, code = self.code.name(), cause = &**cause, "problem");
        }
        let mut response = (status, serde_json::to_vec(&body).unwrap_or_default()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(asked.lang.tag()));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"petpro\""));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The layer that turns a [`Problem`] in a response's extensions into its body.
pub async fn rendered(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let id = request.extensions().get::<crate::http::RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let asked = Asked::from_headers(request.headers(), id);
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() else { return response };
    response.extensions_mut().insert(problem.code);
    let rendered = problem.render(&asked);
    let (parts, body) = rendered.into_parts();
    *response.status_mut() = parts.status;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().extend(parts.headers);
    *response.body_mut() = Body::new(body);
    response
}
