//! What is being spent.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use outlay_access::Permission;
use outlay_reports::now::{Metered, SpendingNow};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(now))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpendNow {
    /// RFC 3339.
    as_of: String,
    /// One for each currency that something was spent in.
    items: Vec<SpendNowItem>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpendNowItem {
    currency: String,
    today: SpendToday,
    last_hour: SpendOfEvents,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpendToday {
    /// In UTC.
    day: String,
    #[serde(flatten)]
    of: SpendOfEvents,
    /// The median of the same weekdays of eight weeks, up to the same time of day; null if there are none.
    usual: Option<String>,
    /// How many those are.
    usual_of: usize,
}

/// What some events cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpendOfEvents {
    /// Null if the cost of none of them is known.
    amount: Option<String>,
    events: String,
    /// How many of them have no known cost.
    unpriced_events: String,
}

impl From<Metered> for SpendOfEvents {
    fn from(of: Metered) -> Self {
        // Nothing costs nothing.
        let amount = of.amount.or((of.events == 0).then_some(outlay_domain::Money::ZERO));
        Self {
            amount: amount.map(|amount| amount.to_string()),
            events: of.events.to_string(),
            unpriced_events: of.unpriced.to_string(),
        }
    }
}

/// What is being spent now
///
/// Today so far, in UTC, beside what is usual, and the last hour. Of events only: no bill is that fresh.
#[utoipa::path(get, path = "/api/v1/spend/now", tag = "Reports", operation_id = "get_spend_now",
    responses((status = 200, body = SpendNow)))]
async fn now(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<SpendNow>, ApiError> {
    asking.require(Permission::Read)?;
    let as_of = host.clock.now().to_string();
    let (day, mut items) = host.reports.spending_now().await?;
    let main = host.book.current().state().currency.clone();
    items.sort_by_key(|item| item.currency != main);
    let item = |SpendingNow { currency, today, usual, usual_of, last_hour }: SpendingNow| SpendNowItem {
        currency,
        today: SpendToday {
            day: day.to_string(),
            of: today.into(),
            usual: usual.map(|amount| amount.to_string()),
            usual_of,
        },
        last_hour: last_hour.into(),
    };
    Ok(Json(SpendNow { as_of, items: items.into_iter().map(item).collect() }))
}
