//! Webhooks out: signed like Stripe's, at least once, in no particular order, and worse on command.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use hmac::{Hmac, KeyInit, Mac};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::Settings;

/// A receiver that does not answer within this time has not received.
const LIMIT: Duration = Duration::from_secs(10);
const WEEK_S: i64 = 7 * 86_400;
/// Waits before the next tries, ms; after the last the event is given up.
const AGAIN_MS: [i64; 8] = [1_000, 5_000, 30_000, 300_000, 3_600_000, 21_600_000, 86_400_000, 172_800_000];

/// Whose webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    Gateway,
    Carrier,
}

impl Sender {
    fn header(self) -> &'static str {
        match self {
            Self::Gateway => "stripe-signature",
            Self::Carrier => "carrier-signature",
        }
    }
}

/// What happens to the next event instead of a plain delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mishap {
    /// It never arrives.
    Drop,
    /// It arrives twice.
    Duplicate,
    /// It arrives this many ms later.
    Delay(i64),
    /// It arrives after the event that comes next.
    Reorder,
    /// Somebody else signed it.
    WrongSignature,
    /// It is stamped a week ahead.
    NextWeek,
}

#[derive(Clone, Debug)]
struct Delivery {
    from: Sender,
    body: String,
    due_ms: i64,
    tries: usize,
    forged: bool,
    next_week: bool,
}

#[derive(Default)]
struct Queue {
    to: [Option<String>; 2],
    waiting: VecDeque<Delivery>,
    mishaps: VecDeque<Mishap>,
    /// What every event suffers that no other mishap was ordered for.
    always: Option<Mishap>,
    /// One that waits for the event after it.
    overtaken: Option<Delivery>,
    accepted: u64,
    refused: u64,
}

/// All events on their way.
pub struct Webhooks {
    secret: String,
    client: reqwest::Client,
    queue: Mutex<Queue>,
}

impl Webhooks {
    pub(crate) fn new(settings: &Settings) -> Self {
        // No idle connections: a receiver that ends is not kept alive by us.
        let client =
            reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client without TLS options");
        let to = [settings.gateway_webhook.clone(), settings.carrier_webhook.clone()];
        Self { secret: settings.webhook_secret.clone(), client, queue: Mutex::new(Queue { to, ..Queue::default() }) }
    }

    /// Where a sender's webhooks go from now on.
    pub fn send_to(&self, from: Sender, url: &str) {
        self.queue.lock().to[from as usize] = Some(url.to_owned());
    }

    /// The next events suffer these, one each, in this order.
    pub fn spoil(&self, mishaps: &[Mishap]) {
        self.queue.lock().mishaps.extend(mishaps);
    }

    /// Every event suffers this from now on; `None`: none does, and what was ordered is forgotten.
    pub fn spoil_all(&self, mishap: Option<Mishap>) {
        let mut queue = self.queue.lock();
        queue.always = mishap;
        if mishap.is_none() {
            queue.mishaps.clear();
        }
    }

    /// (accepted with a 2xx, refused or unanswered, still on their way).
    pub fn counts(&self) -> (u64, u64, usize) {
        let queue = self.queue.lock();
        (queue.accepted, queue.refused, queue.waiting.len() + usize::from(queue.overtaken.is_some()))
    }

    pub(crate) fn put(&self, from: Sender, body: String, now_ms: i64) {
        let mut queue = self.queue.lock();
        let mut it = Delivery { from, body, due_ms: now_ms, tries: 0, forged: false, next_week: false };
        let mishap = queue.mishaps.pop_front().or(queue.always);
        match mishap {
            None => {}
            Some(Mishap::Drop) => return,
            Some(Mishap::Duplicate) => queue.waiting.push_back(it.clone()),
            Some(Mishap::Delay(ms)) => it.due_ms += ms,
            Some(Mishap::WrongSignature) => it.forged = true,
            Some(Mishap::NextWeek) => it.next_week = true,
            Some(Mishap::Reorder) => {
                queue.overtaken = Some(it);
                return;
            }
        }
        queue.waiting.push_back(it);
        if let Some(overtaken) = queue.overtaken.take() {
            queue.waiting.push_back(overtaken);
        }
    }

    /// Sends what is due at this time, each once and so many side by side; gives how many were accepted.
    pub async fn deliver(&self, now_ms: i64, at_once: usize) -> usize {
        let due: Vec<Delivery> = {
            let mut queue = self.queue.lock();
            let (due, later): (Vec<_>, Vec<_>) = queue.waiting.drain(..).partition(|it| it.due_ms <= now_ms);
            queue.waiting = later.into();
            due
        };
        let sent = stream::iter(due).map(|it| self.deliver_one(it, now_ms)).buffer_unordered(at_once);
        sent.filter(|accepted| std::future::ready(*accepted)).count().await
    }

    /// Whether it was accepted; else it comes again.
    async fn deliver_one(&self, mut it: Delivery, now_ms: i64) -> bool {
        let Some(to) = self.queue.lock().to[it.from as usize].clone() else { return false };
        let accepted = self.send(&to, &it, now_ms).await;
        let mut queue = self.queue.lock();
        if accepted {
            queue.accepted += 1;
            return true;
        }
        queue.refused += 1;
        if let Some(wait) = AGAIN_MS.get(it.tries) {
            it.due_ms = now_ms + wait;
            it.tries += 1;
            queue.waiting.push_back(it);
        }
        false
    }

    async fn send(&self, to: &str, it: &Delivery, now_ms: i64) -> bool {
        let at_s = now_ms / 1_000 + if it.next_week { WEEK_S } else { 0 };
        let secret = if it.forged { "whsec_of_somebody_else" } else { &self.secret };
        let request = self.client.post(to).timeout(LIMIT).header(it.from.header(), signature(secret, at_s, &it.body));
        let sent = request.header("content-type", "application/json").body(it.body.clone()).send().await;
        sent.is_ok_and(|answer| answer.status().is_success())
    }
}

/// `t=…,v1=…`: HMAC-SHA-256 over `t.body`.
pub fn signature(secret: &str, at_s: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("{at_s}.{body}").as_bytes());
    format!("t={at_s},v1={}", hex::encode(mac.finalize().into_bytes()))
}
