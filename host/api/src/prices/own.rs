//! The operator's prices: list, set, change, end.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use outlay_access::Permission;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;
use crate::prices::shapes::{NewPrice, Price};

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(show, change, delete)).routes(routes!(versions))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PriceList {
    items: Vec<Price>,
    /// Always null: prices come in one page.
    next: Option<String>,
}

/// List own prices, the oldest first
#[utoipa::path(get, path = "/api/v1/prices", tag = "Prices", operation_id = "list_prices",
    responses((status = 200, body = PriceList)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<PriceList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.prices.list().await?.into_iter().map(Price::from).collect();
    Ok(Json(PriceList { items, next: None }))
}

/// Set a price
///
/// It counts for what comes from now on; `POST /api/v1/prices/repricings` applies it to the past. Of several prices for
/// one call the narrowest counts: one that names an organization, product or key; then the longer model name; then the later `from`.
#[utoipa::path(post, path = "/api/v1/prices", tag = "Prices", operation_id = "create_price", request_body = NewPrice,
    responses((status = 201, body = Price), (status = 422, body = ErrorBody)))]
async fn create(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(mut new): JsonBody<NewPrice>,
) -> Result<Response, ApiError> {
    asking.require(Permission::Manage)?;
    let why = new.why.take();
    let price = host.prices.create(new.draft()?, asking.0.name(), why).await?;
    Ok((StatusCode::CREATED, Json(Price::from(price))).into_response())
}

/// One price in its newest version
#[utoipa::path(get, path = "/api/v1/prices/{id}", tag = "Prices", operation_id = "get_price",
    responses((status = 200, body = Price), (status = 404, body = ErrorBody)))]
async fn show(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<Json<Price>, ApiError> {
    asking.require(Permission::Read)?;
    Ok(Json(host.prices.get(&id).await?.into()))
}

/// Put another version in the place of a price
#[utoipa::path(put, path = "/api/v1/prices/{id}", tag = "Prices", operation_id = "change_price", request_body = NewPrice,
    responses((status = 200, body = Price), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
    JsonBody(mut new): JsonBody<NewPrice>,
) -> Result<Json<Price>, ApiError> {
    asking.require(Permission::Manage)?;
    let why = new.why.take();
    Ok(Json(host.prices.change(&id, new.draft()?, asking.0.name(), why).await?.into()))
}

/// End a price
///
/// What it priced keeps its cost until it is priced anew.
#[utoipa::path(delete, path = "/api/v1/prices/{id}", tag = "Prices", operation_id = "delete_price",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn delete(State(host): State<Arc<Host>>, asking: Asking, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.prices.delete(&id, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All versions of a price, the newest first
#[utoipa::path(get, path = "/api/v1/prices/{id}/versions", tag = "Prices", operation_id = "list_price_versions",
    responses((status = 200, body = PriceList), (status = 404, body = ErrorBody)))]
async fn versions(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path(id): Path<String>,
) -> Result<Json<PriceList>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.prices.versions(&id).await?.into_iter().map(Price::from).collect();
    Ok(Json(PriceList { items, next: None }))
}
