//! One request and its checked answer.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use petpro_domain::Code;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RANGE, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Fault;

/// Connecting; a phone that changes cells gets no answer at all for longer than this.
const CONNECT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer. Not the whole answer: a first sync may take minutes.
const IDLE: Duration = Duration::from_secs(30);
/// Between two pieces of the event stream, which says something every 55 s.
const SILENT: Duration = Duration::from_secs(90);
/// Bodies from here on are sent compressed; below, the gzip frame costs more than it saves.
const GZIP_FROM: usize = 1024;
/// No answer is larger: the server cuts pulls at `pull_bytes`, and a portal may send anything.
pub(super) const ANSWER_MAX: usize = 16 << 20;

/// The server's address and the connections to it.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    /// For the event stream.
    patient: reqwest::Client,
    server: String,
}

#[derive(serde::Deserialize)]
struct Problem {
    code: Code,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    errors: Vec<Place>,
}

/// A field of the request that cannot be used.
#[derive(serde::Deserialize)]
struct Place {
    pointer: String,
}

impl Http {
    /// `server` is the address without a path, `https://petpro.example`.
    pub fn new(server: &str) -> Result<Self, Fault> {
        let waiting = |idle| {
            reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .read_timeout(idle)
                // A portal redirects to its own page; PetPro never does.
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("petpro/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|error| Fault::Unreachable(error.to_string()))
        };
        Ok(Self { client: waiting(IDLE)?, patient: waiting(SILENT)?, server: server.trim_end_matches('/').to_owned() })
    }

    /// POSTs `body` and reads a JSON answer.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, Fault> {
        json_of(self.send(path, token, body).await?).await
    }

    /// POSTs `body` under a key: however often it arrives, it is done once.
    pub async fn post_keyed<T: DeserializeOwned>(
        &self,
        path: &str,
        token: &str,
        key: &str,
        body: &impl Serialize,
    ) -> Result<T, Fault> {
        let json = serde_json::to_vec(body).expect("wire types are maps with string keys");
        let request = self.request(Method::POST, path, Some(token)).header("idempotency-key", key);
        read(request.header(CONTENT_TYPE, "application/json").body(json).send().await.map_err(fault_of)?).await
    }

    /// POSTs `body` where the answer has nothing to say (204).
    pub async fn post_empty(&self, path: &str, token: Option<&str>, body: &impl Serialize) -> Result<(), Fault> {
        self.send(path, token, body).await.map(drop)
    }

    async fn send(&self, path: &str, token: Option<&str>, body: &impl Serialize) -> Result<Response, Fault> {
        let json = serde_json::to_vec(body).expect("wire types are maps with string keys");
        let mut request = self.request(Method::POST, path, token).header(CONTENT_TYPE, "application/json");
        request = if json.len() < GZIP_FROM {
            request.body(json)
        } else {
            request.header(CONTENT_ENCODING, "gzip").body(gzip(&json))
        };
        checked(request.send().await.map_err(fault_of)?).await
    }

    /// GETs a JSON answer.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, token: Option<&str>) -> Result<T, Fault> {
        read(self.request(Method::GET, path, token).send().await.map_err(fault_of)?).await
    }

    /// PUTs `body`; with a version in the place of the row of that one alone.
    pub async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        token: &str,
        version: Option<u64>,
        body: &impl Serialize,
    ) -> Result<T, Fault> {
        let json = serde_json::to_vec(body).expect("wire types are maps with string keys");
        let mut request = self.request(Method::PUT, path, Some(token));
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        read(request.header(CONTENT_TYPE, "application/json").body(json).send().await.map_err(fault_of)?).await
    }

    /// DELETEs what this path names (204).
    pub async fn delete(&self, path: &str, token: &str) -> Result<(), Fault> {
        checked(self.request(Method::DELETE, path, Some(token)).send().await.map_err(fault_of)?).await.map(drop)
    }

    /// GETs a public file of at most `most` bytes.
    pub async fn file(&self, path: &str, most: usize) -> Result<Vec<u8>, Fault> {
        let mut response = checked(self.request(Method::GET, path, None).send().await.map_err(fault_of)?).await?;
        let mut file = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(fault_of)? {
            if file.len() + piece.len() > most {
                return Err(Fault::NotPetPro("the file is larger than any of PetPro's".into()));
            }
            file.extend_from_slice(&piece);
        }
        Ok(file)
    }

    /// GETs a photo, JPEG.
    pub async fn picture(&self, path: &str, token: &str) -> Result<Vec<u8>, Fault> {
        let sent = self.request(Method::GET, path, Some(token)).send().await.map_err(fault_of)?;
        let response = checked(sent).await?;
        expect_type(&response, "image/jpeg")?;
        body(response).await
    }

    /// GETs the bytes of a public file from `at` on.
    pub(super) async fn bytes(&self, path: &str, at: u64) -> Result<Response, Fault> {
        let request = self.client.get(self.url(path)).header(RANGE, format!("bytes={at}-"));
        request.send().await.map_err(fault_of)
    }

    /// GETs an answer that does not end.
    pub(super) async fn stream(&self, path: &str, token: Option<&str>, kind: &str) -> Result<Response, Fault> {
        let request = self.signed(self.patient.get(self.url(path)), token).header(ACCEPT, kind);
        let response = checked(request.send().await.map_err(fault_of)?).await?;
        expect_type(&response, kind)?;
        Ok(response)
    }

    fn request(&self, method: Method, path: &str, token: Option<&str>) -> RequestBuilder {
        self.signed(self.client.request(method, self.url(path)), token)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server)
    }

    fn signed(&self, request: RequestBuilder, token: Option<&str>) -> RequestBuilder {
        match token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }
}

/// Believes an answer only after its status, type and shape were looked at. The simulation hands in
/// answers that never saw a socket.
pub async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Fault> {
    json_of(checked(response).await?).await
}

/// What is wrong with the status, if anything is.
pub(super) async fn checked(response: Response) -> Result<Response, Fault> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => return Err(Fault::TooLarge),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            return Err(wait.map_or(Fault::Server(status.as_u16()), |s| Fault::SlowDown(Duration::from_secs(s))));
        }
        _ if status.is_server_error() => return Err(Fault::Server(status.as_u16())),
        _ => {}
    }
    expect_type(&response, "application/problem+json")?;
    let problem: Problem = json_body(response).await?;
    let places = problem.errors.into_iter().map(|it| it.pointer).collect();
    Err(Fault::Problem { status: status.as_u16(), code: problem.code, detail: problem.detail, places })
}

async fn json_of<T: DeserializeOwned>(response: Response) -> Result<T, Fault> {
    expect_type(&response, "application/json")?;
    json_body(response).await
}

/// All of it, unless it is larger than any of PetPro's answers.
async fn body(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(fault_of)? {
        if body.len() + piece.len() > ANSWER_MAX {
            return Err(Fault::NotPetPro("the answer is larger than any of PetPro's".into()));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

async fn json_body<T: DeserializeOwned>(response: Response) -> Result<T, Fault> {
    let body = body(response).await?;
    serde_json::from_slice(&body).map_err(|error| {
        // Half a body that the connection did not own up to is a broken network, not a stranger.
        if error.is_eof() {
            Fault::Broken("the answer ended early".into())
        } else {
            Fault::NotPetPro(error.to_string())
        }
    })
}

pub(super) fn expect_type(response: &Response, wanted: &str) -> Result<(), Fault> {
    let found = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if found.split(';').next().is_some_and(|kind| kind.trim() == wanted) {
        return Ok(());
    }
    Err(Fault::NotPetPro(format!("{} with {found:?} instead of {wanted}", response.status())))
}

pub(super) fn fault_of(error: reqwest::Error) -> Fault {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    match () {
        () if is_tls(&error) => Fault::Tls(words),
        () if error.is_body() || error.is_decode() => Fault::Broken(words),
        () => Fault::Unreachable(words),
    }
}

/// Did the secure connection fail? An `io::Error` hides its content from `source`, and may hold another one.
fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let hidden = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || hidden.is_some_and(|inner| is_tls(inner)) || error.source().is_some_and(is_tls)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    out.write_all(bytes).and_then(|()| out.finish()).expect("writing to memory cannot fail")
}
