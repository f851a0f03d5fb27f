//! Who can sign in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use outlay_access::Permission;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::error::ApiError;
use crate::host::Host;
use crate::session::PersonView;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    items: Vec<ListedPerson>,
}

/// A person, and since when there is an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedPerson {
    #[serde(flatten)]
    person: PersonView,
    created_at: String,
}

/// List people: who can sign in
#[utoipa::path(get, path = "/api/v1/people", tag = "Session", operation_id = "list_people", responses((status = 200, body = People)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<People>, ApiError> {
    asking.require(Permission::Read)?;
    let people = host.access.people().await?;
    let items =
        people.into_iter().map(|(person, at)| ListedPerson { person: person.into(), created_at: at.to_string() });
    Ok(Json(People { items: items.collect() }))
}
