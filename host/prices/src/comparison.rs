//! Sums of two costs of the same events, side by side. Amounts of different currencies are never added.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use outlay_domain::{Cost, Dimension, Money, Timestamp};
use outlay_warehouse::PastEvent;
use serde::Serialize;

/// In seconds.
const DAY: i64 = 86_400;
/// Groups that are kept apart at most; what comes beyond goes into one without a name.
const MOST_GROUPS: usize = 500;

/// Days (UTC) that are kept apart at most, the first ones; what comes beyond is in the sums only.
const MOST_DAYS: usize = 4_000;

/// What some events cost, and would cost.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    #[serde(flatten)]
    pub all: Compared,
    /// By provider and model, those first that change the most.
    pub groups: Vec<Group>,
    /// By the day of the calls, in order.
    pub days: Vec<Day>,
    #[serde(skip)]
    by_model: BTreeMap<(String, String), Compared>,
    #[serde(skip)]
    by_day: BTreeMap<i64, Compared>,
}

/// Both sides.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    pub events: u64,
    /// Events whose amounts differ, or what is known of them.
    pub changed: u64,
    pub before: Sums,
    pub after: Sums,
    pub difference: Difference,
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
pub struct Group {
    /// Empty for what is in no group of its own.
    pub provider: String,
    pub model: String,
    #[serde(flatten)]
    pub compared: Compared,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Day {
    /// In UTC: `2026-01-31`.
    pub day: String,
    #[serde(flatten)]
    pub compared: Compared,
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

impl Compared {
    fn add(&mut self, past: &PastEvent<'_>, cost: &Cost) {
        self.events += 1;
        self.changed += u64::from(past.cost.differs_from(cost));
        self.before.add(past.cost.currency, past.cost.effective);
        self.after.add(&cost.currency, cost.effective);
        self.difference.add(past, cost);
    }
}

impl Comparison {
    pub(crate) fn add(&mut self, past: &PastEvent<'_>, cost: &Cost) {
        self.all.add(past, cost);
        let name = |dimension| past.event.dimensions.get(dimension).unwrap_or_default().to_owned();
        let mut key = (name(Dimension::Provider), name(Dimension::Model));
        if self.by_model.len() >= MOST_GROUPS && !self.by_model.contains_key(&key) {
            key = (String::new(), String::new());
        }
        self.by_model.entry(key).or_default().add(past, cost);
        let day = past.event.event_time.seconds().div_euclid(DAY);
        if self.by_day.len() < MOST_DAYS || self.by_day.contains_key(&day) {
            self.by_day.entry(day).or_default().add(past, cost);
        }
    }

    pub(crate) fn finish(mut self) -> Self {
        let groups = std::mem::take(&mut self.by_model);
        self.groups =
            groups.into_iter().map(|((provider, model), compared)| Group { provider, model, compared }).collect();
        self.groups.sort_by_key(|group| Reverse((group.compared.difference.size(), group.compared.changed)));
        let text = |day: i64| Timestamp(day * DAY * 1_000_000).to_string().chars().take_while(|c| *c != 'T').collect();
        let days = std::mem::take(&mut self.by_day);
        self.days = days.into_iter().map(|(day, compared)| Day { day: text(day), compared }).collect();
        self
    }
}
