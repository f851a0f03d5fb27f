//! The list of prices that Outlay comes with, to look through.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use outlay_access::Permission;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::caller::Asking;
use crate::description::shapes;
use crate::error::ApiError;
use crate::host::Host;

/// Models shown at most.
const MOST: usize = 100;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BookQuery {
    /// Words that provider and model contain: `openai 4o`.
    #[serde(default)]
    q: String,
    /// 1 to 100; 50 unless told.
    limit: Option<usize>,
}

/// The book in force, and what its list says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PriceBookView {
    /// The list that Outlay comes with.
    list_version: String,
    /// Grows with every change of a price, a rate or the currency.
    revision: u64,
    /// ISO 4217: the currency that costs are kept in.
    currency: String,
    /// List prices of today in US dollars: `provider`, `model`, `prices` (meter, price, per, tiers), `variants`.
    #[schema(value_type = Vec<shapes::ListedModel>)]
    items: Vec<outlay_pricing::browse::ListedModel>,
    /// There are more than are shown.
    more: bool,
}

/// Look through the list of prices
#[utoipa::path(get, path = "/api/v1/prices/book", tag = "Prices", operation_id = "get_price_book", params(BookQuery),
    responses((status = 200, body = PriceBookView)))]
async fn show(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Query(query): Query<BookQuery>,
) -> Result<Json<PriceBookView>, ApiError> {
    asking.require(Permission::Read)?;
    let book = host.prices.book();
    let (items, more) = book.listed(&query.q, host.clock.now(), query.limit.unwrap_or(50).clamp(1, MOST));
    Ok(Json(PriceBookView {
        list_version: book.version().to_owned(),
        revision: book.state().revision,
        currency: book.state().currency.clone(),
        items,
        more,
    }))
}
