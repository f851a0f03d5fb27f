//! The past at other prices: looked at, begun, taken back; and what would have been.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_domain::RepriceScope;
use outlay_prices::Instead;
use outlay_warehouse::{Limits, Query};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;
use crate::prices::shapes::{NewPrice, time};
use crate::tasks::{self, TaskView};

const LIMITS: Limits = Limits { rows: 1_000, time: Duration::from_secs(10) };
/// How long an entry of the ledger may take until it is seen.
const SEEN_WITHIN: Duration = Duration::from_secs(5);

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(preview))
        .routes(routes!(list, begin))
        .routes(routes!(undo))
        .routes(routes!(what_if))
}

/// Which events: those that have all of what is named. Left out, all of them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct HistoryScope {
    /// RFC 3339, by event time; inclusive.
    from: Option<String>,
    /// Exclusive.
    to: Option<String>,
    provider: Option<String>,
    /// As events have it.
    model: Option<String>,
    organization: Option<String>,
    tool: Option<String>,
    /// Only events without a computed cost.
    unpriced_only: bool,
}

impl HistoryScope {
    fn read(self) -> Result<RepriceScope, ApiError> {
        let Self { from, to, provider, model, organization, tool, unpriced_only } = self;
        let provider = provider.map(|provider| outlay_pricing::canonical_provider(&provider));
        let (from, to) = (time("scope.from", from)?, time("scope.to", to)?);
        Ok(RepriceScope { from, to, provider, model, organization, tool, unpriced_only })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PreviewRequest {
    #[serde(default)]
    scope: HistoryScope,
}

/// Preview a re-pricing
///
/// What the events cost, and would cost at the prices in force: `result` of the task has `events`, `changed`, `before`
/// and `after` (`cost` by currency, `unpriced`: how many have no known cost), `difference` (of events whose cost is known on
/// both sides; `incomparable`: how many are not), and the same by provider and model in `groups`, by day (UTC) in `days`.
/// Nothing changes. Done at once if it does not take long, else 202: ask `/api/v1/tasks/{id}`.
#[utoipa::path(post, path = "/api/v1/prices/repricings/preview", tag = "Prices", operation_id = "preview_repricing",
    request_body = PreviewRequest,
    responses((status = 200, body = TaskView), (status = 202, body = TaskView), (status = 422, body = ErrorBody),
        (status = 429, body = ErrorBody)))]
async fn preview(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(request): JsonBody<PreviewRequest>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    let (scope, prices) = (request.scope.read()?, Arc::clone(&host.prices));
    let work = move |progress: tasks::Progress| prices.preview(&scope, |done, total| progress.tell(done, total));
    tasks::begin(&host, asking.0.name(), "reprice_preview", work).await
}

/// What a re-pricing did, or how far it is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Repricing {
    id: String,
    /// `waiting`, `running`, `done` or `undone`. Nothing counts before it is done, then all of it at once.
    state: String,
    requested_at: String,
    who: String,
    why: String,
    #[schema(value_type = Object)]
    scope: Value,
    list_version: String,
    /// In percent.
    progress: i64,
    /// How many events of the scope were looked at.
    events: i64,
    /// How many of them got another cost.
    changed: i64,
    /// Sum of the known effective costs of the changed events, before and after.
    cost_before: String,
    cost_after: String,
    /// Whether it is the newest one, which can be taken back.
    undoable: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RepricingList {
    /// The newest first.
    items: Vec<Repricing>,
    next: Option<String>,
}

/// List re-pricings
#[utoipa::path(get, path = "/api/v1/prices/repricings", tag = "Prices", operation_id = "list_repricings",
    responses((status = 200, body = RepricingList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<RepricingList>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(RepricingList { items: repricings(&host).await?, next: None }))
}

async fn repricings(host: &Host) -> Result<Vec<Repricing>, ApiError> {
    let sql = "SELECT repricing_id, state, requested_at, who, why, scope, list_version, \
        CASE WHEN state IN ('done', 'undone') THEN 100 ELSE 100 * next_seq // greatest(seq, 1) END::BIGINT, events, changed, \
        cost_before::VARCHAR, cost_after::VARCHAR, \
        state <> 'undone' AND number = (SELECT max(number) FROM repricings) \
        FROM repricings ORDER BY number DESC LIMIT 1000";
    let query = Query { sql: sql.to_owned(), params: vec![], limits: LIMITS };
    let rows = crate::sql::run(host, query, |answer| answer.rows()).await?;
    let read = |row: Vec<Value>| {
        let mut row = row.into_iter();
        let mut next = || row.next().unwrap_or_default();
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        Repricing {
            id: text(next()),
            state: text(next()),
            requested_at: text(next()),
            who: text(next()),
            why: text(next()),
            scope: serde_json::from_str(next().as_str().unwrap_or_default()).unwrap_or_default(),
            list_version: text(next()),
            progress: next().as_i64().unwrap_or_default(),
            events: next().as_i64().unwrap_or_default(),
            changed: next().as_i64().unwrap_or_default(),
            cost_before: text(next()),
            cost_after: text(next()),
            undoable: next().as_bool().unwrap_or_default(),
        }
    };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewRepricing {
    #[serde(default)]
    scope: HistoryScope,
    /// For those who come later; 1 to 500 characters.
    why: String,
}

/// Price the past anew
///
/// At the prices in force now, for the events that are there now. It runs beside what arrives; nothing counts before all
/// is computed, then all of it at once. What rules said of the events stays.
#[utoipa::path(post, path = "/api/v1/prices/repricings", tag = "Prices", operation_id = "create_repricing", request_body = NewRepricing,
    responses((status = 201, body = Repricing), (status = 422, body = ErrorBody)))]
async fn begin(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(NewRepricing { scope, why }): JsonBody<NewRepricing>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let (id, seq) = host.prices.reprice(scope.read()?, asking.0.name(), &why).await?;
    Ok((StatusCode::CREATED, Json(seen(&host, &id, seq).await?)).into_response())
}

/// Take the newest re-pricing back
///
/// At once, finished or not: events cost what they cost before. Older ones cannot be taken back; set the prices as they
/// should be, and price the past anew.
#[utoipa::path(post, path = "/api/v1/prices/repricings/{id}/undo", tag = "Prices", operation_id = "undo_repricing",
    responses((status = 200, body = Repricing), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn undo(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<Repricing>, ApiError> {
    asking.require(Permission::Manage)?;
    let known = repricings(&host).await?;
    let repricing = known.iter().find(|one| one.id == id).ok_or_else(|| ApiError::not_found("re-pricing"))?;
    if !repricing.undoable {
        let message = "only the newest re-pricing can be taken back, once";
        return Err(ApiError::new(StatusCode::CONFLICT, "not_undoable", message)
            .hint("set the prices as they should be, and price the past anew"));
    }
    let seq = host.prices.undo(&id, asking.0.name()).await?;
    Ok(Json(seen(&host, &id, seq).await?))
}

/// A re-pricing as it stands once the warehouse saw what was asked for.
async fn seen(host: &Host, id: &str, seq: u64) -> Result<Repricing, ApiError> {
    let mut applied = host.warehouse.watch();
    let in_time = tokio::time::timeout(SEEN_WITHIN, applied.wait_for(|applied| *applied >= seq)).await.is_ok();
    let found = repricings(host).await?.into_iter().find(|one| one.id == id);
    match found {
        Some(repricing) if in_time => Ok(repricing),
        _ => Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "warehouse_behind",
            "it is noted and will be done; the warehouse is behind, and does not show it yet",
        )
        .retry_after(5)),
    }
}

/// What is different; what is left out stays as it was.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct WhatIf {
    #[serde(default)]
    scope: HistoryScope,
    provider: Option<String>,
    model: Option<String>,
    /// `standard`, `batch`, `flex`, `priority` ...
    tier: Option<String>,
    /// Prices that stand beside those in force.
    #[serde(default)]
    prices: Vec<NewPrice>,
}

/// What if
///
/// The meters of the past at another model, tier or price, by the same code that prices calls; what senders reported of
/// the cost counts on neither side. The task's `result` is that of a preview, `before` at the prices in force. Nothing changes.
#[utoipa::path(post, path = "/api/v1/prices/what-if", tag = "Prices", operation_id = "what_if", request_body = WhatIf,
    responses((status = 200, body = TaskView), (status = 202, body = TaskView), (status = 422, body = ErrorBody),
        (status = 429, body = ErrorBody)))]
async fn what_if(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(request): JsonBody<WhatIf>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    let WhatIf { scope, provider, model, tier, prices } = request;
    let scope = scope.read()?;
    let prices = prices.into_iter().map(NewPrice::draft).collect::<Result<Vec<_>, _>>()?;
    let instead = Instead { provider, model, tier, prices };
    instead.check()?;
    let prices = Arc::clone(&host.prices);
    let work =
        move |progress: tasks::Progress| prices.what_if(&scope, &instead, |done, total| progress.tell(done, total));
    tasks::begin(&host, asking.0.name(), "what_if", work).await
}
