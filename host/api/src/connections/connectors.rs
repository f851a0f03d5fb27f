//! Connectors: the providers that can be connected, built in or uploaded.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_connections::{ConnectorView, Wanted};
use outlay_sandbox::connector::{Field, StreamKind};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::ComponentBody;
use crate::caller::Asking;
use crate::component_check::Check;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, upload)).routes(routes!(delete))
}

/// A provider that can be connected.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connector {
    id: String,
    version: String,
    title: String,
    /// Markdown.
    documentation: String,
    credentials: Vec<ConnectorField>,
    settings: Vec<ConnectorField>,
    /// Five cron fields.
    schedule: String,
    streams: Vec<ConnectorStream>,
    /// Everything that it may ask the provider.
    requests: Vec<ConnectorRequest>,
    /// Everywhere that they may go: `https://host`, in which `{id}` stands for a setting, or `setting:` and the id of the
    /// setting that says it.
    origins: BTreeSet<String>,
    /// Whether its costs are what an account is charged, and not only an estimate.
    billing_source: bool,
    /// What the provider does not tell, a sentence each.
    cannot_tell: Vec<String>,
    /// Who brought it, if it is not built in.
    upload: Option<ConnectorUpload>,
    /// What was checked; only in the answer to an upload.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Check>,
}

/// Who brought a connector, and what it was granted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectorUpload {
    sha256: String,
    uploaded_at: String,
    uploaded_by: String,
}

/// Something to type in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectorField {
    id: String,
    label: String,
    help: String,
    required: bool,
    default: Option<String>,
    /// The values to choose from; empty for free text.
    options: Vec<String>,
    /// Sealed, and never shown again.
    secret: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectorStream {
    id: String,
    /// `usage`, `cost` or `names`.
    kind: &'static str,
    title: String,
    step_seconds: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectorRequest {
    method: String,
    /// `https://host`, in which `{id}` stands for a setting, or `setting:` and the id of the setting that says it.
    base: String,
    path: String,
    /// The provider charges for it.
    billed: bool,
}

impl From<ConnectorView> for Connector {
    fn from(view: ConnectorView) -> Self {
        let ConnectorView { manifest, origins, upload, checks } = view;
        let fields = |fields: &[Field], secret| fields.iter().map(|field| ConnectorField::of(field, secret)).collect();
        let streams = manifest.streams.iter().map(|stream| ConnectorStream {
            id: stream.id.clone(),
            kind: match stream.kind {
                StreamKind::Usage => "usage",
                StreamKind::Cost => "cost",
                StreamKind::Names => "names",
            },
            title: stream.title.clone(),
            step_seconds: stream.step,
        });
        let requests = manifest.requests.iter().map(|request| ConnectorRequest {
            method: request.method.clone(),
            base: request.base.clone(),
            path: request.path.clone(),
            billed: request.billed,
        });
        Self {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            title: manifest.title.clone(),
            documentation: manifest.documentation.clone(),
            credentials: fields(&manifest.credentials, true),
            settings: fields(&manifest.settings, false),
            schedule: manifest.schedule.clone(),
            streams: streams.collect(),
            requests: requests.collect(),
            origins,
            billing_source: manifest.billing_source,
            cannot_tell: manifest.cannot_tell.clone(),
            upload: upload.map(|upload| ConnectorUpload {
                sha256: upload.sha256,
                uploaded_at: upload.uploaded_at.to_string(),
                uploaded_by: upload.uploaded_by,
            }),
            checks: checks.into_iter().map(|checked| Check::passed(checked.check, Some(checked.detail))).collect(),
        }
    }
}

impl ConnectorField {
    fn of(field: &Field, secret: bool) -> Self {
        Self {
            id: field.id.clone(),
            label: field.label.clone(),
            help: field.help.clone(),
            required: field.required,
            default: field.default.clone(),
            options: field.options.clone(),
            secret,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectorList {
    items: Vec<Connector>,
    /// Always null: connectors come in one page.
    next: Option<String>,
}

/// List connectors: the providers that can be connected
#[utoipa::path(get, path = "/api/v1/connectors", tag = "Connections", operation_id = "list_connectors", responses((status = 200, body = ConnectorList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<ConnectorList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.connections.connectors().into_iter().map(Connector::from).collect();
    Ok(Json(ConnectorList { items, next: None }))
}

/// Parameters of an upload.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
struct UploadQuery {
    /// An origin that it may ask, as its `origins` say; once for each.
    #[param(style = Form, explode)]
    #[allow(dead_code, reason = "read from the pairs below, which may repeat a name")]
    grant: Option<Vec<String>>,
    /// Checks it and tells what it is and asks for; takes nothing in.
    #[param(rename = "dryRun")]
    #[allow(dead_code, reason = "read from the pairs below")]
    dry_run: Option<bool>,
}

/// Upload a connector of your own
///
/// The body is a WebAssembly component of the world `outlay:connector/connector@0.1.0`, at most 64 MiB. In a process of
/// its own, with limits, it is checked, compiled and asked what it is. It may ask only the origins that it declares and
/// that you grant here; without a grant, the answer is 409 `grant_needed` and says what it wants. A newer make takes the
/// place of an older one with the same id; connections keep what they were granted.
#[utoipa::path(post, path = "/api/v1/connectors", tag = "Connections", operation_id = "upload_connector", params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 201, body = Connector), (status = 200, description = "What it is; nothing was taken in", body = Connector),
        (status = 409, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn upload(
    State(host): State<Arc<Host>>,
    asking: Asking,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
    wasm: ComponentBody,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let Query(query) = query.map_err(|error| ApiError::invalid("invalid_query", error.body_text()))?;
    let wanted = wanted(query)?;
    let status = if wanted.dry_run { StatusCode::OK } else { StatusCode::CREATED };
    let connector = host.connections.upload(wasm.bytes.into(), wanted, asking.0.name()).await?;
    Ok((status, Json(Connector::from(connector))).into_response())
}

fn wanted(query: Vec<(String, String)>) -> Result<Wanted, ApiError> {
    let mut wanted = Wanted { granted: BTreeSet::new(), dry_run: false };
    for (name, value) in query {
        match (name.as_str(), value.as_str()) {
            ("grant", _) => {
                wanted.granted.insert(value);
            }
            ("dryRun", "true") => wanted.dry_run = true,
            ("dryRun", "false") => wanted.dry_run = false,
            ("dryRun", _) => {
                return Err(ApiError::invalid("invalid_query", "`dryRun` is true or false").field("dryRun"));
            }
            _ => return Err(ApiError::invalid("invalid_query", format!("there is no parameter `{name}`")).field(name)),
        }
    }
    Ok(wanted)
}

/// Delete an uploaded connector
///
/// One that connections use stays: delete those first.
#[utoipa::path(delete, path = "/api/v1/connectors/{id}", tag = "Connections", operation_id = "delete_connector",
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn delete(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.connections.delete_connector(&id, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}
