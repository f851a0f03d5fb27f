//! What was refused: where a user looks when data does not appear.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
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

const LIMITS: Limits = Limits { rows: 500, time: Duration::from_secs(10) };

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
struct Filter {
    /// 1 to 500; 50 if absent.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<usize>,
    /// Only what this key posted.
    key_id: Option<String>,
}

/// A record, or a whole request, that was refused.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IngestError {
    /// RFC 3339, UTC.
    #[schema(value_type = String)]
    received_at: Value,
    #[schema(value_type = Option<String>)]
    key_id: Value,
    /// The path that it was posted to.
    #[schema(value_type = String)]
    endpoint: Value,
    /// Its place in the request, from 0; null if the whole request was refused.
    #[schema(value_type = Option<u64>)]
    item: Value,
    #[schema(value_type = String)]
    code: Value,
    #[schema(value_type = String)]
    message: Value,
    #[schema(value_type = Option<String>)]
    field: Value,
    /// How it begins, with secrets masked.
    #[schema(value_type = Option<String>)]
    body: Value,
}

#[derive(Debug, Serialize, ToSchema)]
struct IngestErrorPage {
    items: Vec<IngestError>,
    next: Option<String>,
}

/// List refused events, the newest first
///
/// The newest 10,000 are kept. What a sender was told stands here again, with the beginning of what it sent.
#[utoipa::path(get, path = "/api/v1/ingest-errors", tag = "Events", operation_id = "list_ingest_errors", params(Filter),
    responses((status = 200, body = IngestErrorPage), (status = 422, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    filter: Result<UrlQuery<Filter>, QueryRejection>,
) -> Result<Json<IngestErrorPage>, ApiError> {
    asking.require(Permission::Read)?;
    let UrlQuery(filter) = filter.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let limit = filter.limit.unwrap_or(50).clamp(1, LIMITS.rows - 1);
    let skip = filter.cursor.unwrap_or(0);
    let (condition, params) = match filter.key_id {
        Some(key) => ("WHERE key_id = ?", vec![Value::from(key)]),
        None => ("", vec![]),
    };
    let sql = format!(
        "SELECT received_at, key_id, endpoint, item, code, message, field, body FROM ingest_errors {condition} \
         ORDER BY received_at DESC, item DESC LIMIT {} OFFSET {skip}",
        limit + 1
    );
    let mut rows = crate::sql::run(&host, Query { sql, params, limits: LIMITS }, |answer| answer.rows()).await?;
    let next = (rows.len() > limit).then(|| (skip + limit).to_string());
    rows.truncate(limit);
    let items = rows.into_iter().map(|row| {
        let mut values = row.into_iter();
        let mut next = || values.next().unwrap_or_default();
        IngestError {
            received_at: next(),
            key_id: next(),
            endpoint: next(),
            item: next(),
            code: next(),
            message: next(),
            field: next(),
            body: next(),
        }
    });
    Ok(Json(IngestErrorPage { items: items.collect(), next }))
}
