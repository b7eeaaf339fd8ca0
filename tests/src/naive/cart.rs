//! A cart as somebody would keep it on paper: who put how many of what where, and what was meant
//! by each tap. Written from the rules in words, never from `apply()`.

use std::collections::BTreeMap;

/// A good that can be bought, 0 to 3.
pub type Article = usize;
/// The tap that brought some units, counted from 0 over all phones.
pub type Tap = u32;

/// Most units of a line, on screen and among what is saved.
const MOST: u32 = 999;

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
    Unsave,
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
    pub saved: BTreeMap<Article, u32>,
}

impl Cart {
    pub fn seen(&self, article: Article) -> Vec<Tap> {
        self.lines.get(&article).into_iter().flatten().map(|units| units.by).collect()
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
                self.take_out(article, seen);
                if self.lines.get(&article).is_some_and(|line| line.iter().any(|units| units.typed)) {
                    Outcome::Superseded
                } else {
                    self.put(article, Units { by: *tap, n: *n, typed: true }, another, limits)
                }
            }
            Act::Remove(seen) => {
                self.take_out(article, seen);
                Outcome::Done
            }
            Act::Save(seen) => {
                let units = self.take_out(article, seen);
                self.save(article, units);
                Outcome::Done
            }
            Act::Unsave => match self.saved.get(&article).copied() {
                None => Outcome::Done,
                Some(_) if another => Outcome::Saved,
                Some(n) => {
                    self.saved.remove(&article);
                    self.put(article, Units { by: *tap, n, typed: false }, another, limits)
                }
            },
        };
        if outcome == Outcome::Full {
            *self = before;
        }
        outcome
    }

    fn put(&mut self, article: Article, units: Units, another: bool, limits: Limits) -> Outcome {
        if another {
            self.save(article, units.n);
            return Outcome::Saved;
        }
        let line = self.lines.entry(article).or_default();
        if line.len() >= limits.contributions {
            return Outcome::Full;
        }
        line.push(units);
        line.sort();
        Outcome::Done
    }

    fn take_out(&mut self, article: Article, seen: &[Tap]) -> u32 {
        let Some(line) = self.lines.get_mut(&article) else { return 0 };
        let (out, left): (Vec<Units>, Vec<Units>) = line.iter().partition(|units| seen.contains(&units.by));
        if left.is_empty() {
            self.lines.remove(&article);
        } else {
            *line = left;
        }
        out.iter().map(|units| units.n).sum()
    }

    fn save(&mut self, article: Article, units: u32) {
        if units > 0 {
            let saved = self.saved.entry(article).or_default();
            *saved = (*saved + units).min(MOST);
        }
    }
}
