//! Which of the reported and the computed amounts count.

use outlay_domain::{Event, Money, Reported};

use crate::explain::Parts;
use crate::units::Part;

/// What the sender said the whole call cost, or the sum of the parts that it gave.
pub(crate) fn reported(reported: &Reported) -> Option<Money> {
    reported.total.or_else(|| {
        let given = [reported.input, reported.output, reported.cache_read, reported.cache_write];
        given.into_iter().flatten().reduce(|sum, amount| sum + amount)
    })
}

/// The cost that counts: 0 if billing was skipped, else the sender's total, else the sum of the parts, each as supplied
/// by the sender or else computed. None if a part has neither.
pub(crate) fn effective(event: &Event, computed: Option<Money>, parts: &Parts) -> Option<Money> {
    if event.billing.skipped {
        return Some(Money::ZERO);
    }
    if event.reported.total.is_some() {
        return event.reported.total;
    }
    let supplied = [
        (Part::Input, event.reported.input),
        (Part::Output, event.reported.output),
        (Part::CacheRead, event.reported.cache_read),
        (Part::CacheWrite, event.reported.cache_write),
    ];
    if supplied.iter().all(|(_, amount)| amount.is_none()) {
        return computed;
    }
    let mut settled = *parts;
    for (part, amount) in supplied {
        if amount.is_some() {
            settled[part as usize] = amount;
        }
    }
    settled.into_iter().sum()
}
