//! The server of a simulated world: the real server half over books in memory, its payment worker,
//! a provider that survives every restore, and the operator with a pile of backups.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit, Mac};
use petpro_domain::cart::{OrderState, Room};
use petpro_domain::ids::{OrderId, UserId};
use petpro_domain::wire::{HelloReply, HelloRequest, Limits, OpBody, Pay, SyncReply, SyncRequest};
use petpro_sync::planted::{Bug, Planted};
use petpro_sync::server::{self, Caller, Desk, Feed, Found, FoundState, Signer};
use sha2::Sha256;

use super::audit::{Audit, Deeds};
use super::books::{Books, Entry};
use super::dice::Dice;
use super::tally::{Situation as S, Tally};

/// What the provider holds of one order's payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Open,
    Captured,
    Refunded,
    Closed,
}

/// Receipt keys live outside the books.
#[derive(Clone, Debug)]
pub struct Key;

impl Signer for Key {
    fn kid(&self) -> &str {
        "k1"
    }

    fn mac(&self, kid: &str, bytes: &[u8]) -> Option<String> {
        if kid != "k1" {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(b"a key of the simulation").expect("any length");
        mac.update(bytes);
        Some(hex::encode(mac.finalize().into_bytes()))
    }
}

#[derive(Clone, Debug)]
struct Backup {
    books: Books,
    audit: Audit,
    /// Which history it was taken of.
    history: usize,
}

#[derive(Clone, Debug)]
pub struct Host {
    pub books: Books,
    pub audit: Audit,
    pub now_ms: i64,
    pub limits: Limits,
    pub room: Room,
    pub markets: Vec<String>,
    pub planted: Planted,
    pub provider: BTreeMap<OrderId, Intent>,
    /// Captures the provider has not told yet.
    pub webhooks: Vec<OrderId>,
    backups: Vec<Backup>,
    pub restores: usize,
    history: usize,
    /// The books before the last answered request, which a planted bug has not flushed.
    unflushed: Option<(Books, Audit)>,
    /// The scope all orders of this world are in.
    pub household: String,
    pub(super) refunds_asked: BTreeSet<OrderId>,
    pub(super) ever_paid: BTreeSet<OrderId>,
    pub broken: Option<String>,
}

impl Host {
    pub fn new(household: String, limits: Limits, room: Room, markets: Vec<String>, planted: Planted) -> Self {
        Self {
            books: Books::begin("e-0"),
            audit: Audit::default(),
            now_ms: 1_790_000_000_000,
            limits,
            room,
            markets,
            planted,
            provider: BTreeMap::new(),
            webhooks: vec![],
            backups: vec![],
            restores: 0,
            history: 0,
            unflushed: None,
            household,
            refunds_asked: BTreeSet::new(),
            ever_paid: BTreeSet::new(),
            broken: None,
        }
    }

    pub fn hello(&mut self, caller: &Caller, ask: &HelloRequest) -> HelloReply {
        let Self { books, now_ms, limits, room, markets, planted, .. } = self;
        let desk = desk(*now_ms, *limits, *room, markets, *planted);
        let Ok(reply) = server::hello(books, &desk, caller, ask);
        reply
    }

    pub fn sync(&mut self, user: Option<UserId>, ask: &SyncRequest, deeds: &Deeds, tally: &mut Tally) -> SyncReply {
        if self.planted.has(Bug::AnswerBeforeFlush) {
            self.unflushed = Some((self.books.clone(), self.audit.clone()));
        }
        let caller = match user {
            Some(user) => {
                let scopes = vec![self.household.clone(), format!("user:{user}")];
                Caller { who: Some((user, ask.device)), scopes, feeds: vec![] }
            }
            None => Caller::default(),
        };
        let old_epoch = ask.epoch != self.books.epoch;
        let known: usize =
            ask.push.iter().flat_map(|part| &part.ops).filter(|op| self.books.results.contains_key(&op.id)).count();
        let before: Vec<u64> = ask.push.iter().map(|part| self.through(ask, &part.s)).collect();
        let reply = {
            let Self { books, now_ms, limits, room, markets, planted, .. } = self;
            let desk = desk(*now_ms, *limits, *room, markets, *planted);
            let Ok(reply) = server::exchange(books, &desk, &caller, ask);
            books.commit();
            reply
        };
        if old_epoch {
            tally.add(S::OldEpochRequest);
            if !self.books.log.is_empty() {
                self.fail("a push of another epoch was judged");
            }
        }
        for (part, before) in reply.push.iter().zip(before) {
            let judged = part.results.iter().filter(|result| result.seq > before).count() as u64;
            if part.code.is_none() && part.through != before + judged {
                self.fail("N2: the lane went on past an op that was not judged");
            }
            if part.code == Some(petpro_domain::Code::SyncGap) {
                tally.add(S::Gap);
            }
            if known > 0 && before == 0 && judged > 0 {
                tally.add(S::Relinked);
            }
        }
        self.watch_receipts(ask, tally);
        for entry in &self.books.log {
            if let Entry::Order { id, st } = entry {
                match (self.audit.state(*id), st) {
                    (None | Some(OrderState::Rejected), OrderState::Refunded)
                        if self.provider.get(id) == Some(&Intent::Captured) =>
                    {
                        tally.add(S::ClashedPaid);
                    }
                    _ => {}
                }
            }
        }
        self.follow(deeds, tally);
        reply
    }

    fn through(&mut self, ask: &SyncRequest, s: &str) -> u64 {
        let Some(device) = ask.device else { return 0 };
        let Ok(lane) = self.books.lane(device, s);
        lane.map_or(0, |lane| lane.through)
    }

    /// No receipt ever makes an order pending.
    fn watch_receipts(&mut self, ask: &SyncRequest, tally: &mut Tally) {
        for op in ask.push.iter().flat_map(|part| &part.ops).filter(|op| op.k == "order.place" && op.rcpt.is_some()) {
            let Ok(Some(OpBody::OrderPlace(body))) = op.body() else { continue };
            let st = self.books.orders.get(&body.order_id).map(|entry| entry.order.st);
            let pending =
                |entry: &Entry| matches!(entry, Entry::Order { id, st: OrderState::Pending } if *id == body.order_id);
            if body.pay == Pay::Card && self.books.log.iter().any(pending) {
                self.fail("2.4 item 8: a receipt made an order pending");
            }
            let wallet = op.rcpt.as_ref().is_some_and(|rcpt| rcpt.verdict == "paid:wallet");
            if body.pay == Pay::Wallet && wallet && !self.books.log.is_empty() {
                tally.add(if st == Some(OrderState::Paid) { S::WalletClaimed } else { S::WalletOver });
            }
        }
    }

    /// Lets the oracle follow what was written since.
    pub fn follow(&mut self, deeds: &Deeds, tally: &mut Tally) {
        for entry in std::mem::take(&mut self.books.log) {
            if let Entry::Judged { code: Some(code), .. } = &entry {
                use petpro_domain::Code;
                match code {
                    Code::LineFull => tally.add(S::LineFull),
                    Code::CartChanged => tally.add(S::CartChanged),
                    Code::OrderExpired => tally.add(S::OrderExpired),
                    Code::OrderUnclaimed => tally.add(S::Unclaimed),
                    _ => {}
                }
            }
            if let Entry::Order { id, st: OrderState::Paid } = &entry {
                self.ever_paid.insert(*id);
            }
            self.audit.follow(&entry, deeds, tally);
        }
    }

    pub fn expire_lines(&mut self) {
        let Self { books, now_ms, limits, room, markets, planted, .. } = self;
        let desk = desk(*now_ms, *limits, *room, markets, *planted);
        let Ok(_) = server::expire_lines(books, &desk, 100);
        books.commit();
    }

    pub fn back_up(&mut self) {
        self.backups.push(Backup { books: self.books.clone(), audit: self.audit.clone(), history: self.history });
    }

    /// The machine stops and starts. Only what a planted bug answered too early is gone.
    pub fn crash(&mut self) {
        if let Some((books, audit)) = self.unflushed.take() {
            self.books = books;
            self.audit = audit;
        }
    }

    /// The operator loads some backup: sweep first, then the new epoch opens.
    pub fn restore(&mut self, dice: &mut Dice, deeds: &Deeds, tally: &mut Tally) {
        if !self.backups.is_empty() {
            self.restore_to(dice.below(self.backups.len()), deeds, tally);
        }
    }

    pub fn restore_to(&mut self, at: usize, deeds: &Deeds, tally: &mut Tally) {
        let backup = self.backups[at].clone();
        if backup.history != self.history {
            tally.add(S::AbandonedHistory);
        }
        tally.add(S::ServerRestored);
        self.restores += 1;
        self.history = self.restores;
        self.unflushed = None;
        self.books = backup.books;
        self.books.files.clear(); // a new process knows none
        self.audit = backup.audit;
        let mut found = Vec::new();
        for (order, intent) in &mut self.provider {
            if *intent == Intent::Open {
                *intent = Intent::Closed;
            }
            let st = match intent {
                Intent::Captured => FoundState::Captured,
                Intent::Refunded => FoundState::Refunded,
                _ => FoundState::Closed,
            };
            found.push(Found { order: *order, s: self.household.clone(), st, claimed: false });
        }
        let epoch = format!("e-{}", self.restores);
        let Self { books, now_ms, limits, room, markets, planted, .. } = self;
        let desk = desk(*now_ms, *limits, *room, markets, *planted);
        let Ok(()) = server::restore(books, &desk, &epoch, &found);
        books.commit();
        if !self.pending_orders().is_empty() {
            self.fail("2.4 item 8: a pending order crossed the epoch");
        }
        self.follow(deeds, tally);
    }

    /// Whether any backup holds this op as accepted: a restore could bring that back.
    pub fn backup_accepted(&self, op: petpro_domain::ids::OpId) -> bool {
        use petpro_domain::wire::OpState;
        self.backups.iter().any(|b| b.books.results.get(&op).is_some_and(|judged| judged.st != OpState::Rejected))
    }

    fn fail(&mut self, why: &str) {
        self.broken.get_or_insert_with(|| why.into());
    }
}

pub(super) fn desk(now_ms: i64, limits: Limits, room: Room, markets: &[String], planted: Planted) -> Desk<'_> {
    Desk { now_ms, version: "1", markets, limits, room, signer: &Key, planted }
}
