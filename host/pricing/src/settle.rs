//! Which of the reported and the computed amounts count.

use outlay_domain::{Billing, Money, Reported};

use crate::explain::Parts;
use crate::units::Part;

/// In one currency.
#[derive(Debug)]
pub(crate) struct Settled {
    /// What the sender said the whole call cost, or the sum of the parts that it gave.
    pub(crate) reported: Option<Money>,
    /// The cost that counts.
    pub(crate) effective: Option<Money>,
}

impl Settled {
    /// None if one of the amounts becomes none.
    pub(crate) fn map(self, mut change: impl FnMut(Money) -> Option<Money>) -> Option<Self> {
        let mut changed = |amount: Option<Money>| amount.map_or(Some(None), |amount| change(amount).map(Some));
        Some(Self { reported: changed(self.reported)?, effective: changed(self.effective)? })
    }
}

/// All amounts in the same currency.
pub(crate) fn settle(reported: &Reported, billing: &Billing, computed: Option<Money>, parts: &Parts) -> Settled {
    let effective = effective(reported, billing, computed, parts);
    let total = reported.total.or_else(|| {
        let given = [reported.input, reported.output, reported.cache_read, reported.cache_write];
        given.into_iter().flatten().reduce(|sum, amount| sum + amount)
    });
    Settled { reported: total, effective }
}

/// 0 if billing was skipped, else the sender's total, else the sum of the parts, each as supplied by the sender or else
/// computed. None if a part has neither.
fn effective(reported: &Reported, billing: &Billing, computed: Option<Money>, parts: &Parts) -> Option<Money> {
    if billing.skipped {
        return Some(Money::ZERO);
    }
    if reported.total.is_some() {
        return reported.total;
    }
    let supplied = [
        (Part::Input, reported.input),
        (Part::Output, reported.output),
        (Part::CacheRead, reported.cache_read),
        (Part::CacheWrite, reported.cache_write),
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
