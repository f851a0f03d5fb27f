//! What is being spent: today so far, beside what is usual, and in the last hour. Of events; no bill is that fresh.

use std::collections::BTreeMap;

use jiff::civil::Date;
use outlay_domain::Money;

use crate::days::{micros, plus, utc};
use crate::error::ReportsError;
use crate::quantile::median;
use crate::reports::Reports;
use crate::rows::{Row, Statement};

/// So many weeks back the same weekdays are looked at.
const WEEKS: i32 = 8;
const HOUR: i64 = 3_600_000_000;

/// What events of some time cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Metered {
    pub events: u64,
    /// None if the cost of none of them is known.
    pub amount: Option<Money>,
    pub unpriced: u64,
}

/// In one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendingNow {
    pub currency: String,
    pub today: Metered,
    /// The median of the same weekdays before, up to the same time of day; none if there are none.
    pub usual: Option<Money>,
    /// How many those are.
    pub usual_of: usize,
    pub last_hour: Metered,
}

/// Of a day or of the last hour.
type Part = (String, Option<Date>);

impl Reports {
    /// Today and the last hour, in UTC, by currency.
    ///
    /// # Errors
    /// If the warehouse cannot be asked.
    pub async fn spending_now(&self) -> Result<(Date, Vec<SpendingNow>), ReportsError> {
        let now = self.clock.now().0;
        let (today, parts) = self.parts_of_now(now).await?;
        let weekdays: Vec<Date> = (1..=WEEKS).map(|weeks| plus(today, -7 * weeks)).collect();
        let first = self.first_day().await?;
        let currencies: Vec<String> = {
            let mut names: Vec<String> = parts.keys().map(|(currency, _)| currency.clone()).collect();
            names.dedup();
            names
        };
        let now_of = |currency: String| {
            let of = |day: Option<Date>| parts.get(&(currency.clone(), day)).copied().unwrap_or_default();
            // Before the first event, nobody knows what was spent.
            let known = weekdays.iter().filter(|day| first.is_some_and(|first| first <= **day));
            let before: Vec<Money> = known.map(|day| of(Some(*day)).amount.unwrap_or_default()).collect();
            SpendingNow {
                today: of(Some(today)),
                usual: median(&before),
                usual_of: before.len(),
                last_hour: of(None),
                currency,
            }
        };
        Ok((today, currencies.into_iter().map(now_of).collect()))
    }

    /// The same part of today and of the same weekdays, and the last hour.
    async fn parts_of_now(&self, now: i64) -> Result<(Date, BTreeMap<Part, Metered>), ReportsError> {
        let today = utc(jiff::Timestamp::from_microsecond(now).unwrap_or_default());
        let into_the_day = now - micros(today);
        let mut statement = Statement::default();
        statement.push("SELECT currency, day, sum(n)::BIGINT, sum(a), sum(u)::BIGINT FROM (");
        for weeks in 0..=WEEKS {
            let day = plus(today, -7 * weeks);
            let (begin, end) = (micros(day), micros(day) + into_the_day);
            let whole = end - end.rem_euclid(HOUR);
            statement.push(&format!(
                "SELECT currency, DATE '{day}' AS day, sum(events) AS n, sum(amount) AS a, sum(unpriced) AS u \
                 FROM internal.hourly WHERE time >= make_timestamp({begin}) AND time < make_timestamp({whole}) \
                 GROUP BY ALL UNION ALL SELECT currency, DATE '{day}', count(*), sum(effective_cost), \
                 count(*) FILTER (effective_cost IS NULL) FROM events WHERE status = 'live' \
                 AND event_time >= make_timestamp({whole}) AND event_time < make_timestamp({end}) GROUP BY ALL UNION ALL "
            ));
        }
        statement.push(&format!(
            "SELECT currency, NULL, count(*), sum(effective_cost), count(*) FILTER (effective_cost IS NULL) FROM events \
             WHERE status = 'live' AND event_time >= make_timestamp({}) AND event_time < make_timestamp({now}) \
             GROUP BY ALL) GROUP BY ALL HAVING sum(n) > 0",
            now - HOUR
        ));
        let read = |row: &Row| {
            let (events, unpriced) = (row.count(2), row.count(4));
            let amount = row.money(3).filter(|_| events > unpriced);
            Some(((row.owned(0)?, row.day(1)), Metered { events, amount, unpriced }))
        };
        let rows = statement.ask(&self.warehouse).await?;
        Ok((today, rows.iter().filter_map(read).collect()))
    }

    /// The day of the first event.
    pub(crate) async fn first_day(&self) -> Result<Option<Date>, ReportsError> {
        let mut statement = Statement::default();
        statement.push("SELECT min(time)::DATE FROM internal.daily");
        Ok(statement.ask(&self.warehouse).await?.first().and_then(|row| row.day(0)))
    }
}
