//! What rules can be made of.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::ComponentBody;
use crate::caller::Asking;
use crate::component_check::Check;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, upload)).routes(routes!(get))
}

/// Something that rules can be made of: built in, or uploaded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Component {
    /// For a rule's `component`; of a built-in one the name, for a rule's `builtin`.
    id: String,
    sha256: String,
    /// `rule`
    kind: &'static str,
    builtin: bool,
    manifest: Manifest,
    /// What was checked; only in the answer to an upload.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<Check>,
}

/// What a component says about itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    name: String,
    version: String,
    title: String,
    /// Markdown.
    documentation: String,
    /// The columns of `events` that it reads.
    columns: Vec<String>,
    /// `stateless`, `keyed` or `global`.
    #[schema(value_type = String)]
    scope: outlay_sandbox::rule::Scope,
    wants_ticks: bool,
    /// Whether it is shown corrections of events, and records of providers.
    wants_amendments: bool,
    wants_records: bool,
    /// JSON Schema of a rule's `settings`; its properties stand in the order in which a form shows them.
    #[schema(value_type = Object)]
    settings_schema: Box<RawValue>,
}

impl From<outlay_rules::Component> for Component {
    fn from(component: outlay_rules::Component) -> Self {
        let outlay_rules::Component { id, sha256, is_builtin, manifest, checks } = component;
        let check = |outlay_rules::ComponentCheck { check, detail }| Check::passed(check, detail);
        Self {
            id,
            sha256,
            kind: "rule",
            builtin: is_builtin,
            checks: checks.into_iter().map(check).collect(),
            manifest: Manifest {
                settings_schema: RawValue::from_string(manifest.settings_schema).unwrap_or_default(),
                name: manifest.name,
                version: manifest.version,
                title: manifest.title,
                documentation: manifest.documentation,
                columns: manifest.columns,
                scope: manifest.scope,
                wants_ticks: manifest.wants_ticks,
                wants_amendments: manifest.wants_amendments,
                wants_records: manifest.wants_records,
            },
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComponentList {
    items: Vec<Component>,
    /// Always null: components come in one page.
    next: Option<String>,
}

/// List what rules can be made of
#[utoipa::path(get, path = "/api/v1/components", tag = "Rules", operation_id = "list_components", responses((status = 200, body = ComponentList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<ComponentList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.rules.components().await?.into_iter().map(Component::from).collect();
    Ok(Json(ComponentList { items, next: None }))
}

/// Upload a rule of your own
///
/// The body is a WebAssembly component of the world `outlay:rule/rule@0.1.0`, at most 64 MiB. In a process of its own,
/// with limits, it is checked, compiled, asked what it is, and tried with the first of its schema's `examples` of
/// settings: what it finds must not depend on how rows are cut into frames. The same bytes again are the same component.
#[utoipa::path(post, path = "/api/v1/components", tag = "Rules", operation_id = "upload_component",
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 201, body = Component), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn upload(State(host): State<Arc<Host>>, asking: Asking, wasm: ComponentBody) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let component = host.rules.upload(wasm.bytes.into(), asking.0.name()).await?;
    Ok((StatusCode::CREATED, Json(Component::from(component))).into_response())
}

/// One component
#[utoipa::path(get, path = "/api/v1/components/{id}", tag = "Rules", operation_id = "get_component",
    responses((status = 200, body = Component), (status = 404, body = ErrorBody)))]
async fn get(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<Component>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(host.rules.component(&id).await?.into()))
}
