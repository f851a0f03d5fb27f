//! Time that passes where the ledger does not say so: as it does for a rule that lives and asks for ticks.

use outlay_domain::Timestamp;

use crate::ticks::EVERY;

/// Ten seconds after the other, from the first time on that it is told.
#[derive(Debug, Default)]
pub(super) struct Passing {
    last: Option<i64>,
    /// The last one is of the ledger: its next may be a little late.
    is_own: bool,
}

impl Passing {
    /// The ticks up to a time; the first time that there is, is one.
    pub(super) fn until(&mut self, now: Timestamp) -> impl Iterator<Item = Timestamp> + use<> {
        let last = self.last.unwrap_or(now.0 - EVERY);
        let ticks = now.0.saturating_sub(last).max(0) / EVERY;
        let ticks = if self.is_own && ticks < 2 { 0 } else { ticks };
        self.is_own &= ticks == 0;
        self.last = Some(last + ticks * EVERY);
        (1..=ticks).map(move |tick| Timestamp(last + tick * EVERY))
    }

    /// Those behind the last row, in which windows close: until `to`, but no longer than a month.
    pub(super) fn rest(&mut self, to: Timestamp) -> impl Iterator<Item = Timestamp> + use<> {
        const MONTH: i64 = 31 * 86_400 * 1_000_000;
        let end = self.last.map(|last| to.0.min(last.saturating_add(MONTH)));
        end.map(|end| self.until(Timestamp(end))).into_iter().flatten()
    }

    /// The ledger has a tick of its own.
    pub(super) const fn ticked(&mut self, at: Timestamp) {
        (self.last, self.is_own) = (Some(at.0), true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn second(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000_000)
    }

    #[test]
    fn time_passes_in_steps_of_ten_seconds() {
        let mut passing = Passing::default();
        assert_eq!(passing.rest(second(500)).count(), 0, "nothing was there");
        assert_eq!(passing.until(second(100)).collect::<Vec<_>>(), [second(100)]);
        assert_eq!(passing.until(second(109)).count(), 0);
        assert_eq!(passing.until(second(131)).collect::<Vec<_>>(), [second(110), second(120), second(130)]);
        passing.ticked(second(135));
        assert_eq!(passing.until(second(154)).count(), 0, "the ledger's next is about to come");
        assert_eq!(passing.until(second(156)).collect::<Vec<_>>(), [second(145), second(155)]);
        assert_eq!(passing.until(second(165)).collect::<Vec<_>>(), [second(165)]);
        assert_eq!(passing.rest(second(175)).collect::<Vec<_>>(), [second(175)]);
        assert_eq!(passing.rest(Timestamp(i64::MAX)).count(), 31 * 8_640, "a month at most");
    }
}
