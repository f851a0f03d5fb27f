//! What changed between two times, and why, as far as one cause explains most of it. Of events: bills know no agents.

mod cause;

use std::collections::BTreeMap;

use jiff::civil::Date;
use outlay_domain::{Money, Timestamp};
use outlay_warehouse::Grain;

use crate::error::ReportsError;
use crate::reports::Reports;
use crate::rows::{Row, Statement};

pub use cause::Cause;

/// The dimensions in which changes are looked for: the name here, and the column of `events`.
pub const DIMENSIONS: [&str; 4] = ["agent", "model", "organization", "product"];
/// The largest changes of each dimension that are looked at.
const LOOKED_AT: usize = 12;
const HOUR: i64 = Grain::Hour.micros();

/// Half-open; whole hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Time {
    /// The hours that begin within.
    pub fn hours(from: Timestamp, to: Timestamp) -> Self {
        let whole = |time: Timestamp| Timestamp(time.0 - time.0.rem_euclid(HOUR));
        Self { from: whole(from), to: whole(Timestamp(to.0.saturating_add(HOUR - 1))) }
    }
}

/// What the calls of a day cost, all of one value and currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfDay {
    pub events: u64,
    pub unpriced: u64,
    pub amount: Money,
}

impl OfDay {
    fn add(&mut self, other: Self) {
        self.events += other.events;
        self.unpriced += other.unpriced;
        self.amount = self.amount + other.amount;
    }

    /// None if the cost of no call is known.
    pub fn known(self) -> Option<Money> {
        (self.events > self.unpriced || self.events == 0).then_some(self.amount)
    }
}

/// One value of a dimension, then and now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub dimension: &'static str,
    pub value: Option<String>,
    pub currency: String,
    pub then: OfDay,
    pub now: OfDay,
    /// The days of both times that have calls.
    pub days: BTreeMap<Date, OfDay>,
    pub cause: Option<Cause>,
}

impl Change {
    /// None if it is not known what it cost now.
    pub fn amount(&self) -> Option<Money> {
        Some(self.now.known()? - self.then.known()?)
    }
}

impl Reports {
    /// The largest changes, at most so many; behind them what is new and has no known cost.
    ///
    /// # Errors
    /// If the warehouse cannot be asked.
    pub async fn changes(&self, now: Time, then: Time, most: usize) -> Result<Vec<Change>, ReportsError> {
        let mut all = Vec::new();
        for dimension in DIMENSIONS {
            all.extend(self.changes_of(dimension, now, then).await?);
        }
        let (mut known, mut unknown): (Vec<Change>, Vec<Change>) =
            all.into_iter().partition(|change| change.amount().is_some());
        known.retain(|change| change.amount() != Some(Money::ZERO));
        let size = |change: &Change| change.amount().map(|amount| amount.pico().abs());
        known.sort_by_key(|change| std::cmp::Reverse(size(change)));
        unknown.sort_by_key(|change| std::cmp::Reverse(change.now.unpriced));
        known.truncate(most);
        unknown.truncate(most.saturating_sub(known.len()).max(1));
        let prices = self.own_price_days();
        for change in known.iter_mut().chain(&mut unknown) {
            change.cause = cause::of(change, now, then, &prices);
        }
        Ok(known.into_iter().chain(unknown).collect())
    }

    async fn changes_of(&self, column: &'static str, now: Time, then: Time) -> Result<Vec<Change>, ReportsError> {
        let within =
            |time: Time| format!("time >= make_timestamp({}) AND time < make_timestamp({})", time.from.0, time.to.0);
        let are_days = [now.from, now.to, then.from, then.to].iter().all(|time| time.0 % Grain::Day.micros() == 0);
        let sums = if are_days { "internal.daily" } else { "internal.hourly" };
        let (is_now, is_then) = (within(now), within(then));
        let mut statement = Statement::default();
        statement.push(&format!(
            "WITH days AS (SELECT {column} AS value, currency, time::DATE AS day, {is_now} AS is_now, \
             sum(events)::BIGINT AS events, sum(unpriced)::BIGINT AS unpriced, sum(amount) AS amount \
             FROM {sums} WHERE ({is_now}) OR ({is_then}) GROUP BY ALL HAVING sum(events) > 0), \
             of_values AS (SELECT value, currency, \
             abs(coalesce(sum(CASE WHEN is_now THEN amount ELSE -amount END), 0)) AS size, \
             sum(CASE WHEN is_now AND events = unpriced THEN unpriced END) AS unknown FROM days GROUP BY ALL), \
             looked_at AS ((FROM of_values ORDER BY size DESC LIMIT {LOOKED_AT}) \
             UNION (FROM of_values WHERE unknown > 0 ORDER BY unknown DESC LIMIT {LOOKED_AT})) \
             SELECT days.value, days.currency, day, is_now, events, unpriced, amount FROM days JOIN looked_at \
             ON days.value IS NOT DISTINCT FROM looked_at.value AND days.currency = looked_at.currency"
        ));
        let read = |row: &Row| {
            let amount = row.money(6).unwrap_or_default();
            let of_day = OfDay { events: row.count(4), unpriced: row.count(5), amount };
            Some((row.owned(0), row.owned(1)?, row.day(2)?, row.flag(3), of_day))
        };
        let mut changes: BTreeMap<(Option<String>, String), Change> = BTreeMap::new();
        for (value, currency, day, is_now, of_day) in statement.ask(&self.warehouse).await?.iter().filter_map(read) {
            let new = || Change {
                dimension: column,
                value: value.clone(),
                currency: currency.clone(),
                then: OfDay::default(),
                now: OfDay::default(),
                days: BTreeMap::new(),
                cause: None,
            };
            let change = changes.entry((value.clone(), currency.clone())).or_insert_with(new);
            if is_now { &mut change.now } else { &mut change.then }.add(of_day);
            change.days.entry(day).or_default().add(of_day);
        }
        Ok(changes.into_values().collect())
    }

    /// The days since which the operator's prices of models are in force.
    fn own_price_days(&self) -> Vec<(String, Date)> {
        cause::price_days(self.book.current().state())
    }
}
