//! SQL over HTTP: one SELECT-like statement, with limits.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_warehouse::{Answer, Limits, Query, QueryError, Stop};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::description::shapes;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

/// How long a query may run.
const TIME: Duration = Duration::from_secs(30);
const ROWS: usize = 10_000;
const MOST_ROWS: usize = 1_000_000;
/// How many statements of callers run at once, so that the console's own questions always find room.
static RUNNING: Semaphore = Semaphore::const_new(4);
/// How long a statement waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(query)).routes(routes!(tables))
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    #[default]
    Json,
    Csv,
    /// An Arrow IPC stream.
    Arrow,
    Parquet,
}

/// A question to the warehouse.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SqlRequest {
    /// One SELECT-like statement in DuckDB's SQL.
    sql: String,
    /// Values for `?` or `$1`: texts, numbers, booleans, nulls.
    #[serde(default)]
    #[schema(value_type = Vec<Value>)]
    params: Vec<Value>,
    #[serde(default)]
    format: Format,
    /// At most this many rows; 10,000 unless told, 1,000,000 at most.
    max_rows: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SqlColumn {
    name: String,
    /// As DuckDB writes it.
    #[serde(rename = "type")]
    sql_type: String,
}

/// What came back: decimals and integers over 2^53 are strings, times RFC 3339 in UTC.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SqlAnswer {
    columns: Vec<SqlColumn>,
    #[schema(value_type = Vec<Vec<Value>>)]
    rows: Vec<Vec<Value>>,
    elapsed_ms: u64,
    /// There are more rows than `maxRows`.
    truncated: bool,
}

/// Ask the warehouse
///
/// Read-only: one SELECT-like statement, 30 seconds, no files, no network, no settings.
#[utoipa::path(post, path = "/api/v1/sql", tag = "SQL", operation_id = "run_sql", request_body = SqlRequest,
    responses((status = 200, body = SqlAnswer), (status = 408, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn query(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(request): JsonBody<SqlRequest>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Sql)?;
    let turn = tokio::time::timeout(PATIENCE, RUNNING.acquire()).await;
    let _turn = turn.map_err(|_| {
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "sql_busy", "other statements are running; try again")
            .retry_after(5)
    })?;
    let limits = Limits { rows: request.max_rows.unwrap_or(ROWS).clamp(1, MOST_ROWS), time: TIME };
    let format = request.format;
    let query = Query { sql: request.sql, params: request.params, limits };
    let answer = run(&host, query, move |answer| match format {
        Format::Json => json(&answer).map(|body| Json(body).into_response()),
        Format::Csv => {
            answer.csv().map(|bytes| ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response())
        }
        Format::Arrow => answer
            .arrow()
            .map(|bytes| ([(header::CONTENT_TYPE, "application/vnd.apache.arrow.stream")], bytes).into_response()),
        Format::Parquet => answer
            .parquet()
            .map(|bytes| ([(header::CONTENT_TYPE, "application/vnd.apache.parquet")], bytes).into_response()),
    });
    answer.await
}

struct StopOnDrop(Stop);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Runs a query where blocking is allowed, and makes something of its answer there.
pub(crate) async fn run<T: Send + 'static>(
    host: &Host,
    query: Query,
    make: impl FnOnce(Answer) -> Result<T, QueryError> + Send + 'static,
) -> Result<T, ApiError> {
    let (warehouse, stop) = (host.warehouse.clone(), Stop::default());
    // Whoever asked has gone when this is dropped before its time.
    let _unwanted = StopOnDrop(stop.clone());
    let work = tokio::task::spawn_blocking(move || warehouse.query_until(&query, &stop).and_then(make));
    Ok(work.await.map_err(|error| ApiError::internal(&error))??)
}

fn json(answer: &Answer) -> Result<SqlAnswer, QueryError> {
    Ok(SqlAnswer {
        columns: answer.columns().into_iter().map(|(name, sql_type)| SqlColumn { name, sql_type }).collect(),
        rows: answer.rows()?,
        elapsed_ms: u64::try_from(answer.elapsed.as_millis()).unwrap_or(u64::MAX),
        truncated: answer.truncated,
    })
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        let message = error.to_string();
        match error {
            QueryError::Sql { position, .. } => Self { position, ..Self::invalid("sql_error", message) },
            QueryError::NotReadOnly | QueryError::Refused { .. } => Self::invalid("not_read_only", message),
            QueryError::OneStatement { .. } => Self::invalid("one_statement", message),
            QueryError::TooLong { .. } => Self::invalid("sql_too_long", message),
            QueryError::Parameter { .. } => Self::invalid("invalid_parameter", message).field("params"),
            QueryError::TimedOut { .. } => Self::new(StatusCode::REQUEST_TIMEOUT, "sql_timeout", message),
            QueryError::Unavailable => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "warehouse_unavailable", message).retry_after(2)
            }
            QueryError::Stopped | QueryError::Internal(_) => Self::internal(&message),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tables {
    /// Each with its columns, their types and meanings.
    #[schema(value_type = Vec<shapes::Table>)]
    items: Vec<outlay_warehouse::TableInfo>,
}

/// What there is to ask
#[utoipa::path(get, path = "/api/v1/sql/tables", tag = "SQL", operation_id = "list_tables", responses((status = 200, body = Tables)))]
async fn tables(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<Tables>, ApiError> {
    asking.require(Permission::Sql)?;
    Ok(Json(Tables { items: host.warehouse.tables() }))
}
