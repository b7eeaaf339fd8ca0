//! Votes over the frames of a film.

use std::collections::VecDeque;

use crate::{Format, Read};

/// Frames older than this have no vote.
const WINDOW_MS: u64 = 1_000;
/// Out of sight for so long, a code is news again.
const FORGET_MS: u64 = 2_000;

/// (format, text) under which readings of one symbol meet.
type Key = (Format, String);

#[derive(Default)]
pub(super) struct Consensus {
    votes: VecDeque<(u64, Key)>,
    /// What was told, and when it was last in sight.
    told: Vec<(Key, u64)>,
}

impl Consensus {
    /// One frame's readings in; out what is believed now and was not told already.
    pub fn hear(&mut self, reads: &[Read], at_ms: u64) -> Vec<Read> {
        self.votes.retain(|(then, _)| at_ms.abs_diff(*then) <= WINDOW_MS);
        self.told.retain(|(_, last)| at_ms.abs_diff(*last) < FORGET_MS);
        for (i, read) in reads.iter().enumerate() {
            let key = key(read);
            if !reads[..i].iter().any(|other| other.key() == read.key()) {
                self.votes.push_back((at_ms, key)); // a frame has one vote, however often it shows the code
            }
        }
        let mut news = Vec::new();
        for read in reads {
            let key = key(read);
            if let Some((_, last)) = self.told.iter_mut().find(|(told, _)| *told == key) {
                *last = at_ms;
            } else if let Some(frames) = self.believes(read, &key) {
                self.told.push((key, at_ms));
                news.push(Read { frames, ..read.clone() });
            }
        }
        news
    }

    /// How many frames agree, where that is enough and nothing disputes it.
    fn believes(&self, read: &Read, key: &Key) -> Option<u32> {
        let frames = self.frames(key);
        let enough = frames.len() as u32 >= read.looks_needed();
        let disputed = read.format != Format::Qr && self.rivals(key).any(|votes| votes * 2 >= frames.len());
        (enough && !disputed).then_some(frames.len() as u32)
    }

    /// The votes of each other linear text. Two codes in one frame are two codes: only a text that never shared a frame
    /// with this one may be another reading of it.
    fn rivals(&self, key: &Key) -> impl Iterator<Item = usize> {
        let frames = self.frames(key);
        let others = self.votes.iter().map(|(_, other)| other).filter(move |other| *other != key);
        others.filter(|(format, _)| *format != Format::Qr).filter_map(move |other| {
            let theirs = self.frames(other);
            theirs.iter().all(|at| !frames.contains(at)).then_some(theirs.len())
        })
    }

    /// When it was voted for.
    fn frames(&self, key: &Key) -> Vec<u64> {
        self.votes.iter().filter(|(_, voted)| voted == key).map(|(at, _)| *at).collect()
    }
}

fn key(read: &Read) -> Key {
    let (format, text) = read.key();
    (format, text.into_owned())
}
