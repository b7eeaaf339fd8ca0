//! One error for every route: RFC 9457 `application/problem+json`, its code from the one list, its
//! text from the one catalogue in the caller's language. What caused it is logged, never sent.

use std::fmt::Display;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use petpro_domain::Code;
use serde::Serialize;

use crate::store::Failure;

/// An answer that is not the one asked for.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: Code,
    /// What is wrong where in the body.
    pub errors: Vec<Fault>,
    /// How many there are, where the asked quantity was too much.
    pub available: Option<i64>,
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
}

/// The body as it is sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// URI of the page that explains the code.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The request's id, as in `X-Request-Id`.
    pub instance: String,
    pub code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Self { code, errors: Vec::new(), available: None, retry_after: None, cause: None }
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
        self.errors.push(Fault { pointer: pointer.into(), code, detail: detail.into() });
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
            Failure::Busy => Self::new(Code::Overloaded).retry_after(1),
            Failure::ReadOnly => Self::new(Code::ReadOnly).retry_after(5),
            other => Self::new(Code::Internal).because(other),
        }
    }
}

/// The status of a code, and the one the source documents print for it (C-04).
pub fn status_of(code: Code) -> (StatusCode, StatusCode) {
    use StatusCode as S;
    let status = match code {
        Code::Malformed | Code::IdempotencyKeyMissing | Code::IdempotencyKeyInvalid => S::BAD_REQUEST,
        Code::Unauthenticated | Code::CredentialsWrong | Code::SessionEnded => S::UNAUTHORIZED,
        Code::Forbidden | Code::DeviceNotYours => S::FORBIDDEN,
        Code::NotFound => S::NOT_FOUND,
        Code::MethodNotAllowed => S::METHOD_NOT_ALLOWED,
        Code::TimeOut => S::REQUEST_TIMEOUT,
        Code::AccountExists | Code::InProgress => S::CONFLICT,
        Code::PreconditionFailed => S::PRECONDITION_FAILED,
        Code::TooLarge => S::PAYLOAD_TOO_LARGE,
        Code::UnsupportedMedia => S::UNSUPPORTED_MEDIA_TYPE,
        Code::Invalid | Code::PasswordWeak | Code::IdempotencyKeyReused => S::UNPROCESSABLE_ENTITY,
        Code::UpgradeRequired => S::UPGRADE_REQUIRED,
        Code::PreconditionRequired => S::PRECONDITION_REQUIRED,
        Code::RateLimited => S::TOO_MANY_REQUESTS,
        Code::Overloaded | Code::ReadOnly => S::SERVICE_UNAVAILABLE,
        _ => S::INTERNAL_SERVER_ERROR,
    };
    (status, status)
}

impl IntoResponse for Problem {
    /// Status only; [`render`] writes the body once it knows language, request id and dialect.
    fn into_response(self) -> Response {
        let mut response = status_of(self.code).0.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// What the caller asked for besides the thing itself.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `en`, `ja`, `ko` or `zh`.
    pub language: &'static str,
    pub request_id: String,
    /// `X-PetPro-Compat: spec`: the documents' status codes.
    pub compat: bool,
}

impl Asked {
    pub fn from_headers(headers: &HeaderMap, request_id: String) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { language: language_of(text("accept-language")), request_id, compat: text("x-petpro-compat") == "spec" }
    }
}

/// The best of our languages for an `Accept-Language`; the order counts, weights below 1 lose.
fn language_of(accept: &str) -> &'static str {
    let mut best = ("en", 0.0_f32);
    for part in accept.split(',') {
        let mut pieces = part.trim().split(';');
        let tag = pieces.next().unwrap_or_default();
        let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        let primary = tag.split('-').next().unwrap_or_default();
        let known = ["en", "ja", "ko", "zh"].into_iter().find(|known| primary.eq_ignore_ascii_case(known));
        if let Some(known) = known
            && weight > best.1
        {
            best = (known, weight);
        }
    }
    best.0
}

impl Problem {
    /// The answer as sent.
    pub fn render(&self, asked: &Asked) -> Response {
        let (status, spec) = status_of(self.code);
        let status = if asked.compat { spec } else { status };
        let code = serde_json::to_value(self.code).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let body = ProblemBody {
            r#type: format!("/problems/{code}"),
            title: code,
            status: status.as_u16(),
            detail: String::new(),
            instance: asked.request_id.clone(),
            code: self.code,
            errors: self.errors.clone(),
            available: self.available,
            retry_after: self.retry_after,
        };
        if let Some(cause) = &self.cause {
            tracing::warn!(request_id = asked.request_id, code = ?self.code, cause = &**cause, "problem");
        }
        let mut response = (status, serde_json::to_vec(&body).unwrap_or_default()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(asked.language));
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
    let rendered = problem.render(&asked);
    let (parts, body) = rendered.into_parts();
    *response.status_mut() = parts.status;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().extend(parts.headers);
    *response.body_mut() = Body::new(body);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(language_of("fr, ja;q=0.8, ko-KR;q=0.9"), "ko");
        assert_eq!(language_of("zh-Hans-CN"), "zh");
        assert_eq!(language_of("fr"), "en");
        assert_eq!(language_of("ja, en"), "ja");
    }
}
