//! The work list: what has no price, and how much of it there is.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query as UrlQuery, State};
use outlay_access::Permission;
use outlay_warehouse::{Limits, Query};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;
use crate::prices::shapes::time;

const LIMITS: Limits = Limits { rows: MOST + 1, time: Duration::from_secs(30) };
const MOST: usize = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UnpricedQuery {
    /// RFC 3339, by event time; inclusive.
    from: Option<String>,
    /// Exclusive.
    to: Option<String>,
}

/// Calls of one model or tool that have no computed cost for the same reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnpricedGroup {
    provider: Option<String>,
    model: Option<String>,
    tool: Option<String>,
    /// `unknown_model`, `unknown_provider`, `unknown_tool`, `no_price_for_meter`, `no_exchange_rate` ...
    reason: String,
    /// The meters that are without a price; all that were counted, if nothing is known about the model.
    meters: Vec<String>,
    events: String,
    /// Of these, how many have no known cost at all: the sender did not say one either.
    without_cost: String,
    input_tokens: String,
    output_tokens: String,
    first_seen: String,
    last_seen: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnpricedList {
    /// Those with the most events first.
    items: Vec<UnpricedGroup>,
    /// There are more than are shown.
    more: bool,
}

/// List what has no price
#[utoipa::path(get, path = "/api/v1/prices/unpriced", tag = "Prices", operation_id = "list_unpriced", params(UnpricedQuery),
    responses((status = 200, body = UnpricedList), (status = 422, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    UrlQuery(query): UrlQuery<UnpricedQuery>,
) -> Result<Json<UnpricedList>, ApiError> {
    asking.require(Permission::Read)?;
    let mut condition = "status = 'live' AND unpriced_reason IS NOT NULL".to_owned();
    let mut params: Vec<Value> = Vec::new();
    for (name, operator, text) in [("from", ">=", query.from), ("to", "<", query.to)] {
        if let Some(time) = time(name, text)? {
            condition.push_str(&format!(" AND event_time {operator} make_timestamp(?)"));
            params.push(time.0.into());
        }
    }
    // A line of the explanation without a price names its meter. Where there are no lines, nothing is known at all.
    let sql = format!(
        "WITH unpriced AS (SELECT provider, model, kind, tool, unpriced_reason, effective_cost, input_tokens, \
           output_tokens, event_time, CASE WHEN cost_explanation IS NULL THEN map_keys(meters) ELSE \
           list_transform(list_filter(cost_explanation::JSON[], lambda line: line->>'$[2]' IS NULL AND line->>'$[0]' IS NOT NULL), \
           lambda line: line->>'$[0]') END AS without FROM events WHERE {condition}) \
         SELECT provider, model, CASE WHEN kind = 'tool' THEN tool END AS tool, unpriced_reason, \
           list_sort(list_distinct(flatten(list(DISTINCT without)))), count(*)::VARCHAR, \
           count(*) FILTER (effective_cost IS NULL)::VARCHAR, coalesce(sum(input_tokens), 0)::VARCHAR, \
           coalesce(sum(output_tokens), 0)::VARCHAR, min(event_time), max(event_time) \
         FROM unpriced GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 1, 2, 3 LIMIT {}",
        MOST + 1
    );
    let mut rows = crate::sql::run(&host, Query { sql, params, limits: LIMITS }, |answer| answer.rows()).await?;
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    const FIELDS: [&str; 11] = [
        "provider",
        "model",
        "tool",
        "reason",
        "meters",
        "events",
        "withoutCost",
        "inputTokens",
        "outputTokens",
        "firstSeen",
        "lastSeen",
    ];
    let object = |row: Vec<Value>| Value::Object(FIELDS.iter().map(|name| (*name).to_owned()).zip(row).collect());
    let items = rows.into_iter().map(|row| serde_json::from_value(object(row))).collect::<Result<_, _>>();
    Ok(Json(UnpricedList { items: items.map_err(|error| ApiError::internal(&error))?, more }))
}
