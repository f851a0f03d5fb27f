//! Where a month will end.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use outlay_access::Permission;
use outlay_reports::forecast::{Expected, Forecast, WEEKS};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(forecast))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ForecastQuery {
    /// `2026-11`; the current month unless told.
    month: Option<String>,
}

/// Of the currency that costs are kept in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpendForecast {
    month: String,
    currency: String,
    spent: String,
    /// RFC 3339.
    spent_to: String,
    /// What the month will come to at least if each day that is left costs the lower quarter of the same weekdays before;
    /// null if there is too little to tell from.
    low: Option<String>,
    /// The same by the upper quarter.
    high: Option<String>,
    #[schema(inline)]
    reason: Option<NoForecast>,
    /// So many weeks back the same weekdays were looked at.
    weeks: i32,
    /// What is still expected, day by day, the rest of today included.
    days: Vec<ExpectedDay>,
    /// What the month should come to at most; null if nobody said.
    budget: Option<String>,
}

/// Why nothing is foretold.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NoForecast {
    /// Fewer than 14 complete days are known.
    TooLittleHistory,
}

#[derive(Debug, Serialize, ToSchema)]
struct ExpectedDay {
    day: String,
    low: String,
    high: String,
}

/// Where a month will end
///
/// A range, from what each weekday cost in the last eight weeks. Days that ran away or stood still do not change it.
#[utoipa::path(get, path = "/api/v1/spend/forecast", tag = "Reports", operation_id = "get_spend_forecast",
    params(ForecastQuery),
    responses((status = 200, body = SpendForecast), (status = 422, body = ErrorBody)))]
async fn forecast(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<ForecastQuery>, QueryRejection>,
) -> Result<Json<SpendForecast>, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let spent_to = host.clock.now().to_string();
    let month = query.month.unwrap_or_else(|| spent_to.chars().take("2026-11".len()).collect());
    let first = format!("{month}-01").parse().map_err(|_| {
        ApiError::invalid("invalid_month", "`month` is a year and a month such as 2026-11").field("month")
    })?;
    let currency = host.book.current().state().currency.clone();
    let known = host.reports.forecast(first).await?.into_iter().find(|one| one.currency == currency);
    let forecast = known.unwrap_or(Forecast { currency, spent: outlay_domain::Money::ZERO, expected: None });
    let range = forecast.range();
    let day = |Expected { day, low, high }: Expected| ExpectedDay {
        day: day.to_string(),
        low: low.to_string(),
        high: high.to_string(),
    };
    Ok(Json(SpendForecast {
        month,
        spent: forecast.spent.to_string(),
        spent_to,
        low: range.map(|(low, _)| low.to_string()),
        high: range.map(|(_, high)| high.to_string()),
        reason: range.is_none().then_some(NoForecast::TooLittleHistory),
        weeks: WEEKS,
        days: forecast.expected.unwrap_or_default().into_iter().map(day).collect(),
        budget: host.settings.monthly_budget().map(|budget| budget.to_string()),
        currency: forecast.currency,
    }))
}
