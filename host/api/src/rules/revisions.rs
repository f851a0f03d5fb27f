//! What a rule was before, and the way back.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use outlay_access::Permission;
use outlay_rules::MadeOf;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Rule;
use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(roll_back))
}

/// What a rule was made of at some time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Revision {
    revision: String,
    builtin: Option<String>,
    component: Option<String>,
    #[schema(value_type = Object)]
    settings: Value,
    memory_mib: u32,
    /// It took over the state of the revision before.
    carried: bool,
    started_at: String,
    started_by: String,
}

impl From<outlay_rules::Revision> for Revision {
    fn from(of: outlay_rules::Revision) -> Self {
        let (builtin, component) = match of.made_of {
            MadeOf::Builtin(name) => (Some(name), None),
            MadeOf::Component(id) => (None, Some(id)),
        };
        Self {
            revision: of.revision.to_string(),
            builtin,
            component,
            settings: of.settings,
            memory_mib: of.memory_mib,
            carried: of.carried,
            started_at: of.started_at.to_string(),
            started_by: of.started_by,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevisionList {
    items: Vec<Revision>,
    /// Always null: only the last twenty are kept.
    next: Option<String>,
}

/// What a rule was
///
/// The newest revision first.
#[utoipa::path(get, path = "/api/v1/rules/{id}/revisions", tag = "Rules", operation_id = "list_rule_revisions",
    responses((status = 200, body = RevisionList), (status = 404, body = ErrorBody)))]
async fn list(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<RevisionList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.rules.revisions(&id).await?.into_iter().map(Revision::from).collect();
    Ok(Json(RevisionList { items, next: None }))
}

/// Which revision to go back to.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct RollBack {
    /// The newest with another component or other settings, unless told.
    revision: Option<String>,
}

/// Go back to what a rule was
///
/// Starts another revision with the component and the settings of an earlier one. It takes over the state if it can.
#[utoipa::path(post, path = "/api/v1/rules/{id}/rollback", tag = "Rules", operation_id = "roll_back_rule",
    request_body = RollBack,
    responses((status = 200, body = Rule), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn roll_back(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(RollBack { revision }): JsonBody<RollBack>,
) -> Result<Json<Rule>, ApiError> {
    asking.require(Permission::Manage)?;
    let number = |text: String| {
        let wrong = |_| ApiError::invalid("invalid_field", "a revision is a whole number").field("revision");
        text.parse().map_err(wrong)
    };
    let to = revision.map(number).transpose()?;
    Ok(Json(host.rules.roll_back(&id, to, asking.0.name()).await?.into()))
}
