//! Adds up what is billed and what was metered, never both.

use std::collections::BTreeMap;

use jiff::civil::Date;
use outlay_domain::Money;

use super::bills::{AccountDay, Bills};
use super::{Basis, Group, Spend, SpendItem, SpendTotal, Sums};
use crate::days::Days;
use crate::reports::Filter;

/// What an amount is about.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) day: Date,
    pub(super) provider: Option<String>,
    pub(super) connection_id: Option<String>,
    pub(super) project: Option<String>,
    pub(super) model: Option<String>,
    /// Of the groups that are columns of events, in order.
    pub(super) others: Vec<Option<String>>,
    /// The last of those stands for all that are not among the largest.
    pub(super) is_rest: bool,
}

/// Values of the groups, whether the last is the rest, currency, basis.
type Key = (Vec<Option<String>>, bool, String, Basis);

pub(super) struct Tally<'t> {
    groups: &'t [Group],
    filter: &'t Filter,
    bills: &'t Bills,
    items: BTreeMap<Key, (Option<Money>, u64)>,
    totals: BTreeMap<String, SpendTotal>,
    /// Of accounts and days that are billed, by currency: what is billed less what was metered, and where to show it.
    left: BTreeMap<(AccountDay, String), (Money, Option<String>)>,
    /// How much of it is told apart by calls.
    metered_of_bills: Sums<(AccountDay, String)>,
}

impl<'t> Tally<'t> {
    pub(super) fn new(groups: &'t [Group], filter: &'t Filter, bills: &'t Bills) -> Self {
        let (items, totals, left) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { groups, filter, bills, items, totals, left, metered_of_bills: BTreeMap::new() }
    }

    /// A line of a bill.
    pub(super) fn bill(&mut self, place: Place, currency: &str, amount: Money) {
        let Some(connection_id) = &place.connection_id else { return };
        let account_day = (connection_id.clone(), place.day);
        if !self.bills.is_final(connection_id, place.day) || !self.is_filtered_by_the_bill(&account_day) {
            return;
        }
        let key = (account_day.clone(), currency.to_owned());
        let left = self.left.entry(key).or_insert_with(|| (Money::ZERO, place.provider.clone()));
        left.0 = left.0 + amount;
        if self.is_told_by_the_bill(&account_day) {
            self.add(&place, currency, Basis::Billed, Some(amount), 0);
        }
    }

    /// Calls. `covered` is the account and day of the bill that they are part of.
    pub(super) fn meter(
        &mut self,
        place: Place,
        covered: Option<AccountDay>,
        currency: &str,
        cost: Option<Money>,
        unpriced: u64,
    ) {
        let is_billed = covered.as_ref().filter(|account_day| self.is_filtered_by_the_bill(account_day));
        let is_shown = is_billed.is_none_or(|account_day| !self.is_told_by_the_bill(account_day));
        match is_billed {
            Some(account_day) => {
                let key = (account_day.clone(), currency.to_owned());
                let sum = self.metered_of_bills.entry(key).or_default();
                *sum = *sum + cost.unwrap_or_default();
            }
            None => {
                let total = self.total(currency);
                total.metered = total.metered + cost.unwrap_or_default();
            }
        }
        if is_shown {
            self.total(currency).unpriced_events += unpriced;
            self.add(&place, currency, Basis::Metered, cost, unpriced);
        }
    }

    /// Whether a bill says what it would have to say for the filter. What calls say, no bill knows.
    fn is_filtered_by_the_bill(&self, account_day: &AccountDay) -> bool {
        self.filter.calls.is_empty()
            && (self.filter.model.is_none() || self.bills.names_models(account_day))
            && (self.filter.project.is_none() || self.bills.names_projects(account_day))
    }

    /// Whether a bill says all that is asked about its day.
    fn is_told_by_the_bill(&self, account_day: &AccountDay) -> bool {
        let by_model = self.groups.contains(&Group::Model);
        let by_project = self.groups.contains(&Group::Project);
        let by_call = self.groups.iter().any(|group| matches!(group, Group::Call(..)));
        !by_call
            && (!by_model || self.bills.names_models(account_day))
            && (!by_project || self.bills.names_projects(account_day))
    }

    fn add(&mut self, place: &Place, currency: &str, basis: Basis, amount: Option<Money>, unpriced: u64) {
        let mut others = place.others.iter();
        let value = |group: &Group| match group {
            Group::Day => Some(place.day.to_string()),
            Group::Month => Some(format!("{:04}-{:02}", place.day.year(), place.day.month())),
            Group::Provider => place.provider.clone(),
            Group::Connection => place.connection_id.clone(),
            Group::Project => place.project.clone(),
            Group::Model => place.model.clone(),
            Group::Call(..) => others.next().cloned().flatten(),
        };
        let group: Vec<Option<String>> = self.groups.iter().map(value).collect();
        let sum = self.items.entry((group, place.is_rest, currency.to_owned(), basis)).or_default();
        sum.0 = match (sum.0, amount) {
            (Some(sum), Some(amount)) => Some(sum + amount),
            (sum, amount) => sum.or(amount),
        };
        sum.1 += unpriced;
    }

    fn total(&mut self, currency: &str) -> &mut SpendTotal {
        let new = || SpendTotal { currency: currency.to_owned(), ..SpendTotal::default() };
        self.totals.entry(currency.to_owned()).or_insert_with(new)
    }

    /// What is billed beyond the calls, and the totals.
    pub(super) fn close(mut self, days: Days) -> Spend {
        for ((account_day, currency), (billed, provider)) in std::mem::take(&mut self.left) {
            let key = (account_day, currency);
            let metered = self.metered_of_bills.remove(&key).unwrap_or_default();
            let (account_day, currency) = key;
            let is_told = self.is_told_by_the_bill(&account_day);
            let total = self.total(&currency);
            total.billed = total.billed + billed;
            total.not_attributed = total.not_attributed + billed - metered;
            if !is_told && billed != metered {
                let (connection_id, day) = account_day;
                let place = Place {
                    day,
                    provider,
                    connection_id: Some(connection_id),
                    project: None,
                    model: None,
                    others: Vec::new(),
                    is_rest: false,
                };
                self.add(&place, &currency, Basis::NotAttributed, Some(billed - metered), 0);
            }
        }
        let item = |((group, is_rest, currency, basis), (amount, unpriced_events)): (Key, (Option<Money>, u64))| {
            SpendItem { group, is_rest, currency, basis, amount, unpriced_events }
        };
        let totals =
            self.totals.into_values().map(|total| SpendTotal { amount: total.billed + total.metered, ..total });
        Spend { days, items: self.items.into_iter().map(item).collect(), totals: totals.collect() }
    }
}
