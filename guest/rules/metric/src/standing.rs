//! How a condition stands: since when it holds, and whether that was told.

use outlay_rule::Timestamp;
use serde::{Deserialize, Serialize};

/// What is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Fires,
    Clears,
}

/// A condition fires once when it has held for long enough without a break, and clears once when it stops to hold.
///
/// It is about a period: a budget that is used up today may be used up again tomorrow, and fires again. Conditions that
/// are about no period in particular are all about the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Standing {
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    held: Option<Held>,
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    firing: Option<Firing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    #[serde(rename = "p")]
    period: Timestamp,
    #[serde(rename = "s")]
    since: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Firing {
    #[serde(rename = "p")]
    period: Timestamp,
    /// The period was over already, and waited for what came late.
    #[serde(rename = "l")]
    late: bool,
}

impl Standing {
    /// The period for which a late event made it fire, if one did.
    pub(crate) fn late(&self) -> Option<Timestamp> {
        self.firing.filter(|firing| firing.late).map(|firing| firing.period)
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.held.is_none() && self.firing.is_none()
    }

    pub(crate) fn is_firing(&self) -> bool {
        self.firing.is_some()
    }

    /// The condition was looked at. `late_stands`: what a late event made it fire for is still true, and the period
    /// still waits.
    pub(crate) fn observe(
        &mut self,
        now: Timestamp,
        period: Timestamp,
        holds: bool,
        persists: i64,
        late_stands: bool,
    ) -> Option<Turn> {
        let is_about_this = self.firing.is_some_and(|firing| firing.period == period);
        if holds {
            let held = match self.held {
                Some(held) if held.period == period => held,
                _ => Held { period, since: now },
            };
            self.held = Some(held);
            if is_about_this {
                return None;
            }
            if now.0.saturating_sub(held.since.0) >= persists {
                self.firing = Some(Firing { period, late: false });
                return Some(Turn::Fires);
            }
        } else {
            self.held = None;
        }
        // What fires now is about this period, or about one that is over.
        let firing = self.firing?;
        if firing.late && !is_about_this && late_stands {
            return None;
        }
        self.firing = None;
        Some(Turn::Clears)
    }

    /// A late event made the condition true for a period that is over.
    pub(crate) fn holds_late(&mut self, period: Timestamp) -> Option<Turn> {
        let is_news = self.firing.is_none_or(|firing| firing.late && firing.period < period);
        is_news.then(|| {
            self.firing = Some(Firing { period, late: true });
            Turn::Fires
        })
    }

    /// How many bytes its JSON form takes, at most.
    pub(crate) fn weight(&self) -> usize {
        2 + self.held.map_or(0, |_| 60) + self.firing.map_or(0, |_| 50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_PERIOD: Timestamp = Timestamp(0);

    #[test]
    fn fires_once_when_it_has_held_for_long_enough_and_clears_once() {
        let mut standing = Standing::default();
        let mut look = |now: i64, holds: bool| standing.observe(Timestamp(now), NO_PERIOD, holds, 10, false);
        assert_eq!(look(0, true), None);
        assert_eq!(look(9, true), None);
        assert_eq!(look(9, false), None, "a break");
        assert_eq!(look(10, true), None);
        assert_eq!(look(20, true), Some(Turn::Fires));
        assert_eq!(look(30, true), None);
        assert_eq!(look(31, false), Some(Turn::Clears));
        assert_eq!(look(32, false), None);
    }

    #[test]
    fn each_period_fires_for_itself() {
        let mut standing = Standing::default();
        let mut look =
            |now: i64, period: i64, holds| standing.observe(Timestamp(now), Timestamp(period), holds, 0, false);
        assert_eq!(look(1, 0, true), Some(Turn::Fires));
        assert_eq!(look(100, 100, true), Some(Turn::Fires), "the next period, used up at once");
        assert_eq!(look(200, 200, false), Some(Turn::Clears), "the one after begins anew");
    }

    #[test]
    fn what_was_late_stands_until_its_period_is_final() {
        let mut standing = Standing::default();
        assert_eq!(standing.holds_late(Timestamp(0)), Some(Turn::Fires));
        assert_eq!(standing.holds_late(Timestamp(0)), None);
        assert_eq!(standing.observe(Timestamp(110), Timestamp(100), false, 0, true), None);
        assert_eq!(standing.late(), Some(Timestamp(0)));
        assert_eq!(standing.observe(Timestamp(120), Timestamp(100), false, 0, false), Some(Turn::Clears));
        assert!(standing.is_idle());
        assert_eq!(standing.holds_late(Timestamp(0)), Some(Turn::Fires));
        assert_eq!(standing.observe(Timestamp(130), Timestamp(100), true, 0, true), Some(Turn::Fires));
        assert_eq!(standing.holds_late(Timestamp(0)), None, "what counts now fires already");
    }
}
