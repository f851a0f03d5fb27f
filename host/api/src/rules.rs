//! Rules, and the components that they are made of.

mod backtest;
mod components;
mod revisions;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_rules::{MadeOf, RulesError};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .merge(components::routes())
        .merge(revisions::routes())
        .merge(backtest::routes())
        .routes(routes!(list, create))
        .routes(routes!(get, change, delete))
        .routes(routes!(log))
}

/// A rule: a component with settings, run over every event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule {
    id: String,
    name: String,
    /// The built-in component that it is made of, or null.
    builtin: Option<String>,
    /// The uploaded component that it is made of, or null.
    component: Option<String>,
    #[schema(value_type = Object)]
    settings: Value,
    /// Where its alerts are delivered.
    channels: Vec<String>,
    enabled: bool,
    /// It judges and counts, but raises no alert and answers no sender.
    shadow: bool,
    /// `live`, `starting`, `detached` (catches up by itself), `suspended` (needs a person) or `disabled`.
    state: &'static str,
    /// Why it is detached or suspended.
    reason: Option<String>,
    created_at: String,
    updated_at: String,
    /// How often it found something.
    findings: String,
    /// How often it failed.
    traps: String,
    /// Grows with each change of what it is made of.
    revision: String,
    /// Memory that it may use.
    memory_mib: u32,
    /// What it costs, since the server started.
    cost: RuleCost,
    /// The last thing that went wrong.
    last_error: Option<LogLine>,
}

/// What a rule costs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleCost {
    /// Rows that it judged.
    rows: String,
    /// Processor time for judging them, in microseconds.
    took_us: String,
    /// Its memory, in bytes.
    memory: String,
}

impl From<outlay_rules::Rule> for Rule {
    fn from(rule: outlay_rules::Rule) -> Self {
        let (builtin, component) = match rule.made_of {
            MadeOf::Builtin(name) => (Some(name), None),
            MadeOf::Component(id) => (None, Some(id)),
        };
        Self {
            id: rule.id,
            name: rule.name,
            builtin,
            component,
            settings: rule.settings,
            channels: rule.channels,
            enabled: rule.enabled,
            shadow: rule.shadow,
            state: rule.state.as_str(),
            reason: rule.reason,
            created_at: rule.created_at.to_string(),
            updated_at: rule.updated_at.to_string(),
            findings: rule.findings.to_string(),
            traps: rule.traps.to_string(),
            revision: rule.revision.to_string(),
            memory_mib: rule.memory_mib,
            cost: RuleCost {
                rows: rule.cost.rows.to_string(),
                took_us: rule.cost.took.as_micros().to_string(),
                memory: rule.cost.memory.to_string(),
            },
            last_error: rule.last_error.map(LogLine::from),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleList {
    items: Vec<Rule>,
    /// Always null: rules come in one page.
    next: Option<String>,
}

/// List rules
#[utoipa::path(get, path = "/api/v1/rules", tag = "Rules", operation_id = "list_rules", responses((status = 200, body = RuleList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<RuleList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.rules.list().await?.into_iter().map(Rule::from).collect();
    Ok(Json(RuleList { items, next: None }))
}

/// A rule to be made: either `builtin` or `component` says of what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewRule {
    /// How its alerts are signed.
    #[schema(example = "Expensive calls")]
    name: String,
    #[schema(example = "threshold")]
    builtin: Option<String>,
    component: Option<String>,
    /// As the component's `settingsSchema` says.
    #[schema(value_type = Option<Object>, example = json!({"metric": "cost_per_transaction", "limit": "1.25"}))]
    settings: Option<Value>,
    channels: Option<Vec<String>>,
    /// True unless told.
    enabled: Option<bool>,
    shadow: Option<bool>,
    /// Memory that it may use, 1 to 64; 16 unless told.
    memory_mib: Option<u32>,
}

/// Make a rule
///
/// It is started with its settings and tried on recent events before it is taken in. It judges what comes after it; it
/// does not judge history.
#[utoipa::path(post, path = "/api/v1/rules", tag = "Rules", operation_id = "create_rule", request_body = NewRule,
    responses((status = 201, body = Rule), (status = 422, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn create(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(new): JsonBody<NewRule>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let made_of = made_of(new.builtin, new.component)?.ok_or_else(|| {
        ApiError::invalid("invalid_field", "a rule is made of `builtin` or `component`")
            .field("builtin")
            .hint("GET /api/v1/components lists what there is")
    })?;
    let new = outlay_rules::NewRule {
        name: new.name,
        made_of,
        settings: new.settings.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
        channels: new.channels.unwrap_or_default(),
        enabled: new.enabled.unwrap_or(true),
        shadow: new.shadow.unwrap_or(false),
        memory_mib: new.memory_mib,
    };
    let rule = host.rules.create(new, asking.0.name()).await?;
    Ok((StatusCode::CREATED, Json(Rule::from(rule))).into_response())
}

fn made_of(builtin: Option<String>, component: Option<String>) -> Result<Option<MadeOf>, ApiError> {
    match (builtin, component) {
        (Some(_), Some(_)) => {
            Err(ApiError::invalid("invalid_field", "a rule is made of `builtin` or `component`, not both")
                .field("component"))
        }
        (Some(name), None) => Ok(Some(MadeOf::Builtin(name))),
        (None, Some(id)) => Ok(Some(MadeOf::Component(id))),
        (None, None) => Ok(None),
    }
}

/// One rule
#[utoipa::path(get, path = "/api/v1/rules/{id}", tag = "Rules", operation_id = "get_rule",
    responses((status = 200, body = Rule), (status = 404, body = ErrorBody)))]
async fn get(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Json<Rule>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(host.rules.get(&id).await?.into()))
}

/// What is left out stays; `channels: null` removes all channels.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeRule {
    name: Option<String>,
    builtin: Option<String>,
    component: Option<String>,
    #[schema(value_type = Option<Object>)]
    settings: Option<Value>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    channels: Option<Option<Vec<String>>>,
    enabled: Option<bool>,
    shadow: Option<bool>,
    memory_mib: Option<u32>,
    /// What becomes of its state when another revision starts: `carry` takes it over or changes nothing, `reset` forgets
    /// it. Unless told it is taken over if that is possible.
    state: Option<ChangeState>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ChangeState {
    Carry,
    Reset,
}

impl From<ChangeState> for outlay_rules::ChangeState {
    fn from(state: ChangeState) -> Self {
        match state {
            ChangeState::Carry => Self::Carry,
            ChangeState::Reset => Self::Reset,
        }
    }
}

/// Tells null from left out.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Vec<String>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Change a rule
///
/// With other settings, or made of another component, another revision starts. A suspended rule is tried again when its
/// settings are sent or it is enabled.
#[utoipa::path(patch, path = "/api/v1/rules/{id}", tag = "Rules", operation_id = "change_rule", request_body = ChangeRule,
    responses((status = 200, body = Rule), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(change): JsonBody<ChangeRule>,
) -> Result<Json<Rule>, ApiError> {
    asking.require(Permission::Manage)?;
    let ChangeRule { name, builtin, component, settings, channels, enabled, shadow, memory_mib, state } = change;
    let made_of = made_of(builtin, component)?;
    let channels = channels.map(Option::unwrap_or_default);
    let state = state.map(Into::into);
    let change = outlay_rules::ChangeRule { name, made_of, settings, channels, enabled, shadow, memory_mib, state };
    Ok(Json(host.rules.change(&id, change, asking.0.name()).await?.into()))
}

/// Delete a rule
///
/// Its findings and alerts stay.
#[utoipa::path(delete, path = "/api/v1/rules/{id}", tag = "Rules", operation_id = "delete_rule",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn delete(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.rules.delete(&id, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A line that a rule wrote, or that the server wrote about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogLine {
    at: String,
    /// `debug`, `info`, `warn` or `error`.
    level: &'static str,
    message: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleLog {
    items: Vec<LogLine>,
    /// Always null: only the last 500 lines are kept.
    next: Option<String>,
}

/// What a rule wrote
///
/// The newest line first; lines do not outlive the server.
#[utoipa::path(get, path = "/api/v1/rules/{id}/log", tag = "Rules", operation_id = "get_rule_log",
    responses((status = 200, body = RuleLog), (status = 404, body = ErrorBody)))]
async fn log(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Json<RuleLog>, ApiError> {
    asking.require(Permission::Read)?;
    let lines = host.rules.log(&id).await?.into_iter().rev();
    Ok(Json(RuleLog { items: lines.map(LogLine::from).collect(), next: None }))
}

impl From<outlay_rules::RuleLogLine> for LogLine {
    fn from(line: outlay_rules::RuleLogLine) -> Self {
        Self { at: line.at.to_string(), level: line.level, message: line.message }
    }
}

impl From<RulesError> for ApiError {
    fn from(error: RulesError) -> Self {
        let message = error.to_string();
        match error {
            RulesError::NoSuchRule => Self::not_found("rule"),
            RulesError::NoSuchComponent => Self::not_found("component"),
            RulesError::Invalid { code, field, .. } => Self { field, ..Self::invalid(code, message) },
            RulesError::Rejected(rejected) => Self::from(rejected),
            RulesError::Busy(_) => Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message).retry_after(10),
            RulesError::NotAccepted(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "nothing was changed; try again shortly")
                    .retry_after(1)
            }
            RulesError::Control(_)
            | RulesError::Ledger(_)
            | RulesError::Folder(_)
            | RulesError::Builtin { .. }
            | RulesError::Broken(_)
            | RulesError::CutOff => Self::internal(&message),
        }
    }
}
