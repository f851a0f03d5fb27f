//! A rule over history, before it is let loose.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use axum::extract::{Path, State};
use axum::response::Response;
use outlay_access::Permission;
use outlay_domain::Timestamp;
use outlay_rules::{BacktestInput, BacktestJob, BacktestRequest, History};
use outlay_warehouse::Warehouse;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::made_of;
use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;
use crate::tasks::{self, TaskView};

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(of_rule)).routes(routes!(of_draft))
}

/// What to try, and on what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewBacktest {
    /// Of a rule that is not made yet; else in place of what the rule is made of.
    builtin: Option<String>,
    component: Option<String>,
    /// In place of the rule's.
    #[schema(value_type = Option<Object>)]
    settings: Option<Value>,
    /// When events were received, RFC 3339; 30 days ago unless told.
    from: Option<String>,
    /// Now unless told.
    to: Option<String>,
    /// `asJudged`: what came as it came, from the ledger; `asKnownNow`: today's events and costs.
    input: Option<Input>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Input {
    #[default]
    AsJudged,
    AsKnownNow,
}

/// The `result` of a back-test's task.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Backtest {
    from: String,
    to: String,
    /// Rows that were looked at, and those that reached the rule.
    events: u64,
    rows: u64,
    findings: u64,
    /// The alerts that it would have raised, in the order in which they open; a thousand at most.
    alerts: Vec<BacktestAlert>,
    /// All of them, also those that are not listed.
    alerts_opened: u64,
    took_ms: u64,
}

/// An alert that would have been.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BacktestAlert {
    key: String,
    title: String,
    detail: String,
    severity: &'static str,
    value: Option<String>,
    limit: Option<String>,
    /// Place in the ledger of what opens it: column `seq` of `events`.
    seq: String,
    opened_at: String,
    /// Null if it is open at the end.
    cleared_at: Option<String>,
    findings: u64,
}

/// Try a rule on the past
///
/// Runs the rule, or what it would be with other settings or another component, over what was received in a time; it
/// raises no alerts. The answer is a task: its progress can be watched and it can be given up; its `result` holds the
/// alerts that the rule would have raised. A rule keeps state, so it begins with nothing at `from`.
#[utoipa::path(post, path = "/api/v1/rules/{id}/backtest", tag = "Rules", operation_id = "backtest_rule",
    request_body = NewBacktest,
    responses((status = 200, body = TaskView), (status = 202, body = TaskView), (status = 404, body = ErrorBody),
        (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn of_rule(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(new): JsonBody<NewBacktest>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    let request = request(&host, &new)?;
    let made_of = made_of(new.builtin, new.component)?;
    let job = host.rules.backtest_of(&id, made_of, new.settings, request.clone()).await?;
    begin(&host, asking, job, request).await
}

/// Try a rule on the past that is not made yet
///
/// As the back-test of a rule; `builtin` or `component` says what it would be made of.
#[utoipa::path(post, path = "/api/v1/backtest", tag = "Rules", operation_id = "backtest_draft",
    request_body = NewBacktest,
    responses((status = 200, body = TaskView), (status = 202, body = TaskView), (status = 422, body = ErrorBody),
        (status = 429, body = ErrorBody)))]
async fn of_draft(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(new): JsonBody<NewBacktest>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    let request = request(&host, &new)?;
    let made_of = made_of(new.builtin, new.component)?.ok_or_else(|| {
        ApiError::invalid("invalid_field", "say with `builtin` or `component` what the rule is made of")
            .field("builtin")
    })?;
    let rule = outlay_rules::NewRule {
        name: "back-test".to_owned(),
        made_of,
        settings: new.settings.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
        channels: Vec::new(),
        enabled: false,
        shadow: false,
        memory_mib: Some(outlay_rules::MOST_MEMORY_MIB),
    };
    let job = host.rules.backtest(rule, request.clone()).await?;
    begin(&host, asking, job, request).await
}

fn request(host: &Host, new: &NewBacktest) -> Result<BacktestRequest, ApiError> {
    const MONTH: i64 = 30 * 86_400 * 1_000_000;
    let time = |text: &Option<String>, field: &str| {
        let wrong = |_| ApiError::invalid("invalid_field", "a time is written as 2026-01-31T12:00:00Z").field(field);
        text.as_deref().map(|text| text.parse::<Timestamp>().map_err(wrong)).transpose()
    };
    let now = host.clock.now();
    // What was received in this moment is a part of it.
    let to = time(&new.to, "to")?.unwrap_or(Timestamp(now.0 + 1_000_000));
    let from = time(&new.from, "from")?.unwrap_or(Timestamp(now.0 - MONTH));
    let input = match new.input.unwrap_or_default() {
        Input::AsJudged => BacktestInput::AsJudged,
        Input::AsKnownNow => BacktestInput::AsKnownNow,
    };
    Ok(BacktestRequest { input, from, to })
}

async fn begin(host: &Host, asking: Asking, job: BacktestJob, request: BacktestRequest) -> Result<Response, ApiError> {
    let (ledger, past) = (Arc::clone(&host.ledger), Past(host.warehouse.clone()));
    tasks::begin(host, asking.0.name(), "backtest", move |progress| {
        let done = job.run(&ledger, &past, &mut |done, total| progress.tell(done, total))?;
        Ok::<_, outlay_rules::BacktestError>(view(done, &request))
    })
    .await
}

/// The warehouse, as back-tests ask it.
struct Past(Warehouse);

impl History for Past {
    fn show(
        &self,
        columns: &[&str],
        time: (Timestamp, Timestamp),
        visit: &mut dyn FnMut(&RecordBatch) -> ControlFlow<()>,
        told: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), String> {
        self.0.past_rows(columns, time, visit, told).map_err(|error| error.to_string())
    }
}

fn view(done: outlay_rules::Backtest, request: &BacktestRequest) -> Backtest {
    let alert = |alert: outlay_rules::BacktestAlert| BacktestAlert {
        key: alert.key,
        title: alert.title,
        detail: alert.detail,
        severity: alert.severity.as_str(),
        value: alert.value,
        limit: alert.limit,
        seq: alert.seq.to_string(),
        opened_at: alert.opened_at.to_string(),
        cleared_at: alert.cleared_at.map(|at| at.to_string()),
        findings: alert.findings,
    };
    Backtest {
        from: request.from.to_string(),
        to: request.to.to_string(),
        events: done.events,
        rows: done.rows,
        findings: done.findings,
        alerts: done.alerts.into_iter().map(alert).collect(),
        alerts_opened: done.alerts_opened,
        took_ms: u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX),
    }
}
