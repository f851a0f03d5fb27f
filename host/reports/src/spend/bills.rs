//! Which days of which accounts a final bill covers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use outlay_domain::Timestamp;

use crate::days::{begins, distance, plus};
use crate::reports::KnownAccounts;
use crate::sides::BilledLine;

/// A day of an account.
pub(super) type AccountDay = (String, Date);

#[derive(Debug, Default)]
pub(super) struct Bills {
    /// By the first day of the lines that cover it.
    final_days: BTreeMap<AccountDay, Date>,
    names_models: BTreeSet<AccountDay>,
    /// Some line of that day is for no known project.
    without_project: BTreeSet<AccountDay>,
}

impl Bills {
    pub(super) fn of(lines: &[BilledLine], accounts: &KnownAccounts, now: Timestamp) -> Self {
        let mut bills = Self::default();
        let mut open = BTreeSet::new();
        for line in lines {
            let first = (line.about.connection_id.clone(), line.about.day);
            let lateness = i64::from(accounts.cost_lateness(&line.about.connection_id)) * 1_000_000;
            // Its last day may go on after it: a line may be for an hour.
            let (zone, ..) = accounts.terms(&line.about.provider, Some(&line.about.connection_id));
            let ends = line.ends.max(begins(plus(line.last_day, 1), &zone));
            let is_open = line.is_open || ends.saturating_add(lateness) > now.0;
            for later in 0..=distance(line.about.day, line.last_day) {
                let day = (line.about.connection_id.clone(), plus(line.about.day, later));
                if is_open {
                    open.insert(day.clone());
                }
                // Several may cover it: its own lines are closer to it than those for a month.
                let begins = bills.final_days.entry(day).or_insert(line.about.day);
                *begins = line.about.day.max(*begins);
            }
            if line.about.model.is_some() {
                bills.names_models.insert(first.clone());
            }
            if line.about.project.is_none() && line.about.key.is_none() {
                bills.without_project.insert(first);
            }
        }
        bills.final_days.retain(|day, _| !open.contains(day));
        bills
    }

    pub(super) fn is_final(&self, connection_id: &str, day: Date) -> bool {
        self.final_days.contains_key(&(connection_id.to_owned(), day))
    }

    /// The account and the first day of the bill that a call is part of. Of a call that may belong to several accounts,
    /// one that has a bill: it is not counted twice.
    pub(super) fn covers<'s>(
        &self,
        owner: Option<&str>,
        mut sellers: impl Iterator<Item = &'s str>,
        day: Date,
    ) -> Option<AccountDay> {
        let of = |id: &str| {
            let key = (id.to_owned(), day);
            self.final_days.get(&key).map(|first| (key.0.clone(), *first))
        };
        match owner {
            Some(owner) => of(owner),
            None => sellers.find_map(of),
        }
    }

    pub(super) fn names_models(&self, account_day: &AccountDay) -> bool {
        self.names_models.contains(account_day)
    }

    pub(super) fn names_projects(&self, account_day: &AccountDay) -> bool {
        !self.without_project.contains(account_day)
    }
}
