//! Sums of two costs of the same events, side by side. Amounts of different currencies are never added.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use outlay_domain::{Cost, Dimension, Money};
use outlay_warehouse::PastEvent;
use serde::Serialize;

/// Groups that are kept apart at most; what comes beyond goes into one without a name.
const MOST_GROUPS: usize = 500;

/// What some events cost, and would cost.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    pub events: u64,
    /// Events whose amounts differ, or what is known of them.
    pub changed: u64,
    pub before: Sums,
    pub after: Sums,
    pub difference: Difference,
    /// By provider and model, those first that change the most.
    pub groups: Vec<Group>,
    #[serde(skip)]
    by_model: BTreeMap<(String, String), Group>,
}

/// Effective costs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Sums {
    /// By currency.
    pub cost: BTreeMap<String, Money>,
    /// How many have no known cost.
    pub unpriced: u64,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Empty for what is in no group of its own.
    pub provider: String,
    pub model: String,
    pub events: u64,
    pub changed: u64,
    pub before: Sums,
    pub after: Sums,
    pub difference: Difference,
}

/// After less before, of events that have a known cost on both sides, in one currency.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Difference {
    /// By currency.
    pub cost: BTreeMap<String, Money>,
    /// How many events have a known cost on one side only, or in another currency.
    pub incomparable: u64,
}

impl Difference {
    fn add(&mut self, past: &PastEvent<'_>, cost: &Cost) {
        match (past.cost.effective, cost.effective) {
            (None, None) => {}
            (Some(before), Some(after)) if past.cost.currency == cost.currency => {
                let sum = self.cost.entry(cost.currency.to_string()).or_default();
                *sum = *sum + (after - before);
            }
            _ => self.incomparable += 1,
        }
    }

    fn size(&self) -> Money {
        self.cost.values().map(|amount| (*amount).max(-*amount)).sum()
    }
}

impl Sums {
    fn add(&mut self, currency: &str, amount: Option<Money>) {
        let Some(amount) = amount else {
            self.unpriced += 1;
            return;
        };
        match self.cost.get_mut(currency) {
            Some(sum) => *sum = *sum + amount,
            None => drop(self.cost.insert(currency.to_owned(), amount)),
        }
    }
}

impl Comparison {
    pub(crate) fn add(&mut self, past: &PastEvent<'_>, cost: &Cost) {
        let changed = u64::from(past.cost.differs_from(cost));
        let name = |dimension| past.event.dimensions.get(dimension).unwrap_or_default().to_owned();
        let mut key = (name(Dimension::Provider), name(Dimension::Model));
        if self.by_model.len() >= MOST_GROUPS && !self.by_model.contains_key(&key) {
            key = (String::new(), String::new());
        }
        let group = self.by_model.entry(key).or_default();
        group.events += 1;
        group.changed += changed;
        self.events += 1;
        self.changed += changed;
        for (before, after) in [(&mut group.before, &mut group.after), (&mut self.before, &mut self.after)] {
            before.add(past.cost.currency, past.cost.effective);
            after.add(&cost.currency, cost.effective);
        }
        group.difference.add(past, cost);
        self.difference.add(past, cost);
    }

    pub(crate) fn finish(mut self) -> Self {
        let groups = std::mem::take(&mut self.by_model);
        self.groups = groups.into_iter().map(|((provider, model), group)| Group { provider, model, ..group }).collect();
        self.groups.sort_by_key(|group| Reverse((group.difference.size(), group.changed)));
        self
    }
}
