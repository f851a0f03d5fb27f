//! What changed between two times.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use jiff::civil::Date;
use outlay_access::Permission;
use outlay_domain::Timestamp;
use outlay_reports::changes::{Cause, Change, OfDay, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

/// The changes of an answer.
const MOST: usize = 8;
/// The longest time.
const MOST_DAYS: i64 = 400;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(changes))
}

/// Days (`2026-11-01`, in UTC) or times in RFC 3339, of which whole hours count; half-open.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    from: String,
    to: String,
    against_from: String,
    against_to: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SpendChanges {
    items: Vec<SpendChange>,
}

/// One value of a dimension, then and now, in one currency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpendChange {
    /// `agent`, `model`, `organization` or `product`.
    dimension: &'static str,
    /// Null: the calls that say none.
    value: Option<String>,
    currency: String,
    /// Null if the cost of none of its calls is known.
    then: Option<String>,
    now: Option<String>,
    /// `now` − `then`.
    change: Option<String>,
    then_unpriced: String,
    now_unpriced: String,
    then_events: String,
    now_events: String,
    /// The days of both times that have calls.
    per_day: Vec<SpendOfDay>,
    /// What explains more than 60 % of the change by itself; null if nothing does.
    cause: Option<SpendCause>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SpendOfDay {
    day: String,
    /// Null if the cost of none of its calls is known.
    amount: Option<String>,
}

/// Percents have one decimal and a sign.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum SpendCause {
    /// No calls then; the first now was on that day.
    New { day: String },
    /// No calls now; the last then was on that day.
    Gone { day: String },
    /// One day cost more than three usual ones.
    Day { day: String, amount: String, calls: String },
    /// More or fewer calls, each at the cost of then.
    Calls { percent: String },
    /// Calls that cost more or less, each.
    CostPerCall { percent: String },
    /// The same, since an own price of the model is in force.
    Price { day: String, percent: String },
}

impl From<Cause> for SpendCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::New { day } => Self::New { day: day.to_string() },
            Cause::Gone { day } => Self::Gone { day: day.to_string() },
            Cause::OneDay { day, of } => {
                Self::Day { day: day.to_string(), amount: of.amount.to_string(), calls: of.events.to_string() }
            }
            Cause::Calls { tenths } => Self::Calls { percent: percent(tenths) },
            Cause::CostPerCall { tenths } => Self::CostPerCall { percent: percent(tenths) },
            Cause::Price { day, tenths } => Self::Price { day: day.to_string(), percent: percent(tenths) },
        }
    }
}

impl From<Change> for SpendChange {
    fn from(change: Change) -> Self {
        let amount = |of: OfDay| of.known().map(|amount| amount.to_string());
        let day = |(day, of): (Date, OfDay)| SpendOfDay { day: day.to_string(), amount: amount(of) };
        Self {
            change: change.amount().map(|amount| amount.to_string()),
            dimension: change.dimension,
            value: change.value,
            currency: change.currency,
            then: amount(change.then),
            now: amount(change.now),
            then_unpriced: change.then.unpriced.to_string(),
            now_unpriced: change.now.unpriced.to_string(),
            then_events: change.then.events.to_string(),
            now_events: change.now.events.to_string(),
            per_day: change.days.into_iter().map(day).collect(),
            cause: change.cause.map(SpendCause::from),
        }
    }
}

fn percent(tenths: i128) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

impl ChangesQuery {
    fn times(&self) -> Result<(Time, Time), ApiError> {
        let now = time(("from", &self.from), ("to", &self.to))?;
        let then = time(("againstFrom", &self.against_from), ("againstTo", &self.against_to))?;
        Ok((now, then))
    }
}

fn time(from: (&'static str, &str), to: (&'static str, &str)) -> Result<Time, ApiError> {
    let time = Time::hours(instant(from)?, instant(to)?);
    let length = time.to.seconds() - time.from.seconds();
    if length <= 0 || length > MOST_DAYS * 86_400 {
        let message = format!("a time has 1 hour to {MOST_DAYS} days: `{}` lies before `{}`", from.0, to.0);
        return Err(ApiError::invalid("invalid_time", message).field(from.0));
    }
    Ok(time)
}

fn instant((field, text): (&'static str, &str)) -> Result<Timestamp, ApiError> {
    let whole = if text.len() == "2026-11-01".len() { format!("{text}T00:00:00Z") } else { text.to_owned() };
    whole.parse().map_err(|_| {
        ApiError::invalid("invalid_time", format!("`{field}` is a day such as 2026-11-01, or a time in RFC 3339"))
            .field(field)
    })
}

/// What changed between two times
///
/// The eight largest changes among agents, models, organizations and products; behind them what is new and has no known
/// cost. Of events only: no bill knows agents.
#[utoipa::path(get, path = "/api/v1/spend/changes", tag = "Reports", operation_id = "get_spend_changes",
    params(ChangesQuery),
    responses((status = 200, body = SpendChanges), (status = 422, body = ErrorBody)))]
async fn changes(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<ChangesQuery>, QueryRejection>,
) -> Result<Json<SpendChanges>, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let (now, then) = query.times()?;
    let changes = host.reports.changes(now, then, MOST).await?;
    Ok(Json(SpendChanges { items: changes.into_iter().map(SpendChange::from).collect() }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn times_are_days_or_hours() {
        let query = |from: &str, to: &str| ChangesQuery {
            from: from.into(),
            to: to.into(),
            against_from: "2026-10-01".into(),
            against_to: "2026-10-02".into(),
        };
        let (now, _) = query("2026-11-01", "2026-11-23T14:32:00Z").times().unwrap();
        assert_eq!(now.to.to_string(), "2026-11-23T15:00:00.000000Z");
        for (from, to) in [("2026-11-02", "2026-11-01"), ("soon", "2026-11-01"), ("2024-11-02", "2026-11-01")] {
            assert_eq!(query(from, to).times().unwrap_err().code, "invalid_time", "{from}");
        }
        assert_eq!((percent(-81), percent(5)), ("-8.1".to_owned(), "0.5".to_owned()));
    }
}
