//! What people decide about alerts, one by one or several at once.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use outlay_access::Permission;
use outlay_alerts::{AlertsError, Decision};
use outlay_domain::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::alerts::shapes::{Alert, AlertWithHistory};
use crate::body::{JsonBody, MaybeJson};
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

/// How many alerts one call decides about.
const MOST: usize = 500;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(acknowledge))
        .routes(routes!(unacknowledge))
        .routes(routes!(snooze))
        .routes(routes!(unsnooze))
        .routes(routes!(mute))
        .routes(routes!(resolve))
        .routes(routes!(note))
        .routes(routes!(acknowledge_all))
        .routes(routes!(snooze_all))
        .routes(routes!(resolve_all))
}

/// May be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Note {
    /// Why, for the alert's history; up to 1,000 characters.
    note: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewNote {
    /// For the alert's history; 1 to 1,000 characters.
    note: String,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Snooze {
    /// RFC 3339; within a year.
    until: String,
    /// Why, for the alert's history; up to 1,000 characters.
    note: Option<String>,
}

/// May be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct NewMute {
    /// RFC 3339; within a year. Null for good.
    until: Option<String>,
    /// Why, for the alert's history; up to 1,000 characters.
    note: Option<String>,
}

/// Several alerts.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Several {
    /// 1 to 500.
    ids: Vec<String>,
    /// Why, for the alerts' history; up to 1,000 characters.
    note: Option<String>,
}

/// Several alerts, and until when.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SnoozeSeveral {
    /// 1 to 500.
    ids: Vec<String>,
    /// RFC 3339; within a year.
    until: String,
    /// Why, for the alerts' history; up to 1,000 characters.
    note: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeveralDone {
    /// As they are now.
    items: Vec<Alert>,
    /// Those that do not exist or are not open any more.
    skipped: Vec<String>,
}

async fn decide(
    host: &Host,
    asking: &Asking,
    id: &str,
    decision: Decision,
    note: Option<&str>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.alerts.decide(id, decision, note, asking.0.name()).await?.into()))
}

async fn decide_all(
    host: &Host,
    asking: &Asking,
    several: Several,
    decision: Decision,
) -> Result<Json<SeveralDone>, ApiError> {
    asking.require(Permission::Manage)?;
    if !(1..=MOST).contains(&several.ids.len()) {
        return Err(ApiError::invalid("invalid_field", format!("`ids` names 1 to {MOST} alerts")).field("ids"));
    }
    let mut done = SeveralDone { items: Vec::new(), skipped: Vec::new() };
    for id in several.ids {
        match host.alerts.decide(&id, decision, several.note.as_deref(), asking.0.name()).await {
            Ok(decided) => done.items.push(decided.alert.into()),
            Err(AlertsError::NoSuchAlert | AlertsError::NotOpen(_)) => done.skipped.push(id),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Json(done))
}

fn time(text: &str) -> Result<Timestamp, ApiError> {
    text.parse().map_err(|error| ApiError::invalid("invalid_field", format!("`until` is {error}")).field("until"))
}

/// Acknowledge an alert
///
/// Somebody looks after it. One that is acknowledged already stays as it is.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/acknowledge", tag = "Alerts", operation_id = "acknowledge_alert", request_body = Option<Note>,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn acknowledge(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<Note>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    decide(&host, &asking, &id, Decision::Acknowledge, body.note.as_deref()).await
}

/// Take an acknowledgement back
#[utoipa::path(post, path = "/api/v1/alerts/{id}/unacknowledge", tag = "Alerts", operation_id = "unacknowledge_alert", request_body = Option<Note>,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn unacknowledge(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<Note>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    decide(&host, &asking, &id, Decision::Unacknowledge, body.note.as_deref()).await
}

/// End a snooze
///
/// What was held back is sent now.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/unsnooze", tag = "Alerts", operation_id = "unsnooze_alert", request_body = Option<Note>,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn unsnooze(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<Note>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    decide(&host, &asking, &id, Decision::Unsnooze, body.note.as_deref()).await
}

/// Close an alert
///
/// The next firing opens another one. An alert that is closed already stays as it is.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/resolve", tag = "Alerts", operation_id = "resolve_alert", request_body = Option<Note>,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn resolve(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<Note>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    decide(&host, &asking, &id, Decision::Resolve, body.note.as_deref()).await
}

/// Snooze an alert
///
/// Nothing about it is delivered before `until`. If it is still open then, its channels are told once (`alert.woke`).
#[utoipa::path(post, path = "/api/v1/alerts/{id}/snooze", tag = "Alerts", operation_id = "snooze_alert", request_body = Snooze,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn snooze(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<Snooze>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    let until = time(&body.until)?;
    decide(&host, &asking, &id, Decision::Snooze(until), body.note.as_deref()).await
}

/// Mute the rule and key of an alert
///
/// Its alerts are recorded, and nobody is told of them: until a time, or until the mute is removed. An earlier mute of
/// the same rule and key is replaced.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/mute", tag = "Alerts", operation_id = "mute_alert", request_body = Option<NewMute>,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn mute(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<NewMute>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    asking.require(Permission::Manage)?;
    let until = body.until.as_deref().map(time).transpose()?;
    Ok(Json(host.alerts.mute(&id, until, body.note.as_deref(), asking.0.name()).await?.into()))
}

/// Write something down about an alert
///
/// For whoever sees it next. Alerts that are closed take notes, too.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/note", tag = "Alerts", operation_id = "note_alert", request_body = NewNote,
    responses((status = 200, body = AlertWithHistory), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn note(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<NewNote>,
) -> Result<Json<AlertWithHistory>, ApiError> {
    asking.require(Permission::Manage)?;
    Ok(Json(host.alerts.add_note(&id, &body.note, asking.0.name()).await?.into()))
}

/// Acknowledge several alerts
#[utoipa::path(post, path = "/api/v1/alerts/acknowledge", tag = "Alerts", operation_id = "acknowledge_alerts", request_body = Several,
    responses((status = 200, body = SeveralDone), (status = 422, body = ErrorBody)))]
async fn acknowledge_all(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(several): JsonBody<Several>,
) -> Result<Json<SeveralDone>, ApiError> {
    decide_all(&host, &asking, several, Decision::Acknowledge).await
}

/// Snooze several alerts
///
/// Nothing about them is delivered before `until`; those that are still open at the end are told one by one.
#[utoipa::path(post, path = "/api/v1/alerts/snooze", tag = "Alerts", operation_id = "snooze_alerts", request_body = SnoozeSeveral,
    responses((status = 200, body = SeveralDone), (status = 422, body = ErrorBody)))]
async fn snooze_all(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(SnoozeSeveral { ids, until, note }): JsonBody<SnoozeSeveral>,
) -> Result<Json<SeveralDone>, ApiError> {
    asking.require(Permission::Manage)?;
    let until = time(&until)?;
    decide_all(&host, &asking, Several { ids, note }, Decision::Snooze(until)).await
}

/// Close several alerts
#[utoipa::path(post, path = "/api/v1/alerts/resolve", tag = "Alerts", operation_id = "resolve_alerts", request_body = Several,
    responses((status = 200, body = SeveralDone), (status = 422, body = ErrorBody)))]
async fn resolve_all(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(several): JsonBody<Several>,
) -> Result<Json<SeveralDone>, ApiError> {
    decide_all(&host, &asking, several, Decision::Resolve).await
}
