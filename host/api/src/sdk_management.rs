//! What existing SDKs ask of the management API while they meter: no enforcement rules, and the default team. The rest
//! of that API is answered 404 in its own form.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use outlay_access::Permission;
use serde::Deserialize;
use serde_json::json;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;
use crate::sdk_error::SdkError;

/// SDKs keep only the origin of the address that they were given, or append `/profitstream` to it.
const PREFIXES: &[&str] = &["/v2/api", "/profitstream/v2/api"];

pub(crate) fn routes(router: Router<Arc<Host>>) -> Router<Arc<Host>> {
    PREFIXES.iter().fold(router, |router, prefix| {
        router
            .route(&format!("{prefix}/ai/enforcement-rules/{{team}}"), axum::routing::get(enforcement_rules))
            .route(&format!("{prefix}/teams"), axum::routing::get(teams))
            .route(
                &format!("{prefix}/teams/{{team}}/settings/prompts"),
                axum::routing::get(prompt_settings).put(change_prompt_settings),
            )
    })
}

/// 204: there are none.
async fn enforcement_rules(
    asking: Result<Asking, ApiError>,
    uri: Uri,
    Path(_team): Path<String>,
) -> Result<StatusCode, SdkError> {
    asking.map_err(|error| SdkError::new(error, uri.path()))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn teams(asking: Result<Asking, ApiError>, uri: Uri) -> Result<Response, SdkError> {
    asking.map_err(|error| SdkError::new(error, uri.path()))?;
    let team = json!({"id": "default", "label": "Default", "resourceType": "team", "_links": {}});
    let page = json!({"size": 20, "totalElements": 1, "totalPages": 1, "number": 0});
    Ok(Json(json!({"_embedded": {"teamResourceList": [team]}, "_links": {}, "page": page})).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptSettings {
    prompt_capture_enabled: bool,
}

async fn prompt_settings(
    State(host): State<Arc<Host>>,
    asking: Result<Asking, ApiError>,
    uri: Uri,
) -> Result<Response, SdkError> {
    let allowed = asking.and_then(|asking| asking.require(Permission::Read));
    allowed.map_err(|error| SdkError::new(error, uri.path()))?;
    Ok(Json(json!({"promptCaptureEnabled": host.settings.captures_prompts()})).into_response())
}

async fn change_prompt_settings(
    State(host): State<Arc<Host>>,
    asking: Result<Asking, ApiError>,
    uri: Uri,
    body: Result<JsonBody<PromptSettings>, ApiError>,
) -> Result<Response, SdkError> {
    let change = async {
        asking?.require(Permission::Manage)?;
        let JsonBody(change) = body?;
        let changed = host.settings.capture_prompts(change.prompt_capture_enabled).await;
        changed.map_err(|error| ApiError::internal(&error))
    };
    change.await.map_err(|error| SdkError::new(error, uri.path()))?;
    Ok(Json(json!({"promptCaptureEnabled": host.settings.captures_prompts()})).into_response())
}
