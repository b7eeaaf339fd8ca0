//! Rules of the engine one by one, over the simulator's books and disk: what a walk reaches only by
//! chance, and what no walk can do.

use petpro_domain::Code;
use petpro_domain::cart::{CartLine, Options, OrderState, Room};
use petpro_domain::ids::{self, DeviceId, OpId, OrderId, UserId, VariantId};
use petpro_domain::wire::{
    At, CartAdd, HelloReply, Limits, Op, OpBody, OpResult, OpState, OrderLine, OrderPlace, PROTO, Pay, PushScope,
    SyncReply, SyncRequest,
};
use petpro_sync::device::{
    Ask, Call, Change, Config, Device, Effect, Event, Health, Now, Projection, Store, intent_as, project,
};
use petpro_sync::planted::Planted;
use petpro_sync::server::{self, Caller, Case, Desk, Found, FoundState, Ledger, Payment};
use uuid::Uuid;

use super::books::Books;
use super::disk::Disk;
use super::host::Key;
use super::tap::unpriced;

const HOME: &str = "household:00000000-0000-0000-0000-000000000007";
const OTHER: &str = "household:00000000-0000-0000-0000-000000000008";
const DAY: i64 = 86_400_000;

fn desk(version: &str) -> Desk<'_> {
    let limits = Limits::default();
    let (room, planted) = (Room::default(), Planted::NONE);
    Desk { now_ms: 9, version, markets: &[], limits, room, signer: &Key, planted }
}

fn user() -> UserId {
    UserId(Uuid::from_u128(1))
}

fn device(n: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(n))
}

fn name(n: u64) -> OpId {
    OpId(ids::v7(n, [0; 10]))
}

fn variant() -> VariantId {
    VariantId(Uuid::from_u128(100))
}

fn now() -> Now<'static> {
    Now { mono: 0, wall: 9, boot: "b0" }
}

fn add(id: u64, seq: u64, n: u32) -> Op {
    let line = ids::line(variant(), "");
    let body = OpBody::CartAdd(CartAdd { line, variant: variant(), options: Options::new(), n });
    Op { seq, ..intent_as(name(id), &body, vec![], &now()) }
}

fn unknown(id: u64, seq: u64) -> Op {
    Op { k: "cart.wrap".into(), ..add(id, seq, 1) }
}

fn order(n: u128) -> OrderId {
    OrderId(Uuid::from_u128(n))
}

fn place(id: u64, n: u128, names: &[u64], qty: u32) -> Op {
    let obs = names.iter().map(|n| name(*n)).collect();
    let lines = vec![OrderLine { line: ids::line(variant(), ""), variant: variant(), obs, qty }];
    let body = OpBody::OrderPlace(OrderPlace { valid_until: DAY, ..unpriced(order(n), lines, Pay::Card) });
    intent_as(name(id), &body, vec![], &now())
}

fn caller(scopes: &[&str]) -> Caller {
    let scopes = scopes.iter().map(|s| (*s).into()).collect();
    Caller { who: Some((user(), Some(device(1)))), scopes, feeds: vec![] }
}

fn push(books: &mut Books, parts: &[(&str, &[Op])]) -> SyncReply {
    let push = parts.iter().map(|(s, ops)| PushScope { s: (*s).into(), ops: ops.to_vec() }).collect();
    let at = At { wall: 9, ..At::default() };
    let ask = SyncRequest { proto: PROTO, epoch: "e-0".into(), device: Some(device(1)), at, push, pull: vec![] };
    let Ok(reply) = server::exchange(books, &desk("1"), &caller(&[HOME, OTHER]), &ask);
    books.commit();
    reply
}

fn judge(books: &mut Books, s: &str, op: &Op) -> (OpState, Option<Code>) {
    let Ok(judged) = server::judge(
        books,
        &desk("1"),
        &Case { user: user(), device: None, s, op, age_ms: Some(0), sure: true, seen: 0 },
    );
    (judged.st, judged.code)
}

fn states(results: &[OpResult]) -> Vec<(u64, OpState, Option<Code>)> {
    results.iter().map(|result| (result.seq, result.st, result.code)).collect()
}

fn cart(books: &Books, s: &str) -> Vec<(OpId, u32)> {
    let lines = books.live(s).filter(|(t, ..)| *t == "cart_line");
    let rows = lines.map(|(_, _, _, d)| serde_json::from_str::<CartLine>(d).unwrap());
    rows.flat_map(|row| row.dots).map(|dot| (dot.id, dot.n)).collect()
}

#[test]
fn an_op_that_makes_the_server_panic_is_undone_alone_and_refused_the_third_time() {
    let mut books = Books::begin("e-0");
    books.stumbles_over = Some(name(2));
    let lane = [add(1, 1, 1), add(2, 2, 2), add(3, 3, 3)];
    let other = [add(4, 1, 4)];

    let first = push(&mut books, &[(HOME, &lane), (OTHER, &other)]);
    assert_eq!(states(&first.push[0].results), [(1, OpState::Applied, None)], "the lane stops at it");
    assert_eq!(states(&first.push[1].results), [(1, OpState::Applied, None)], "another lane goes on");
    assert_eq!(cart(&books, HOME), [(name(1), 1)], "what it had written is undone");

    let second = push(&mut books, &[(HOME, &lane[1..])]);
    assert_eq!((second.push[0].through, second.push[0].results.len()), (1, 0));

    let third = push(&mut books, &[(HOME, &lane[1..])]);
    let expected = [(2, OpState::Rejected, Some(Code::Invalid)), (3, OpState::Applied, None)];
    assert_eq!(states(&third.push[0].results), expected);
    assert_eq!(cart(&books, HOME), [(name(1), 1), (name(3), 3)]);
    assert_eq!(cart(&books, OTHER), [(name(4), 4)]);
}

#[test]
fn an_op_of_a_newer_app_stops_its_lane_and_leaves_no_trace() {
    let mut books = Books::begin("e-0");
    let reply = push(&mut books, &[(HOME, &[unknown(1, 1), add(2, 2, 2)]), (OTHER, &[add(3, 1, 3)])]);
    let held = [(1, OpState::Held, Some(Code::OpNotYetSupported))];
    assert_eq!((reply.push[0].through, states(&reply.push[0].results)), (0, held.to_vec()));
    assert_eq!(reply.push[1].through, 1, "another lane goes on");
    assert!(!books.results.contains_key(&name(1)) && cart(&books, HOME).is_empty());
}

#[test]
fn the_same_id_with_other_bytes_is_invalid_and_changes_nothing() {
    let mut books = Books::begin("e-0");
    assert_eq!(judge(&mut books, HOME, &add(1, 1, 2)), (OpState::Applied, None));
    assert_eq!(judge(&mut books, HOME, &add(1, 1, 3)), (OpState::Rejected, Some(Code::Invalid)));
    assert_eq!(judge(&mut books, HOME, &add(1, 1, 2)), (OpState::Applied, None), "the kept result stands");
    assert_eq!(cart(&books, HOME), [(name(1), 2)]);
}

#[test]
fn the_same_id_in_another_scope_is_invalid_and_changes_nothing() {
    let mut books = Books::begin("e-0");
    assert_eq!(judge(&mut books, HOME, &add(1, 1, 2)), (OpState::Applied, None));
    assert_eq!(judge(&mut books, OTHER, &add(1, 1, 2)), (OpState::Rejected, Some(Code::Invalid)));
    assert_eq!((cart(&books, HOME).len(), cart(&books, OTHER).len()), (1, 0));
}

#[test]
fn a_claimed_payment_ends_the_pending_order_that_holds_its_names() {
    let mut books = Books::begin("e-0");
    judge(&mut books, HOME, &add(1, 1, 2));
    judge(&mut books, HOME, &add(2, 2, 3));
    assert_eq!(judge(&mut books, HOME, &place(3, 30, &[1, 2], 5)), (OpState::Applied, None));
    books.jobs.clear();
    let captured = Found { order: order(40), s: HOME.into(), st: FoundState::Captured, claimed: false };
    let Ok(()) = books.put_found(&captured);

    assert_eq!(judge(&mut books, HOME, &place(4, 40, &[1], 2)), (OpState::Applied, None));

    let st = |n| books.orders.get(&order(n)).map(|entry| entry.order.st);
    assert_eq!((st(40), st(30)), (Some(OrderState::Paid), Some(OrderState::Expired)));
    assert_eq!(books.jobs, [Payment::CloseOrRefund(order(30))]);
    assert_eq!(cart(&books, HOME), [(name(2), 3)], "what only the ended order held is free again");
    assert_eq!(books.taken.get(&name(1)).map(|(order, _)| *order), Some(order(40)));
}

#[test]
fn a_claimed_payment_whose_names_are_paid_already_is_given_back() {
    let mut books = Books::begin("e-0");
    judge(&mut books, HOME, &add(1, 1, 2));
    judge(&mut books, HOME, &place(3, 30, &[1], 2));
    let Ok(()) = server::paid(&mut books, &desk("1"), order(30));
    books.jobs.clear();
    let captured = Found { order: order(40), s: HOME.into(), st: FoundState::Captured, claimed: false };
    let Ok(()) = books.put_found(&captured);

    judge(&mut books, HOME, &place(4, 40, &[1], 2));
    let st = |n| books.orders.get(&order(n)).map(|entry| entry.order.st);
    assert_eq!((st(40), st(30)), (Some(OrderState::Refunded), Some(OrderState::Paid)));
    assert_eq!(books.jobs, [Payment::CloseOrRefund(order(40))]);
}

/// A device and the server it talks to, without a net between them.
struct Pair {
    books: Books,
    disk: Disk,
    device: Device,
    version: &'static str,
    scopes: Vec<&'static str>,
    told: Vec<Effect>,
    calls: Vec<Call>,
    chance: u64,
    markets: Vec<String>,
    /// So often somebody taps while a call is under way.
    restless: u64,
}

impl Pair {
    fn new() -> Self {
        let mut pair = Self {
            books: Books::begin("e-0"),
            disk: Disk::default(),
            device: Device::new(Config::default()),
            version: "1",
            scopes: vec![HOME, OTHER],
            told: vec![],
            calls: vec![],
            chance: 0,
            markets: vec![],
            restless: 0,
        };
        pair.step(Event::Start);
        pair.step(Event::SignedIn);
        pair
    }

    fn step(&mut self, event: Event) {
        let (mut out, chance) = (vec![], &mut self.chance);
        let mut rng = || {
            *chance += 1;
            *chance
        };
        let Ok(()) = self.device.step(event, &now(), &mut rng, &mut self.disk, &mut out) else {
            panic!("the disk is not full")
        };
        for effect in out {
            match effect {
                Effect::Send(call) => self.answer(call),
                other => self.told.push(other),
            }
        }
    }

    fn answer(&mut self, call: Call) {
        assert!(self.calls.len() < 100, "the device does not stop calling");
        self.calls.push(call.clone());
        if self.restless > 0 {
            self.restless -= 1;
            self.disk.commit(Change::enqueue(HOME, add(1_000 + self.restless, 0, 1))).unwrap();
        }
        let desk = Desk { markets: &self.markets, ..desk(self.version) };
        let caller = caller(&self.scopes);
        match &call.ask {
            Ask::Hello(ask) => {
                let Ok(reply): Result<HelloReply, _> = server::hello(&mut self.books, &desk, &caller, ask);
                self.step(Event::Hello { call: call.id, reply });
            }
            Ask::Sync(ask) => {
                let Ok(reply) = server::exchange(&mut self.books, &desk, &caller, ask);
                self.books.commit();
                self.step(Event::Synced { call: call.id, reply });
            }
            Ask::Member(member) => {
                let rows = self.books.member(member).expect("the file that was announced");
                self.step(Event::Member { call: call.id, rows });
            }
        }
    }

    fn tap(&mut self, s: &str, op: Op) {
        self.disk.commit(Change::enqueue(s, op)).unwrap();
        self.step(Event::Enqueued);
    }

    fn settled(&self, op: OpId) -> Option<(OpState, Option<Code>)> {
        self.told.iter().find_map(|effect| match effect {
            Effect::Settled { op: settled, st, code } if *settled == op => Some((*st, *code)),
            _ => None,
        })
    }

    /// How often this op was sent.
    fn sent(&self, op: OpId) -> usize {
        let asks = self.calls.iter().filter_map(|call| match &call.ask {
            Ask::Sync(ask) => Some(ask),
            Ask::Hello(_) | Ask::Member(_) => None,
        });
        asks.flat_map(|ask| &ask.push).flat_map(|part| &part.ops).filter(|sent| sent.id == op).count()
    }

    fn shown(&self, s: &str) -> Projection {
        let base = self.disk.base(s).filter_map(|row| row.row.d.as_ref().map(|d| (&*row.row.t, &*row.row.id, d.get())));
        project(base, self.disk.outbox(s).map(|op| &**op), 9, Room::default(), Planted::NONE)
    }
}

#[test]
fn a_catalogue_comes_also_to_somebody_who_never_stops_tapping() {
    let mut pair = Pair::new();
    pair.markets = vec!["jp".into()];
    for n in 0..8 {
        let Ok(_) = pair.books.publish("catalog:jp", "product", &n.to_string(), Some("{}"));
    }
    pair.books.write_file("catalog:jp");
    pair.device = Device::new(Config { market: Some("jp".into()), ..Config::default() });
    pair.restless = 60;
    pair.calls.clear();
    pair.step(Event::SignedIn);
    let kinds: Vec<bool> = pair.calls.iter().map(|call| matches!(call.ask, Ask::Member(_))).collect();
    let last = kinds.iter().rposition(|member| *member);
    assert_eq!(kinds.iter().filter(|member| **member).count(), 4, "{kinds:?}");
    assert!(last.is_some_and(|last| last < 12), "{kinds:?}");
}

#[test]
fn a_held_op_waits_for_another_server_and_holds_up_no_other_lane() {
    let mut pair = Pair::new();
    pair.tap(HOME, unknown(1, 0));
    pair.tap(HOME, add(2, 0, 2));
    pair.tap(OTHER, add(3, 0, 3));
    assert_eq!((pair.sent(name(1)), pair.sent(name(2))), (1, 0), "not again while it is the same server");
    assert_eq!(pair.settled(name(3)), Some((OpState::Applied, None)));
    assert_eq!(pair.disk.pending_ops(), 2, "kept, not refused");

    pair.version = "2";
    pair.step(Event::Poke);
    assert_eq!(pair.sent(name(1)), 2, "tried when the server changed");
}

#[test]
fn a_scope_that_is_forbidden_goes_with_its_pending_ops_and_the_others_stay() {
    let mut pair = Pair::new();
    pair.tap(OTHER, add(1, 0, 1));
    pair.tap(HOME, add(2, 0, 2));
    pair.step(Event::Online(false));
    pair.tap(OTHER, add(3, 0, 3));
    pair.tap(HOME, add(4, 0, 4));
    pair.scopes = vec![HOME];
    pair.step(Event::Online(true));

    assert_eq!(pair.settled(name(3)), Some((OpState::Rejected, Some(Code::Forbidden))), "visible");
    assert_eq!(pair.settled(name(4)), Some((OpState::Applied, None)));
    assert_eq!((pair.disk.base(OTHER).count(), pair.disk.scope(OTHER)), (0, None));
    assert_eq!(pair.shown(HOME).lines.values().map(CartLine::qty).sum::<u32>(), 6);
    assert!(pair.told.iter().all(|told| !matches!(told, Effect::Health { health: Health::HeldForbidden, .. })));
}
