//! One trace with its calls.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use outlay_access::Permission;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Texts, ask};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

const MOST: usize = 5_000;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(one))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Trace {
    trace_id: String,
    trace_type: Option<String>,
    trace_name: Option<String>,
    began_at: String,
    ended_at: String,
    /// In the order in which they began; at most 5,000.
    spans: Vec<Span>,
    /// There are more.
    truncated: bool,
}

/// A live event of the trace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Span {
    event_id: String,
    transaction_id: Option<String>,
    /// The transaction id of the step that it belongs to, which may not be among the spans.
    parent_id: Option<String>,
    /// Its name, else the tool, else the model, else the kind.
    name: String,
    kind: String,
    provider: Option<String>,
    model: Option<String>,
    agent: Option<String>,
    task_type: Option<String>,
    /// `endedAt` if the sender did not say how long it took.
    began_at: String,
    ended_at: String,
    duration_ms: Option<String>,
    /// Uncached.
    input_tokens: Option<String>,
    cache_read_tokens: Option<String>,
    cache_write_tokens: Option<String>,
    output_tokens: Option<String>,
    /// Null if unknown.
    cost: Option<String>,
    currency: String,
    unpriced_reason: Option<String>,
    error_code: Option<String>,
    findings: String,
}

/// One trace with its calls
#[utoipa::path(get, path = "/api/v1/traces/{id}", tag = "Events", operation_id = "get_trace",
    params(("id" = String, Path, description = "The trace id that senders gave.")),
    responses((status = 200, body = Trace), (status = 404, body = ErrorBody)))]
async fn one(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Json<Trace>, ApiError> {
    asking.require(Permission::Read)?;
    let sql = format!(
        "SELECT event_id, transaction_id, parent_transaction_id, coalesce(transaction_name, tool, model, kind), kind, \
         provider, model, agent, task_type, event_time - to_milliseconds(coalesce(duration_ms, 0)) AS began, event_time, \
         duration_ms, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, effective_cost::VARCHAR, \
         currency, unpriced_reason, error_code, findings, trace_type, trace_name FROM events \
         WHERE trace_id = ? AND status = 'live' ORDER BY began, seq LIMIT {}",
        MOST + 1
    );
    let mut rows: Vec<Texts> =
        ask(&host, sql, vec![id.as_str().into()], MOST + 1).await?.into_iter().map(Texts).collect();
    let truncated = rows.len() > MOST;
    rows.truncate(MOST);
    let first = rows.first().ok_or_else(|| ApiError::not_found("trace"))?;
    let said = |place: usize| rows.iter().find_map(|row| row.get(place));
    Ok(Json(Trace {
        trace_type: said(21),
        trace_name: said(22),
        began_at: first.or_empty(9),
        ended_at: rows.iter().map(|row| row.or_empty(10)).max().unwrap_or_default(),
        trace_id: id,
        spans: rows.iter().map(span).collect(),
        truncated,
    }))
}

fn span(row: &Texts) -> Span {
    Span {
        event_id: row.or_empty(0),
        transaction_id: row.get(1),
        parent_id: row.get(2),
        name: row.or_empty(3),
        kind: row.or_empty(4),
        provider: row.get(5),
        model: row.get(6),
        agent: row.get(7),
        task_type: row.get(8),
        began_at: row.or_empty(9),
        ended_at: row.or_empty(10),
        duration_ms: row.get(11),
        input_tokens: row.get(12),
        cache_read_tokens: row.get(13),
        cache_write_tokens: row.get(14),
        output_tokens: row.get(15),
        cost: row.get(16),
        currency: row.or_empty(17),
        unpriced_reason: row.get(18),
        error_code: row.get(19),
        findings: row.or_empty(20),
    }
}
