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
/// Of each group, so many of the newest events are looked into: all that is known of each is far more to read.
const LOOKED_AT: usize = 200;

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
    /// The meters that are without a price; all that were counted, if nothing is known about the model. As the newest 200
    /// of these events have them.
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
    // Amounts are read where it takes them to tell: without a report, and with billing on, there is no cost at all. A line
    // of the explanation without a price names its meter; where there are no lines, nothing is known at all.
    const UNSAID: &str = "reported_cost IS NULL AND billing_skipped IS NOT TRUE";
    let unpriced = |without: &str, more: &str| {
        format!(
            "SELECT provider, model, CASE WHEN kind = 'tool' THEN tool END AS tool, unpriced_reason, {without} AS without, \
             input_tokens, output_tokens, event_time, seq FROM events WHERE {condition} AND {more}"
        )
    };
    let all = [
        unpriced("true", UNSAID),
        unpriced("effective_cost IS NULL", "reported_cost IS NOT NULL"),
        unpriced("effective_cost IS NULL", "reported_cost IS NULL AND billing_skipped"),
    ]
    .join(" UNION ALL ");
    let sql = format!(
        "WITH unpriced AS ({all}), \
         groups AS (SELECT provider, model, tool, unpriced_reason, count(*) AS events, \
           count(*) FILTER (without) AS without, coalesce(sum(input_tokens), 0) AS input, \
           coalesce(sum(output_tokens), 0) AS output, min(event_time) AS first, max(event_time) AS last, \
           max(seq, {LOOKED_AT}) AS newest, row_number() OVER (ORDER BY count(*) DESC, provider, model, tool) AS place \
           FROM unpriced GROUP BY provider, model, tool, unpriced_reason ORDER BY place LIMIT {}), \
         looked_at AS (SELECT place, unnest(newest) AS seq FROM groups), \
         meters AS (SELECT place, list_sort(list_distinct(flatten(list(CASE WHEN cost_explanation IS NULL THEN map_keys(meters) \
           ELSE list_transform(list_filter(cost_explanation::JSON[], \
           lambda line: line->>'$[2]' IS NULL AND line->>'$[0]' IS NOT NULL), lambda line: line->>'$[0]') END)))) AS names \
           FROM looked_at JOIN events USING (seq) GROUP BY place) \
         SELECT provider, model, tool, unpriced_reason, names, events::VARCHAR, without::VARCHAR, input::VARCHAR, \
           output::VARCHAR, first, last FROM groups JOIN meters USING (place) ORDER BY place",
        MOST + 1
    );
    let params = [params.clone(), params.clone(), params].concat();
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
