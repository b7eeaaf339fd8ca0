//! A snapshot file, read member by member from one connection that stays open between them.

use std::io::Read;

use bytes::{Buf, Bytes, BytesMut};
use flate2::read::GzDecoder;
use petpro_domain::wire::Row;
use petpro_sync::device::Member;
use reqwest::header::CONTENT_RANGE;
use reqwest::{Response, StatusCode};
use tokio::task::JoinSet;

use super::http::{ANSWER_MAX, checked, expect_type, fault_of};
use super::{Fault, Http};

/// No member has more text than this; a few damaged bytes can promise gigabytes.
const MEMBER_MAX: u64 = 64 << 20;

/// Where it stands in the file.
pub struct Download {
    id: String,
    at: u64,
    /// None while `ahead` has it.
    file: Option<File>,
    /// Reads and unpacks the member that ends at `ahead_to` while the one before it is written to the disk; that
    /// is half the time of a first sync. It ends with the download.
    ahead: JoinSet<Result<(File, Vec<Row>), Fault>>,
    ahead_to: u64,
}

impl Download {
    /// Asks for the file from this member on.
    pub async fn open(http: &Http, member: &Member) -> Result<Self, Fault> {
        let path = format!("/api/v1/sync/snapshot/{}", member.id);
        Self::of(http.bytes(&path, member.from).await?, member).await
    }

    /// Believes the answer to such a request after its status, type and range were looked at.
    pub async fn of(response: Response, member: &Member) -> Result<Self, Fault> {
        let response = checked(response).await?;
        expect_type(&response, "application/octet-stream")?;
        let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let begins = match response.status() {
            StatusCode::PARTIAL_CONTENT => range.starts_with(&format!("bytes {}-", member.from)),
            _ => member.from == 0,
        };
        if !begins {
            return Err(Fault::NotPetPro(format!("{} with {range:?} for bytes {}-", response.status(), member.from)));
        }
        let file = File { rest: Bytes::new(), response };
        Ok(Self { id: member.id.clone(), at: member.from, file: Some(file), ahead: JoinSet::new(), ahead_to: 0 })
    }

    /// Whether the next bytes are those of this member.
    pub fn is_at(&self, member: &Member) -> bool {
        let fits = self.ahead.is_empty() || self.ahead_to == member.to;
        self.id == member.id && self.at == member.from && fits
    }

    /// The member that begins here. After an error the download is over.
    pub async fn next(&mut self, member: &Member) -> Result<Vec<Row>, Fault> {
        let over = || Fault::Broken("the file ended early".into());
        let (file, rows) = match self.ahead.join_next().await {
            Some(read) => read.map_err(|error| Fault::Broken(error.to_string()))??,
            None => self.file.take().ok_or_else(over)?.member(member.from, member.to).await?,
        };
        self.at = member.to;
        match member.then {
            Some(then) => {
                self.ahead_to = then;
                self.ahead.spawn(file.member(member.to, then));
            }
            None => self.file = Some(file),
        }
        Ok(rows)
    }
}

/// The answer's bytes, in order.
struct File {
    rest: Bytes,
    response: Response,
}

impl File {
    async fn member(mut self, from: u64, to: u64) -> Result<(Self, Vec<Row>), Fault> {
        let size = to.saturating_sub(from) as usize;
        if size > ANSWER_MAX {
            return Err(Fault::NotPetPro("the member is larger than any of PetPro's".into()));
        }
        let mut packed = BytesMut::with_capacity(size);
        while packed.len() < size {
            if self.rest.is_empty() {
                let piece = self.response.chunk().await.map_err(fault_of)?;
                self.rest = piece.ok_or_else(|| Fault::Broken("the file ended early".into()))?;
            }
            let take = self.rest.len().min(size - packed.len());
            packed.extend_from_slice(&self.rest[..take]);
            self.rest.advance(take);
        }
        let rows = rows(&packed)?;
        Ok((self, rows))
    }
}

fn rows(packed: &[u8]) -> Result<Vec<Row>, Fault> {
    let mut text = Vec::new();
    let mut gzip = GzDecoder::new(packed).take(MEMBER_MAX);
    gzip.read_to_end(&mut text).map_err(|error| Fault::Broken(error.to_string()))?;
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).map_err(|error| Fault::NotPetPro(error.to_string()))).collect()
}
