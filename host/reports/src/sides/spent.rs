//! What calls cost, as far as spend tells them apart.

use jiff::civil::Date;
use outlay_domain::Money;
use outlay_warehouse::{Grain, Warehouse, rolled_up};

use super::{Zones, day_of, within};
use crate::days::{Days, offsets};
use crate::error::ReportsError;
use crate::reports::Filter;
use crate::rows::{Row, Statement};

/// Calls that are about the same.
#[derive(Debug)]
pub(crate) struct Spent {
    pub(crate) provider: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) credential: Option<String>,
    pub(crate) day: Date,
    pub(crate) currency: String,
    /// None if the cost of none of them is known.
    pub(crate) cost: Option<Money>,
    pub(crate) unpriced: u64,
    /// The values of the columns that were asked for.
    pub(crate) others: Vec<Option<String>>,
    /// The last of those is none of the largest: it stands for all others.
    pub(crate) is_rest: bool,
}

/// What to tell apart, beside what always is.
#[derive(Debug)]
pub(crate) struct Apart<'a> {
    /// Columns of `events`.
    pub(crate) columns: &'a [&'static str],
    /// Of the last column only so many values that cost the most.
    pub(crate) top: Option<usize>,
    pub(crate) models: bool,
}

/// The columns that are always told apart.
const ALWAYS: [&str; 3] = ["provider", "credential", "currency"];
/// The columns of an answer before those that were asked for.
const HEAD: usize = 8;

pub(crate) async fn spent(
    warehouse: &Warehouse,
    zones: &Zones,
    days: Days,
    filter: &Filter,
    apart: &Apart<'_>,
) -> Result<Vec<Spent>, ReportsError> {
    let narrowed = filter.calls.iter().map(|(column, _)| *column);
    let model = apart.models.then_some("model");
    let columns: Vec<&str> =
        ALWAYS.into_iter().chain(model).chain(apart.columns.iter().copied()).chain(narrowed).collect();
    let rolled = grain(zones, days).and_then(|grain| rolled_up(columns, grain));
    let time = if rolled.is_some() { "time" } else { "event_time" };
    let mut statement = Statement::default();
    statement.push("WITH calls AS (SELECT *, ");
    day_of(&mut statement, time, "provider", zones, days);
    statement.push(" AS day FROM ").push(&rolled.unwrap_or_else(events)).push(" WHERE true").push(&within(time, days));
    if let Some(provider) = &filter.provider {
        statement.push(" AND provider = ?").params.push(provider.as_str().into());
    }
    for (column, text) in &filter.calls {
        statement.push(&format!(" AND {column} = ?")).params.push(text.as_str().into());
    }
    let last = apart.columns.last().zip(apart.top);
    if let Some((column, top)) = last {
        let (from, to) = (days.from, days.to);
        statement.push(&format!(
            "), best AS (SELECT {column} AS best FROM calls WHERE {column} IS NOT NULL AND day >= DATE '{from}' \
             AND day < DATE '{to}' GROUP BY ALL ORDER BY sum(amount) DESC NULLS LAST, sum(events) DESC, best LIMIT {top}"
        ));
    }
    statement.push(") SELECT provider, ").push(model.unwrap_or("NULL AS model"));
    statement.push(
        ", credential, day, currency, \
         CASE WHEN sum(events) > sum(unpriced) THEN sum(amount) END, sum(unpriced)::BIGINT, ",
    );
    statement.push(&last.map_or("false".to_owned(), |(column, _)| format!("{column} IS NOT NULL AND best IS NULL")));
    for (place, column) in apart.columns.iter().enumerate() {
        let is_last = last.is_some() && place + 1 == apart.columns.len();
        statement.push(if is_last { ", best" } else { ", " }).push(if is_last { "" } else { column });
    }
    statement.push(" FROM calls");
    if let Some((column, _)) = last {
        statement.push(&format!(" LEFT JOIN best ON calls.{column} = best.best"));
    }
    statement.push(" GROUP BY ALL HAVING sum(events) > 0");
    let read = |row: &Row| {
        Some(Spent {
            provider: row.owned(0),
            model: row.owned(1),
            credential: row.owned(2),
            day: row.day(3)?,
            currency: row.owned(4)?,
            cost: row.money(5),
            unpriced: row.count(6),
            is_rest: row.flag(7),
            others: (HEAD..HEAD + apart.columns.len()).map(|place| row.owned(place)).collect(),
        })
    };
    let rows = statement.ask(warehouse).await?;
    Ok(rows.iter().filter_map(read).filter(|one| days.contains(one.day)).collect())
}

/// Events in the columns of a roll-up.
fn events() -> String {
    "(SELECT *, 1 AS events, effective_cost AS amount, (effective_cost IS NULL)::BIGINT AS unpriced \
     FROM main.events WHERE status = 'live')"
        .to_owned()
}

/// How coarse sums may be from which these days are made; none if days begin within an hour somewhere.
fn grain(zones: &Zones, days: Days) -> Option<Grain> {
    let (since, until) = days.hull();
    let seconds: Vec<i64> =
        zones.values().flat_map(|zone| offsets(zone, since, until)).map(|offset| offset.seconds).collect();
    let all = |multiple: i64| seconds.iter().all(|seconds| seconds % multiple == 0);
    if all(86_400) { Some(Grain::Day) } else { all(3_600).then_some(Grain::Hour) }
}
