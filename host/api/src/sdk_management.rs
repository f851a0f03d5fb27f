//! What existing SDKs ask of the management API while they meter: no enforcement rules, and the default team. The rest
//! of that API is answered 404 in its own form.

use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;

use crate::caller::Asking;
use crate::error::ApiError;
use crate::sdk_error::SdkError;

/// SDKs keep only the origin of the address that they were given, or append `/profitstream` to it.
const PREFIXES: &[&str] = &["/v2/api", "/profitstream/v2/api"];

pub(crate) fn routes<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    PREFIXES.iter().fold(router, |router, prefix| {
        router
            .route(&format!("{prefix}/ai/enforcement-rules/{{team}}"), axum::routing::get(enforcement_rules))
            .route(&format!("{prefix}/teams"), axum::routing::get(teams))
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
