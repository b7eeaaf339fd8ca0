//! What waits for the server, and what came back otherwise than meant.

use petpro_domain::ids::{LineId, OpId};
use petpro_domain::order::{PriceRise, Shortage};
use petpro_domain::texts::Arg;
use petpro_domain::{Code, Lang};
use serde::Serialize;

use super::{Press, Problem, Say, ago};
use crate::state::{Outbox, Settled};

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "Changes"))]
pub struct Screen {
    /// "Changes".
    pub title: Say,
    /// "Everything is sent" or how many wait.
    pub summary: Say,
    /// When the server was last heard.
    pub synced: Say,
    /// ◷ In the order in which they were made.
    pub waiting: Vec<Waiting>,
    /// ⚠ Newest first.
    pub attention: Vec<Attention>,
}

/// One intent that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "Change"))]
pub struct Waiting {
    /// Which one.
    pub op: OpId,
    /// "Add: Salmon Bites".
    pub what: Say,
    /// How long ago it was made.
    pub since: Say,
}

/// One intent that did not simply come true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Attention {
    /// Which one.
    pub op: OpId,
    /// The line it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// "Quantity: Salmon Bites".
    pub what: Say,
    /// What became of it, in one sentence; for a refusal, its title.
    pub say: String,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Because of which goods: "Salmon Bites: 3 left".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub goods: Vec<Say>,
    /// "Retry as new": the same wish, over what is shown now.
    pub retry: Press,
    /// "Discard": it has been seen.
    pub dismiss: Press,
}

/// The screen. `names` tells what a line holds, `now_ms` is the device's clock.
pub fn screen(lang: Lang, outbox: &Outbox, now_ms: i64, names: impl Fn(LineId) -> Option<String>) -> Screen {
    let n = outbox.pending.len();
    Screen {
        title: Say::plain(lang, "outbox-title"),
        summary: match n {
            0 => Say::plain(lang, "outbox-clear"),
            n => Say::new(lang, "outbox-waiting", &[("n", Arg::from(n))]),
        },
        synced: match outbox.synced_ms {
            Some(at) => {
                let when = ago(lang, now_ms.saturating_sub(at)).text;
                Say::new(lang, "outbox-synced", &[("when", Arg::from(when))])
            }
            None => Say::plain(lang, "outbox-never-synced"),
        },
        waiting: outbox
            .pending
            .iter()
            .map(|op| Waiting {
                op: op.op,
                what: what(lang, &op.kind, op.line.and_then(&names)),
                since: ago(lang, now_ms.saturating_sub(op.made_ms)),
            })
            .collect(),
        attention: outbox.attention.iter().map(|op| Attention::new(lang, op, &names)).collect(),
    }
}

impl Attention {
    /// In words. `names` tells what a line holds.
    pub fn new(lang: Lang, settled: &Settled, names: impl Fn(LineId) -> Option<String>) -> Self {
        let problem = (settled.st == "rejected").then(|| Problem::new(lang, settled.code.unwrap_or(Code::Other)));
        let say = match (&problem, settled.st.as_str(), settled.detail.as_deref()) {
            (Some(problem), ..) => problem.title.clone(),
            (_, _, Some(petpro_domain::cart::MOVED_TO_SAVED)) => Say::plain(lang, "outbox-moved-to-saved").text,
            (_, "superseded", detail) => superseded(lang, detail).text,
            _ => Say::plain(lang, "outbox-applied").text,
        };
        // A wish that came true is not wished again, and a newer app's op is not made by this one.
        let again = matches!(settled.st.as_str(), "superseded" | "rejected") && settled.line.is_some();
        Self {
            op: settled.op,
            line: settled.line,
            what: what(lang, &settled.kind, settled.line.and_then(&names)),
            say,
            goods: settled.detail.as_deref().map(|detail| goods(lang, detail, &names)).unwrap_or_default(),
            problem,
            retry: Press { label: Say::plain(lang, "outbox-retry"), enabled: again },
            dismiss: Press { label: Say::plain(lang, "outbox-dismiss"), enabled: true },
        }
    }

    /// For a terminal: what and what became of it, then what to do, then the id that commands take.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("⚠ {} — {}", self.what, self.say)];
        out.extend(self.problem.iter().map(|problem| format!("  {} {}", problem.detail, problem.next)));
        out.extend(self.goods.iter().map(|say| format!("  {say}")));
        let may: Vec<&str> =
            [&self.retry, &self.dismiss].into_iter().filter(|p| p.enabled).map(|p| p.label.text.as_str()).collect();
        out.push(format!("  {} ({})", self.op, may.join(" / ")));
        out
    }
}

impl Screen {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.title, self.summary), self.synced.text.clone()];
        out.extend(self.waiting.iter().map(|op| format!("◷ {} · {} · {}", op.what, op.since, op.op)));
        out.extend(self.attention.iter().flat_map(Attention::lines));
        out
    }
}

/// The detail of a superseded op is the other device's quantity.
fn superseded(lang: Lang, detail: Option<&str>) -> Say {
    match detail.and_then(|detail| detail.parse::<u32>().ok()) {
        Some(n) => Say::new(lang, "outbox-superseded-by", &[("n", Arg::from(n))]),
        None => Say::plain(lang, "outbox-superseded"),
    }
}

/// The detail of an order that was refused: every line of which too few are left, or that got dearer.
fn goods(lang: Lang, detail: &str, names: impl Fn(LineId) -> Option<String>) -> Vec<Say> {
    let name = |line| Arg::from(names(line).unwrap_or_else(|| Say::plain(lang, "cart-no-name").text));
    if let Ok(short) = serde_json::from_str::<Vec<Shortage>>(detail) {
        let say = |it: &Shortage| {
            let n = u32::try_from(it.available).unwrap_or(0);
            Say::new(lang, "outbox-short", &[("name", name(it.line)), ("n", Arg::from(n))])
        };
        return short.iter().map(say).collect();
    }
    let risen: Vec<PriceRise> = serde_json::from_str(detail).unwrap_or_default();
    risen.iter().map(|it| Say::new(lang, "outbox-dearer", &[("name", name(it.line))])).collect()
}

fn what(lang: Lang, kind: &str, name: Option<String>) -> Say {
    let name = name.unwrap_or_else(|| Say::plain(lang, "cart-no-name").text);
    let args = [("name", Arg::from(name))];
    match kind {
        "cart.add" => Say::new(lang, "outbox-add", &args),
        "cart.set" => Say::new(lang, "outbox-set", &args),
        "cart.remove" => Say::new(lang, "outbox-remove", &args),
        "saved.move" => Say::new(lang, "outbox-move", &args),
        "order.place" => Say::plain(lang, "outbox-order"),
        "inbox.read" => Say::plain(lang, "outbox-read"),
        "pet.put" => Say::plain(lang, "outbox-pet"),
        "pet.note" => Say::plain(lang, "outbox-pet-note"),
        "address.put" => Say::plain(lang, "outbox-address"),
        "booking.request" => Say::plain(lang, "outbox-booking"),
        "booking.here" => Say::plain(lang, "outbox-here"),
        "checkin.record" => Say::plain(lang, "outbox-checkin"),
        "checkin.void" => Say::plain(lang, "outbox-checkin-void"),
        "booking.walk-in" => Say::plain(lang, "outbox-walk-in"),
        "booking.enter" => Say::plain(lang, "outbox-enter"),
        "booking.move" => Say::plain(lang, "outbox-booking-move"),
        "booking.step" => Say::plain(lang, "outbox-step"),
        "pass.key" => Say::plain(lang, "outbox-pass-key"),
        _ => Say::plain(lang, "outbox-other"),
    }
}
