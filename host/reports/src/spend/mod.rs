//! What was spent: of each account and day what is billed, where a final bill covers it, else what was metered.

mod bills;
mod tally;

use std::collections::BTreeMap;

use outlay_domain::Money;

use crate::days::Days;
use crate::error::ReportsError;
use crate::rates::Rates;
use crate::reports::{Filter, Reports};
use crate::sides::{self, Apart};

use bills::Bills;
use tally::{Place, Tally};

/// By what spend may be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Day,
    Month,
    Provider,
    Connection,
    Project,
    Model,
    /// A column of `events`, which no bill knows: its name here and there.
    Call(&'static str, &'static str),
}

/// What only calls say: the name here, and the column of `events`.
pub const OF_CALLS: [(&str, &str); 17] = [
    ("team", "team"),
    ("keyId", "key_id"),
    ("kind", "kind"),
    ("credential", "credential"),
    ("organization", "organization"),
    ("product", "product"),
    ("department", "department"),
    ("subscriberId", "subscriber_id"),
    ("subscriberEmail", "subscriber_email"),
    ("agent", "agent"),
    ("taskType", "task_type"),
    ("environment", "environment"),
    ("region", "region"),
    ("traceType", "trace_type"),
    ("traceName", "trace_name"),
    ("jobName", "job_name"),
    ("squad", "squad"),
];

impl Group {
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "month" => Self::Month,
            "provider" => Self::Provider,
            "connection" => Self::Connection,
            "project" => Self::Project,
            "model" => Self::Model,
            _ => {
                let (name, column) = OF_CALLS.into_iter().find(|(known, _)| *known == name)?;
                Self::Call(name, column)
            }
        })
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Provider => "provider",
            Self::Connection => "connection",
            Self::Project => "project",
            Self::Model => "model",
            Self::Call(name, _) => name,
        }
    }
}

/// Where an amount comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    Billed,
    Metered,
    /// Billed, and by no call that was metered.
    NotAttributed,
}

impl Basis {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Billed => "billed",
            Self::Metered => "metered",
            Self::NotAttributed => "not attributed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendItem {
    /// A value for each of the groups asked for; none if it is not known.
    pub group: Vec<Option<String>>,
    /// It is for all values of the last group that are not among the largest.
    pub is_rest: bool,
    pub currency: String,
    pub basis: Basis,
    /// None if the cost of none of its calls is known.
    pub amount: Option<Money>,
    /// How many events have no known cost.
    pub unpriced_events: u64,
}

/// Of one currency: amount = billed + metered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpendTotal {
    pub currency: String,
    pub amount: Money,
    pub billed: Money,
    /// Of days that no final bill covers.
    pub metered: Money,
    /// Of what is billed, how much is more than was metered of the same accounts and days; below 0 if it is less.
    pub not_attributed: Money,
    pub unpriced_events: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spend {
    pub days: Days,
    pub items: Vec<SpendItem>,
    pub totals: Vec<SpendTotal>,
}

impl Reports {
    /// What was spent, by these groups. What a bill does not tell apart is told apart by metered calls, and what is billed
    /// beyond them is `not attributed`. With `top`, and a last group that only calls say: of that group only so many values
    /// that cost the most, and all others together.
    ///
    /// # Errors
    /// If the warehouse cannot be asked, or there is too much to sum up.
    pub async fn spend(
        &self,
        days: Days,
        groups: &[Group],
        filter: &Filter,
        top: Option<usize>,
    ) -> Result<Spend, ReportsError> {
        let accounts = self.known_accounts(filter.connection.as_deref()).await?;
        let mapping = self.mapping().await?;
        let mut rates = Rates::new(self.book.current());
        let mut lines = sides::billed(&self.warehouse, &accounts.zones(filter), days).await?;
        lines.retain(|line| filter.provider.as_ref().is_none_or(|provider| *provider == line.about.provider));
        let bills = Bills::of(&lines, &accounts, self.clock.now());
        let columns: Vec<&'static str> = groups
            .iter()
            .filter_map(|group| if let Group::Call(_, column) = group { Some(*column) } else { None })
            .collect();
        let models = filter.model.is_some() || groups.contains(&Group::Model);
        let apart = Apart { columns: &columns, top, models };
        let calls = sides::spent(&self.warehouse, &accounts.provider_zones(), days, filter, &apart).await?;

        let mut tally = Tally::new(groups, filter, &bills);
        let is_other = |provider: &str, model: &Option<String>, rates: &mut Rates| {
            let asked = filter.model.as_deref().map(|asked| rates.name(provider, asked));
            asked.is_some() && asked != *model
        };
        for line in &lines {
            let about = &line.about;
            let project = about.project(&mapping);
            let model = about.model.as_deref().map(|model| rates.name(&about.provider, model));
            let is_before = !days.contains(about.day);
            let is_of_other_project = filter.project.is_some() && filter.project != project;
            if is_before || is_of_other_project || is_other(&about.provider, &model, &mut rates) {
                continue;
            }
            let place = Place {
                day: about.day,
                provider: Some(about.provider.clone()),
                connection_id: Some(about.connection_id.clone()),
                project,
                model,
                others: Vec::new(),
                is_rest: false,
            };
            tally.bill(place, &line.currency, line.line.amount);
        }
        for call in calls {
            let provider = call.provider.unwrap_or_default();
            let belongs = mapping.of_call(&provider, call.credential.as_deref());
            let owner = accounts.owner(&provider, belongs.connection_id.as_deref()).map(str::to_owned);
            let model = call.model.as_deref().map(|model| rates.name(&provider, model));
            let is_asked = filter.connection.is_none() || filter.connection == owner;
            let is_asked = is_asked && (filter.project.is_none() || filter.project == belongs.project);
            if !is_asked || is_other(&provider, &model, &mut rates) {
                continue;
            }
            let covered = bills.covers(owner.as_deref(), accounts.sellers_of(&provider), call.day);
            // What a bill takes together stands on its first day, which may lie before the range.
            if covered.as_ref().is_some_and(|(_, first)| !days.contains(*first)) {
                continue;
            }
            let place = Place {
                day: call.day,
                provider: Some(provider).filter(|provider| !provider.is_empty()),
                connection_id: owner,
                project: belongs.project,
                model,
                others: call.others,
                is_rest: call.is_rest,
            };
            tally.meter(place, covered, &call.currency, call.cost, call.unpriced);
        }
        Ok(tally.close(days))
    }
}

/// Sums by a key, in order.
type Sums<K> = BTreeMap<K, Money>;
