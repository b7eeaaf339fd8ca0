//! A scope as one file of independent gzip members of up to 1,000 rows: a download that was cut
//! goes on at the member it was in, not at the beginning.

use std::io::Read;

use flate2::read::GzDecoder;
use petpro_domain::wire::{Row, Snapshot};

use super::http::fault_of;
use super::{Fault, Http};

/// A thousand rows unpack to about 300 kB; a member that claims more than this is not one of ours.
const MEMBER_MAX: u64 = 32 << 20;

/// A snapshot on its way, member by member, so that the whole file is never in memory.
pub struct Members {
    response: reqwest::Response,
    /// Where each member ends, counted from the first byte of this answer.
    ends: std::vec::IntoIter<u64>,
    /// Bytes that arrived and belong to the next member.
    rest: Vec<u8>,
    taken: u64,
}

impl Members {
    /// Asks for the file from member `first` on.
    pub async fn open(http: &Http, token: Option<&str>, snapshot: &Snapshot, first: usize) -> Result<Self, Fault> {
        let from = snapshot.members.get(first).copied().unwrap_or(0);
        let path = format!("/api/v1/sync/snapshot/{}", snapshot.id);
        let response = http.stream(&path, token, "application/octet-stream", Some(from)).await?;
        let ends = snapshot.members.iter().skip(first + 1).chain([&snapshot.bytes]).map(|end| end - from);
        let ends: Vec<u64> = ends.collect();
        Ok(Self { response, ends: ends.into_iter(), rest: Vec::new(), taken: 0 })
    }

    /// The next member as it lies in the file, or `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let Some(end) = self.ends.next() else { return Ok(None) };
        let wanted = (end - self.taken) as usize;
        while self.rest.len() < wanted {
            match self.response.chunk().await.map_err(fault_of)? {
                Some(bytes) => self.rest.extend_from_slice(&bytes),
                None => return Err(Fault::Broken("the snapshot ended early".into())),
            }
        }
        let tail = self.rest.split_off(wanted);
        self.taken = end;
        Ok(Some(std::mem::replace(&mut self.rest, tail)))
    }
}

/// The rows of one member: one JSON object a line.
pub fn rows_of(member: &[u8]) -> Result<Vec<Row>, Fault> {
    let mut text = Vec::with_capacity(member.len() * 8);
    GzDecoder::new(member)
        .take(MEMBER_MAX)
        .read_to_end(&mut text)
        .map_err(|error| Fault::NotPetPro(format!("a snapshot member cannot be unpacked: {error}")))?;
    serde_json::Deserializer::from_slice(&text)
        .into_iter::<Row>()
        .collect::<Result<_, _>>()
        .map_err(|error| Fault::NotPetPro(format!("a snapshot row cannot be read: {error}")))
}
