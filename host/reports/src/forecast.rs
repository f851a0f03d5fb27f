//! Where a month will end: what was spent, and for each day that is left the quarters of the same weekdays before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use outlay_domain::Money;

use crate::days::{Days, distance, plus, utc};
use crate::error::ReportsError;
use crate::quantile::{lower_quarter, upper_quarter};
use crate::reports::{Filter, Reports};
use crate::spend::Group;

/// So many weeks back the same weekdays are looked at.
pub const WEEKS: i32 = 8;
/// With fewer complete days nothing is foretold.
const FEWEST_DAYS: i32 = 14;

/// What is still expected of a day: its rest if it is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    pub day: Date,
    pub low: Money,
    pub high: Money,
}

/// In one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    pub currency: String,
    pub spent: Money,
    /// Of today, if it is of the month, and the days behind it. None if there is too little to tell from.
    pub expected: Option<Vec<Expected>>,
}

impl Forecast {
    /// What the month will come to; none if there is too little to tell from.
    pub fn range(&self) -> Option<(Money, Money)> {
        let add = |(low, high): (Money, Money), day: &Expected| (low + day.low, high + day.high);
        Some(self.expected.as_ref()?.iter().fold((self.spent, self.spent), add))
    }
}

impl Reports {
    /// The month from `first` on. The range is from the lower to the upper quarter of the last eight same weekdays, day by
    /// day, so that one day that ran away, or on which nothing ran, changes nothing.
    ///
    /// # Errors
    /// If the warehouse cannot be asked.
    pub async fn forecast(&self, first: Date) -> Result<Vec<Forecast>, ReportsError> {
        let today = utc(jiff::Timestamp::from_microsecond(self.clock.now().0).unwrap_or_default());
        let (from, end) = (first.first_of_month(), plus(first.last_of_month(), 1));
        let looked_at = Days { from: from.min(plus(today, -7 * WEEKS)), to: end.min(plus(today, 1)) };
        if looked_at.from >= looked_at.to {
            return Ok(Vec::new());
        }
        let known_from = self.first_day().await?;
        let by_currency = self.spend_by_day(looked_at).await?;
        let known = |day: Date| known_from.is_some_and(|first| first <= day) && day < today;
        let is_told = known_from.is_some_and(|first| distance(first, today) >= FEWEST_DAYS);
        let of = |(currency, days): (String, BTreeMap<Date, Money>)| {
            let on = |day: Date| days.get(&day).copied().unwrap_or_default();
            let within = days.range(from..end).map(|(_, amount)| *amount);
            let spent = within.fold(Money::ZERO, |sum, amount| sum + amount);
            let left = (0..distance(today, end)).map(|later| plus(today, later)).filter(|day| *day >= from);
            let expected = left.map(|day| {
                let back = distance(today, day).div_euclid(7) + 1;
                let same = (0..WEEKS).map(|weeks| plus(day, -7 * (back + weeks))).filter(|day| known(*day));
                let amounts: Vec<Money> = same.map(on).collect();
                let (low, high) = (lower_quarter(&amounts)?, upper_quarter(&amounts)?);
                let so_far = if day == today { on(today) } else { Money::ZERO };
                let rest = |whole: Money| (whole - so_far).max(Money::ZERO);
                Some(Expected { day, low: rest(low), high: rest(high) })
            });
            let expected = if is_told { expected.collect() } else { None };
            Forecast { currency, spent, expected }
        };
        Ok(by_currency.into_iter().map(of).collect())
    }

    /// All that was spent, by currency and day.
    async fn spend_by_day(&self, days: Days) -> Result<BTreeMap<String, BTreeMap<Date, Money>>, ReportsError> {
        let spend = self.spend(days, &[Group::Day], &Filter::default(), None).await?;
        let mut sums: BTreeMap<String, BTreeMap<Date, Money>> = BTreeMap::new();
        for item in spend.items {
            let day: Option<Date> = item.group.first().and_then(|day| day.as_ref()?.parse().ok());
            let (Some(day), Some(amount)) = (day, item.amount) else { continue };
            let sum = sums.entry(item.currency).or_default().entry(day).or_default();
            *sum = *sum + amount;
        }
        Ok(sums)
    }
}
