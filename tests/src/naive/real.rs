//! The same household as it really is: the device half over a disk in memory, the server half over
//! books in memory, and a net that does what the story says.

use std::collections::BTreeMap;

use petpro_domain::cart::{CartLine, Dot, MOVED_TO_SAVED, Options, Room, SavedLine};
use petpro_domain::ids::{self, LineId, OpId, UserId, VariantId};
use petpro_domain::wire::{CartAdd, CartRemove, CartSet, Limits, OpBody, OpState, SavedMove};
use petpro_sync::device::{Ask, Call, Change, Event, Failure, Now, Projection, Store, intent};
use petpro_sync::planted::Planted;
use petpro_sync::server::Caller;
use proptest_state_machine::StateMachineTest;
use uuid::Uuid;

use super::cart::{Article, Cart, Outcome, Tap, Units};
use super::household::{Household, Step};
use crate::sim::audit::Deeds;
use crate::sim::dice::Dice;
use crate::sim::host::Host;
use crate::sim::node::{Node, Want};
use crate::sim::tally::Tally;

/// More calls than this for one sync and it never ends.
const CALLS: usize = 50;

pub struct Real {
    host: Host,
    phones: Vec<Node>,
    /// Which tap of the story an op is.
    taps: BTreeMap<OpId, Tap>,
    planted: Planted,
    dice: Dice,
    tally: Tally,
    mono: i64,
}

impl Real {
    fn shown(&mut self, phone: usize) -> Projection {
        let (household, room, now_ms) = (self.host.household.clone(), self.host.room, self.host.now_ms);
        self.phones[phone].shown(&household, room, self.planted, now_ms)
    }

    fn start(&mut self, phone: usize) {
        self.phones[phone].online = false;
        for event in [Event::Online(false), Event::Start, Event::SignedIn] {
            let calls = self.step(phone, event);
            assert!(calls.is_empty(), "a phone without network calls nobody");
        }
    }

    fn step(&mut self, phone: usize, event: Event) -> Vec<Call> {
        self.mono += 1;
        let (mono, now_ms) = (self.mono, self.host.now_ms);
        let wants = self.phones[phone].step(event, mono, now_ms, &mut self.dice, &mut self.tally);
        let calls = wants.into_iter().map(|want| match want {
            Want::Send(call) => Call::clone(&call),
            Want::Token => panic!("no token was refused"),
        });
        calls.collect()
    }

    /// Online from now on, and everything said and heard that there is. With `lose` the answer to
    /// the first push never comes, and the phone is offline afterwards.
    fn talk(&mut self, phone: usize, lose: bool) {
        self.phones[phone].online = true;
        let mut calls = self.step(phone, Event::Online(true));
        calls.extend(self.step(phone, Event::Poke));
        self.converse(phone, calls, lose);
    }

    fn converse(&mut self, phone: usize, mut calls: Vec<Call>, lose: bool) {
        let mut left = CALLS;
        while let Some(call) = calls.pop() {
            left -= 1;
            assert!(left > 0, "the phone does not stop calling");
            let pushes = matches!(&call.ask, Ask::Sync(ask) if !ask.push.is_empty());
            let answer = self.serve(phone, &call);
            if lose && pushes {
                self.step(phone, Event::Failed { call: call.id, why: Failure::Transport });
                self.offline(phone);
                return;
            }
            calls.extend(self.step(phone, answer));
        }
    }

    fn offline(&mut self, phone: usize) {
        self.phones[phone].online = false;
        self.step(phone, Event::Online(false));
    }

    fn serve(&mut self, phone: usize, call: &Call) -> Event {
        let user = self.phones[phone].user;
        match &call.ask {
            Ask::Hello(ask) => {
                let scopes = vec![self.host.household.clone(), format!("user:{user}")];
                let caller = Caller { who: Some((user, ask.device)), scopes, feeds: vec![] };
                Event::Hello { call: call.id, reply: self.host.hello(&caller, ask) }
            }
            Ask::Sync(ask) => {
                let reply = self.host.sync(Some(user), ask, &Deeds::default(), &mut self.tally);
                Event::Synced { call: call.id, reply }
            }
            Ask::Member(_) => Event::Failed { call: call.id, why: Failure::Gone }, // there is no catalogue
        }
    }

    fn tap(&mut self, phone: usize, body: &OpBody, seen: Vec<OpId>) {
        let dice = &mut self.dice;
        let now = Now { mono: self.mono, wall: self.host.now_ms, boot: "b0" };
        let op = intent(body, seen, &now, &mut || dice.roll());
        self.taps.insert(op.id, self.taps.len() as Tap);
        let saved = self.phones[phone].disk.commit(Change::enqueue(&self.host.household, op));
        saved.expect("the disk is not full");
        let calls = self.step(phone, Event::Enqueued);
        self.converse(phone, calls, false);
    }

    fn edit(&mut self, phone: usize, article: Article, what: &Step) {
        let shown = self.shown(phone);
        let (line, variant, options) = (line(article), variant(article), Options::new());
        let names = shown.lines.get(&line).map(CartLine::names).unwrap_or_default();
        let (body, seen) = match *what {
            Step::Set { n, .. } => (OpBody::CartSet(CartSet { line, variant, options, n }), names),
            Step::Remove { .. } => (OpBody::CartRemove(CartRemove { line }), names),
            Step::Save { .. } => (OpBody::SavedMove(SavedMove { line, variant, options, to_saved: true }), names),
            _ => {
                let names = shown.saved.get(&line).map(SavedLine::names).unwrap_or_default();
                (OpBody::SavedMove(SavedMove { line, variant, options, to_saved: false }), names)
            }
        };
        self.tap(phone, &body, seen);
    }

    fn read(&self, lines: impl IntoIterator<Item = (LineId, CartLine)>, saved: Rows<SavedLine>) -> Cart {
        let mut cart = Cart::default();
        for (id, row) in lines {
            assert!(row.locked.is_empty(), "nobody ordered");
            cart.lines.insert(article(id), self.units(&row.dots));
        }
        cart.saved.extend(saved.into_iter().map(|(id, row)| (article(id), self.units(&row.dots))));
        cart
    }

    fn units(&self, dots: &[Dot]) -> Vec<Units> {
        let units = dots.iter().map(|dot| Units { by: self.taps[&dot.id], n: dot.n, typed: dot.set });
        let mut units: Vec<Units> = units.collect();
        units.sort();
        units
    }

    fn server(&self) -> Cart {
        let (mut lines, mut saved) = (vec![], vec![]);
        for (t, id, _, d) in self.host.books.live(&self.host.household) {
            let id: LineId = id.parse().expect("a line's id");
            match t {
                "cart_line" => lines.push((id, serde_json::from_str(d).expect("a line"))),
                _ => saved.push((id, serde_json::from_str(d).expect("a saved line"))),
            }
        }
        self.read(lines, saved)
    }
}

impl StateMachineTest for Real {
    type SystemUnderTest = Real;
    type Reference = Household;

    fn init_test(household: &Household) -> Real {
        let room = Room { lines: household.limits.lines, dots: household.limits.contributions };
        let scope = format!("household:{}", Uuid::from_u128(7));
        let mut real = Real {
            host: Host::new(scope, Limits::default(), room, vec![], household.planted),
            phones: vec![phone(household.planted)],
            taps: BTreeMap::new(),
            planted: household.planted,
            dice: Dice::new(1),
            tally: Tally::default(),
            mono: 0,
        };
        real.start(0);
        real
    }

    fn apply(mut real: Real, household: &Household, step: Step) -> Real {
        match step {
            Step::Add { phone, article, n } => {
                let (line, variant, options) = (line(article), variant(article), Options::new());
                real.tap(phone, &OpBody::CartAdd(CartAdd { line, variant, options, n }), vec![]);
            }
            Step::Set { phone, article, .. }
            | Step::Remove { phone, article }
            | Step::Save { phone, article }
            | Step::Unsave { phone, article } => real.edit(phone, article, &step),
            Step::Offline { phone } => real.offline(phone),
            Step::Sync { phone } => {
                let before = same_always(real.shown(phone));
                real.talk(phone, false);
                if household.nobody_else {
                    assert_eq!(
                        before,
                        same_always(real.shown(phone)),
                        "O9: a sync changed what only its user had done"
                    );
                }
            }
            Step::LoseAnswer { phone } => {
                let online = real.phones[phone].online;
                real.talk(phone, true);
                assert!(!online, "what is online has nothing pending");
            }
            Step::Restart { phone } => {
                real.phones[phone].restart(real.planted, false);
                real.start(phone);
            }
            Step::Join => {
                real.phones.push(self::phone(real.planted));
                real.start(real.phones.len() - 1);
            }
            Step::Copy { phone } => {
                let mut copy = self::phone(real.planted);
                copy.disk = real.phones[phone].disk.clone();
                real.phones.push(copy);
                real.start(real.phones.len() - 1);
            }
        }
        for (n, expected) in household.phones.iter().enumerate() {
            let shown = real.shown(n);
            let shown = real.read(shown.lines, shown.saved.into_iter().collect());
            assert_eq!(shown, expected.shown(household.limits), "what phone {n} shows");
            assert_eq!(real.phones[n].broken, None, "phone {n}");
        }
        real
    }

    fn check_invariants(real: &Real, household: &Household) {
        assert_eq!(real.server(), household.server, "what the server holds");
        let heard: BTreeMap<Tap, Outcome> = real
            .host
            .books
            .results
            .iter()
            .map(|(op, judged)| {
                let outcome = match judged.st {
                    OpState::Applied if judged.detail.as_deref() == Some(MOVED_TO_SAVED) => Outcome::Saved,
                    OpState::Applied => Outcome::Done,
                    OpState::Superseded => Outcome::Superseded,
                    _ => Outcome::Full,
                };
                (real.taps[op], outcome)
            })
            .collect();
        assert_eq!(heard, household.outcomes, "what became of each tap");
        assert_eq!(real.host.broken, None);
        for (n, (phone, expected)) in real.phones.iter().zip(&household.phones).enumerate() {
            let pending = phone.disk.outbox(&real.host.household).map(|op| real.taps[&op.id]);
            let meant: Vec<Tap> = expected.pending.iter().map(|intent| intent.tap).collect();
            assert_eq!(pending.collect::<Vec<_>>(), meant, "what phone {n} still has to send");
        }
    }
}

fn phone(planted: Planted) -> Node {
    Node::new(UserId(Uuid::from_u128(1)), planted)
}

fn variant(article: Article) -> VariantId {
    VariantId(Uuid::from_u128(100 + article as u128))
}

fn line(article: Article) -> LineId {
    ids::line(variant(article), "")
}

fn article(id: LineId) -> Article {
    (0..).find(|article| line(*article) == id).expect("a line of the story")
}

type Rows<T> = Vec<(LineId, T)>;

/// A screen without the times, which are the judge's own.
fn same_always(shown: Projection) -> (Rows<CartLine>, Rows<SavedLine>) {
    let lines = shown.lines.into_iter().map(|(id, row)| (id, CartLine { touched_ms: 0, ..row }));
    (lines.collect(), shown.saved.into_iter().collect())
}
