//! The values that a dimension has.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query as UrlQuery, State};
use outlay_access::Permission;
use outlay_warehouse::Grain;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ask;
use super::filter::{DIMENSIONS, EventFilter};
use super::sums::source;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const MOST: usize = 20;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(values))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ValuesQuery {
    /// The name of a dimension as the filters of the log have it: `agent`, `model`, `taskType` ...
    dimension: String,
    /// A part of the value, in any case.
    q: Option<String>,
    /// RFC 3339, by event time; inclusive.
    from: Option<String>,
    /// RFC 3339, by event time; exclusive.
    to: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DimensionValues {
    /// Most events first, at most 20.
    items: Vec<DimensionValue>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DimensionValue {
    value: String,
    events: String,
}

/// List values of a dimension, the most frequent first
#[utoipa::path(get, path = "/api/v1/events/values", tag = "Events", operation_id = "list_event_values",
    params(ValuesQuery),
    responses((status = 200, body = DimensionValues), (status = 422, body = ErrorBody)))]
async fn values(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<UrlQuery<ValuesQuery>, QueryRejection>,
) -> Result<Json<DimensionValues>, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let known = DIMENSIONS.into_iter().find(|(name, _)| *name == query.dimension);
    let (_, column) = known.ok_or_else(|| {
        let names: Vec<&str> = DIMENSIONS.iter().map(|(name, _)| *name).collect();
        ApiError::invalid("invalid_dimension", format!("`dimension` is one of: {}", names.join(", ")))
            .field("dimension")
    })?;
    let narrowed = EventFilter::within(query.from, query.to).narrowed(&[].into(), None)?;
    let from = source(&narrowed, &[column], Grain::Day.micros());
    let name = column.trim_end_matches("::VARCHAR");
    let (mut params, part) = (from.params, query.q.unwrap_or_default());
    let like = if part.is_empty() { "true" } else { "contains(lower(value), lower(?))" };
    if !part.is_empty() {
        params.push(part.into());
    }
    let sql = format!(
        "SELECT value, sum(events)::VARCHAR FROM (SELECT {name}::VARCHAR AS value, events FROM {}) \
         WHERE value IS NOT NULL AND {like} GROUP BY value HAVING sum(events) > 0 \
         ORDER BY sum(events) DESC, value LIMIT {MOST}",
        from.sql
    );
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = ask(&host, sql, params).await?;
    let items =
        rows.iter().filter_map(|row| Some(DimensionValue { value: text(row.first()?), events: text(row.get(1)?) }));
    Ok(Json(DimensionValues { items: items.collect() }))
}
