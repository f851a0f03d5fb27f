//! Exchange rates, and the currency that costs are kept in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use outlay_access::Permission;
use outlay_pricing::own;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::body::JsonBody;
use crate::caller::Asking;
use crate::error::{ApiError, ErrorBody};
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, set)).routes(routes!(delete)).routes(routes!(change_currency))
}

/// One unit of `from` is `rate` units of `to`, from the beginning of a day (UTC) until the next rate of the pair.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExchangeRate {
    from: String,
    to: String,
    day: String,
    rate: String,
    changed_at: String,
    changed_by: String,
}

impl From<outlay_prices::Rate> for ExchangeRate {
    fn from(rate: outlay_prices::Rate) -> Self {
        let outlay_prices::Rate { from_currency, to_currency, day, rate, at, who } = rate;
        let changed_at = outlay_domain::Timestamp(at).to_string();
        Self { from: from_currency, to: to_currency, day, rate, changed_at, changed_by: who }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExchangeRates {
    /// ISO 4217: the currency that costs are kept in.
    currency: String,
    items: Vec<ExchangeRate>,
}

/// List exchange rates, by pair and day
#[utoipa::path(get, path = "/api/v1/prices/rates", tag = "Prices", operation_id = "list_exchange_rates",
    responses((status = 200, body = ExchangeRates)))]
async fn list(State(host): State<Arc<Host>>, asking: Asking) -> Result<Json<ExchangeRates>, ApiError> {
    asking.require(Permission::Read)?;
    let items = host.prices.rates().await?.into_iter().map(ExchangeRate::from).collect();
    Ok(Json(ExchangeRates { currency: host.prices.book().state().currency.clone(), items }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewExchangeRate {
    /// ISO 4217.
    from: String,
    to: String,
    /// `2026-11-01`: it holds from the beginning of that day (UTC) until the next rate of the pair.
    day: String,
    /// A decimal above 0: what one unit of `from` is worth in `to`.
    rate: String,
}

/// Set an exchange rate
///
/// In the place of one of the same pair and day. Amounts are never added across currencies: without a rate a cost is
/// unpriced, with the reason `no_exchange_rate`.
#[utoipa::path(put, path = "/api/v1/prices/rates", tag = "Prices", operation_id = "set_exchange_rate", request_body = NewExchangeRate,
    responses((status = 200, body = ExchangeRate), (status = 422, body = ErrorBody)))]
async fn set(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(new): JsonBody<NewExchangeRate>,
) -> Result<Json<ExchangeRate>, ApiError> {
    asking.require(Permission::Manage)?;
    let NewExchangeRate { from, to, day, rate } = new;
    let rate = own::ExchangeRate { from: from.to_uppercase(), to: to.to_uppercase(), day, rate };
    Ok(Json(host.prices.set_rate(rate, asking.0.name()).await?.into()))
}

/// Delete an exchange rate
#[utoipa::path(delete, path = "/api/v1/prices/rates/{from}/{to}/{day}", tag = "Prices", operation_id = "delete_exchange_rate",
    responses((status = 204), (status = 404, body = ErrorBody)))]
async fn delete(
    State(host): State<Arc<Host>>,
    asking: Asking,
    Path((from, to, day)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    asking.require(Permission::Manage)?;
    host.prices.delete_rate(&from, &to, &day, asking.0.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct BookCurrency {
    /// ISO 4217.
    currency: String,
}

/// Choose the currency that costs are kept in
///
/// For what comes from now on; price the past anew to bring it along. It needs an exchange rate from USD first.
#[utoipa::path(put, path = "/api/v1/prices/currency", tag = "Prices", operation_id = "set_currency", request_body = BookCurrency,
    responses((status = 200, body = BookCurrency), (status = 422, body = ErrorBody)))]
async fn change_currency(
    State(host): State<Arc<Host>>,
    asking: Asking,
    JsonBody(BookCurrency { currency }): JsonBody<BookCurrency>,
) -> Result<Json<BookCurrency>, ApiError> {
    asking.require(Permission::Manage)?;
    let currency = currency.to_uppercase();
    host.prices.set_currency(&currency, asking.0.name()).await?;
    Ok(Json(BookCurrency { currency }))
}
