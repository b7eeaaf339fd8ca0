//! The one calm indicator of syncing: all sent, so many wait, or somebody is needed.

use petpro_domain::Lang;
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::{Say, ago};
use crate::state::Outbox;

/// What the indicator shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Light {
    pub state: State,
    /// "Everything is sent", "2 changes wait to be sent".
    pub say: Say,
    /// "Last synced: 5 minutes ago".
    pub synced: Say,
}

/// Its colour and its picture; the sentence says it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LightState"))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing waits.
    Clear,
    /// Something waits and is on its way.
    Waiting,
    /// The server was not reached; whatever is done is kept here.
    Offline,
    /// Something came back otherwise than meant, or a sign-in is over.
    NeedsYou,
}

/// What is known when the indicator is drawn.
pub struct Source<'a> {
    pub outbox: &'a Outbox,
    pub sign_in_needed: bool,
    /// Whether the last try reached the server; none before the first.
    pub reached: Option<bool>,
    /// The device's clock.
    pub now_ms: i64,
}

/// The most pressing thing is said, the others are on the page behind it.
pub fn light(lang: Lang, source: &Source<'_>) -> Light {
    let Source { outbox, sign_in_needed, reached, now_ms } = *source;
    let count = |key, n: usize| Say::new(lang, key, &[("n", Arg::from(n))]);
    let (state, say) = match (outbox.attention.len(), outbox.pending.len(), reached) {
        _ if sign_in_needed => (State::NeedsYou, Say::plain(lang, "light-sign-in")),
        (0, 0, Some(false)) => (State::Offline, Say::plain(lang, "light-offline")),
        (0, n, Some(false)) => (State::Offline, count("light-offline-waiting", n)),
        (0, 0, _) => (State::Clear, Say::plain(lang, "outbox-clear")),
        (0, n, _) => (State::Waiting, count("outbox-waiting", n)),
        (n, ..) => (State::NeedsYou, count("light-needs-you", n)),
    };
    let synced = match outbox.synced_ms {
        Some(at) => {
            let when = ago(lang, now_ms.saturating_sub(at)).text;
            Say::new(lang, "outbox-synced", &[("when", Arg::from(when))])
        }
        None => Say::plain(lang, "outbox-never-synced"),
    };
    Light { state, say, synced }
}

#[cfg(test)]
mod tests {
    use petpro_domain::ids::{OpId, Uuid};

    use super::*;
    use crate::state::{Settled, Waiting};

    fn outbox(pending: usize, attention: usize) -> Outbox {
        let op = OpId(Uuid::nil());
        let waiting = Waiting { op, kind: "cart.add".into(), line: None, variant: None, made_ms: 0 };
        let settled = Settled {
            op,
            kind: "cart.set".into(),
            line: None,
            variant: None,
            st: "rejected".into(),
            code: None,
            detail: None,
            done_ms: 0,
        };
        Outbox { pending: vec![waiting; pending], attention: vec![settled; attention], synced_ms: None }
    }

    fn shown(pending: usize, attention: usize, reached: Option<bool>) -> (State, String) {
        let outbox = outbox(pending, attention);
        let light = light(Lang::En, &Source { outbox: &outbox, sign_in_needed: false, reached, now_ms: 0 });
        (light.state, light.say.text)
    }

    #[test]
    fn offline_says_that_nothing_is_lost() {
        assert_eq!(shown(2, 0, Some(false)).0, State::Offline);
        assert!(shown(2, 0, Some(false)).1.contains('2'), "how many wait is told offline too");
        assert_eq!(shown(0, 0, None).0, State::Clear, "before the first try nobody is called offline");
    }

    #[test]
    fn what_needs_a_person_comes_before_what_waits() {
        assert_eq!(shown(0, 0, Some(true)).0, State::Clear);
        assert_eq!(shown(3, 0, Some(true)).0, State::Waiting);
        assert_eq!(shown(3, 1, Some(true)).0, State::NeedsYou);
        assert_eq!(shown(3, 1, Some(false)).0, State::NeedsYou);
    }

    #[test]
    fn a_sign_in_that_is_over_is_said_first() {
        let outbox = outbox(1, 1);
        let source = Source { outbox: &outbox, sign_in_needed: true, reached: Some(true), now_ms: 0 };
        assert_eq!(light(Lang::En, &source).say.key, "light-sign-in");
    }
}
