//! The price book: own prices, the list, exchange rates, what has no price, and the past priced anew.

mod book;
mod history;
mod own;
mod rates;
mod shapes;
mod unpriced;

use std::sync::Arc;

use axum::http::StatusCode;
use outlay_prices::PricesError;
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::host::Host;

pub(crate) use shapes::MeterPrice;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .merge(own::routes())
        .merge(book::routes())
        .merge(rates::routes())
        .merge(unpriced::routes())
        .merge(history::routes())
}

impl From<PricesError> for ApiError {
    fn from(error: PricesError) -> Self {
        let message = error.to_string();
        match error {
            PricesError::Invalid { field, .. } => Self::invalid("invalid_price", message).field(field),
            PricesError::NoSuchPrice => Self::not_found("price"),
            PricesError::NoSuchRate => Self::not_found("exchange rate"),
            PricesError::Changed => Self::new(StatusCode::CONFLICT, "price_changed", message),
            PricesError::TooMany(_) => Self::new(StatusCode::CONFLICT, "too_many", message),
            PricesError::NotAccepted(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "ledger_failed", message).retry_after(5)
            }
            PricesError::Control(_) | PricesError::Warehouse(_) | PricesError::Unreadable(_) => Self::internal(&error),
        }
    }
}
