//! The list of traces.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use outlay_access::Permission;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Texts, ask, within};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const USUAL: usize = 50;
const MOST: usize = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
struct TracesQuery {
    /// RFC 3339, by the time of its calls; inclusive.
    from: Option<String>,
    /// RFC 3339; exclusive.
    to: Option<String>,
    trace_type: Option<String>,
    /// One of its calls is of this agent.
    agent: Option<String>,
    /// A trace's id, or a part of its name or type.
    q: Option<String>,
    #[param(inline)]
    order: Order,
    /// 1 to 500; 50 unless told.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// By the time of the last call.
    #[default]
    Newest,
    /// By cost; those without a known one last.
    Dearest,
}

#[derive(Debug, Serialize, ToSchema)]
struct TracePage {
    items: Vec<TraceSummary>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

/// What the calls of one trace come to, as far as they lie in the time that was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TraceSummary {
    trace_id: String,
    trace_type: Option<String>,
    trace_name: Option<String>,
    /// Of the first call that names one.
    agent: Option<String>,
    /// When the first call began, as far as senders say how long it took.
    began_at: String,
    /// When the last one was answered.
    ended_at: String,
    spans: String,
    /// How many of them have no known cost.
    unpriced: String,
    /// How many failed.
    errors: String,
    tokens: String,
    /// Null if its costs are in several.
    currency: Option<String>,
    /// Null if no cost is known, or costs are in several currencies.
    cost: Option<String>,
}

/// List traces
#[utoipa::path(get, path = "/api/v1/traces", tag = "Events", operation_id = "list_traces", params(TracesQuery),
    responses((status = 200, body = TracePage), (status = 422, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<TracesQuery>, QueryRejection>,
) -> Result<Json<TracePage>, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let limit = query.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::invalid("invalid_limit", format!("`limit` is 1 to {MOST}")).field("limit"));
    }
    let offset = query.offset()?;
    let (mut having, mut params) = (vec!["true"], Vec::new());
    for (condition, text) in [("bool_or(trace_type = ?)", &query.trace_type), ("bool_or(agent = ?)", &query.agent)] {
        if let Some(text) = text {
            having.push(condition);
            params.push(text.as_str().into());
        }
    }
    if let Some(text) = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        having.push(
            "(trace_id = ? OR contains(lower(concat_ws(chr(10), any_value(trace_type), any_value(trace_name))), lower(?)))",
        );
        params.extend([text.into(), text.into()]);
    }
    let order = match query.order {
        Order::Newest => "max(event_time) DESC",
        Order::Dearest => "sum(effective_cost) DESC NULLS LAST",
    };
    let within = within(query.from.as_deref(), query.to.as_deref())?;
    let of = format!("FROM events WHERE status = 'live' AND trace_id IS NOT NULL{within}");
    // What is shown is summed up for a page of traces only: to order them all takes one sum of each.
    let sql = format!(
        "SELECT trace_id {of} GROUP BY trace_id HAVING {} ORDER BY {order}, trace_id LIMIT {} OFFSET {offset}",
        having.join(" AND "),
        limit + 1
    );
    let mut page: Vec<Value> = ask(&host, sql, params, limit + 1).await?.into_iter().flatten().collect();
    let next = (page.len() > limit).then(|| format!("o{}", offset + limit));
    page.truncate(limit);
    if page.is_empty() {
        return Ok(Json(TracePage { items: Vec::new(), next }));
    }
    // Named one by one, since a join looks at every event again.
    let sql = format!(
        "SELECT trace_id, any_value(trace_type), any_value(trace_name), arg_min(agent, event_time), \
         min(event_time - to_milliseconds(coalesce(duration_ms, 0))), max(event_time), count(*)::VARCHAR, \
         count(*) FILTER (effective_cost IS NULL)::VARCHAR, count(*) FILTER (error_code >= 400)::VARCHAR, \
         sum(coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0) \
         + coalesce(output_tokens, 0))::VARCHAR, \
         CASE WHEN min(currency) = max(currency) THEN min(currency) END, \
         CASE WHEN min(currency) = max(currency) THEN sum(effective_cost)::VARCHAR END \
         {of} AND trace_id IN ({}) GROUP BY trace_id ORDER BY {order}, trace_id",
        vec!["?"; page.len()].join(", ")
    );
    let rows = ask(&host, sql, page, limit).await?;
    let item = |row: Texts| TraceSummary {
        trace_id: row.or_empty(0),
        trace_type: row.get(1),
        trace_name: row.get(2),
        agent: row.get(3),
        began_at: row.or_empty(4),
        ended_at: row.or_empty(5),
        spans: row.or_empty(6),
        unpriced: row.or_empty(7),
        errors: row.or_empty(8),
        tokens: row.or_empty(9),
        currency: row.get(10),
        cost: row.get(11),
    };
    Ok(Json(TracePage { items: rows.into_iter().map(Texts).map(item).collect(), next }))
}

impl TracesQuery {
    fn offset(&self) -> Result<usize, ApiError> {
        let Some(cursor) = &self.cursor else { return Ok(0) };
        let offset = cursor.strip_prefix('o').and_then(|offset| offset.parse::<u32>().ok());
        let wrong =
            || ApiError::invalid("invalid_cursor", "`cursor` must be the `next` of an earlier answer").field("cursor");
        offset.map(|offset| offset as usize).ok_or_else(wrong)
    }
}
