//! The household as the stories tell it: phones that see an older cart and their own taps, and a
//! server that takes each tap once, in the order in which it hears of them.

use std::collections::BTreeMap;

use petpro_sync::planted::Planted;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use super::cart::{Act, Article, Cart, Intent, Limits, Outcome, Tap};

/// Most phones of a story.
const PHONES: usize = 4;
/// Goods of a story.
const ARTICLES: usize = 4;

/// One step of a story. A phone is named by the order in which it joined.
#[derive(Clone, Debug)]
pub enum Step {
    Add {
        phone: usize,
        article: Article,
        n: u32,
    },
    Set {
        phone: usize,
        article: Article,
        n: u32,
    },
    Remove {
        phone: usize,
        article: Article,
    },
    Save {
        phone: usize,
        article: Article,
    },
    Unsave {
        phone: usize,
        article: Article,
    },
    Offline {
        phone: usize,
    },
    /// Online until told otherwise: every tap is sent at once, what others did is fetched now.
    Sync {
        phone: usize,
    },
    /// The server hears everything; its answer is lost.
    LoseAnswer {
        phone: usize,
    },
    /// The app ends and starts; nothing in memory is left.
    Restart {
        phone: usize,
    },
    /// Another phone signs in.
    Join,
    /// A phone's data is copied to another one, and both live.
    Copy {
        phone: usize,
    },
}

/// A phone as its user knows it.
#[derive(Clone, Debug, Default)]
pub struct Phone {
    pub online: bool,
    /// The server's cart when this phone last heard of it.
    pub base: Cart,
    /// How many taps the server had heard of then.
    heard: usize,
    pub pending: Vec<Intent>,
    /// Its data was copied from or to another phone.
    pub copied: bool,
}

impl Phone {
    /// What is on its screen.
    pub fn shown(&self, limits: Limits) -> Cart {
        let mut cart = self.base.clone();
        for intent in &self.pending {
            cart.take(intent, limits);
        }
        cart
    }
}

#[derive(Clone, Debug)]
pub struct Household {
    pub limits: Limits,
    pub planted: Planted,
    pub phones: Vec<Phone>,
    pub server: Cart,
    /// What became of each tap that the server heard of.
    pub outcomes: BTreeMap<Tap, Outcome>,
    pub taps: Tap,
    /// The last step was a sync, and the server had heard of no tap since its phone last asked. That its
    /// cart is the same is not enough: what a copy of the phone had sent may have come and gone.
    pub nobody_else: bool,
}

/// A household with one phone; some carts are small, so that they overflow.
pub fn beginning(planted: Planted) -> BoxedStrategy<Household> {
    (prop_oneof![Just(50), Just(2)], prop_oneof![Just(256), Just(3)])
        .prop_map(move |(lines, contributions)| Household {
            limits: Limits { lines, contributions },
            planted,
            phones: vec![Phone::default()],
            server: Cart::default(),
            outcomes: BTreeMap::new(),
            taps: 0,
            nobody_else: false,
        })
        .boxed()
}

impl Household {
    fn tap(&mut self, phone: usize, article: Article, act: Act) {
        let intent = Intent { tap: self.taps, article, act };
        self.taps += 1;
        self.phones[phone].pending.push(intent);
        if self.phones[phone].online {
            self.deliver(phone);
            self.fetch(phone);
        }
    }

    fn deliver(&mut self, phone: usize) {
        for intent in &self.phones[phone].pending {
            if !self.outcomes.contains_key(&intent.tap) {
                let outcome = self.server.take(intent, self.limits);
                self.outcomes.insert(intent.tap, outcome);
            }
        }
    }

    fn fetch(&mut self, phone: usize) {
        self.phones[phone].pending.clear();
        self.phones[phone].base = self.server.clone();
        self.phones[phone].heard = self.outcomes.len();
    }

    fn shown(&self, phone: usize) -> Cart {
        self.phones[phone].shown(self.limits)
    }
}

impl ReferenceStateMachine for Household {
    type State = Household;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Household> {
        beginning(Planted::NONE)
    }

    fn transitions(state: &Household) -> BoxedStrategy<Step> {
        let at = (0..state.phones.len(), 0..ARTICLES);
        let n = prop_oneof![9 => 1..6u32, 1 => 400..=999u32];
        let phone = 0..state.phones.len();
        prop_oneof![
            8 => (at.clone(), n.clone()).prop_map(|((phone, article), n)| Step::Add { phone, article, n }),
            4 => (at.clone(), n).prop_map(|((phone, article), n)| Step::Set { phone, article, n }),
            3 => at.clone().prop_map(|(phone, article)| Step::Remove { phone, article }),
            3 => at.clone().prop_map(|(phone, article)| Step::Save { phone, article }),
            2 => at.prop_map(|(phone, article)| Step::Unsave { phone, article }),
            2 => phone.clone().prop_map(|phone| Step::Offline { phone }),
            5 => phone.clone().prop_map(|phone| Step::Sync { phone }),
            2 => phone.clone().prop_map(|phone| Step::LoseAnswer { phone }),
            1 => phone.clone().prop_map(|phone| Step::Restart { phone }),
            1 => Just(Step::Join),
            1 => phone.prop_map(|phone| Step::Copy { phone }),
        ]
        .boxed()
    }

    fn preconditions(state: &Household, step: &Step) -> bool {
        let there = |phone: usize| phone < state.phones.len();
        match *step {
            Step::Add { phone, .. } | Step::Set { phone, .. } | Step::Sync { phone } | Step::Restart { phone } => {
                there(phone)
            }
            Step::Remove { phone, article } | Step::Save { phone, article } => {
                there(phone) && !state.shown(phone).seen(article).is_empty()
            }
            Step::Unsave { phone, article } => there(phone) && state.shown(phone).saved.contains_key(&article),
            Step::Offline { phone } => there(phone) && state.phones[phone].online,
            // A copy first has to find out that it is one; how much it has said by then is its own affair.
            Step::LoseAnswer { phone } => {
                there(phone) && !state.phones[phone].pending.is_empty() && !state.phones[phone].copied
            }
            Step::Join => state.phones.len() < PHONES,
            Step::Copy { phone } => there(phone) && state.phones.len() < PHONES,
        }
    }

    fn apply(mut state: Household, step: &Step) -> Household {
        state.nobody_else = false;
        match *step {
            Step::Add { phone, article, n } => state.tap(phone, article, Act::Add(n)),
            Step::Set { phone, article, n } => {
                let seen = state.shown(phone).seen(article);
                state.tap(phone, article, Act::Set(n, seen));
            }
            Step::Remove { phone, article } => {
                let seen = state.shown(phone).seen(article);
                state.tap(phone, article, Act::Remove(seen));
            }
            Step::Save { phone, article } => {
                let seen = state.shown(phone).seen(article);
                state.tap(phone, article, Act::Save(seen));
            }
            Step::Unsave { phone, article } => {
                let seen = state.shown(phone).seen_saved(article);
                state.tap(phone, article, Act::Unsave(seen));
            }
            Step::Offline { phone } => state.phones[phone].online = false,
            Step::Sync { phone } => {
                state.phones[phone].online = true;
                state.nobody_else = state.phones[phone].heard == state.outcomes.len();
                state.deliver(phone);
                state.fetch(phone);
            }
            Step::LoseAnswer { phone } => state.deliver(phone),
            Step::Restart { phone } => state.phones[phone].online = false,
            Step::Join => state.phones.push(Phone::default()),
            Step::Copy { phone } => {
                state.phones[phone].copied = true;
                let copy = Phone { online: false, ..state.phones[phone].clone() };
                state.phones.push(copy);
            }
        }
        state
    }
}
