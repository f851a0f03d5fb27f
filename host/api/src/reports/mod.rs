//! Spend, reconciliation, and the project map that both go by.

mod changes;
mod csv;
mod forecast;
mod now;
mod page;
mod project_map;
mod reconciled;
mod reconciliation;
mod spend;

use std::sync::Arc;

use axum::http::StatusCode;
use outlay_reports::ReportsError;
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::host::Host;

pub(crate) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .merge(spend::routes())
        .merge(now::routes())
        .merge(forecast::routes())
        .merge(changes::routes())
        .merge(reconciliation::routes())
        .merge(project_map::routes())
}

impl From<ReportsError> for ApiError {
    fn from(error: ReportsError) -> Self {
        let message = error.to_string();
        match error {
            ReportsError::Invalid { field, .. } => Self::invalid("invalid_report", message).field(field),
            ReportsError::Changed => Self::new(StatusCode::PRECONDITION_FAILED, "changed_meanwhile", message)
                .hint("read it again, make your change there, and send the new `ETag` as `If-Match`"),
            ReportsError::TooLarge { .. } => Self::invalid("report_too_large", message),
            ReportsError::Query(error) => error.into(),
            ReportsError::Control(_) | ReportsError::Internal(_) => Self::internal(&message),
        }
    }
}
