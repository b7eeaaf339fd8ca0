//! A cart as somebody would keep it on paper: who put how many of what where, and what was meant
//! by each tap. Written from the rules in words, never from `apply()`.

use std::collections::BTreeMap;

/// A good that can be bought, 0 to 3.
pub type Article = usize;
/// The tap that brought some units, counted from 0 over all phones.
pub type Tap = u32;

/// Units that came together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units {
    pub by: Tap,
    pub n: u32,
    /// Typed as a quantity, not added.
    pub typed: bool,
}

/// What somebody meant by a tap, with what was on the screen.
#[derive(Clone, Debug)]
pub struct Intent {
    pub tap: Tap,
    pub article: Article,
    pub act: Act,
}

#[derive(Clone, Debug)]
pub enum Act {
    Add(u32),
    /// So many, instead of those seen.
    Set(u32, Vec<Tap>),
    Remove(Vec<Tap>),
    Save(Vec<Tap>),
    Unsave(Vec<Tap>),
}

/// What the user is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Done, but what it would have put into the cart is among what is saved.
    Saved,
    /// Somebody else typed a quantity that this one had not seen.
    Superseded,
    /// The line takes no more.
    Full,
}

/// How many lines a cart and how many contributions a line may have.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub lines: usize,
    pub contributions: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    /// No line is empty; units in the order of their taps.
    pub lines: BTreeMap<Article, Vec<Units>>,
    /// The same units, put aside.
    pub saved: BTreeMap<Article, Vec<Units>>,
}

impl Cart {
    pub fn seen(&self, article: Article) -> Vec<Tap> {
        self.lines.get(&article).into_iter().flatten().map(|units| units.by).collect()
    }

    pub fn seen_saved(&self, article: Article) -> Vec<Tap> {
        self.saved.get(&article).into_iter().flatten().map(|units| units.by).collect()
    }

    /// Does what was meant, or nothing at all where the line is full.
    pub fn take(&mut self, intent: &Intent, limits: Limits) -> Outcome {
        let Intent { tap, article, act } = intent;
        let article = *article;
        let another = !self.lines.contains_key(&article) && self.lines.len() >= limits.lines;
        let before = self.clone();
        let outcome = match act {
            Act::Add(n) => self.put(article, Units { by: *tap, n: *n, typed: false }, another, limits),
            Act::Set(n, seen) => {
                self.take_away(article, seen);
                if self.lines.get(&article).is_some_and(|line| line.iter().any(|units| units.typed)) {
                    Outcome::Superseded
                } else {
                    self.put(article, Units { by: *tap, n: *n, typed: true }, another, limits)
                }
            }
            Act::Remove(seen) => {
                self.take_away(article, seen);
                Outcome::Done
            }
            Act::Save(seen) => {
                let units = take_out(&mut self.lines, article, seen);
                put_in(&mut self.saved, article, &units, limits)
            }
            Act::Unsave(seen) => {
                let units = take_out(&mut self.saved, article, seen);
                if another && !units.is_empty() {
                    *self = before;
                    return Outcome::Saved;
                }
                put_in(&mut self.lines, article, &units, limits)
            }
        };
        if outcome == Outcome::Full {
            *self = before;
        }
        outcome
    }

    fn put(&mut self, article: Article, units: Units, another: bool, limits: Limits) -> Outcome {
        let aside = if another { &mut self.saved } else { &mut self.lines };
        match put_in(aside, article, &[units], limits) {
            Outcome::Done if another => Outcome::Saved,
            outcome => outcome,
        }
    }

    fn take_away(&mut self, article: Article, seen: &[Tap]) {
        take_out(&mut self.lines, article, seen);
        take_out(&mut self.saved, article, seen);
    }
}

type Shelf = BTreeMap<Article, Vec<Units>>;

fn put_in(shelf: &mut Shelf, article: Article, units: &[Units], limits: Limits) -> Outcome {
    if units.is_empty() {
        return Outcome::Done;
    }
    let line = shelf.entry(article).or_default();
    line.extend(units);
    line.sort();
    if line.len() > limits.contributions { Outcome::Full } else { Outcome::Done }
}

fn take_out(shelf: &mut Shelf, article: Article, seen: &[Tap]) -> Vec<Units> {
    let line = shelf.remove(&article).unwrap_or_default();
    let (out, left): (Vec<Units>, Vec<Units>) = line.into_iter().partition(|units| seen.contains(&units.by));
    if !left.is_empty() {
        shelf.insert(article, left);
    }
    out
}
