//! Which project keys and credentials belong to.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use outlay_reports::project_map::{Kind, Source};
use outlay_reports::{ProjectMap, ProjectMapItem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(get, put))
}

/// A key, a credential or a project of a provider, and the project that it belongs to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectMapping {
    provider: String,
    /// `key`: an API key, by the provider's id of it. `credential`: what events say in `credential`. `project`: a project,
    /// by the provider's id of it; its `project` is what it is to be called.
    kind: String,
    id: String,
    /// What people call it. Events whose `credential` is the name of a key belong to its project.
    name: Option<String>,
    project: Option<String>,
    /// The connection that it belongs to; null for any.
    connection_id: Option<String>,
    /// `provider` if the provider said it, `operator` if somebody here did. Ignored when it is sent.
    #[serde(default)]
    source: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectMappings {
    items: Vec<ProjectMapping>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewProjectMappings {
    /// All of them. What only repeats a provider goes on following the provider.
    items: Vec<ProjectMapping>,
}

/// Which project keys and credentials belong to
///
/// Filled in by what syncs find; what somebody here says wins. Send the `ETag` as `If-Match` with a change.
#[utoipa::path(get, path = "/api/v1/project-map", tag = "Reports", operation_id = "get_project_map",
    responses((status = 200, body = ProjectMappings)))]
async fn get(State(host): State<Arc<Host>>, asking: Asking) -> Result<Response, ApiError> {
    asking.require(Permission::Read)?;
    Ok(answer(host.reports.project_map().await?))
}

/// Say which project keys and credentials belong to
///
/// In the place of all that was said here before. `If-Match` is the `ETag` that was read, or `*`.
#[utoipa::path(put, path = "/api/v1/project-map", tag = "Reports", operation_id = "set_project_map", request_body = NewProjectMappings,
    params(("If-Match" = String, Header, description = "The `ETag` that was read, or `*`.")),
    responses((status = 200, body = ProjectMappings), (status = 412, body = ErrorBody), (status = 422, body = ErrorBody),
        (status = 428, body = ErrorBody)))]
async fn put(
    State(host): State<Arc<Host>>,
    asking: Asking,
    headers: HeaderMap,
    JsonBody(body): JsonBody<NewProjectMappings>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let revision = revision(&headers)?;
    let items = body.items.into_iter().map(item).collect::<Result<_, _>>()?;
    Ok(answer(host.reports.replace_project_map(revision, items, asking.0.name()).await?))
}

fn answer(map: ProjectMap) -> Response {
    let items = map.items.into_iter().map(ProjectMapping::from).collect();
    let mut response = Json(ProjectMappings { items }).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", map.revision)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The revision that a change is of; none for any.
fn revision(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let tag = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).map(str::trim);
    let hint = "send the `ETag` of GET /api/v1/project-map as `If-Match`";
    match tag {
        None => {
            let message = "a change says what it is a change of";
            Err(ApiError::new(StatusCode::PRECONDITION_REQUIRED, "if_match_needed", message).hint(hint))
        }
        Some("*") => Ok(None),
        Some(tag) => match tag.trim_start_matches("W/").trim_matches('"').parse() {
            Ok(revision) => Ok(Some(revision)),
            Err(_) => Err(outlay_reports::ReportsError::Changed.into()),
        },
    }
}

fn item(mapping: ProjectMapping) -> Result<ProjectMapItem, ApiError> {
    let kind = Kind::of(&mapping.kind).ok_or_else(|| {
        ApiError::invalid("invalid_project_map", "`kind` is key, credential or project").field("items")
    })?;
    Ok(ProjectMapItem {
        provider: mapping.provider,
        kind,
        id: mapping.id,
        name: mapping.name,
        project: mapping.project,
        connection_id: mapping.connection_id,
        source: Source::Operator,
    })
}

impl From<ProjectMapItem> for ProjectMapping {
    fn from(item: ProjectMapItem) -> Self {
        Self {
            provider: item.provider,
            kind: item.kind.as_str().to_owned(),
            id: item.id,
            name: item.name,
            project: item.project,
            connection_id: item.connection_id,
            source: Some(item.source.as_str().to_owned()),
        }
    }
}
